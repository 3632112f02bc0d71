import TestSupport
import Testing

@testable import MNCore
@testable import MNMachine

/// What a refusal means is told by all of its words, and what is kept of them is masked.
@Suite struct `A refusal with a secret` {
    /// Answers every request in the same way.
    private struct Refusing: StubTransports {
        var status: Int
        var body: String

        func exchange(
            _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
            _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
        ) async throws(TransportFault) {
            _ = receive(.head(HTTPResponseHead(status: status)))
            _ = receive(.body(Array(body.utf8)))
        }
    }

    private static let secret = "hf_QwErTyUiOpAsDfGhJkLzXcVbNm123456"

    private func docker(_ body: String, status: Int = 500) -> Docker {
        let stub = Refusing(status: status, body: body)
        return Docker(stub, stub, mask: Docker.Mask(Secrets(), Identity([:], hostName: nil)))
    }

    /// `credential` names a secret, and what stands behind it was masked before anybody read it.
    @Test(arguments: [
        "desktop", "osxkeychain", "pass", "wincred", "secretservice", "gcloud", "ecr-login",
    ])
    func `of a helper that is not there is told by what is masked`(helper: String) async {
        let said =
            "error while pulling model: error getting credentials - err: exec: \"docker-credential-\(helper)\": "
            + "executable file not found in $PATH, out: ``\nAuthorization: Bearer \(Self.secret)"
        let refusal = await refusal(docker(said))
        #expect(refusal?.reason == .loginHelperMissing("docker-credential-\(helper)"))
        #expect(refusal?.detail.contains(Self.secret) == false)
        #expect(refusal?.fixes.first?.contains("docker-credential-\(helper)") == true)
    }

    @Test func `of a helper that is there and fails stays one`() async {
        let said =
            "error getting credentials - err: exit status 1, out: `password store is empty \(Self.secret)`"
        let refusal = await refusal(docker(said))
        #expect(refusal?.reason == .loginHelperFailed)
        #expect(refusal?.detail.contains(Self.secret) == false)
    }

    @Test func `keeps none in any of its words`() async throws {
        for body in [
            "x \(Self.secret)", #"{"message":"x","api_key":"\#(Self.secret)"}"#,
            "a\n\nb \(Self.secret)\nc",
        ] {
            let runner = Runner(docker(body), at: Endpoint.modelRunner)
            var told = [await refusal(docker(body))]
            told.append(
                await failure { () async throws(RunnerRefusal) in
                    try await runner.load("x", backend: "llama.cpp", time: HandTime())
                })
            told.append(
                await failure { () async throws(RunnerRefusal) in
                    try await runner.delete("ai/x")
                })
            told.append(
                await failure { () async throws(RunnerRefusal) in
                    try await runner.configure("ai/x", contextSize: 1)
                })
            told.append(
                await failure { () async throws(RunnerRefusal) in
                    _ = try await runner.backends()
                })
            for refusal in told {
                #expect(refusal?.detail.isEmpty == false)
                #expect(!"\(String(describing: refusal))".contains(Self.secret))
            }
            let sent = try await docker(body).send(
                HTTPRequest("GET", "/models"), to: Endpoint.modelRunner, within: .list)
            let text = String(decoding: sent.body, as: UTF8.self)
            #expect(!text.contains(Self.secret))
        }
    }

    private func refusal(_ docker: Docker) async -> RunnerRefusal? {
        let runner = Runner(docker, at: Endpoint.modelRunner)
        return await failure { () async throws(RunnerRefusal) in
            _ = try await runner.pull(
                "ai/x", time: HandTime(), pauses: PullPauses(seed: 1), progress: { _ in })
        }
    }

    private func failure(
        _ body: () async throws(RunnerRefusal) -> Void
    ) async -> RunnerRefusal? {
        do throws(RunnerRefusal) {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}
