import MNCore

@testable import MNRunner
@testable import MNSim

/// Plays the recorded requests, one after the other, to fakes in the recorded states.
struct RecordedReplay {
    private var runner = FakeRunner(at: RecordedReplay.start)
    private var now = RecordedReplay.start
    private var given: String?

    /// A little before the first recording.
    static let start = Duration.seconds(1_795_467_509)

    /// These found a runner of their own, though the one before speaks of the same state.
    private static let fresh: Set<String> = [
        "203-create-wrong-digest", "204-create-client-leaves", "207-create-concurrent-first",
        "432-standin-dies-before-answer", "433-standin-dies-with-message",
        "436-standin-load-badmodel", "437-standin-load-silentexit", "438-standin-load-segv",
        "442-standin-hang-unload", "426-standin-chat", "464-standin-ps-after-hang",
        "399-chat-by-id-first", "379-engines-ps-after-delete",
    ]

    /// What the fake answers, given that it has answered all exchanges before this one.
    mutating func answer(to exchange: RecordedExchange) -> FakeResponse {
        now += .seconds(1)
        if exchange.given != given || Self.fresh.contains(exchange.name),
            var state = RecordedGiven.state(for: exchange)
        {
            Self.adjust(&state, for: exchange)
            runner = FakeRunner(state, at: now)
        } else {
            Self.adjust(&runner.state, for: exchange)
        }
        given = exchange.given
        if exchange.isRaw { return FakeRunner.refusal(400) }
        if exchange.name == "068-no-host" {
            return FakeRunner.refusal(400, detail: "missing required Host header")
        }
        var request = exchange.request
        switch exchange.name {
        case "296-chat-too-long":
            let prompt = String(repeating: "hello world ", count: 3000)
            request.body = Array(
                #"{"model":"ai/tinyrec","messages":[{"role":"user","content":"\#(prompt)"}]}"#.utf8)
        case "456-load-ok": request.body = ModelArchive.bytes(of: RecordedModel.tinyrec)
        case "208-create-concurrent-second": now -= .milliseconds(400)
        case "209-models-during-pull": now -= .milliseconds(600)
        default: break
        }
        let response = runner.respond(to: request, at: now)
        return after(exchange, response, request)
    }

    /// What becomes of an answer through what happens while it is sent.
    private mutating func after(
        _ exchange: RecordedExchange, _ response: FakeResponse, _ request: HTTPRequest
    ) -> FakeResponse {
        guard let operation = response.operation else { return response }
        switch exchange.name {
        case "204-create-client-leaves":
            now += .milliseconds(554)
            runner.hangUp(operation, at: now)
        case "207-create-concurrent-first":
            // What its client sees is decided by the second one, 0.6 s later.
            var later = runner
            _ = later.respond(to: request, at: now + .milliseconds(600))
            return later.updated(operation) ?? response
        default: break
        }
        return response
    }

    /// What `given` leaves unsaid and the exchange itself shows.
    private static func adjust(_ state: inout RunnerState, for exchange: RecordedExchange) {
        func behave(_ name: String, _ change: (inout ModelBehaviour) -> Void) {
            for index in state.models.indices
            where state.models[index].tags.contains("docker.io/ai/\(name):latest") {
                change(&state.models[index].content.behaviour)
            }
        }
        switch exchange.name {
        case "300-completion":
            // To another prompt the same weights say something else.
            behave("tinyrec") { $0.voice = Array(repeating: " small", count: 20) }
        case "368-chat-broken-model":
            behave("brokenrec") { $0.loadFailure = .saying(engineWords(exchange)) }
        case "371-embeddings-broken", "373-anthropic-broken":
            behave("alienrec") { $0.loadFailure = .saying(engineWords(exchange)) }
        case "375-chat-bad-flag":
            state.runners = []
            behave("bigrec") { $0.loadFailure = .saying(engineWords(exchange)) }
        case "377-chat-mid":
            behave("midrec") { $0.loadFailure = .saying(engineWords(exchange)) }
        case "379-engines-ps-after-delete":
            state = RecordedGiven.loaded([.bigrec])
            state.models.removeAll { $0.id == RecordedModel.tinyrec.id }
        case "302-completion-unknown": behave("tinyrec") { $0.voice = RecordedModel.voice }
        case "226-push-registry-e401":
            for index in state.models.indices where state.models[index].tags.count == 1 {
                state.models[index].tags += ["e401", "e403", "e500", "e429"].map {
                    "localhost:13450/fault/\($0):latest"
                }
                state.models[index].tags.append("localhost:13999/x/y:latest")
            }
        case "396-chat-by-id":
            for index in state.runners.indices {
                state.runners[index].lastPrompt = #"[{"content":"hi","role":"user"}]"#
            }
        case "428-standin-context-error":
            state.models[0].content.configuration.contextSize = 20
        case "429-standin-dies-in-stream":
            state.models[0].content.configuration.contextSize = 2048
            behave("tinyrec") { $0.crash = .afterTokens(1) }
        case "431-standin-chat-after-death": behave("tinyrec") { $0.crash = nil }
        case "432-standin-dies-before-answer":
            behave("tinyrec") { $0.crash = .beforeAnswer(words: nil, exitCode: 9) }
        case "433-standin-dies-with-message":
            behave("tinyrec") {
                $0.crash = .beforeAnswer(words: "CUDA error: out of memory\n", exitCode: 1)
            }
        case "436-standin-load-badmodel":
            state.runners = []
            behave("tinyrec") { $0.loadFailure = .saying(engineWords(exchange)) }
        case "437-standin-load-silentexit":
            state.runners = []
            behave("tinyrec") { $0.loadFailure = .exiting(3) }
        case "438-standin-load-segv":
            state.runners = []
            behave("tinyrec") { $0.loadFailure = .signalled("segmentation fault") }
        case "440-standin-unload-loading":
            state.runners[0].loadsUntil = .seconds(3)
        case "443-standin-ps-in-use": state.runners[0].isHeld = true
        default: break
        }
    }

    /// What the engine said in a recording, for the fake to have its engine say.
    private static func engineWords(_ exchange: RecordedExchange) -> String {
        for mark in ["Verbose output:\n", "llama.cpp failed: "] {
            if let range = exchange.body.firstRange(of: mark) {
                return String(exchange.body[range.upperBound...].dropLast())
            }
        }
        return ""
    }
}
