import Foundation
import MNCore
import Testing

@testable import MNSim

/// Real output of real machines, wherever it is of a form that is known.
@Suite(.enabled(if: Recordings.folder != nil, "no ../shared/recordings beside the package"))
struct `Real pastes` {
    static let machines: [String] = {
        guard let folder = Recordings.folder else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.contains(".") }.sorted()
    }()

    /// The texts of a machine that somebody could paste.
    static func texts(_ machine: String) -> [String] {
        guard let folder = Recordings.folder else { return [] }
        let root = folder.appending(path: machine)
        let commands =
            (try? FileManager.default.contentsOfDirectory(
                atPath: root.appending(path: "commands").path)) ?? []
        let names =
            commands.sorted().map { "commands/\($0)" }
            + [
                "capture.txt", "sbc-bench-report.txt", "files/proc/meminfo", "files/proc/cpuinfo",
            ]
        return names.filter {
            FileManager.default.fileExists(atPath: root.appending(path: $0).path)
        }
    }

    /// What `mn` is told of the system where the text does not tell it.
    static func platform(_ machine: String) throws -> String? {
        let source = try JSON.parse(try Recordings.bytes(machine, "source.json"))
        guard let arch = source["arch"]?.string, !arch.isEmpty,
            arch.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
        else { return nil }
        let system = source["os"]?.string ?? ""
        if system.contains("Windows"), !system.contains("WSL") { return "windows/AMD64" }
        return system.contains("macOS") || system.contains("mac")
            ? "macos/\(arch)" : "linux/\(arch)"
    }

    private static let builtin = Result { try `The profiles`.ids.map(`The profiles`.profile) }

    /// The built-in profiles that were made of the same recording.
    static func profiles(of machine: String) throws -> [Profile] {
        let source = try JSON.parse(try Recordings.bytes(machine, "source.json"))
        let addresses = (source["sources"]?.array ?? []).compactMap { $0["url"]?.string }
        return try builtin.get().filter { profile in
            profile.sources.contains { source in addresses.contains { source.hasPrefix($0) } }
        }
    }

    @Test func `are there`() { #expect(Self.machines.count > 50) }

    @Test(arguments: machines)
    func `are recognised, and get no better verdict than the machine`(machine: String) async throws
    {
        let platform = try Self.platform(machine)
        let known = try Self.profiles(of: machine)
        let model = try Catalog.builtin.model(named: Catalog.defaultModel)
        var whole: [Verdict] = []
        for profile in known {
            whole.append(
                RuleTable.standard.verdict(model, on: await Hardware.probe(ReplayMachine(profile))))
        }
        for name in Self.texts(machine) {
            let bytes = try Recordings.bytes(machine, name)
            let pasted: PastedMachine
            do {
                pasted = try PastedMachine([(name, bytes)])
            } catch {
                Self.show(machine, name, "-", error.problem)
                #expect(!Self.isKnown(name), "\(name): \(error.problem)")
                continue
            }
            let stated = try platform.map { try Platform(stated: $0) }
            let profile = try await Profile.imported(
                pasted, id: "pasted", title: nil, platform: pasted.platform == nil ? stated : nil)
            let hardware = await Hardware.probe(ReplayMachine(profile))
            let verdict = RuleTable.standard.verdict(model, on: hardware)
            let forms = pasted.recognised.map(\.name).uniqued().joined(separator: ", ")
            Self.show(machine, name, forms, "\(verdict.rule.rawValue)")
            let isOpen =
                verdict.rule == .insufficientEvidence || verdict.rule.rawValue.hasSuffix("unknown")
            #expect(
                isOpen || whole.isEmpty || whole.contains { $0.rule == verdict.rule },
                "\(name): \(verdict.rule) instead of \(whole.map(\.rule))")
            if whole.contains(where: { $0.status == .fail }),
                !whole.contains(where: { $0.status == .pass })
            {
                #expect(verdict.status != .pass, "\(name)")
            }
        }
    }

    /// The tables of programs that are shown only to whoever wants to see them.
    private static func show(_ machine: String, _ name: String, _ forms: String, _ words: String) {
        if ProcessInfo.processInfo.environment["MN_SHOW"] == "1" {
            print("\(machine) | \(name) | \(forms) | \(words)")
        }
    }

    /// Whether a file must be recognised.
    private static func isKnown(_ name: String) -> Bool {
        let known = [
            "nvidia-smi.txt", "nvidia-smi-q.txt", "nvidia-smi-q-x", "nvidia-smi-L",
            "nvidia-smi-query-gpu", "rocm-smi", "system_profiler", "meminfo", "cpuinfo",
            "capture.txt",
        ]
        // Its metrics tell nothing that is asked.
        return known.contains { name.contains($0) } && !name.contains("amd_metrics")
    }
}
