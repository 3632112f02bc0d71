import Foundation
import MNCore

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

    static func path(_ name: String) -> String { (folder?.path ?? "") + "/" + name }

    static func bytes(_ machine: String, _ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path("\(machine)/\(file)"))))
    }

    /// The facts that a correct probe derives.
    static func expected(_ machine: String) throws -> JSON {
        try JSON.parse(try bytes(machine, "source.json"))["expected"] ?? .null
    }
}

/// The files of this machine, to be read only.
struct DiskFiles: Files {
    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path), data.count <= limit else {
            throw FileFault(path, .notFound)
        }
        return Array(data)
    }

    func list(_ path: String) throws(FileFault) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw FileFault(path, .notFound)
        }
        return names.sorted()
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        throw FileFault(path, .denied)
    }

    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        throw FileFault(path, .denied)
    }

    func lock(_ path: String) throws(FileFault) -> (any FileLock)? {
        throw FileFault(path, .denied)
    }

    func resolved(_ path: String) throws(FileFault) -> String {
        throw FileFault(path, .denied)
    }
}
