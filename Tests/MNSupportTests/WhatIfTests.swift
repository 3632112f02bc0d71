import MNCore
import MNSim
import MNSupport
import Profiles
import Testing

@testable import mn

@Suite("A run as it would have been", .serialized)
struct WhatIfTests {
    private static func profile(_ id: String) throws -> Profile {
        let text = try #require(EmbeddedProfiles.texts[id])
        return try Profile.read(Array(text.utf8), name: id)
    }

    /// The first step of a scenario, as a file.
    private static func step(_ scenario: String) throws -> Trace {
        let profiles = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
        let played = try SimScenarios.play(
            scenario, SupportWorld.library, profiles, SupportWorld.world())
        return try #require(played.steps.first).trace
    }

    /// A run on the machine of a profile.
    private static func run(_ words: [String], on profile: Profile) async -> Trace {
        var world = SupportWorld.world(environment: ["HOME": "/home/user"])
        world.machine = ReplayMachine(profile)
        let tracer = Tracer(world)
        let exit = await Program.run(words, tracer.world)
        return tracer.trace(words, exit: exit, version: "0")
    }

    private static func command(
        _ words: [String], _ files: MemoryFiles
    ) async -> (exit: ExitCode, output: String, error: String) {
        let terminal = CapturedText()
        var world = SupportWorld.world(files: files)
        world.terminal = terminal
        let exit = await Program.run(words, world)
        return (exit, terminal.output, terminal.error)
    }

    private static func document(
        _ words: [String], _ trace: Trace
    ) async throws -> JSON {
        let files = MemoryFiles(["/t.jsonl": Array(trace.text.utf8)])
        let shown = await command(["support", "what-if", "/t.jsonl", "--json"] + words, files)
        #expect(shown.exit == .done, "\(shown.output)")
        return try JSON.parse(shown.output)
    }

    @Test("With more memory the model would suit, and both are shown")
    func setsAFact() async throws {
        let trace = await Self.run(
            ["model", "show", "--exit-code"], on: try Self.profile("nvidia-rtx2060-6gb"))
        let json = try await Self.document(["--set", "gpus.0.memory=8GB"], trace)
        #expect(json["before"]?["exit"]?.integer == 3)
        #expect(json["before"]?["rule"]?.string == "cuda-small")
        #expect(json["after"]?["exit"]?.integer == 0)
        #expect(json["after"]?["rule"]?.string == "cuda")
        #expect(json["same"]?.bool == false)
        let files = MemoryFiles(["/t.jsonl": Array(trace.text.utf8)])
        let shown = await Self.command(
            ["support", "what-if", "/t.jsonl", "--set", "gpus.0.memory=8GB"], files)
        #expect(shown.output.contains("With    gpus.0.memory_bytes = 8GB"))
        #expect(shown.output.contains("Before  exit 3, fail (cuda-small) on gemma4:e2b"))
        #expect(shown.output.contains("After   exit 0, pass (cuda) on gemma4:e2b"))
    }

    @Test("What would be printed keeps its margin")
    func keepsMargins() async throws {
        let trace = try Self.step("failure-no-client")
        let files = MemoryFiles(["/t.jsonl": Array(trace.text.utf8)])
        let shown = await Self.command(
            ["support", "what-if", "/t.jsonl", "--without-fault", "refused"], files)
        #expect(shown.output.contains("\n      Install Docker: "), "\(shown.output)")
    }

    @Test("With nothing changed it makes no difference")
    func changesNothing() async throws {
        let trace = await Self.run(
            ["model", "show", "--exit-code"], on: try Self.profile("nvidia-rtx2060-6gb"))
        let json = try await Self.document(["--set", "gpus.0.memory=6GB"], trace)
        #expect(json["same"]?.bool == true)
    }

    @Test("On another machine the run goes on with a simulated runner")
    func playsElsewhere() async throws {
        let trace = await Self.run(
            ["model", "install"], on: try Self.profile("nvidia-rtx2060-6gb"))
        let json = try await Self.document(["--profile", "nvidia-rtx5060-8gb"], trace)
        #expect(json["before"]?["exit"]?.integer == 3)
        #expect(json["after"]?["exit"]?.integer == 0)
        #expect(json["after"]?["stdout"]?.string?.contains("Installed gemma4:e2b") == true)
    }

    @Test("Without its fault a run ends well, or says why it cannot be told")
    func leavesOutFaults() async throws {
        for (scenario, kind) in [
            ("failure-disk-full", "error"), ("failure-gateway", "status"),
            ("failure-refused", "refused"), ("failure-crash", "status"),
            ("failure-stream-cut-for-good", "cut"), ("failure-unauthorized", "status"),
        ] {
            let trace = try Self.step(scenario)
            let json = try await Self.document(["--without-fault", kind], trace)
            #expect(json["before"]?["exit"]?.integer != 0, "\(scenario)")
            #expect(json["after"]?["exit"]?.integer == 0, "\(scenario): \(json.text(.canonical))")
            #expect(json["simulated_from"]?.string != nil, "\(scenario)")
        }
        let files = MemoryFiles([
            "/t.jsonl": Array(try Self.step("failure-disk-full").text.utf8)
        ])
        let other = await Self.command(
            ["support", "what-if", "/t.jsonl", "--without-fault", "web_page"], files)
        #expect(other.exit == .failed)
        #expect(other.error.contains("These there are: "))
        let unknown = await Self.command(
            ["support", "what-if", "/t.jsonl", "--without-fault", "gremlins"], files)
        #expect(unknown.exit == .usage)
        #expect(await Self.command(["support", "what-if", "/t.jsonl"], files).exit == .usage)
        for bad in ["gpus.0.memory", "gpus.0.memory=much", "nothing=1"] {
            let shown = await Self.command(
                ["support", "what-if", "/t.jsonl", "--set", bad], files)
            #expect(shown.exit != .done, "\(bad)")
            #expect(shown.output == "", "\(bad)")
        }
    }

    // MARK: - Answers that come later

    @Test("An answer that comes later is joined, and the verdict told anew")
    func addsAnswers() async throws {
        let whole = try Self.profile("nvidia-rtx5060-8gb")
        var poor = whole
        for exchange in whole.recording.exchanges {
            if case .command(let argv) = exchange.access, argv.first == "nvidia-smi" {
                poor.recording[exchange.access] = .timedOut
            }
        }
        let trace = await Self.run(["model", "show", "--compatibility"], on: poor)
        let files = MemoryFiles([
            "/t.jsonl": Array(trace.text.utf8),
            "/answer.json": Array(whole.json.text(.canonical).utf8),
        ])
        let before = await Self.command(["support", "explain", "/t.jsonl"], files)
        #expect(before.output.contains("no answer in time"))
        #expect(before.output.contains("mn profile record --output answer.json"))
        let after = await Self.command(
            ["support", "add", "/t.jsonl", "/answer.json", "-o", "/whole.json"], files)
        #expect(after.exit == .done, "\(after.error)")
        #expect(after.output.contains("added from /answer.json"))
        #expect(after.output.contains("Compatibility: pass"), "\(after.output)")
        #expect(after.output.contains("The run itself decided otherwise"))
        // What was written is a bundle that explains itself the same way, and its run is as it was.
        let again = await Self.command(["support", "explain", "/whole.json"], files)
        #expect(again.output.contains("Compatibility: pass"))
        let written = try SupportFile.read("/whole.json", in: files)
        #expect(written.run == trace)
        let twice = await Self.command(["support", "add", "/whole.json", "/answer.json"], files)
        #expect(twice.output.contains("holds no answer that was missing"))
        #expect(await Self.command(["support", "add", "/t.jsonl", "/no"], files).exit == .failed)
    }
}
