import MNMachine

/// Requests to the runner: the plugin speaks HTTP as every other client does.
extension DockerRun {
    /// Sends a request and waits for the head of the answer.
    mutating func send(
        _ method: String, _ path: String, body: JSON? = nil, headers: [(String, String)] = []
    ) throws(CommandEnd) -> RunnerExchange {
        switch listener {
        case nil: return .fault("dial tcp \(endpoint.address ?? ""): connect: connection refused")
        case .silent?:
            try wait(for: nil)
            return .fault("EOF")
        case .other?:
            return .reply(
                RunnerReply(
                    status: 404, pieces: [(clock, Array("404 page not found\n".utf8))],
                    endTime: clock))
        case .runner?: break
        }
        let request = HTTPRequest(
            method, endpoint.prefix + path,
            headers: HTTPHeaders(
                [("User-Agent", "docker-model-cli/\(setup.pluginVersion)")] + headers),
            body: body.map { Array(GoJSON.text($0).utf8) } ?? [])
        return try received(runner.respond(to: request, at: clock), sentAt: clock)
    }

    private mutating func received(
        _ response: FakeResponse, sentAt sent: Duration
    ) throws(CommandEnd) -> RunnerExchange {
        let address = endpoint.address ?? "/var/run/docker.sock"
        switch response.connectionFailure {
        case .refused?: return .fault("dial tcp \(address): connect: connection refused")
        case .denied?: return .fault("dial unix \(address): connect: permission denied")
        case .unknownHost?:
            let host = address.split(separator: ":").first ?? ""
            return .fault("dial tcp: lookup \(host): no such host")
        case nil: break
        }
        if response.rawBytes != nil {
            return .fault("net/http: HTTP/1.x transport connection broken: malformed HTTP response")
        }
        guard let head = response.head else {
            if response.ending == .stall { try wait(for: nil, response.operation) }
            try wait(for: sent + response.endAfter, response.operation)
            return .fault(response.ending == .reset ? resetWords : "EOF")
        }
        try wait(for: sent + response.headAfter, response.operation)
        let type = head.headers["Content-Type"] ?? ""
        return .reply(
            RunnerReply(
                status: head.status, pieces: response.pieces.map { (sent + $0.after, $0.bytes) },
                ending: response.ending, endTime: sent + response.endAfter,
                operation: response.operation, isEventStream: type.hasPrefix("text/event-stream")))
    }

    /// The port of the client is any free one.
    private var resetWords: String {
        "read tcp 127.0.0.1:54032->\(endpoint.address ?? "127.0.0.1:80"): "
            + "read: connection reset by peer"
    }

    /// Who takes the connection; nil if nobody does.
    private var listener: DockerSetup.Listener? {
        guard let address = endpoint.address else { return .runner }
        let isRunning = setup.container != nil && setup.containerFailure == nil
        if endpoint.isContainer, engine == .running, !isRunning { return nil }
        return setup.listeners[address]
    }

    /// Waits for a time, or for ever, unless Ctrl-C comes before it.
    mutating func wait(
        for time: Duration?, _ operation: FakeOperation? = nil
    ) throws(CommandEnd) {
        let limit = call.interruptedAfter.map { start + $0 }
        if let time, limit.map({ time <= $0 }) ?? true {
            clock = max(clock, time)
            return
        }
        guard let limit else { throw .hung }
        clock = max(clock, limit)
        if let operation { runner.hangUp(operation, at: clock) }
        throw .interrupted
    }

    /// Waits for the whole body.
    mutating func body(of reply: RunnerReply) throws(CommandEnd) -> String {
        for piece in reply.pieces { try wait(for: piece.time, reply.operation) }
        try end(of: reply)
        return String(decoding: reply.pieces.flatMap(\.bytes), as: UTF8.self)
    }

    /// Waits for the end of an answer, which may be none.
    mutating func end(of reply: RunnerReply) throws(CommandEnd) {
        switch reply.ending {
        case .complete: try wait(for: reply.endTime, reply.operation)
        case .stall: try wait(for: nil, reply.operation)
        case .cut:
            try wait(for: reply.endTime, reply.operation)
            throw .failed("unexpected EOF")
        case .malformedChunk:
            try wait(for: reply.endTime, reply.operation)
            throw .failed("invalid byte in chunk length")
        case .reset:
            try wait(for: reply.endTime, reply.operation)
            throw .failed(resetWords)
        }
    }

    /// Sends a request as most commands do: 503 and a missing answer end the command.
    mutating func query(
        _ method: String, _ path: String, body: JSON? = nil, headers: [(String, String)] = []
    ) throws(CommandEnd) -> RunnerReply {
        switch try send(method, path, body: body, headers: headers) {
        case .reply(let reply):
            if reply.status == 503 { throw .unavailable }
            return reply
        case .fault(let words):
            // Go writes the method with one capital: Get, Post, Delete.
            let verb = method.prefix(1) + method.dropFirst().lowercased()
            throw .failed(
                "error querying \(path): \(verb) "
                    + "\(GoText.quoted(endpoint.base + path)): \(words)")
        }
    }

    /// The JSON that the runner answers to a question.
    ///
    /// - Parameter name: the model that 404 means is missing; nil if 404 means something else.
    mutating func value(at path: String, name: String? = nil) throws(CommandEnd) -> JSON {
        let reply = try query("GET", path)
        let text = try body(of: reply)
        if reply.status == 404, let name { throw .failed("\(name): model not found") }
        if reply.status != 200 { throw .failed("failed to list models: \(reply.statusText)") }
        return try parsed(text)
    }

    func parsed(_ text: String) throws(CommandEnd) -> JSON {
        do throws(GoJSON.Unreadable) {
            return try GoJSON.firstValue(in: Array(text.utf8))
        } catch { throw .failed("failed to unmarshal response body: \(error.words)") }
    }

    /// Does something, and puts the purpose before the words of its failure (dmr-contract 4.1).
    mutating func explaining<Value>(
        _ purpose: String, _ work: (inout DockerRun) throws(CommandEnd) -> Value
    ) throws(CommandEnd) -> Value {
        do throws(CommandEnd) {
            return try work(&self)
        } catch .unavailable {
            throw .failed(
                "Docker Model Runner is not running. Please start it and try again.\n\n"
                    + NextSteps.text(NextSteps.enabling))
        } catch .failed(let words) where words.contains("vLLM binary not found") {
            throw .failed(words + "\n" + NextSteps.text([NextSteps.vllm]))
        } catch .failed(let words) { throw .failed("\(purpose): \(words)") }
    }
}

/// How a request came out.
enum RunnerExchange {
    case reply(RunnerReply)
    /// There was no answer, for this reason in Go's words.
    case fault(String)
}

/// An answer of the runner whose head has come.
struct RunnerReply {
    var status: Int
    /// The parts of the body, at absolute times.
    var pieces: [(time: Duration, bytes: [UInt8])] = []
    var ending = FakeResponse.Ending.complete
    var endTime: Duration
    var operation: FakeOperation?
    var isEventStream = false

    var statusText: String { HTTPStatus.text(status) }
}

/// What the plugin advises below some errors (dmr-contract 4.1); bold, terminal or not.
enum NextSteps {
    static let enabling = [
        "Enable Docker Model Runner via the CLI → docker desktop enable model-runner",
        "Enable Docker Model Runner via the GUI → Go to Settings->AI->Enable Docker Model Runner",
    ]
    static let vllm =
        "It looks like you're trying to use a model for vLLM → "
        + "docker model reinstall-runner --backend vllm --gpu cuda"
    static let upgrade =
        "Upgrade Docker Model Runner to the latest version to support this model"

    /// The block, without a line break at its end.
    static func text(_ steps: [String]) -> String {
        "\u{1B}[1m\nWhat's next:\u{1B}[0m" + steps.map { "\n    " + $0 }.joined()
    }
}
