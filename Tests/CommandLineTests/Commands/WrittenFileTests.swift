import MNCore
import MNSim
import Testing

/// What a command reads is not what it writes.
@Suite struct `A file that is written` {
    private static let table = """
        serial,os,arch,ram,model
        a,Linux,x86_64,16,Hunter-Canary9x
        """
    private static let mapping = """
        {"schema": "mn.fleet.mapping/1",
         "columns": {"system": "os", "arch": "arch", "ram": {"column": "ram", "unit": "GiB"},
                     "identity": "serial", "model": "model"}}
        """
    private static let texts = [
        "a.csv": table, "map.json": mapping, "m.json": TestMachines.texts["test-cuda-8gb"] ?? "",
        "p.txt": "Linux a 6.8.0 #1 SMP x86_64 GNU/Linux\n",
    ].mapValues { Array($0.utf8) }

    @Test(arguments: [
        "fleet import table a.csv --mapping map.json -o a.csv",
        "fleet import table a.csv --mapping map.json -o map.json",
        "profile import p.txt -o p.txt", "profile merge m.json -o m.json",
        "sim merge p.txt --junit p.txt", "policy check p.txt --junit p.txt",
    ])
    func `is none that is read`(line: String) async throws {
        let files = MemoryFiles(Self.texts)
        let session = await TestWorld(files: files).run(line)
        #expect(session.exitCode == .usage, "\(session.error)")
        #expect(session.error.contains("another file than what is read"))
        #expect(files.all.filter { Self.texts[$0.key] != nil } == Self.texts)
    }

    @Test func `holds no secret of the user's`() async throws {
        let files = MemoryFiles(Self.texts)
        let world = TestWorld(files: files, environment: ["DB_PASSWORD": "Hunter-Canary9x"])
        _ = await world.run("fleet import table a.csv --mapping map.json -o f.json")
        let text = String(decoding: try #require(files.all["f.json"]), as: UTF8.self)
        #expect(!text.contains("Canary") && text.contains("linux"))
    }
}
