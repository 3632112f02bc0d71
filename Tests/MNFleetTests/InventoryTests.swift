import Foundation
import MNCore
import MNFleet
import Testing

/// Inventories as programs export them, each in a folder with the fleet that it is: `UPDATE=1` writes that.
@Suite struct `An inventory` {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Inventories").path()
    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { !$0.hasPrefix(".") }.sorted()

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }

    /// Reads the inventory of a folder, in pieces of so many bytes.
    static func fleet(_ name: String, piece: Int = 1 << 20) async throws -> Fleet {
        let folder = "\(Self.folder)/\(name)"
        let how = try JSON.parse(try bytes("\(folder)/how.json"))
        var options = FleetImport.Options()
        options.asOf = how["as_of"]?.string.flatMap { CalendarDate($0) }
        options.staleBefore = how["seen_since"]?.string.flatMap { CalendarDate($0) }
        if let files = how["folder"]?.string {
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(files)")
            let kind = try #require(MachineInventory.Kind(rawValue: how["kind"]?.string ?? ""))
            return try await MachineInventory.fleet(
                kind, folder: files, names.sorted(), options
            ) { try bytes("\(folder)/\(files)/\($0)") }
        }
        let file = try bytes("\(folder)/\(how["file"]?.string ?? "")")
        let next: (Int) -> [UInt8] = { Array(file.dropFirst($0).prefix(piece)) }
        if let kind = MachineInventory.Kind(rawValue: how["kind"]?.string ?? "") {
            return try await MachineInventory.fleet(kind, name: name, options, next: next)
        }
        let mapping: Mapping
        if let preset = how["preset"]?.string.flatMap({ Mapping.Preset(rawValue: $0) }) {
            mapping = try Mapping(preset)
        } else {
            mapping = try Mapping.read(try bytes("\(folder)/mapping.json"), name: "mapping.json")
        }
        return try await TableInventory.fleet(
            mapping, kind: "table", name: name, options, next: next)
    }

    @Test(arguments: names) func `is the fleet that stands beside it`(name: String) async throws {
        let fleet = try await Self.fleet(name)
        let path = "\(Self.folder)/\(name)/fleet.json"
        if ProcessInfo.processInfo.environment["UPDATE"] != nil {
            try Data(fleet.text.utf8).write(to: URL(filePath: path))
        }
        #expect(fleet.text == String(decoding: try Self.bytes(path), as: UTF8.self))
        let again = try Fleet.read(Array(fleet.text.utf8), name: "fleet.json")
        #expect(again == fleet)
        #expect(again.text == fleet.text)
        // A line a class is the same as the whole, written by the one writer.
        let whole = try JSON.parse(fleet.text)
        #expect(whole.text(.canonical) == fleet.json.text(.canonical))
    }

    @Test(arguments: names) func `is the same in pieces`(name: String) async throws {
        let whole = try await Self.fleet(name)
        for piece in [1, 7, 64] {
            let parts = try await Self.fleet(name, piece: piece)
            #expect(parts == whole, "in pieces of \(piece)")
        }
    }

    /// Nothing of an inventory that names one machine leaves the import.
    @Test(arguments: names) func `keeps nobody's name`(name: String) async throws {
        let text = try await Self.fleet(name).text
        let words = [
            "PC1", "u1", "uid-", "C01", "mac-1", "example.net", "U1", "m1\"", "h-1", "12350",
            "12357", "bob", "Bob", "amy", "Amy", "iller", "ller", "Smith", "DESKTOP", "Anns",
            "anns",
            "e89b-12d3", "3c:4d", "10.0.0", "SER",
        ]
        for word in words { #expect(!text.contains(word), "\(word)") }
    }

    @Test func `of 32 bits does not end at 4 GiB`() async throws {
        let fleet = try await Self.fleet("table-configmgr-traps")
        for one in fleet.classes {
            for gpu in one.facts.gpus {
                if case .value(let size) = gpu.memory {
                    #expect(size > ByteCount(4 << 30), "\(gpu.name) is not known to have \(size)")
                }
            }
        }
    }
}
