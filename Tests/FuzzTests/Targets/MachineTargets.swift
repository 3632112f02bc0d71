import MNCore

@testable import MNRunner
@testable import MNSim

extension FuzzTarget {
    static let machines = [
        FuzzTarget("probes", feedProbes), FuzzTarget("importers", feedImporters),
    ]

    /// Machines of every kind, as far as their evidence is small.
    private static let members: [ProbedMachine] = FuzzWorld.texts.sorted { $0.key < $1.key }
        .filter { $0.value.utf8.count < 8 << 10 }
        .enumerated().filter { $0.offset % 4 == 0 }
        .compactMap { ProbedMachine($0.element.value) }

    /// A machine, and some answers of it that are damaged.
    private static func feedProbes(_ bytes: [UInt8]) throws {
        var input = FuzzInput(bytes)
        let member = input.choose(members)
        var faults: [MachineFault] = []
        while !input.isEmpty, faults.count < 4 {
            let access = member.questions[input.number() % member.questions.count]
            faults.append(MachineFault(access, kind(&input)))
        }
        let machine = FaultyMachine(member.machine, faults)
        let hardware = try finished { await Hardware.probe(machine) }
        try Ink.check(hardware.json.text(), "hardware")
        let isOnlyLost = faults.allSatisfy(\.isLoss)
        for (before, model) in zip(member.verdicts, Catalog.builtin.models) {
            let after = RuleTable.standard.verdict(model, on: hardware)
            try Ink.check(after.message, "a message")
            try Ink.check(after.help(alternatives: []), "a help")
            for fix in after.fixes(alternatives: []) { try Ink.check(fix, "a fix") }
            guard isOnlyLost, after.status == .pass, before.status != .pass else { continue }
            let isSaid = !after.assumed.isSubset(of: before.assumed)
            let isNamed = after.gaps.contains { gap in faults.contains { $0.access == gap.access } }
            try promise(
                isSaid || isNamed,
                "\(model.id) on \(member.id) passes for lack of \(faults.map { "\($0.access)" })")
        }
    }

    private static func kind(_ input: inout FuzzInput) -> MachineFault.Kind {
        switch input.byte() % 14 {
        case 0: .absent
        case 1: .denied
        case 2: .hang
        case 3: .unrecorded
        case 4: .failed("\u{1B}[31mno\u{7}")
        case 5: .empty
        case 6: .crlf
        case 7: .truncated(bytes: input.number())
        case 8: .crash(signal: 9)
        case 9: .exit(code: Int(input.byte()), standardOutput: [], standardError: take(&input))
        case 10: .preceded(take(&input))
        case 11: .utf16
        default: .replaced(take(&input))
        }
    }

    /// Bytes up to the next separator.
    private static func take(_ input: inout FuzzInput) -> [UInt8] {
        var bytes: [UInt8] = []
        while !input.isEmpty, case let byte = input.byte(), byte != FuzzInput.separator {
            bytes.append(byte)
        }
        return bytes
    }

    /// A tool, and what it printed.
    private static func feedImporters(_ bytes: [UInt8]) throws {
        var input = FuzzInput(bytes)
        let kind = input.choose(ImportKind.allCases)
        let platform = input.choose([nil, "linux/x86_64", "windows/AMD64", "macos/arm64"])
        let parts = input.parts
        do {
            switch kind {
            case .nvidiaSMI: try check(try NVIDIASMIImporter(parts[0], name: "p"), platform)
            case .systemProfiler:
                try check(try SystemProfilerImporter(parts[0], name: "p"), platform)
            case .windowsCIM: try check(try WindowsCIMImporter(parts.map { ("p", $0) }), platform)
            case .hwloc:
                let names = [
                    "proc/cpuinfo", "proc/meminfo", "proc/version", "proc/hwloc-nofile-info",
                    "sys/bus/pci/devices/0000:01:00.0/vendor",
                    "sys/bus/pci/devices/0000:01:00.0/class",
                    "sys/bus/pci/devices/0000:01:00.0/device",
                ]
                let files = zip(names, parts).map { ("/r/\($0)", $1) }
                let folder = MemoryFiles(Dictionary(uniqueKeysWithValues: files))
                try check(try HwlocImporter("/r", files: folder), platform)
            default:
                let pasted = parts.map { (name: "p", bytes: $0) }
                try check(
                    try PastedMachine(pasted, only: kind == .pasted ? nil : kind), platform)
            }
        } catch let error as ImportFault {
            try Ink.checkLine(error.problem, "what is wrong")
        }
    }

    private static func check(_ importer: some Importer, _ platform: String?) throws {
        let platform = try platform.map { try Platform(stated: $0) }
        let result = try finished { () async -> Result<Profile, ImportFault> in
            do throws(ImportFault) {
                return .success(
                    try await Profile.imported(importer, id: "p", title: nil, platform: platform))
            } catch {
                return .failure(error)
            }
        }
        let profile = try result.get()
        let text = profile.json.text()
        try Ink.check(text, "an imported profile")
        try Ink.checkLine(profile.title, "a title")
        try promiseEqual(
            try? Profile.read(Array(text.utf8), name: "p"), profile,
            "an imported profile is read back")
        try promiseEqual(
            Redaction.redacted(profile.recording), profile.recording, "it is redacted once")
    }
}

/// A profile, and what is asked of its machine and judged of it.
private struct ProbedMachine: Sendable {
    let id: String
    let machine: ReplayMachine
    let questions: [Access]
    let verdicts: [Verdict]

    init?(_ text: String) {
        guard let profile = try? Profile.read(Array(text.utf8), name: "p") else { return nil }
        id = profile.id
        machine = ReplayMachine(profile)
        let asked = RecordingMachine(machine)
        guard let hardware = try? finished({ await Hardware.probe(asked) }) else { return nil }
        questions = asked.asked.keys.sorted()
        verdicts = Catalog.builtin.models.map { RuleTable.standard.verdict($0, on: hardware) }
    }
}

extension MachineFault {
    /// Whether the answer is lost, and none put in its place.
    fileprivate var isLoss: Bool {
        switch kind {
        case .absent, .denied, .hang, .unrecorded, .failed, .empty, .crash: true
        default: false
        }
    }
}

/// What asynchronous code comes to, which waits for nothing but its own time.
private func finished<Value: Sendable>(
    _ body: @escaping @Sendable () async -> Value
) throws(BrokenPromise) -> Value {
    do throws(Simulation.Stuck) {
        return try Simulation.run { _ in await body() }
    } catch {
        throw BrokenPromise("it does not end: \(error)")
    }
}
