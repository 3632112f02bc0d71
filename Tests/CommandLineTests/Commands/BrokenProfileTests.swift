import MNCore
import MNSim
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `A broken profile` {
    static let sound = TestMachines.texts["test-cuda-8gb"] ?? ""

    /// The contents of a file, by what is wrong with it.
    static let contents: [String: [UInt8]] = {
        var contents: [String: [UInt8]] = [
            "empty": [], "binary": (0...255).map { UInt8($0) },
            "UTF-16": [0xFF, 0xFE] + sound.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] },
            "100000 objects deep": Array(String(repeating: #"{"a":"#, count: 100_000).utf8),
            "a list": Array("[]".utf8), "an object": Array("{}".utf8),
        ]
        for length in stride(from: 1, to: sound.utf8.count - 2, by: 17) {
            contents["cut after \(length) bytes"] = Array(sound.utf8.prefix(length))
        }
        let changes: [(String, String)] = [
            (#""mn.profile/1""#, #""mn.profile/2""#), (#""mn.profile/1""#, "1"),
            (#""id": "test-cuda-8gb""#, #""id": "Test""#),
            (#""id": "test-cuda-8gb""#, #""id": "a\u001b[0mb""#),
            (#""id": "test-cuda-8gb""#, #""id": 7"#),
            (#""id": "test-cuda-8gb""#, #""id": "../up""#),
            (#""id":"#, #""ID":"#), (#""title": "A"#, #""titel": "A"#),
            (#""title": "A machine with a card of 8 GB""#, #""title": """#),
            (#""tags": ["test"]"#, #""tags": "test""#), (#""tags": ["test"]"#, #""tags": [7]"#),
            (#""synthetic""#, #""invented""#), (#""synthetic""#, #""recorded""#),
            (#""synthetic""#, #""derived""#), (#"["written for the tests"]"#, "[]"),
            (#""rest": "absent""#, #""rest": "present""#), (#""rest": "absent""#, #""rest": null"#),
            (#""rule": "cuda""#, #""rule": null"#), (#""status": "pass""#, #""state": "pass""#),
            (#""system": "Linux""#, #""system": """#), (#""machine": "x86_64""#, #""machine": 64"#),
            (#""file": "/proc/meminfo""#, #""file": 7"#), (#""exit": 0"#, #""exit": -1"#),
            (#""exit": 0"#, #""exit": 1e400"#), (#""exit": 0"#, #""exit": NaN"#),
            (#""exit": 0"#, #""exit": 0, "exit": 0"#), (#""exit": 0"#, #""signal": 0"#),
            (#""exit": 0"#, #""exit": 0, "outcome": "absent""#), (#""exit": 0"#, #""code": 0"#),
            (#""file": "/proc/meminfo""#, #""outcome": "unrecorded""#),
        ]
        for (index, (old, new)) in changes.enumerated() {
            precondition(sound.contains(old), "the sound profile has no \(old)")
            contents["\(index): \(new)"] = Array(
                sound.replacing(old, with: new, maxReplacements: 1).utf8)
        }
        return contents
    }()

    static let names = contents.keys.sorted()

    @Test func `is broken in many ways`() { #expect(Self.names.count > 80) }

    @Test func `is made from a sound one`() async {
        var world = TestWorld()
        world.files = MemoryFiles(texts: ["/m/machine.json": Self.sound])
        #expect(
            await world.run("model show --exit-code --profile /m/machine.json").exitCode == .done)
    }

    @Test(arguments: names)
    func `gives no verdict, and says which file, where and what to do`(name: String) async throws {
        var world = TestWorld()
        let path = "/m/machine.json"
        world.files = MemoryFiles([path: try #require(Self.contents[name])])
        for line in [
            "model show --compatibility --profile \(path)", "profile verify \(path)",
            "sim matrix --profiles /m",
        ] {
            let session = await world.run(line)
            #expect(session.exitCode == .failed)
            #expect(session.output.isEmpty)
            #expect(session.error.contains(path))
            #expect(session.error.contains(", line ") || session.error.contains("(/"))
            #expect(session.error.contains("\n    Correct \(path)"))
            #expect(session.error.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
            #expect(session.error.utf8.count < 2_000)
        }
    }

    @Test func `that is too large is not read`() async {
        var world = TestWorld()
        world.files = MemoryFiles(
            texts: [:], sizes: ["/m/machine.json": Document.sizeLimit + 1])
        for line in ["hardware --profile /m/machine.json", "profile list --profiles /m"] {
            let session = await world.run(line)
            #expect(session.exitCode == .failed)
            #expect(session.error.contains("/m/machine.json is larger than"))
        }
    }

    /// A file of 100 MB on the disk, of which no block is written.
    @Test func `that is too large on a real disk is not read either`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("large.json", [])
        try folder.grow("large.json", to: 100 << 20)
        let terminal = CapturedTerminal(width: nil)
        let world = World(
            machine: TestMachines.machine("test-cuda-8gb"), http: NoServices(),
            processes: NoServices(), files: LiveFiles(), terminal: terminal, time: VirtualTime(),
            environment: ["MN_MODEL_CATALOG_PATH": folder("large.json")])
        #expect(await Program.run(["model", "show"], world) == .failed)
        #expect(
            await Program.run(["hardware", "--profile", folder("large.json")], world) == .failed)
        #expect(terminal.output.isEmpty)
        let count = terminal.error.split(separator: "\n").count {
            $0.contains("\(folder("large.json")) is larger than 16 MiB")
        }
        #expect(count == 2)
    }

    @Test func `folder that is none is an error`() async {
        var world = TestWorld()
        world.environment["MN_PROFILES_PATH"] = "/no/such/folder"
        let session = await world.run("profile list")
        #expect(session.exitCode == .failed)
        #expect(session.error.contains("/no/such/folder"))
    }

    @Test func `folder with other files beside profiles is none`() async throws {
        var world = TestWorld()
        world.files = MemoryFiles(texts: [
            "/m/own-machine.json": Self.sound.replacing("test-cuda-8gb", with: "own-machine"),
            "/m/README.md": "Nothing to see.", "/m/old.json.bak": "{",
        ])
        let json = try await world.run("profile list own* --profiles /m --json").json
        #expect(json["profiles"]?.array?.map { $0["id"]?.string } == ["own-machine"])
        world.environment["MN_PROFILES_PATH"] = "/m"
        #expect(await world.run("model show --exit-code --profile OWN-machine").exitCode == .done)
    }
}
