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
