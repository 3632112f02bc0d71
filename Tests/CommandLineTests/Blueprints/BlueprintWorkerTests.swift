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
        #expect(result.output.contains("Run one: 'w': it was interrupted."))
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

    @Test func `are looked for before anything starts`() async throws {
        let binary = try Binary()
        let result = try await binary.run(
            blueprint(
                #""runner_module": "MirrorNeuron.Runner.HostLocal", "command": ["no-such-program"]"#
            )
                + "\"$MN\" blueprint run \"$HERE/bp\"; echo $?; ls \"$HERE/home/mn\" 2>&1")
        #expect(result.output.hasPrefix("1\n"))
        #expect(!result.output.contains("runs"))
        #expect(
            result.error.contains(
                "The worker 'w' cannot start: no-such-program: there is no such program."))
    }
}
