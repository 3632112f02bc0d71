import Foundation
import MNCore
import MNSim

/// The recordings of real machines beside the package; they do not belong to it.
enum Recordings {
    /// The folder; nil if it is not there.
    static let folder: URL? = {
        let package = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = package.appending(path: "../shared/recordings").standardizedFileURL
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// The machines that have a file, such as `commands/nvidia-smi-q-x.xml`, sorted.
    static func machines(with file: String, prefix: String = "") -> [String] {
        guard let folder else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { name in
            name.hasPrefix(prefix)
                && FileManager.default.fileExists(
                    atPath: folder.appending(path: "\(name)/\(file)").path)
        }.sorted()
    }

    static func bytes(_ machine: String, _ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder?.path ?? "")/\(machine)/\(file)")))
    }

    /// The recorded files of a machine, below `/recorded`.
    static func files(_ machine: String) throws -> MemoryFiles {
        let root = "\(folder?.path ?? "")/\(machine)/files"
        var contents: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
            if let data = FileManager.default.contents(atPath: "\(root)/\(name)") {
                contents["/recorded/\(name)"] = Array(data)
            }
        }
        return MemoryFiles(contents)
    }

    /// The facts that a correct probe derives.
    static func expected(_ machine: String) throws -> JSON {
        try JSON.parse(try bytes(machine, "source.json"))["expected"] ?? .null
    }
}
