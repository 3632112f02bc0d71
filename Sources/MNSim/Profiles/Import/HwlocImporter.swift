package import MNCore

/// The folder that `hwloc-gather-topology` packs: copies of files of `/proc` and `/sys`.
package struct HwlocImporter: Importer {
    package static let kind = ImportKind.hwloc

    private let root: String
    private let files: any Files
    package let platform: Platform?
    private let deduced: [String]

    /// The folders that are gathered whole; of others a part only is there.
    private static let wholeFolders: Set<String> = ["/sys/bus/pci/devices"]

    /// - Parameter root: the unpacked folder, which holds `proc` and `sys`.
    package init(_ root: String, files: any Files) throws(ImportFault) {
        self.root = root
        self.files = files
        guard let cpuinfo = Self.text("\(root)/proc/cpuinfo", files) else {
            throw .notOfKind(name: root, Self.kind, why: "it has no readable proc/cpuinfo")
        }
        let version = Self.text("\(root)/proc/version", files)?.split(separator: " ") ?? []
        // hwloc notes here what is in no file.
        let noted = CPUInfo.values(Self.text("\(root)/proc/hwloc-nofile-info", files) ?? "")
        let release = noted["OSRelease"] ?? (version.count > 2 ? String(version[2]) : "unknown")
        let machine = noted["Architecture"] ?? CPUInfo(cpuinfo).machine
        platform = machine.map {
            Platform(
                system: noted["OSName"] ?? "Linux", release: release, machine: $0, process: $0)
        }
        deduced =
            noted["Architecture"] == nil && machine != nil
            ? ["the processor is told by the words of /proc/cpuinfo"] : []
    }

    package var changes: [String] {
        [
            "a file that was not gathered is unrecorded, not absent",
            "folders of which a part was gathered are not listed; links lose their targets",
        ] + deduced
    }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        switch access {
        case .file(let path):
            let bytes = try? files.read(root + path, limit: CommandResult.outputLimit)
            return bytes.map { .bytes($0) } ?? .unrecorded
        case .directory(let path) where Self.wholeFolders.contains(path):
            let names = try? files.list(root + path)
            return names.map { .entries($0.map { DirectoryEntry($0) }) } ?? .unrecorded
        default: return .unrecorded
        }
    }

    private static func text(_ path: String, _ files: any Files) -> String? {
        (try? files.read(path, limit: CommandResult.outputLimit)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}

/// `/proc/cpuinfo`, as far as it tells for what processor the kernel is.
struct CPUInfo {
    /// The values of lines such as `key: value`, the first of each key.
    private let values: [String: String]

    init(_ text: String) { values = Self.values(text) }

    static func values(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1).map(trimmed)
            if parts.count == 2 { values[parts[0]] = values[parts[0]] ?? parts[1] }
        }
        return values
    }

    private static func trimmed(_ text: Substring) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    /// The kernel's name for the processor, from what only one of them prints; nil if nothing tells.
    var machine: String? {
        if let flags = values["flags"]?.split(separator: " ") {
            // Only a kernel of 32 bits looks for this bug, also on a processor that has 64.
            return flags.contains("lm") && values["fdiv_bug"] == nil ? "x86_64" : "i686"
        }
        if let architecture = values["CPU architecture"] {
            return architecture == "8" ? "aarch64" : "armv7l"
        }
        if values["cpu"]?.hasPrefix("POWER") == true { return "ppc64le" }
        return values["isa"]?.hasPrefix("rv64") == true ? "riscv64" : nil
    }
}
