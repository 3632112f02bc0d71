import MNCore

extension ProfileLint {
    /// Where what a profile says of itself and its evidence do not go together.
    ///
    /// - Parameter asked: what the probes were answered.
    func contradictions(
        _ profile: Profile, _ hardware: Hardware, _ asked: [Access: Outcome], _ report: Report
    ) -> [ProfileFinding] {
        [
            size(profile, hardware, report), system(profile, hardware, report),
            processor(profile, report),
        ].compactMap(\.self) + deniedFolders(profile, asked, report)
    }

    /// What lies in a folder that is denied can neither be seen nor be known to be absent.
    private func deniedFolders(
        _ profile: Profile, _ asked: [Access: Outcome], _ report: Report
    ) -> [ProfileFinding] {
        var answers = asked
        for exchange in profile.recording.exchanges { answers[exchange.access] = exchange.outcome }
        return profile.recording.exchanges.enumerated().flatMap { index, exchange in
            guard case .directory(let folder) = exchange.access, exchange.outcome == .denied else {
                return [ProfileFinding]()
            }
            let inside = answers.filter {
                $0.value.isCertain && $0.key.path?.hasPrefix(folder + "/") == true
            }
            return inside.keys.sorted().map { access in
                let word = inside[access] == .absent ? "absent" : "answered"
                return report(
                    .deniedFolder, at: ["evidence", "\(index)"],
                    "The folder \(folder) is denied, and '\(access)' in it is \(word).")
            }
        }
    }

    /// One of the sizes in an id is that of the memory or of a GPU, where all of these are known.
    private func size(
        _ profile: Profile, _ hardware: Hardware, _ report: Report
    ) -> ProfileFinding? {
        let stated = profile.id.split(separator: "-").compactMap(StatedSize.init)
        guard let first = stated.first, let memory = hardware.memory.installed.value else {
            return nil
        }
        let gpus = hardware.gpus.compactMap(\.memory.value)
        // An instance or slice says nothing of the board it is a part of.
        let hasSlices = hardware.gpus.contains {
            $0.pool == .dedicated && $0.memory.value?.isNominal == false
        }
        if gpus.count < hardware.gpus.count || hasSlices || !hardware.unknownVendors.isEmpty
            || hardware.notes.contains(where: \.hidesSizes)
        {
            return nil
        }
        let found = [memory] + gpus
        if stated.contains(where: { size in found.contains { size.isMet(by: $0.bytes) } }) {
            return nil
        }
        let sizes = Words.list(found.map { "\($0.bytes)" })
        return report(
            .sizeDiffers, at: ["id"], "The id says \(first.text), the evidence \(sizes).")
    }

    private func system(
        _ profile: Profile, _ hardware: Hardware, _ report: Report
    ) -> ProfileFinding? {
        guard let system = hardware.system.value else { return nil }
        let named: [(tag: String, system: Hardware.System)] = [
            ("linux", .linux), ("wsl2", .linux), ("macos", .macos), ("windows", .windows),
            ("freebsd", .other),
        ]
        for (index, tag) in profile.tags.enumerated() {
            guard let stated = named.first(where: { $0.tag == tag }), stated.system != system else {
                continue
            }
            return report(
                .systemDiffers, at: ["tags", "\(index)"],
                "The tag says '\(tag)', the evidence \(system.words).")
        }
        return nil
    }

    /// What `uname` says beside what the kernel prints of the processor.
    private func processor(_ profile: Profile, _ report: Report) -> ProfileFinding? {
        let access = Access.file("/proc/cpuinfo")
        guard case .platform(let platform)? = profile.recording[.platform],
            case .bytes(let bytes)? = profile.recording[access],
            let machine = CPUInfo(String(decoding: bytes, as: UTF8.self)).machine,
            let index = profile.recording.exchanges.firstIndex(where: { $0.access == access })
        else { return nil }
        // A kernel for 32 bits runs on a processor that also has 64, and prints that one's words.
        let family = { (name: String) in
            ["aarch64", "arm64"].contains(name) || name.hasPrefix("armv")
                ? "ARM" : name == "x86_64" || name.hasSuffix("86") ? "x86" : name
        }
        if family(machine) == family(platform.machine) { return nil }
        return report(
            .processorDiffers, at: ["evidence", "\(index)"],
            "/proc/cpuinfo is that of \(machine), the platform says \(platform.machine).")
    }
}

extension Access {
    /// The place that is asked about, where it has one.
    fileprivate var path: String? {
        switch self {
        case .file(let path), .directory(let path): path
        case .command(let argv): argv.first
        case .platform, .environment: nil
        }
    }
}

extension Outcome {
    /// Whether it tells what is there, or that there is nothing.
    fileprivate var isCertain: Bool {
        switch self {
        case .absent, .bytes, .entries, .ended, .value, .platform: true
        case .denied, .timedOut, .failed, .unrecorded: false
        }
    }
}

/// A size in the id of a profile: `8gb`, `14.71gib`, `30870078kb`.
private struct StatedSize {
    let text: String
    private let bytes: Double
    /// Whether it is the size that was reported, not the one on the box.
    private let isReported: Bool

    init?(_ word: Substring) {
        let digits = word.prefix { $0.isNumber || $0 == "." }
        let units: [Substring: (Double, isReported: Bool)] = [
            "kb": (0x1p10, true), "mb": (0x1p20, false), "gib": (0x1p30, true),
            "gb": (0x1p30, false), "tb": (0x1p40, false),
        ]
        guard let number = Double(digits), let unit = units[word.dropFirst(digits.count)] else {
            return nil
        }
        text = String(word)
        bytes = number * unit.0
        isReported = unit.isReported
    }

    /// Firmware and graphics keep up to a quarter of what is on the box.
    func isMet(by size: ByteCount) -> Bool {
        let share = Double(size) / bytes
        return (isReported ? 0.99...1.01 : 0.75...1.02).contains(share)
    }
}

extension Hardware.Note {
    /// Whether there may be more than is seen: a GPU that is not measured, or a machine around this one.
    fileprivate var hidesSizes: Bool {
        switch self {
        case .toolWithoutDevice, .unlistedAdapter, .container, .virtualMachine, .wsl, .wsl1: true
        case .hiddenDevices, .emulated, .memoryLimit, .damagedCard, .runtimeWithoutGPU: false
        }
    }
}
