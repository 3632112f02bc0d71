import MNSim

@testable import MNCore
@testable import MNMachine

/// The one adapter between what was recorded of real machines and what the probes ask.
///
/// It answers a question with a recorded file, with the names of recorded files, or with recorded
/// columns in the form of the question; a column that was not recorded is `[N/A]`, and an exit code
/// that was not recorded is 0. The kernel ends every line of its files, so a recorded one whose last
/// end is lost gets it back. Every other question is unrecorded.
struct RecordedAnswers: Machine {
    let machine: RealMachine
    /// Which output of `rocm-smi` is answered, where several versions were recorded.
    var version = 0

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        switch access {
        case .platform:
            .platform(kernel.map { platform(release: $0) } ?? machine.platform)
        case .file(let path):
            (machine.bytes(path).map(ended) ?? report(path).map { Array($0.utf8) })
                .map { .bytes($0) } ?? .unrecorded
        case .directory(let path): machine.names(path).map { .entries($0) } ?? .unrecorded
        case .environment: .unrecorded
        case .command(let argv): output(argv).map { .output($0) } ?? .unrecorded
        }
    }

    private func ended(_ bytes: [UInt8]) -> [UInt8] {
        bytes.isEmpty || [0, 10].contains(bytes[bytes.count - 1]) ? bytes : bytes + [10]
    }

    /// The kernel that a benchmark's report names.
    private var kernel: String? {
        let line = machine.text("sbc-bench-report.txt")?.split(separator: "\n")
            .first { $0.trimmed.hasPrefix("Kernel:") }
        return line?.trimmed.dropFirst(7).split(separator: "/").first?.trimmed
    }

    private func platform(release: String) -> Platform {
        var platform = machine.platform
        platform.release = release
        return platform
    }

    private func output(_ argv: [String]) -> String? {
        for fields in NVIDIAQuery.tiers where argv == NVIDIAQuery.argv("nvidia-smi", fields) {
            return NVIDIAColumns(machine)?.csv(fields)
        }
        if argv == NVIDIADetails.argv("nvidia-smi") { return NVIDIAColumns(machine)?.xml }
        if argv == ROCmSMI.argv { return rocm().dropFirst(version).first }
        if argv.first == "sysctl", let name = argv.last { return sysctl(name).map { $0 + "\n" } }
        return nil
    }

    /// The outputs of `rocm-smi`, one for each version that was recorded.
    func rocm() -> [String] {
        let outputs = machine.outputs(of: "rocm-smi")
        let texts = outputs.filter { !$0.arguments.contains("--json") }
        if !texts.isEmpty {
            return [texts.map { $0.text.hasSuffix("\n") ? $0.text : $0.text + "\n" }.joined()]
        }
        // The two halves of one machine, asked separately.
        if outputs.count == 2, outputs.allSatisfy({ $0.arguments == ["--json"] }),
            let first = try? JSON.parse(outputs[0].text).object,
            let second = try? JSON.parse(outputs[1].text).object
        {
            return [JSON.object(first.merging(second)).text()]
        }
        return outputs.map(\.text)
    }

    /// `system_profiler` names what `sysctl` has under other names.
    private func sysctl(_ name: String) -> String? {
        let text = machine.outputs(of: "system_profiler").map(\.text).joined()
        func value(_ key: String) -> String? {
            for (before, after) in [("<key>\(key)</key>", "</string>"), ("\"\(key)\"", "\n")] {
                guard let start = text.firstRange(of: before),
                    let end = text[start.upperBound...].firstRange(of: after)
                else { continue }
                return text[start.upperBound..<end.lowerBound].split(separator: ">").last?
                    .trimmingMarks
            }
            return nil
        }
        switch name {
        case "hw.memsize":
            let words = value("physical_memory")?.split(separator: " ") ?? []
            guard words.count == 2, words[1] == "GB" else { return nil }
            return Int(words[0]).map { "\($0.gibibytes)" }
        case "machdep.cpu.brand_string": return value("sppci_model") ?? value("cpu_type")
        default: return nil
        }
    }

    /// What a benchmark's report tells of files that it read.
    private func report(_ path: String) -> String? {
        guard let text = machine.text("sbc-bench-report.txt") else { return nil }
        let lines = text.split(separator: "\n")
        func tail(_ mark: String) -> String? {
            lines.lazy.map(\.trimmed).first { $0.hasPrefix(mark) }
                .map { $0.dropFirst(mark.count).trimmed }
        }
        switch path {
        case "/proc/meminfo":
            guard let words = tail("Mem:")?.split(separator: " "), let size = words.first,
                size.hasSuffix("Gi"), let number = Double(size.dropLast(2))
            else { return nil }
            return "MemTotal: \(Int(number * 1024 * 1024)) kB\n"
        case "/proc/device-tree/compatible": return tail("DT compat:").map { "\($0)\0" }
        case "/sys/class/dmi/id/sys_vendor": return tail("Manufacturer:").map { "\($0)\n" }
        case "/sys/class/dmi/id/product_name": return tail("Product Name:").map { "\($0)\n" }
        case "/sys/class/dmi/id/product_family": return tail("Family:").map { "\($0)\n" }
        default: return nil
        }
    }
}

extension Substring {
    /// The text without white space, quotes, commas and colons around it.
    fileprivate var trimmingMarks: String {
        var text = self
        while let last = text.last, " \t\",:".contains(last) { text.removeLast() }
        while let first = text.first, " \t\",:".contains(first) { text.removeFirst() }
        return String(text)
    }
}
