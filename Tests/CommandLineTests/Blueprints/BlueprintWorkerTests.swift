import MNCore
import Testing

@testable import mn

/// Workers as programs of this machine, started and ended by the built program.
@Suite(.serialized) struct `The workers of a blueprint` {
    /// The lines that make a blueprint without models in `$HERE/bp`.
    private func blueprint(_ config: String) -> String {
        """
        mkdir -p "$HERE/bp/payloads"
        cat > "$HERE/bp/manifest.json" <<'END'
        {"manifest_version": "1.0", "graph_id": "g", "job_name": "G", "entrypoints": ["w"],
         "nodes": [{"node_id": "w", "config": {\(config)}}]}
        END

        """
    }

    /// The lines that send a signal once the worker writes `up`, and print how the run ends.
    private let interrupt = """
        "$MN" blueprint run "$HERE/bp" --run-id one > "$HERE/out" 2> "$HERE/err" &
        run=$!
        until grep -q up "$HERE/out"; do sleep 0.05; done
        kill -TERM $run
        wait $run
        echo $?
        cat "$HERE/err"
        """

    @Test func `are told of an interruption, and what they say then is kept`() async throws {
        let binary = try Binary()
        try binary.folder.program(
            "worker", "trap 'echo going; exit 0' INT\necho up $$\nsleep 60 & wait")
        let result = try await binary.run(
            blueprint(
                #""runner_module": "MirrorNeuron.Runner.HostLocal", "command": ["payloads/w"]"#)
                + "mv $HERE/worker $HERE/bp/payloads/w\n" + interrupt)
        #expect(result.output.hasPrefix("130\n"))
        #expect(
            result.output.contains("Worker 'w' of run one is over; it was interrupted."))
        let kept = binary.folder.text("home/mn/runs/one/worker-w/stdout.log") ?? ""
        #expect(kept.hasSuffix("going\n"))
        let number = kept.split(separator: /\s+/).dropFirst().first.flatMap { Int32($0) }
        #expect(Processes.isGone(try #require(number)))
        let record = try JSON.parse(binary.folder.text("home/mn/runs/one/run.json") ?? "")
        #expect(record["workers"]?.array?.first?["ending"] == "it was interrupted")
    }

    @Test func `leave no container behind`() async throws {
        let binary = try Binary(stubs: [
            "docker": """
            echo "$@" >> "$HERE/log"
            case "$1" in run) echo up; exec sleep 60 ;; esac
            """
        ])
        let result = try await binary.run(
            blueprint(
                #""runner_module": "MirrorNeuron.Runner.DockerWorker", "image": "me/worker""#)
                + interrupt)
        #expect(result.output.hasPrefix("130\n"))
        let log = binary.folder.text("log")?.split(separator: "\n") ?? []
        #expect(log.count == 2)
        #expect(log.first?.hasPrefix("run --rm --init --name mn-one-w ") == true)
        #expect(log.last == "rm --force -- mn-one-w")
    }

    @Test func `that end by themselves need no cleaning up`() async throws {
        let binary = try Binary(stubs: [
            "docker": "echo \"$1\" >> \"$HERE/log\"\nexit 3"
        ])
        let result = try await binary.run(
            blueprint(
                #""runner_module": "MirrorNeuron.Runner.DockerWorker", "image": "me/worker""#)
                + "\"$MN\" blueprint run \"$HERE/bp\"; echo $?")
        #expect(result.output == "3\n")
        #expect(binary.folder.text("log") == "run\n")
    }

    /// The lines that kill the program itself once the worker writes `up`.
    private let kill = """
        "$MN" blueprint run "$HERE/bp" --run-id one > "$HERE/out" 2> "$HERE/err" &
        run=$!
        until grep -q up "$HERE/out"; do sleep 0.05; done
        kill -KILL $run
        wait $run
        echo $?
        """

    @Test func `are ended by a request at whatever moment it comes`() async throws {
        let binary = try Binary()
        // A request that was lost would let the worker run to its end, and the run end with 0.
        let result = try await binary.run(
            blueprint(
                #""runner_module": "MirrorNeuron.Runner.HostLocal", "command": ["sleep", "5"]"#)
                    + """
                    for pause in 5 8 10 12 15 18 20 25 30 40; do
                        "$MN" blueprint run "$HERE/bp" > "$HERE/out" 2>&1 &
                        run=$!
                        sleep 0.0$(printf %02d $pause)
                        kill -TERM $run
                        wait $run
                        echo $?
                    done | sort | uniq -c
                    """)
        // Before it can hear it, the request ends it as it ends any program.
        let ends = result.output.split(separator: "\n").compactMap { $0.split(separator: " ").last }
        #expect(
            !ends.isEmpty && ends.allSatisfy { ["130", "143"].contains($0) }, "\(result.output)")
    }

    @Test(arguments: ["", "exec setsid "]) func `end with the program when it is killed`(
        leave: String
    ) async throws {
        let binary = try Binary()
        // Neither the worker nor what it starts listens to a request to end.
        try binary.folder.program(
            "inner", "trap '' TERM INT HUP\nsleep 600 & echo up $$ $!\nwait")
        try binary.folder.program("worker", "\(leave)\"$HERE/inner\"")
        let result = try await binary.run(
            blueprint(
                #""runner_module": "MirrorNeuron.Runner.HostLocal", "command": ["payloads/w"]"#)
                + "mv $HERE/worker $HERE/bp/payloads/w\n" + kill)
        #expect(result.output == "137\n")
        let words = binary.folder.text("out") ?? ""
        let numbers = words.split(separator: /\s+/).dropFirst().compactMap { Int32($0) }
        #expect(numbers.count == 2)
        // Who leaves the group takes what it starts along; only itself is known then.
        for number in leave.isEmpty ? numbers : Array(numbers.prefix(1)) {
            #expect(Processes.isGone(number), "\(number) lives")
        }
        Processes.end(numbers)
    }

    @Test func `leave no container behind when the program is killed`() async throws {
        let binary = try Binary(stubs: [
            "docker": """
            echo "$@ $A_VALUE" >> "$HERE/log"
            case "$1" in run) trap '' TERM; echo up; sleep 600 ;; esac
            """
        ])
        let result = try await binary.run(
            blueprint(
                #""runner_module": "MirrorNeuron.Runner.DockerWorker", "image": "me/worker", "environment": {"A_VALUE": "seen"}"#
            )
                + kill + "\nuntil grep -q '^rm' \"$HERE/log\"; do sleep 0.05; done")
        #expect(result.output == "137\n")
        #expect(
            binary.folder.text("log")?.split(separator: "\n").last
                == "rm --force -- mn-one-w seen")
    }

    @Test(arguments: [(0, 1), (5, 5)]) func `are told of though the end cannot be written down`(
        exit: Int, code: Int
    ) async throws {
        let binary = try Binary()
        try binary.folder.program(
            "worker",
            """
            cd "$MN_RUNS_ROOT/$MN_RUN_ID" && rm run.json && mkdir run.json
            exit \(exit)
            """)
        let result = try await binary.run(
            blueprint(
                #""runner_module": "MirrorNeuron.Runner.HostLocal", "command": ["payloads/w"]"#)
                + "mv $HERE/worker $HERE/bp/payloads/w\n"
                + "\"$MN\" blueprint run \"$HERE/bp\" --run-id one; echo $? >&2; "
                + "\"$MN\" blueprint run \"$HERE/bp\" --run-id two --json")
        #expect(result.error.contains("\n\(code)\n"))
        #expect(result.error.contains("Worker 'w' of run one is over; it ended with \(exit)"))
        #expect(
            result.error.contains("The end of the run was not written down: ")
                && result.error.contains("runs/one/run.json is a directory"))
        let json = try JSON.parse(result.standardOutput)
        #expect(json["exit"]?.integer == code && json["ok"] == false)
        #expect(json["workers"]?.array?.first?["exit"]?.integer == exit)
        #expect(json["record_error"]?["code"] == "file_unusable")
    }

    @Test func `are looked for before anything starts`() async throws {
        let binary = try Binary()
        let result = try await binary.run(
            blueprint(
                #""runner_module": "MirrorNeuron.Runner.HostLocal", "command": ["no-such-program"]"#
            )
                + "\"$MN\" blueprint run \"$HERE/bp\"; echo $?; ls \"$HERE/home/mn/runs\" 2>&1 | grep -v ^recording-"
        )
        #expect(result.output == "1\n")
        #expect(
            result.error.contains(
                "The worker 'w' cannot start: no-such-program: there is no such program."))
    }

    /// A plan is shown whole, with what is wrong beside the worker that it is about.
    @Test(arguments: [
        ("\"environment\": {\"A=B\": \"x\"}", "manifest.invalid"),
        ("\"environment\": [1]", "manifest.wrong_type"),
        ("\"upload_path\": \"none\"", "manifest.worker.missing"),
        ("\"pass_env\": 5", "manifest.wrong_type"),
    ]) func `shows the plan of a worker that is wrong`(members: String, code: String) async throws {
        var blueprint = BlueprintFixture(replacing: ("\"command\"", "\(members), \"command\""))
        blueprint.services = StubServices { _ in (.exited(0), "", "") }
        let session = await blueprint.run("blueprint run /bp --dry-run --json")
        #expect(session.exitCode == .failed)
        let plan = try session.json["plan"]?.array
        #expect(plan?.count == 1)
        #expect(plan?[0]["issue"]?["code"] == .string(code))
        #expect(plan?[0]["environment"]?["MN_LLM_MODEL"] == "ai/gemma4:E2B")
    }

    @Test func `names the command that it cannot read`() async throws {
        var blueprint = BlueprintFixture(
            replacing: ("[\"python3\", \"payloads/worker.py\"]", "[1, 2]"))
        blueprint.services = StubServices { _ in (.exited(0), "", "") }
        let plan = try await blueprint.run("blueprint run /bp --dry-run --json").json["plan"]
        #expect(plan?.array?.first?["issue"]?["code"] == "manifest.worker.command")
    }
}
