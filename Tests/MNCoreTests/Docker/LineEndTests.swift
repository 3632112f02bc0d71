import TestSupport
import Testing

@testable import MNCore
@testable import MNMachine

/// Programs of Windows end their lines with CR LF, which is one character of a `String` and no line feed.
@Suite struct `The ends of lines` {
    @Test(arguments: [
        (
            "ggml_vulkan: Failed to allocate pinned memory (ErrorOutOfDeviceMemory)\nvk::Queue: ErrorDeviceLost",
            RunnerRefusal.Reason.gpuFailed
        ),
        (
            "ggml_vulkan: No devices found.\nerror loading model: model is corrupted or incomplete",
            .damagedModel
        ),
        ("ggml_vulkan: No devices found.\nCUDA error: an illegal memory access", .gpuFailed),
        (
            "tokenizer.chat_template str = {% if x %}\ncommon_chat_templates_init: Jinja Exception: value",
            .templateBroken
        ),
        (
            "Device 0: RTX 3060, compute capability 8.6, VMM: yes\nerror: the flag x is not supported",
            .backendCrashed
        ),
        (
            "warning: failed to mlock 9-byte buffer: Cannot allocate memory\nSIGABRT",
            .backendCrashed
        ),
        ("shared memory: 65536\nopen /dev/shm", .backendCrashed),
        ("invalid magic characters: 'PK..'\nthe name has tjgg", .damagedModel),
    ])
    func `do not change what is said of a load`(words: String, reason: RunnerRefusal.Reason) {
        let said =
            "unable to load runner: llama.cpp terminated unexpectedly: exit status 1\n\(words)\n"
        for end in ["\n", "\r\n", "\r\r\n"] {
            let text = said.replacing("\n", with: end)
            let document = JSON.object(["message": .string(text)]).text(.canonical)
            for body in [text, document] {
                let response = HTTPResponse(.init(status: 500), body: Array(body.utf8))
                #expect(RunnerRefusal.load(response, backend: "llama.cpp").reason == reason)
            }
        }
    }

    @Test(arguments: [
        ("open C:\\models\\ab: x\nAccess is denied.", RunnerRefusal.Reason.loginNeeded),
        ("open C:\\models\\ab: Access is denied.\nx", .storeDenied),
        ("docker-credential-pass: gone\nx is not installed or not available", .other(status: 500)),
        (
            "exec: \"docker-credential-wincred.exe\": executable file not found in %PATH%\nx",
            .loginHelperMissing("docker-credential-wincred")
        ),
        ("write |1: broken pipe\nwrite tcp 1.1.1.1:443", .other(status: 500)),
    ])
    func `do not change what is said of a pull`(words: String, reason: RunnerRefusal.Reason) {
        for end in ["\n", "\r\n", "\r\r\n"] {
            let said = "error while pulling model:\n\(words)\n".replacing("\n", with: end)
            #expect(RunnerRefusal.pull(status: 500, words: said).reason == reason)
        }
    }

    @Test func `are line feeds where words are looked for, and single returns stay`() {
        #expect(Excerpt.beginning("a\r\nb\r\r\nc\rd\n") == "a\nb\nc\rd\n")
        #expect(Excerpt.beginning([0x0D, 0x0A, 0xFF]) == "\n\u{FFFD}")
    }

    /// The engine tells what Windows said of a start.
    @Test func `do not change what the engine says of a container`() async throws {
        let said = "failed to add the host (veth1)\r\nx: operation not supported\r\n"
        let output = JSON.object(["Running": false, "Error": .string(said)]).text(.canonical)
        let docker = StubInspect(output: output)
        let report = await Docker(docker, docker).report()
        guard case .stopped(_, let error) = report.container else {
            Issue.record("\(report.container)")
            return
        }
        #expect(error == said.replacing("\r\n", with: "\n"))
    }

    private struct StubInspect: StubTransports {
        var output: String

        func run(
            _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
            _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
        ) async -> ProcessOutcome {
            let isVersion = command.argv[1] == "model"
            let text =
                isVersion
                ? "Client:\n Version: v1.2.6\nServer:\n Version: (not reachable)\n Engine: Docker Engine\n"
                : output
            receive(.standard, Array(text.utf8))
            return .exited(0)
        }
    }
}
