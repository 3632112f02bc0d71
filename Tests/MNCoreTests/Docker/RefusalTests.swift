import Testing

@testable import MNCore

/// What a refusal of the runner says, and what it says to do.
@Suite struct `A refusal` {
    private static let reasons: [RunnerRefusal.Reason] = [
        .lost(.refused), .gateway(status: 502), .notInstalled, .notInRegistry, .badReference,
        .loginNeeded, .rateLimited, .registryUnreachable, .untrustedCertificate, .notARegistry,
        .diskFull, .corruptDownload, .interruptedDownload, .endedWithoutSuccess, .runnerTooOld,
        .tooLarge, .outOfGPUMemory, .unreadableModel, .backendCrashed, .backendDied,
        .backendMissing, .installationFailed(backend: "llama.cpp"), .loadTimedOut, .allBusy,
        .contextTooSmall, .busy, .severalNames(["ai/a:1", "ai/b:1"]), .other(status: 500),
    ]

    /// Docker Desktop answers commands about a container of its own with 0, and does nothing
    /// (dmr-contract §4.11); and one command that only asks installs a runner elsewhere (§10).
    @Test(arguments: reasons)
    func `names a command that does something`(reason: RunnerRefusal.Reason) {
        for isOnDesktop in [false, true] {
            var refusal = RunnerRefusal(reason, detail: "llama.cpp")
            refusal.isOnDesktop = isOnDesktop
            refusal.model = "gemma4:e2b"
            #expect(!refusal.fixes.isEmpty)
            for fix in refusal.fixes {
                #expect(!fix.contains("docker model status"))
                #expect(isOnDesktop || !fix.contains("docker desktop"))
                #expect(!isOnDesktop || !fix.contains("reinstall-runner"))
                #expect(!isOnDesktop || !fix.contains("docker restart"))
            }
        }
    }

    @Test(arguments: [
        // (status, words of the runner, what it means): dmr-contract §1.6.2 to §1.6.4, §7.1.
        (
            500, "unable to load runner: llama.cpp terminated unexpectedly: llama.cpp exit status",
            RunnerRefusal.Reason.backendCrashed
        ),
        (
            500, #"{"type":"error","message":"llama.cpp terminated unexpectedly: killed"}"#,
            .backendDied
        ),
        (502, "", .backendDied),
        (
            400,
            #"{"error":{"code":400,"message":"the request exceeds the available context size"}}"#,
            .contextTooSmall
        ),
        (503, "backend installation failed: x", .installationFailed(backend: "mlx")),
        (412, "vLLM binary not found", .backendMissing),
        (404, "backend not found", .backendMissing),
        (404, "error while getting model: get model 'x': model not found", .notInstalled),
        (507, "", .tooLarge), (500, "unable to load runner: model too big", .tooLarge),
        (500, "something else", .other(status: 500)),
    ])
    func `of a load is told apart`(status: Int, words: String, reason: RunnerRefusal.Reason) {
        let response = HTTPResponse(.init(status: status), body: Array(words.utf8))
        #expect(RunnerRefusal.load(response, backend: "mlx").reason == reason)
    }

    /// As `docker model pull` does (dmr-contract §3.8).
    @Test(arguments: [(200, true), (500, false)])
    func `for want of the registry is tried again once the pull has begun`(
        status: Int, isTransient: Bool
    ) {
        let words = "Error: dial tcp: lookup registry-1.docker.io: no such host"
        #expect(RunnerRefusal.pull(status: status, words: words).isTransient == isTransient)
    }
}
