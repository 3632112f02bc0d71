// long: one program and one document, which all of its cases share.

import MNCore
import MNSim
import TestSupport
import Testing

/// A scenario that proves nothing, or a program that does otherwise, must be red: this shows that it is.
@Suite(.serialized) struct `The scenario harness` {
    /// Asks the machine and the runner, prints what it is told to, and ends as it is told to.
    static let program: ScenarioRun.Program = { words, world in
        if words.contains("ask") {
            let memory = await world.machine.answer(.file("/proc/meminfo"))
            world.terminal.write("memory: \(memory == .denied ? "denied" : "there")\n")
        }
        if words.contains("smi") {
            let answer = await world.machine.answer(.command(["nvidia-smi", "-L"]))
            world.terminal.write(answer == .timedOut ? "too late\n" : "in time\n")
        }
        if words.contains("list") {
            do throws(TransportFault) {
                let response = try await world.docker.send(
                    HTTPRequest("GET", "/models"), to: Endpoint.modelRunner, within: .status
                )
                world.terminal.write("status \(response.head.status)\n")
            } catch {
                world.terminal.writeError("\(error)\n")
            }
        }
        if words.contains("write") { try? world.files.replace("/out", with: [1]) }
        if words.contains("complain") { world.terminal.writeError("oh\n") }
        if words.contains("sleep") { await world.time.sleep(for: .seconds(3 * 3600)) }
        if words.contains("json") {
            world.terminal.write("{\"a\": {\"b\": [1, 2]}, \"c\": null}\n")
        }
        return words.contains("fail") ? .failed : .done
    }

    static let header = """
        "schema": "mn.scenario/1", "title": "A title", "intent": "It holds.",
        """

    static func read(_ text: String) throws -> Scenario {
        try Scenario.read(Array(text.utf8), name: "s.json", offers: [])
    }

    /// Runs a scenario of one step, or of several, and gives what is wrong with it.
    static func failures(
        _ more: String = "", _ steps: String..., program: @escaping ScenarioRun.Program = program
    ) throws -> [String] {
        let text = "{\(header) \(more) \"steps\": [\(steps.joined(separator: ", "))]}"
        return run(try read(text), program).failures.map(\.description)
    }

    static func run(
        _ scenario: Scenario, _ program: @escaping ScenarioRun.Program = program
    ) -> ScenarioRun {
        let world = MNCore.World(
            machine: ReplayMachine(
                Profile(
                    id: "none", title: "None", provenance: .synthetic, sources: [],
                    recording: Recording())), http: NoServices(), processes: NoServices(),
            files: MemoryFiles([:]),
            terminal: SilentTerminal(width: nil), time: VirtualTime(), environment: [:])
        return ScenarioRun(scenario, in: world, profile: nil, program: program)
    }

    @Test func `counts what is sent where a stated service stands in the runner's place`() throws {
        let more =
            #""services": [{"at": "http://localhost:12434", "status": 200}],"#
            + #""then": {"neverSent": ["GET *"]},"#
        let failures = try Self.failures(more, #"{"run": ["mn", "list"], "exit": 0}"#)
        #expect(failures.contains("the runner was sent 'GET /models'"))
    }

    @Test func `a stated program takes the place of docker only by its name`() throws {
        for (words, said) in [(#"["*"]"#, "no"), (#"["docker", "*"]"#, "yes")] {
            let services = #""services": [{"program": \#(words), "exit": 0, "stdout": "stated"}],"#
            let failures = try Self.failures(
                services, #"{"run": ["mn"], "exit": 0, "stdout": ["\#(said)"]}"#
            ) { _, world in
                let result = await world.processes.collect(
                    ProcessCommand(["docker", "version"], environment: .only([:])))
                let isStated = result.standardOutput == Array("stated".utf8)
                world.terminal.write(isStated ? "yes\n" : "no\n")
                return .done
            }
            #expect(failures == [])
        }
    }

    static let denied = """
        "machineFaults": [{"id": "no", "on": {"file": "/proc/mem*"}, "kind": "denied"}],
        """

    @Test func `passes what is as expected`() throws {
        #expect(
            try Self.failures(
                Self.denied,
                #"{"run": ["mn", "ask"], "exit": 0, "stdout": ["memory: denied"]}"#,
                #"{"run": ["mn", "json"], "exit": 0, "stdout": {"json": {"/a/b/1": 2, "/x": null}}}"#,
                #"{"run": ["mn", "complain", "fail"], "exit": 1, "stderr": {"contains": ["oh"]}}"#,
                #"{"run": ["mn", "complain"], "exit": 0}"#,
                #"{"run": ["mn", "complain"], "exit": 0, "stderr": {"lacks": ["ah"]}}"#)
                == [])
    }

    @Test(arguments: [
        (#"{"run": ["mn"], "exit": 3}"#, "step 1: exit 0, expected 3"),
        (
            #"{"run": ["mn", "complain"], "exit": 0, "stderr": []}"#,
            "step 1: stderr is not empty: 'oh'"
        ),
        (
            #"{"run": ["mn", "complain"], "exit": 0, "stderr": {"lacks": ["x", "oh"]}}"#,
            "step 1: stderr contains 'oh'"
        ),
        (
            #"{"run": ["mn", "ask"], "exit": 0, "stdout": ["memory: here"]}"#,
            "step 1: stdout differs: line 1 is 'memory: there', not 'memory: here'"
        ),
        (
            #"{"run": ["mn", "ask"], "exit": 0, "stdout": ["memory: there", "more"]}"#,
            "step 1: stdout differs: line 2 is '', not 'more'"
        ),
        (
            #"{"run": ["mn", "ask"], "exit": 0, "stdout": {"contains": ["gone"]}}"#,
            "step 1: stdout does not contain 'gone'; it begins 'memory: there'"
        ),
        (
            #"{"run": ["mn", "ask"], "exit": 0, "stdout": {"contains": ["m"], "lacks": ["there"]}}"#,
            "step 1: stdout contains 'there'"
        ),
        (
            #"{"run": ["mn", "json"], "exit": 0, "stdout": {"json": {"/a/b/0": 2}}}"#,
            "step 1: stdout /a/b/0 is '1', not '2'"
        ),
        (
            #"{"run": ["mn", "json"], "exit": 0, "stdout": {"json": {"/a/z": 2}}}"#,
            "step 1: stdout /a/z is missing, not '2'"
        ),
        (
            #"{"run": ["mn", "ask"], "exit": 0, "stdout": {"json": {"/a": 2}}}"#,
            "step 1: stdout is not one JSON document: 'memory: there'"
        ),
        (
            #"{"run": ["mn", "sleep"], "exit": 0, "seconds": 5}"#,
            "step 1: took 10800.000 s, expected 5.000 s"
        ),
        (
            #"{"run": ["mn"], "exit": 0, "seconds": {"atLeast": 1, "atMost": 2}}"#,
            "step 1: took 0.000 s, expected 1.000 s to 2.000 s"
        ),
        (
            #"{"run": ["mn", "write"], "exit": 0}"#,
            "/out was written, which the scenario does not mention"
        ),
    ])
    func `fails for one inverted expectation, and says why`(step: String, why: String) throws {
        #expect(try Self.failures("", step) == [why])
    }

    @Test(arguments: [
        (#""then": {"written": ["/out", "/more"]},"#, "write", "/more was not written"),
        (
            #""then": {"neverAsked": [{"file": "/proc/*"}], "written": []},"#, "ask",
            "the machine was asked for 'file /proc/meminfo'"
        ),
        (#""then": {"neverSent": ["GET *"]},"#, "list", "the runner was sent 'GET /models'"),
    ])
    func `checks the run as a whole`(then: String, word: String, why: String) throws {
        let wanted = word == "ask" ? #", "stdout": ["memory: there"]"# : ""
        let stream = word == "list" ? #", "stderr": ["nothing listens there"]"# : wanted
        let step = #"{"run": ["mn", ""# + word + #""], "exit": 0"# + stream + "}"
        #expect(try Self.failures(then, step) == [why])
    }

    @Test(arguments: [
        (denied, "the fault 'no' was never met"),
        (
            #""machineFaults": [{"id": "late", "on": {"file": "*"}, "kind": "crlf", "fromSeconds": 9}],"#,
            "the fault 'late' was never met"
        ),
        (
            #""runner": {"schema": "mn.runner-state/1"}, "runnerFaults": [{"id": "slow", "kind": "refused"}],"#,
            "the fault 'slow' was never met"
        ),
        (#""links": {"/a": "b"},"#, "the fault '/a' was never met"),
        (#""fileFaults": {"/b": "denied"},"#, "the fault '/b' was never met"),
        (
            #""changes": [{"file": "/proc/meminfo", "outcome": "denied"}],"#,
            "nothing asked for the changed answer to 'file /proc/meminfo'"
        ),
    ])
    func `fails for what nothing meets`(given: String, why: String) throws {
        #expect(try Self.failures(given, #"{"run": ["mn"], "exit": 0}"#) == [why])
    }

    @Test(
        arguments: [
            (
                #""links": {"/out": "/in"}, "files": {"/in": "x"}, "then": {"written": ["/in"]},"#,
                []
            ),
            (
                #""fileFaults": {"/in": {"failed": "write: Input/output error"}}, "links": {"/out": "/in"}, "files": {"/in": "x"},"#,
                []
            ),
            (
                #""fileFaults": {"/out": "denied"}, "then": {"written": ["/out"]},"#,
                ["/out was not written"]
            ),
        ] as [(String, [String])])
    func `has links, and files that cannot be written`(given: String, why: [String]) throws {
        #expect(try Self.failures(given, #"{"run": ["mn", "write"], "exit": 0}"#) == why)
    }

    @Test(arguments: [
        #""links": {"/a": ""},"#, #""links": {"/a": 1},"#, #""links": [],"#,
        #""fileFaults": {"/a": "gone"},"#, #""fileFaults": {"/a": {"failed": ""}},"#,
        #""fileFaults": {"/a": {"error": "x"}},"#,
    ])
    func `refuses links and faults that are none`(given: String) {
        #expect(throws: DocumentFault.self) {
            try Self.failures(given, #"{"run": ["mn"], "exit": 0}"#)
        }
    }

    @Test func `fails for a fault that changes nothing`() throws {
        // Nothing is known of this machine, so there is no text whose lines could end otherwise.
        let fault = #""machineFaults": [{"id": "crlf", "on": {"file": "*"}, "kind": "crlf"}],"#
        let step = #"{"run": ["mn", "ask"], "exit": 0, "stdout": ["memory: there"]}"#
        #expect(try Self.failures(fault, step) == ["the fault 'crlf' was never met"])
    }

    @Test func `lets virtual time pass before a step, and faults end with it`() throws {
        let fault = """
            "machineFaults": [{"id": "wedged", "on": {"command": ["nvidia-smi", "*"]},
                               "kind": "hang", "untilSeconds": 60}],
            """
        #expect(
            try Self.failures(
                fault,
                #"{"run": ["mn", "smi"], "exit": 0, "seconds": 10, "stdout": ["too late"]}"#,
                #"{"afterSeconds": 50, "run": ["mn", "smi"], "exit": 0, "seconds": 0, "stdout": ["in time"]}"#
            ) == [])
    }

    @Test(arguments: [
        (#"{"exit": 0}"#, "", "/steps/0", "run"),
        (#"{"run": ["mn"], "exit": 0, "stdin": ""}"#, "", "/steps/0/stdin", "unknown key"),
        (#"{"run": ["ls"], "exit": 0}"#, "", "/steps/0/run", "first word"),
        (
            #"{"run": ["mn"], "exit": 0, "stdout": {"contains": []}}"#, "",
            "/steps/0/stdout/contains", "any text"
        ),
        (
            #"{"run": ["mn"], "exit": 0, "stdout": {"json": {}}}"#, "", "/steps/0/stdout/json",
            "any document"
        ),
        (
            #"{"run": ["mn"], "exit": 0, "stdout": {"lacks": []}}"#, "", "/steps/0/stdout",
            "needs 'contains', 'json' or 'lacks'"
        ),
        (#"{"run": ["mn"], "exit": 0}"#, #""platform": 1,"#, "/platform", "unknown key"),
        (
            #"{"run": ["mn"], "exit": 0}"#,
            #""machineFaults": [{"id": "a", "on": {"file": "/a"}, "kind": "denied"}, {"id": "a", "on": {"file": "/b"}, "kind": "denied"}],"#,
            "", "two faults have the id 'a'"
        ),
        (
            #"{"run": ["mn"], "exit": 0}"#,
            #""machineFaults": [{"id": "a", "on": {"file": "/a"}, "kind": "denied", "code": 1}],"#,
            "/machineFaults/0/code", "unknown key"
        ),
        (
            #"{"run": ["mn"], "exit": 0}"#,
            #""machineFaults": [{"id": "a", "on": {"file": "/a"}, "kind": "hang"}],"#,
            "/machineFaults/0/kind", "only a command can hang"
        ),
        (
            #"{"run": ["mn"], "exit": 0}"#, #""runnerAt": ["http://localhost:1"],"#, "/runnerAt",
            "needs a 'runner'"
        ),
        (
            #"{"run": "mn", "killed": {"part": 1}}"#, "", "/steps/0/killed", "afterCall"
        ),
        (
            #"{"run": "mn", "beside": "mn", "killed": {"afterCall": 1}}"#, "", "/steps/0/beside",
            "nothing beside it"
        ),
        (#"{"run": "mn", "beside": "ls"}"#, "", "/steps/0/beside", "first word"),
        (
            #"{"run": "mn", "callFaults": [{"id": "a", "path": "*", "kind": "hang"}]}"#, "",
            "/steps/0/callFaults/0/kind", "'denied'"
        ),
        (
            #"{"run": "mn", "callFaults": [{"id": "a", "path": "*", "on": "open", "kind": "denied"}]}"#,
            "", "/steps/0/callFaults/0/on", "open"
        ),
        (
            #"{"run": "mn", "runnerFaults": [{"id": "a", "kind": "refused"}]}"#, "", "",
            "need a 'runner'"
        ),
    ])
    func `refuses a scenario that says too little or too much, with its place`(
        step: String, more: String, place: String, problem: String
    ) throws {
        let fault = #expect(throws: DocumentFault.self) {
            try Self.read("{\(Self.header) \(more) \"steps\": [\(step)]}")
        }
        let words = try #require(fault).problem
        #expect(words.contains("s.json, line "), "\(words)")
        #expect(words.contains(problem), "\(words)")
        if !place.isEmpty { #expect(words.contains("(\(place))"), "\(words)") }
    }

    @Test func `reports a program that waits for ever as stuck, with its virtual time`() throws {
        let step = #"{"run": ["mn"], "exit": 0}"#
        let waits: ScenarioRun.Program = { _, world in
            await world.time.sleep(for: .seconds(90))
            // A stream that nobody ends.
            for await _ in AsyncStream<Int>(unfolding: { await Self.never() }) {}
            return .done
        }
        #expect(
            try Self.failures("", step, program: waits) == [
                "step 1: everything waits for something that never comes, at 90.000 s"
            ])
        let polls: ScenarioRun.Program = { _, world in
            while true { await world.time.sleep(for: .seconds(3600)) }
        }
        #expect(
            try Self.failures("", step, program: polls) == ["step 1: still waiting at 608400.000 s"]
        )
    }

    /// Never returns, and wakes when its task is cancelled, which never happens.
    private static func never() async -> Int? {
        let (stream, continuation) = AsyncStream<Int>.makeStream()
        defer { continuation.finish() }
        for await value in stream { return value }
        return nil
    }

    @Test func `fails on a screen`() throws {
        let text = String(repeating: "0123456789\\n", count: 400)
        let step = """
            {"run": ["mn", "ask"], "exit": 9, "stdout": ["\(text)"], "stderr": {"contains": ["\(text)"]}}
            """
        let failures = try Self.failures("", step)
        #expect(failures.count == 3)
        #expect(failures.joined(separator: "\n").count < 24 * 80)
    }

    @Test func `writes the same transcript for the same run`() throws {
        let scenario = try Self.read(
            """
            {\(Self.header) \(Self.denied) "terminal": 80, "environment": {"B": "2", "A": "1"},
             "steps": [{"run": ["mn", "ask"], "exit": 0, "stdout": ["memory: denied"]},
                       {"afterSeconds": 1.5, "run": ["mn", "sleep", "complain"], "exit": 0,
                        "stderr": ["oh"]}]}
            """)
        let run = Self.run(scenario)
        #expect(run.passed)
        #expect(
            run.transcript == """
                # A title
                # It holds.
                # machine: unknown
                # runner: none
                # fault no: file /proc/mem* denied
                # environment: A=1
                # environment: B=2
                # terminal: 80 columns

                $ mn ask
                memory: denied
                ? 0

                # 1.500 s pass
                $ mn sleep complain
                ! oh
                ? 0 @ 10800.000 s

                """)
        #expect(Self.run(scenario) == run)
    }
}
