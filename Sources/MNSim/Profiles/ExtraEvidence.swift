package import MNCore

/// What other programs ask of a machine and no probe does, so that they too can be run on a profile.
///
/// It is asked after the probes, changes no verdict, and is marked in the profile.
package enum ExtraEvidence {
    /// The recording of the probes with the other answers behind it, each marked as one for others.
    ///
    /// - Parameters:
    ///   - machine: the one that the probes were asked about.
    ///   - time: the clock by which it answers; all of it takes no longer than a probe.
    package static func added(
        to recording: Recording, asking machine: any Machine, by time: any Time
    ) async -> Recording {
        var result = recording
        let deadline = ProbeDeadline(by: time)
        var stuck: Set<Substring> = []
        for access in questions(after: recording) where !stuck.contains(access.program ?? "") {
            let limit = min(limit(of: access).duration, deadline.left(for: access))
            switch await machine.answer(access, within: limit) {
            case .unrecorded: continue
            // It may not even have been started, so late as it was asked.
            case .timedOut: if let program = access.program { stuck.insert(program) }
            case let outcome: result.add(.init(access, outcome, isForOthers: true))
            }
        }
        let path = Access.environment(Redaction.pathVariable)
        if case .value(let value)? = result[path] {
            result[path] = .value(Redaction.path(value, of: await Redaction.Owner(machine)))
        }
        return result
    }

    /// As long as the probes give the same programs.
    private static func limit(of access: Access) -> TimeLimit {
        switch access.program {
        case "nvidia-smi": .long
        case "sysctl": .short
        default: .usual
        }
    }

    /// What is asked, sorted: nothing that a probe has asked, and no program that did not end for one.
    static func questions(after recording: Recording) -> [Access] {
        guard case .platform(let platform)? = recording[.platform] else { return [] }
        var questions: [Access] = [.environment(Redaction.pathVariable)]
        if platform.system == "Linux" {
            let files =
                ["/proc/cpuinfo", "/proc/meminfo", possibleProcessors]
                + devices(recording).flatMap { device in attributes.map { "\(device)/\($0)" } }
            questions += files.map(Access.file) + devices(recording).map(Access.directory)
            questions += [nvidiaSMI, rocmSMI, rocmSMIWithIDs].map(Access.command)
        } else if platform.system == "Windows_NT" {
            questions.append(.command(nvidiaSMI))
        }
        if let question = Capacity.processorQuestion(platform.system) { questions.append(question) }
        let stuck = Set(
            recording.exchanges.filter { $0.outcome == .timedOut }.compactMap(\.access.program))
        return questions.filter { access in
            recording[access] == nil && access.program.map(stuck.contains) != true
        }.sorted()
    }

    /// Whether nobody but this would ask it: an answer decides nothing.
    package static func isQuestion(_ access: Access) -> Bool {
        switch access {
        case _ where processorQuestions.contains(access): true
        case .environment(let name):
            name == Redaction.pathVariable || Redaction.Owner.variables.contains(name)
        case .file(let path):
            path == possibleProcessors
                || path.hasPrefix(bus) && attributes.contains { path.hasSuffix("/\($0)") }
        case .directory(let path): path.hasPrefix(bus)
        case .platform, .command: false
        }
    }

    private static let possibleProcessors = "/sys/devices/system/cpu/possible"
    private static let processorQuestions = Set(
        ["Linux", "Darwin", "Windows_NT"].compactMap(Capacity.processorQuestion))
    private static let bus = "/sys/bus/pci/devices/"
    private static let nvidiaSMI = ["nvidia-smi"]
    private static let rocmSMI = ["rocm-smi"]
    private static let rocmSMIWithIDs = [
        "rocm-smi", "--showproductname", "--showmeminfo", "vram", "--showuniqueid", "--json",
    ]

    /// What `lspci` and the like read of a device, beside what the probes do; its folder tells the driver.
    private static let attributes = ["config", "revision", "subsystem_device", "subsystem_vendor"]

    /// The folders of the display controllers and accelerators among the devices that the probes saw:
    /// classes 0x03 and 0x12 (PCI Code and ID Assignment).
    private static func devices(_ recording: Recording) -> [String] {
        recording.exchanges.compactMap { exchange in
            guard case .file(let path) = exchange.access, case .bytes(let bytes) = exchange.outcome,
                path.hasPrefix(bus), path.hasSuffix("/class"),
                bytes.starts(with: "0x03".utf8) || bytes.starts(with: "0x12".utf8)
            else { return nil }
            return String(path.dropLast("/class".count))
        }
    }
}

extension Access {
    /// The name of the program that a command starts, without its folder.
    fileprivate var program: Substring? {
        if case .command(let argv) = self { argv.first?.split(separator: "/").last } else { nil }
    }
}
