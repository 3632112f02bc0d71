import MNCore
import MNSim
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `Output` {
    /// What a hostile machine or author might write: sequences, a bell, line ends, direction, tags.
    static let hostile =
        "x\u{1B}[2J\u{1B}]0;t\u{7}\u{7}\r\n\u{8}\u{9B}31m\u{202E}\u{2066}\u{200B}\u{FEFF}\u{0}y"

    /// A world with hostile text wherever text comes from outside.
    static func world() -> TestWorld {
        var world = TestWorld()
        let machine = TestMachines.profile(
            "hostile", "Title \(hostile)", ("cuda \(hostile)", "pass \(hostile)"),
            TestMachines.linux(kibibytes: 16_297_284) + [
                TestMachines.nvidia("8188", name: "NVIDIA \(hostile.split(separator: "\r\n")[0])"),
                .init(.environment("CUDA_VISIBLE_DEVICES"), .value(hostile)),
                .init(.file("/proc/cpuinfo"), .bytes(Array("model name: \(hostile)".utf8))),
            ])
        world.machine = ReplayMachine(machine)
        world.profiles["hostile"] = machine.json.text()
        let catalog: JSON = [
            "own": [
                "model": "ai/own\u{202E}:1B", "name": "N\u{202E}\u{2066}", "provider": "p\u{200B}",
                "aliases": ["gemma4", "a\u{202E}"], "backends": ["vllm", "b\u{FEFF}"],
                "backend": "b\u{FEFF}",
                "requirements": ["required_capabilities": [.string(hostile)]],
            ],
            "a\u{202E}": ["model": "ai/a\u{200B}", "aliases": ["a\u{202E}"]],
        ]
        world.files = MemoryFiles(texts: [TestWorld.homeCatalog: catalog.text()])
        let models: JSON = [["id": .string(hostile), "tags": [.string("ai/\(hostile)")]]]
        world.docker = StubRunner(models.text())
        return world
    }

    static let lines = [
        "model list", "model show own", "model show own --explain", "model show gemma4",
        "model show a\u{202E}", "model show own --backend b\u{1B}[0m", "hardware",
        "hardware --explain", "hardware --profile hostile", "profile list",
        "profile show hostile", "profile verify hostile", "profile verify test-cuda-6gb",
        "profile record -o /out\u{202E}.json", "sim matrix", "sim matrix --models own",
        "model show no\u{1B}[31m-such\u{7}", "profile show no\u{202E}such",
        "hardware --profile /no/such\u{1B}c.json", "sim contract http://x",
        "sim contract http://x\u{1B}[31m", "sim contract x --only y\u{1B}[31m",
        "model list --\u{7}x", "\u{1B}[2J",
    ]

    @Test(arguments: lines, [nil, 40])
    func `carries no control character of others`(line: String, width: Int?) async throws {
        var world = Self.world()
        world.width = width
        let session = await world.run(line)
        #expect(session.exitCode != .internalError)
        for text in [session.output, session.error] {
            let bad = text.unicodeScalars.filter { $0 != "\n" && !Self.isPlain($0) }
            #expect(bad.isEmpty, "\(bad.map { String($0.value, radix: 16) })")
        }
        #expect(!(session.output + session.error).contains("31m"), "a sequence without its ESC")
        // A document may carry what it is about, escaped so that it stays one.
        let document = await world.run(line + " --json")
        _ = try document.json
        let raw = document.output.unicodeScalars
        #expect(raw.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7F) })
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
            && !scalar.properties.isDefaultIgnorableCodePoint
            && !["\u{2028}", "\u{2029}"].contains(scalar)
    }

    @Test(arguments: `A document`.lines)
    func `has colours only where they are shown`(line: String) async {
        var world = TestWorld()
        let plain = await world.run(line)
        #expect(!plain.output.contains("\u{1B}"))
        guard `A document`.isSteady(line) else { return }
        world.hasColour = true
        let coloured = await world.run(line)
        #expect(Self.withoutColours(coloured.output) == plain.output)
        #expect(
            await world.run(line + " --json").output == TestWorld().run(line + " --json").output)
    }

    @Test func `marks a status with a colour`() async {
        var world = TestWorld()
        world.hasColour = true
        let lines = ["model show --compatibility", "sim matrix", "model show --explain"]
        for line in lines { #expect(await world.run(line).output.contains("\u{1B}[32m")) }
    }

    private static func withoutColours(_ text: String) -> String {
        ["0", "2", "31", "32", "33"].reduce(text) { $0.replacing("\u{1B}[\($1)m", with: "") }
    }

    @Test(arguments: `A document`.lines.filter { !$0.contains("markdown") }, [40, 80])
    func `fits the terminal`(line: String, width: Int) async {
        var world = TestWorld()
        world.width = width
        let session = await world.run(line)
        // A file, or what another terminal showed, is printed as it is.
        if ["profile record", "sim show test-list"].contains(line) { return }
        if line.hasPrefix("profile merge") { return }
        if ["completions ", "manual", "schema "].contains(where: line.hasPrefix) { return }
        for text in session.lines where DisplayWidth.of(text) > width {
            // A word that is wider than the terminal is not broken, nor is a command to copy.
            let shown = text.drop { $0 == " " || $0 == "-" }
            if shown.hasPrefix("mn "), !shown.contains(": ") { continue }
            let words = text.split(separator: " ").count { !["-", "yes", "no"].contains($0) }
            #expect(words == 1, "\(text)")
        }
    }

    @Test func `of a table is whole where nobody looks`() async {
        var world = TestWorld()
        world.width = nil
        let session = await world.run("model rules")
        #expect(!session.output.contains("…"))
        // The titles, a blank line, and the day of the driver data.
        #expect(session.lines.count { !$0.isEmpty } == RuleTable.standard.rules.count + 2)
    }

    @Test func `says that a machine is simulated`() async throws {
        for line in ["model list", "model show", "model show --explain", "hardware"] {
            let session = await TestWorld().run("\(line) --profile test-apple-8gb")
            #expect(session.output.hasPrefix("Simulated machine: test-apple-8gb\n"), "\(line)")
            let json = try await TestWorld().run("\(line) --profile test-apple-8gb --json").json
            #expect(json["simulated"] == true, "\(line)")
            let here = try await TestWorld().run("\(line) --json").json
            #expect(here["simulated"] == false, "\(line)")
        }
        #expect(await TestWorld().run("sim matrix").output.contains("simulated"))
    }

    @Test func `is the same, byte for byte, whoever runs it`() async {
        let line = "sim matrix --models all --json"
        let first = await TestWorld().run(line)
        #expect(await TestWorld().run(line).output == first.output)
    }
}

@Suite(.serialized) struct `A simulation` {
    static let lines = [
        "sim matrix --models gemma4,llama3.2:1b", "hardware --profile test-apple-8gb",
        "model show --explain --profile test-cuda-6gb", "model list --profile test-cuda-6gb",
        "profile list", "profile show test-cuda-8gb",
        "profile record --profile test-apple-16gb",
    ]

    @Test(arguments: lines)
    func `asks this machine nothing`(line: String) async {
        let recorder = RecordingMachine(TestMachines.machine("test-cpu-16gb"))
        var world = TestWorld()
        world.machine = recorder
        world.docker = Tripwire()
        #expect(await world.run(line).exitCode == .done)
        #expect(recorder.recording.exchanges.isEmpty)
    }

    @Test func `of one machine is a matrix too`() async throws {
        let line = "sim matrix --json --profile test-cuda-6gb"
        let json = try await TestWorld().run(line).json
        #expect(json["verdicts"]?.array?.map { $0["profile"]?.string } == ["test-cuda-6gb"])
    }

    /// A runner that must not be asked.
    private struct Tripwire: StubTransports {
        func exchange(
            _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
            _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
        ) async throws(TransportFault) {
            Issue.record("asked for \(request.target)")
            throw .refused
        }

        func run(
            _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
            _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
        ) async -> ProcessOutcome {
            Issue.record("asked for \(command.argv)")
            return .absent
        }
    }
}
