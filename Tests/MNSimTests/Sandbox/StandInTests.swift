import MNCore
import MNSandbox
import MNSim
import Testing

@Suite struct `A stand-in` {
    private static let query = [
        "nvidia-smi", "--query-gpu=index,name,memory.total,driver_version",
        "--format=csv,noheader,nounits",
    ]

    private static func standIn(_ output: String) -> StandIn {
        var recording = Recording()
        recording.add(
            .init(
                .command(query),
                .ended(CommandResult(.exited(0), standardOutput: Array(output.utf8)))))
        return StandIn(recording, on: "acme")
    }

    private static func output(_ answer: StandIn.Answer) -> String? {
        guard case .ended(let result) = answer.outcome else { return nil }
        return String(decoding: result.standardOutput, as: UTF8.self)
    }

    @Test func `answers what was recorded`() {
        let answer = Self.standIn("0, A, 8188, 1.2\n").answer(Self.query)
        #expect(answer.level == .recorded)
        #expect(Self.output(answer) == "0, A, 8188, 1.2\n")
    }

    @Test(arguments: [
        (["--query-gpu=name", "--format=csv,noheader"], "A B\nC\n"),
        (["--query-gpu=memory.total,name", "--format=csv,noheader"], "8188 MiB, A B\n[N/A], C\n"),
        (["--query-gpu=memory.total", "--format=csv,noheader,nounits"], "8188\n[N/A]\n"),
        (
            ["--query-gpu", "memory.total", "--format", "csv"],
            "memory.total [MiB]\n8188 MiB\n[N/A]\n"
        ),
        (["--format=csv,nounits", "--query-gpu=name,index"], "name, index\nA B, 0\nC, 1\n"),
    ]) func `answers some of the columns that were recorded`(words: [String], output: String) {
        let answer = Self.standIn("0, A B, 8188, 1.2\n1, C, [N/A], 1.2\n")
            .answer(["nvidia-smi"] + words)
        #expect(answer.level == .derived)
        #expect(Self.output(answer) == output)
    }

    @Test(arguments: [
        [], ["-L"], ["--query-gpu=uuid", "--format=csv,noheader"],
        ["--query-gpu=name", "--format=csv,fancy"], ["--query-gpu=name"],
        ["--query-gpu=name", "--format=json"], ["--query-gpu", "--format=csv", "name"],
        ["--query-gpu=name", "--format=csv", "-i", "0"],
    ]) func `never invents an answer`(words: [String]) {
        let answer = Self.standIn("0, A, 8188, 1.2\n").answer(["nvidia-smi"] + words)
        #expect(answer.level == .unrecorded)
        #expect(answer.outcome == .unrecorded)
    }

    @Test func `reads no columns out of lines that have others`() {
        let answer = Self.standIn("No devices were found\n")
            .answer(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"])
        #expect(answer.level == .unrecorded)
    }

    @Test func `is as its file says`() throws {
        var standIn = Self.standIn("0, A, 8188, 1.2\n")
        standIn.engine = StandIn.Engine(port: 1, path: "/x", address: "http://127.0.0.1:1")
        let bytes = Array(standIn.json.text(.canonical).utf8)
        #expect(try StandIn.read(bytes, name: "x") == standIn)
    }

    @Test func `finds its file by how it was started`() {
        #expect(
            StandInPlace.files(startedAs: "/tmp/m/.mn/bin/docker") == [
                "/tmp/m/.mn/answers/docker", "/.mn/answers/!tmp!m!.mn!bin!docker",
                "/.mn/answers/docker",
            ])
        #expect(
            StandInPlace.files(startedAs: "/usr/lib/wsl/lib/nvidia-smi") == [
                "/.mn/answers/!usr!lib!wsl!lib!nvidia-smi", "/.mn/answers/nvidia-smi",
            ])
        #expect(StandInPlace.files(startedAs: "bin/").isEmpty)
    }

    @Test func `writes lines that are read, among others`() {
        let line = StandInLine(argv: ["docker", "a b\n"], level: .runner)
        let bytes = Array(("nonsense\n" + line.text + "{}\n" + line.text).utf8) + [0xFF]
        #expect(StandInLine.all(in: bytes) == [line, line])
    }
}

@Suite struct `What a program missed` {
    @Test(arguments: [
        ["nvidia-smi", "-L"], ["nvidia-smi"], ["nvidia-smi", "-q", "-d", "MEMORY"],
        ["nvidia-smi", "--query-gpu", "uuid", "--format=csv"],
        ["rocm-smi", "--showproductname", "--json"], ["vulkaninfo", "--summary"],
        ["docker", "info", "--format", "{{json .}}"],
    ]) func `is asked if it changes nothing`(argv: [String]) {
        #expect(MissedQuestions.isHarmless(argv))
    }

    @Test(arguments: [
        [], ["nvidia-smi", "-pm", "1"], ["nvidia-smi", "--gpu-reset"], ["rm", "-rf", "/"],
        ["nvidia-smi", "-q", "-f", "/etc/passwd"], ["nvidia-smi", "-i", "--gpu-reset"],
        ["rocm-smi", "--setsclk", "1"], ["docker", "model", "pull", "x"], ["/tmp/nvidia-smi"],
        ["docker", "info", "-H", "tcp://evil"], ["amd-smi", "reset"], ["amd-smi"],
        ["vulkaninfo", "--summary", "-o", "/x"], ["sh", "-c", "nvidia-smi"],
    ]) func `is never asked if it may`(argv: [String]) {
        #expect(!MissedQuestions.isHarmless(argv))
    }

    @Test func `comes out of a report`() throws {
        let text = """
            {"schema": "mn.sim.exec/1", "machine": "acme", "unrecorded": [
              {"command": ["nvidia-smi", "-L"]}, {"command": ["nvidia-smi", "-L"]},
              {"command": ["reboot"]}]}
            """
        let missed = try MissedQuestions.read(Array(text.utf8), name: "r.json")
        #expect(missed.asked == [["nvidia-smi", "-L"]])
        #expect(missed.refused == [["reboot"]])
        #expect(throws: DocumentFault.self) {
            try MissedQuestions.read(Array("{}".utf8), name: "r.json")
        }
    }
}
