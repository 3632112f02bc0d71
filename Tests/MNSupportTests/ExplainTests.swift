import Foundation
import MNCore
import MNSim
import MNSupport
import Profiles
import Scenarios
import Testing

@testable import mn

@Suite("The explanation of a run", .serialized)
struct ExplainTests {
    private static let table = FailureTable(scenarios: EmbeddedScenarios.files)
    private static let isSlow = ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] == "1"

    private static func profile(_ id: String) throws -> Profile {
        let text = try #require(EmbeddedProfiles.texts[id])
        return try Profile.read(Array(text.utf8), name: id)
    }

    /// The first step of a scenario as a trace.
    private static func firstStep(_ scenario: String) throws -> Trace {
        let profiles = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
        let played = try SimScenarios.play(
            scenario, SupportWorld.library, profiles, SupportWorld.world())
        return try #require(played.steps.first).trace
    }

    private static func explanation(
        _ trace: Trace, profiles: [Profile] = []
    ) async throws -> Explanation {
        try await Explanation(
            trace, .init(profiles: profiles, failures: table), in: SupportWorld.world(),
            program: Program.watched)
    }

    /// A run on the machine of a profile.
    private static func run(_ words: [String], on id: String) async throws -> Trace {
        var world = SupportWorld.world()
        world.machine = ReplayMachine(try profile(id))
        let tracer = Tracer(world)
        let exit = await Program.run(words, tracer.world)
        return tracer.trace(words, exit: exit, version: "0")
    }

    // MARK: - Failures of the runner

    @Test("Names the row of each failure that is known, or the question that was answered late")
    func namesEachFailure() async throws {
        var unnamed: [String] = []
        for row in Self.table.rows {
            let explanation = try await Self.explanation(try Self.firstStep(row.scenario))
            let rows = explanation.standing.rows.map(\.number)
            // A failure that was overcome is said to be one only where something shows it.
            let isOvercome = row.exitCode == "0" && row.fix == nil
            if !rows.contains(row.number), !(isOvercome && rows.isEmpty) {
                unnamed.append("\(row.number) \(row.scenario): \(rows)")
            }
        }
        #expect(unnamed == [])
    }

    @Test("Points at the exchange in which a fault was planted")
    func namesTheExchange() async throws {
        var missed: [String] = []
        var met = 0
        for row in Self.table.rows {
            let scenario = try SupportWorld.library.scenario(row.scenario)
            let routes = scenario.runnerFaults.compactMap { $0.json["on"]?.string }
            let trace = try Self.firstStep(row.scenario)
            // What is only slow, or has more to tell, is answered well.
            let isHarmless = scenario.runnerFaults.allSatisfy {
                $0.json["kind"]?.object?["slowFirstByteSeconds"] != nil
                    || $0.json["kind"]?.string == "newerUnknownField"
            }
            if routes.isEmpty || isHarmless { continue }
            let explanation = try await Self.explanation(trace)
            met += 1
            let question = explanation.exchange?.question ?? "nothing"
            let isNamed = routes.contains { route in
                question.contains(route == "*" ? "/models" : route)
            }
            if !isNamed { missed.append("\(row.number) \(row.scenario) \(routes): \(question)") }
        }
        #expect(met > 25)
        #expect(missed == [])
    }

    @Test(
        "Says the error code of a run that failed, and ends a chain that begins with its exit code")
    func hasAChain() async throws {
        let explanation = try await Self.explanation(try Self.firstStep("failure-disk-full"))
        #expect(explanation.cause == .error)
        #expect(explanation.findings.complaint?.code == .diskFull)
        #expect(explanation.chain.map(\.kind) == [.exit, .error, .row, .exchange])
        #expect(explanation.exchange?.kind == .error)
        #expect(explanation.exchange?.answer.contains("no space left on device") == true)
    }

    // MARK: - Verdicts

    @Test(
        "Names the deciding lines, which stand in the evidence, on every machine that does not pass"
    )
    func namesTheLines() async throws {
        var seen = 0
        let ids = EmbeddedProfiles.texts.keys.sorted()
        for (index, id) in ids.enumerated() where Self.isSlow || index.isMultiple(of: 7) {
            let trace = try await Self.run(["model", "show", "--exit-code"], on: id)
            let explanation = try await Self.explanation(trace)
            let machine = try #require(explanation.machine, "\(id)")
            let verdict = machine.advice.verdict
            if verdict.status == .pass { continue }
            seen += 1
            #expect(machine.ruled == nil, "\(id)")
            let recording = trace.recording
            let lines = verdict.evidence.filter { Self.stands($0, in: recording) }
            if verdict.rule == .insufficientEvidence {
                let isNamed = !machine.missing.isEmpty || verdict.setting.enginePlace != nil
                #expect(isNamed, "\(id)")
            } else {
                #expect(!lines.isEmpty, "\(id): \(verdict.rule)")
            }
            let strays = verdict.evidence.filter { !Self.stands($0, in: recording) }
            #expect(strays == [], "\(id)")
            if verdict.status == .fail { #expect(explanation.cause == .verdict, "\(id)") }
            // The row that the way ends at is the one that decided.
            if machine.steps.last?.truth == .yes {
                #expect(machine.steps.last?.rule == verdict.rule, "\(id)")
            }
        }
        #expect(seen > 8)
    }

    /// Whether the text of an evidence is in what was answered, which may have come apart in lines.
    private static func stands(_ evidence: Evidence, in recording: Recording) -> Bool {
        let text: String
        switch recording[evidence.access] {
        case .bytes(let bytes)?: text = String(decoding: bytes, as: UTF8.self)
        case .ended(let result)?:
            text =
                result.summary
                + [result.standardOutput, result.standardError].map {
                    TextLines($0).lines.joined(separator: "\n")
                }.joined(separator: "\n")
        case .value(let value)?: text = value
        case .platform(let platform)?:
            text = "\(platform.system) \(platform.release) \(platform.machine)"
        case .entries(let entries)?:
            text = entries.map { $0.name + " " + ($0.target ?? "") }.joined(separator: " ")
        case .absent?: text = "absent"
        default: return false
        }
        // A name may be put together of two answers.
        let words = evidence.quote.lowercased().split { " \"'/:,".contains($0) && $0 != "." }
        return words.contains { $0.count > 1 && text.lowercased().contains($0) }
    }

    @Test("Finds the machine itself among the known ones, and what differs from another")
    func findsTheNearest() async throws {
        let trace = try await Self.run(
            ["model", "show", "--compatibility"], on: "nvidia-rtx2060-6gb")
        let profiles = try ["apple-m1-8gb", "nvidia-rtx2060-6gb", "nvidia-rtx5060-8gb"]
            .map(Self.profile)
        let nearest = try await Self.explanation(trace, profiles: profiles).machine?.neighbour
        #expect(nearest?.profile == "nvidia-rtx2060-6gb")
        #expect(nearest?.differences == [])
        let other = try await Self.explanation(trace, profiles: [profiles[0], profiles[2]])
            .machine?.neighbour
        #expect(other?.profile == "nvidia-rtx5060-8gb")
        #expect(other?.differences.contains { $0.label == "GPU" } == true)
        #expect(other?.decision.status == .pass)
    }

    // MARK: - The command

    private static func command(
        _ words: [String], _ files: [String: [UInt8]]
    ) async -> (exit: ExitCode, output: String, error: String) {
        let terminal = CapturedText()
        var world = SupportWorld.world(files: MemoryFiles(files))
        world.terminal = terminal
        let exit = await Program.run(words, world)
        return (exit, terminal.output, terminal.error)
    }

    @Test("Prints the chain, the boundary and the nearest machine")
    func prints() async throws {
        let trace = try await Self.run(
            ["model", "install", "gemma4:e2b"], on: "nvidia-rtx2060-6gb")
        let files = ["/t.jsonl": Array(trace.text.utf8)]
        let shown = await Self.command(["support", "explain", "/t.jsonl"], files)
        #expect(shown.exit == .done)
        #expect(shown.error == "")
        for line in [
            "Replayed: mn model install gemma4:e2b",
            "  Exit          3: the model is not compatible with the machine (fail)",
            "  <- rule       cuda-small: fail - Not enough memory",
            "  <- numbers    6 GiB found, 8 GB (at least 7.36 GiB) needed",
            "row 1, column 4: 6144 (event ",
            "With 8 GB instead of 6 GiB of GPU memory it would pass (rule cuda).",
            "Nearest known machine: nvidia-rtx2060-6gb",
        ] { #expect(shown.output.contains(line), "\(line)\n\(shown.output)") }
        let document = await Self.command(["support", "explain", "/t.jsonl", "--json"], files)
        let json = try JSON.parse(document.output)
        #expect(json["schema"]?.string == "mn.support.explain/1")
        #expect(json["cause"]?.string == "verdict")
        #expect(
            json["machine"]?["boundary"]?["crossings"]?.array?.first?["rule"]?.string == "cuda")
        let against = await Self.command(
            ["support", "explain", "/t.jsonl", "--against", "apple-m1-8gb"], files)
        #expect(against.output.contains("apple-m1-8gb"))
        let other = await Self.command(
            ["support", "explain", "/t.jsonl", "--model", "qwen3:4b"], files)
        #expect(other.output.contains("qwen3:4b"))
    }

    @Test("Tells the question at which a run was killed, and nothing of what would have come")
    func tellsTheOpenQuestion() async throws {
        var trace = try Self.firstStep("failure-disk-full")
        trace.exitCode = nil
        let place = try #require(
            trace.events.firstIndex { $0.question?.hasPrefix("POST /models/create") == true })
        let question = try #require(trace.events[place].question)
        trace.events.removeSubrange(place...)
        var explanation = try await Self.explanation(trace)
        #expect(explanation.openQuestion == question)
        #expect(explanation.chain.map(\.kind) == [.exit, .open])
        #expect(explanation.findings.complaint == nil)
        #expect(explanation.standing.word == .unfinished)
        let files = ["/t.jsonl": Array(trace.text.utf8)]
        let opened = await Self.command(["support", "open", "/t.jsonl"], files)
        #expect(opened.output.contains("not answered when it ended"), "\(opened.output)")
        let said = await Self.command(["support", "explain", "/t.jsonl"], files)
        #expect(said.output.contains("<- open"), "\(said.output)")
        #expect(!said.output.contains("What they can do"), "\(said.output)")
        // Where events before its end are left out, it is not known.
        trace.events += [.cut(events: 2, bytes: 90), .printed(.error, "x"), .printed(.error, "y")]
        explanation = try await Self.explanation(trace)
        #expect(explanation.openQuestion == nil)
    }

    @Test("A run of which events are left out is known by what it said last")
    func knowsCutRuns() async throws {
        var trace = try Self.firstStep("failure-disk-full")
        trace.events.insert(.cut(events: 9, bytes: 900), at: 3)
        let standing = try await Self.explanation(trace).standing
        #expect(standing.word == .known)
        #expect(standing.rows.contains { $0.scenario == "failure-disk-full" })
    }

    @Test("Names no exchange where none is at fault")
    func namesNoExchange() async throws {
        var trace = try Self.firstStep("failure-disk-full")
        #expect(FailedExchange.cause(of: .diskFull, in: trace.events) != nil)
        trace.events.append(
            .process(["docker", "container", "inspect", "x"], CommandResult(.exited(1))))
        #expect(FailedExchange.cause(of: .modelNotInstalled, in: trace.events) == nil)
        #expect(FailedExchange.cause(of: .unknownModel, in: trace.events) == nil)
        // Of many places that were tried in vain the one is shown that is named.
        for (number, place) in ["http://localhost:12434", "http://localhost:9"].enumerated() {
            let endpoint = try #require(Endpoint(place))
            trace.events.insert(
                .call(HTTPRequest("GET", "/models"), endpoint, HTTPOutcome(nil, .refused)),
                at: number)
        }
        let named = FailedExchange.cause(
            of: .runnerUnreachable, saying: "http://localhost:12434: nothing listens there.",
            in: Array(trace.events.prefix(2)))
        #expect(named?.question == "GET /models at http://localhost:12434")
    }

    @Test("Says what is wrong with what it is given")
    func refuses() async throws {
        let trace = try await Self.run(["model", "rules"], on: "apple-m1-8gb")
        let files = ["/t.jsonl": Array(trace.text.utf8), "/x": Array("no".utf8)]
        #expect(await Self.command(["support", "explain", "/none"], files).exit == .failed)
        #expect(await Self.command(["support", "explain", "/x"], files).exit == .failed)
        #expect(
            await Self.command(["support", "explain", "/t.jsonl", "--against", "nobody"], files)
                .exit == .failed)
        let shown = await Self.command(["support", "explain", "/t.jsonl"], files)
        #expect(shown.exit == .done)
        #expect(shown.output.contains("The run asked nothing of the machine."))
    }
}
