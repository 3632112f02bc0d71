package import MNCore
import MNSim

/// The commands that programs asked in a simulated machine and nobody could answer, for the real one.
///
/// They come out of a report of `mn sim exec`, which may be anybody's, so only those are asked that are known
/// to change nothing.
package struct MissedQuestions: Hashable, Sendable {
    /// The most that are asked.
    private static let limit = 200

    /// What can be asked.
    package private(set) var asked: [[String]] = []
    /// What may change something, or is not known.
    package private(set) var refused: [[String]] = []

    /// Nothing is missed.
    package init() {}

    /// Reads a report: `{"schema": "mn.sim.exec/1", "unrecorded": [{"command": ["nvidia-smi", "-L"]}]}`.
    package static func read(_ bytes: [UInt8], name: String) throws(DocumentFault) -> Self {
        try Document.read(bytes, kind: "report of a program in a machine", name: name) {
            (field) throws(JSONFault) in
            let members = try field.anyObject()
            try members.requireSchema(ExecReport.schema)
            var result = Self()
            for element in try members.required("unrecorded").array() {
                let entry = try element.object(keys: ["command"])
                let argv = try entry.required("command").strings()
                if isHarmless(argv), result.asked.count < limit {
                    if !result.asked.contains(argv) { result.asked.append(argv) }
                } else if !result.refused.contains(argv) {
                    result.refused.append(argv)
                }
            }
            return result
        }
    }

    /// Whether a command is known to tell something and to change nothing.
    package static func isHarmless(_ argv: [String]) -> Bool {
        guard let program = argv.first else { return false }
        let words = Array(argv.dropFirst())
        switch program {
        case "nvidia-smi", "/usr/lib/wsl/lib/nvidia-smi": return asksNVIDIA(words)
        case "rocm-smi":
            let others = ["--json", "--csv", "-a", "vram", "gtt", "vis_vram", "all"]
            return words.allSatisfy { $0.hasPrefix("--show") || others.contains($0) }
        case "amd-smi":
            return ["list", "static", "version"].contains(words.first)
                && words.dropFirst().allSatisfy {
                    ["--asic", "--bus", "--vram", "--driver", "--json", "--csv"].contains($0)
                }
        case "rocminfo", "clinfo": return words.isEmpty
        case "vulkaninfo": return words == ["--summary"]
        case "nvidia-ctk", "nvidia-container-runtime", "nvidia-container-cli", "nvcc":
            return words == ["--version"]
        case "docker":
            return [["version"], ["--version"], ["info"]].contains { words == $0 }
                || words.count == 3 && ["version", "info"].contains(words[0])
                    && ["--format", "-f"].contains(words[1])
        default: return false
        }
    }

    private static func asksNVIDIA(_ words: [String]) -> Bool {
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "-L", "--list-gpus", "-q", "--query", "-x", "--xml-format", "--version": break
            case "-i", "--id", "-d", "--display":
                guard let value = rest.popFirst(), !value.hasPrefix("-") else { return false }
            case "--query-gpu", "--format":
                guard let value = rest.popFirst(), !value.hasPrefix("-") else { return false }
            case _ where word.hasPrefix("--query-gpu=") || word.hasPrefix("--format="): break
            default: return false
            }
        }
        return true
    }
}
