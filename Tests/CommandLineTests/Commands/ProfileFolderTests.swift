import MNCore
import MNSim
import Testing

@testable import mn

/// Profiles of folders are found by the id that they tell, whatever their files are called.
@Suite(.serialized) struct `A folder of profiles` {
    /// The file of a machine under another id.
    static func text(_ id: String, like machine: String = "test-cuda-8gb") -> String {
        (TestMachines.texts[machine] ?? "").replacing(
            #""id": "\#(machine)""#, with: #""id": "\#(id)""#)
    }

    static func world(_ texts: [String: String], path: String? = nil) -> TestWorld {
        var world = TestWorld()
        world.files = MemoryFiles(texts: texts)
        world.environment["MN_PROFILES_PATH"] = path
        return world
    }

    static let lines = [
        "hardware --profile rpi3b", "model show --profile RPI3B", "profile show rpi3b",
        "profile list rpi*", "profile lint rpi3b", "profile diff rpi3b test-cuda-8gb",
        "sim matrix --machines r*b", "sim matrix --profile rpi3b",
        "sim mutate change-share/93 --machines test-cuda-8gb,rpi3b",
    ]

    @Test(arguments: lines)
    func `is searched by id, with an option or with the variable`(line: String) async {
        let texts = ["/p/a-file.json": Self.text("rpi3b"), "/p/broken.json": "{"]
        let named = await Self.world(texts).run("\(line) --profiles /p")
        let usual = await Self.world(texts, path: "/p").run(line)
        for session in [named, usual] {
            #expect([.done, .differs].contains(session.exitCode), "\(session.error)")
            #expect(session.error.isEmpty && !session.output.isEmpty)
        }
        #expect(named.output == usual.output)
    }

    @Test func `knows nobody by the name of a file`() async throws {
        let world = Self.world(["/p/a-file.json": Self.text("rpi3b")], path: "/p")
        let session = await world.run("profile show a-file")
        #expect(session.exitCode == .failed)
        #expect(session.error.contains("There is no profile 'a-file'"))
        let ids = try await world.run("profile list --json").json["profiles"]?.array ?? []
        #expect(ids.contains { $0["id"] == "rpi3b" })
        #expect(ids.count == TestMachines.texts.count + 1)
    }

    @Test func `is where a derived profile finds its parent`() async throws {
        let child = Self.text("child").replacing(
            #""class": "synthetic""#,
            with: #""class": "derived", "derivedFrom": "rpi3b", "changes": ["more memory"]"#
        ).replacing("\"rest\": \"absent\",", with: "")
        let world = Self.world(["/p/a.json": Self.text("rpi3b"), "/p/b.json": child], path: "/p")
        let findings = try await world.run("profile lint child --json").json["findings"]?.array
        #expect(findings?.contains { $0["code"] == "unknown-parent" } == false)
    }

    // MARK: - Files that are no profiles

    /// Files that tell no id, and one that tells it and is no profile otherwise.
    static let bad = [
        "/p/notes.json": "{", "/p/list.json": "[]", "/p/number.json": #"{"id": 7}"#,
        "/p/empty.json": "", "/p/cut.json": String(text("rpi3b").prefix(200)),
    ]

    @Test func `may hold what is no profile, for all who do not need it`() async {
        var texts = Self.bad
        texts["/p/good.json"] = Self.text("good-8gb")
        let world = Self.world(texts, path: "/p")
        for line in [
            "hardware --profile good-8gb", "sim matrix --machines good-*", "profile list good*",
            "model show --profile test-apple-16gb", "sim matrix --machines test-apple-*",
        ] {
            let session = await world.run(line)
            #expect(session.exitCode == .done && session.error.isEmpty, "\(line)")
        }
        for line in [
            "profile list", "sim matrix", "profile show notes", "hardware --profile rpi3b",
        ] {
            let session = await world.run(line)
            #expect(session.exitCode == .failed && session.error.contains("/p/"), "\(line)")
        }
        #expect(await world.run("profile show rpi3b").error.contains("/p/cut.json"))
    }

    @Test func `is judged file by file`() async throws {
        var texts = Self.bad
        texts["/p/good.json"] = Self.text("good-8gb")
        let world = Self.world(texts, path: "/p")
        let json = try await world.run("profile lint --json").json
        let unreadable = (json["findings"]?.array ?? []).filter { $0["code"] == "unreadable" }
        #expect(
            unreadable.compactMap { $0["profile"]?.string } == [
                "empty", "list", "notes", "number", "rpi3b",
            ])
        let judged = json["judged"]?.array ?? []
        #expect(judged.count == TestMachines.texts.count + 1)
        #expect(
            judged.first { $0["id"] == "good-8gb" } == [
                "id": "good-8gb", "file": "/p/good.json",
                "verdicts": [
                    [
                        "model": "gemma4:e2b", "rule": "cuda", "status": "pass",
                        "expected": ["rule": "cuda", "status": "pass"],
                    ]
                ],
            ])
        #expect(judged.first { $0["id"] == "test-cuda-8gb" }?["file"] == .null)
    }

    @Test func `gives a bad file its own name beside a good one of that id`() async throws {
        let texts = ["/P/x.json": Self.text("good"), "/P/good.json": "{"]
        let world = Self.world(texts, path: "/P")
        #expect(await world.run("hardware --profile good").exitCode == .done)
        let findings = try await world.run("profile lint --json").json["findings"]?.array ?? []
        #expect(
            findings.contains {
                $0["code"] == "unreadable"
                    && $0["message"]?.string?.contains("/P/good.json") == true
            })
    }

    @Test func `with a file that may not be read is linted all the same`() async throws {
        var world = TestWorld()
        world.files = MemoryFiles(
            texts: [:], sizes: ["/p/large.json": Document.sizeLimit + 1],
            faults: ["/p/secret.json": .denied])
        let json = try await world.run("profile lint --profiles /p --json").json
        let bad = (json["findings"]?.array ?? []).filter { $0["code"] == "unreadable" }
        #expect(bad.compactMap { $0["profile"]?.string } == ["large", "secret"])
        #expect(await world.run("profile lint /p/secret.json").exitCode == .failed)
    }

    // MARK: - One id twice

    static let twice = [
        "/p/a.json": text("rpi3b"), "/p/b.json": text("rpi3b", like: "test-cpu-16gb"),
    ]

    @Test(arguments: [
        "hardware --profile rpi3b", "profile show rpi3b", "profile list", "sim matrix",
        "profile diff test-cuda-8gb rpi3b",
    ])
    func `chooses between two files of one id for nobody`(line: String) async throws {
        let world = Self.world(Self.twice, path: "/p")
        let session = await world.run(line)
        #expect(session.exitCode == .failed)
        #expect(
            session.error.contains("/p/a.json and /p/b.json have the same id, 'rpi3b'"))
        let json = try await world.run("\(line) --json").json
        #expect(json["error"]?["code"] == "duplicate_profile")
    }

    @Test func `with one id twice has a finding, and both files are judged`() async throws {
        let world = Self.world(Self.twice, path: "/p")
        #expect(await world.run("hardware --profile test-cuda-8gb").exitCode == .done)
        let session = await world.run("profile lint rpi3b --json")
        #expect(session.exitCode == .differs)
        let json = try session.json
        #expect(json["findings"]?.array?.first?["code"] == "duplicate-id")
        #expect(json["profiles"] == 2)
        let files = json["judged"]?.array?.compactMap { $0["file"]?.string }
        #expect(files == ["/p/a.json", "/p/b.json"])
    }

    @Test func `is beaten by a later one, and beats the built-in profiles`() async throws {
        var texts = ["/q/z.json": Self.text("rpi3b", like: "test-cpu-16gb")]
        texts.merge(Self.twice) { first, _ in first }
        texts["/p/c.json"] = Self.text("test-cuda-8gb", like: "test-apple-8gb")
        let world = Self.world(texts, path: "/p")
        let later = await world.run("hardware --profile rpi3b --profiles /q --json")
        let own = await world.run("hardware --profile test-cpu-16gb --json")
        #expect(later.exitCode == .done && later.output == own.output)
        let beaten = try await world.run("hardware --profile test-cuda-8gb --json").json
        #expect(beaten["system"] == "darwin")
    }

    // MARK: - What is no folder

    @Test(arguments: [
        "sim matrix", "sim mutate", "sim coverage", "profile lint", "profile list",
        "blueprint validate /bp --matrix", "hardware --profile test-cuda-8gb",
    ])
    func `that is none is told of, with the option that takes patterns`(line: String) async throws {
        let world = BlueprintFixture()
        for value in ["test-*", "test-cuda-8gb,test-cuda-6gb"] {
            let session = await world.run("\(line) --profiles \(value)")
            #expect(session.exitCode == .failed)
            #expect(session.error.contains("There is no folder '\(value)'"), "\(session.error)")
            #expect(session.error.contains("--machines "))
        }
    }

    // MARK: - Patterns

    @Test(arguments: [
        ("cuda-6*", "test-cuda-6gb"), ("test-apple-1", "test-apple-16gb"),
        ("CUDA-6GB", "test-cuda-6gb"),
        ("tset-cuda-6*", "test-cuda-6gb"),
        ("test-gpu-16*", "test-cpu-16gb"), ("apple-16", "test-apple-16gb"),
        ("*appel-8gb", "test-apple-8gb"),
    ])
    func `knows what a pattern probably meant`(pattern: String, id: String) async throws {
        let world = BlueprintFixture()
        for line in [
            "sim matrix --machines", "sim mutate --machines", "profile list", "profile lint",
            "blueprint validate /bp --matrix --machines",
        ] {
            let session = await world.run("\(line) \(pattern)")
            #expect(session.exitCode == .failed)
            #expect(session.error.contains("Did you mean '\(id)'?"), "\(line): \(session.error)")
        }
    }

    @Test(arguments: ["zz*", "*", "no-such-*", "q"])
    func `guesses nothing where nothing is near`(pattern: String) async {
        var world = TestWorld()
        if pattern == "*" { world.profiles = [:] }
        let session = await world.run("sim matrix --machines \(pattern)")
        #expect(session.exitCode == .failed && !session.error.contains("Did you mean"))
    }
}
