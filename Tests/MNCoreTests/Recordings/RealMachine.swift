import MNCore
import MNSim

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A folder with what a real machine showed, as its README says: files, command outputs, `source.json`.
struct RealMachine: Sendable {
    let id: String
    let folder: String
    let source: JSON

    /// The folder beside the clone that holds the recordings, or nil if it is not there.
    static var root: String? {
        let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let path = "/\(package)/../shared/recordings"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// All of them, in the order of their names.
    static func all() throws -> [RealMachine] { try loaded.get() }

    /// Read once for all tests.
    private static let loaded = Result { try load() }

    private static func load() throws -> [RealMachine] {
        guard let root else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: root).sorted().compactMap { id in
            guard let data = FileManager.default.contents(atPath: "\(root)/\(id)/source.json")
            else { return nil }
            return RealMachine(
                id: id, folder: "\(root)/\(id)", source: try JSON.parse(Array(data)))
        }
    }

    var expected: JSONObject { source["expected"]?.object ?? JSONObject() }

    var platform: Platform {
        let system = source["os"]?.string ?? ""
        let machine = source["arch"]?.string ?? ""
        let name =
            system.hasPrefix("macOS")
            ? "Darwin" : system.hasPrefix("Windows") ? "Windows_NT" : "Linux"
        let release = system.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        return Platform(system: name, release: release, machine: machine, process: machine)
    }

    /// A file of the folder itself, such as a report.
    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(folder)/\(name)")
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The outputs of a program: its arguments and standard output, in the order of the folder.
    func outputs(of program: String) -> [(arguments: [String], text: String)] {
        (source["recordings"]?.array ?? []).compactMap { recording in
            let argv = recording["argv"]?.array?.compactMap(\.string) ?? []
            guard argv.first?.split(separator: "/").last.map(String.init) == program,
                let file = recording["file"]?.string, let text = text(file)
            else { return nil }
            return (Array(argv.dropFirst()), text)
        }
    }

    /// The recorded file at a path of the machine, through the links that were recorded.
    func bytes(_ path: String) -> [UInt8]? {
        let real = "\(folder)/files\(resolved(path))"
        var isFolder = false
        guard exists(real, &isFolder), !isFolder else { return nil }
        return FileManager.default.contents(atPath: real).map { Array($0) }
    }

    /// The names that were recorded in a folder of the machine; nil if none was.
    func names(_ path: String) -> [DirectoryEntry]? {
        var isFolder = false
        let real = "\(folder)/files\(resolved(path))"
        var names: Set<String> = []
        if exists(real, &isFolder), isFolder {
            let found = try? FileManager.default.contentsOfDirectory(atPath: real)
            names.formUnion(found ?? [])
        }
        for link in source["symlinks"]?.object?.keys ?? [] where link.hasPrefix("\(path)/") {
            names.insert(String(link.dropFirst(path.count + 1).prefix { $0 != "/" }))
        }
        return names.isEmpty ? nil : names.sorted().map { DirectoryEntry($0) }
    }

    private func exists(_ path: String, _ isFolder: inout Bool) -> Bool {
        guard
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        else { return false }
        isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
        return true
    }

    /// The path with a recorded link in front of it replaced by what it leads to.
    private func resolved(_ path: String) -> String {
        for member in source["symlinks"]?.object?.members ?? [] {
            guard path == member.key || path.hasPrefix("\(member.key)/"),
                let target = member.value.string
            else { continue }
            var parts = member.key.split(separator: "/").dropLast().map(String.init)
            for part in target.split(separator: "/") {
                if part == ".." { parts.removeLast() } else { parts.append(String(part)) }
            }
            return "/\(parts.joined(separator: "/"))\(path.dropFirst(member.key.count))"
        }
        return path
    }
}
