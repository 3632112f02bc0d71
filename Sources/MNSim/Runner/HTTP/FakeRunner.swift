package import MNMachine

/// A Docker Model Runner that does not exist: it answers HTTP requests out of its state.
///
/// Deterministic and without I/O: the same requests at the same virtual times give the same bytes.
/// Give it requests in order of time; times are since 1970.
package struct FakeRunner: Sendable {
    /// May be changed between requests, as if by another client.
    package var state: RunnerState
    /// A request on its way to a handler.
    struct Call {
        let request: HTTPRequest
        let now: Duration
        var path: RequestPath

        init(_ request: HTTPRequest, at now: Duration) {
            self.request = request
            self.now = now
            path = RequestPath(request.target)
        }

        var method: String { request.method }
        /// HEAD works wherever GET does (dmr-contract 0.3).
        var isGet: Bool { method == "GET" || method == "HEAD" }
    }

    /// The requests whose pulls may still change.
    private var pullRequests: [Int: Call] = [:]

    /// A runner that was started at this time.
    package init(_ state: RunnerState = RunnerState(), at start: Duration) {
        self.state = state
        self.state.start(at: start)
    }

    /// The whole answer to a request, as it will be if no other client acts before its end.
    package mutating func respond(to request: HTTPRequest, at now: Duration) -> FakeResponse {
        state.advance(to: now)
        if let refusal = malformed(request) { return refusal }
        let answer = answer(to: request, at: now)
        if case .pull(let id)? = answer.operation {
            let pulls = Set(state.work.pulls.map(\.id))
            pullRequests = pullRequests.filter { pulls.contains($0.key) }
            pullRequests[id] = Call(request, at: now)
        }
        return answer.response(to: request, at: now)
    }

    /// The answer with this operation as it looks now, after what other clients did meanwhile.
    ///
    /// A second pull of the same model spoils the first, and a place that becomes free lets a third
    /// begin. Whoever plays a script asks before each piece; nil means that nothing can change now.
    package func updated(_ operation: FakeOperation) -> FakeResponse? {
        guard case .pull(let id) = operation, let call = pullRequests[id],
            state.work.pulls.contains(where: { $0.id == id })
        else { return nil }
        return pullAnswer(id, call).response(to: call.request, at: call.now)
    }

    /// Lets virtual time pass.
    package mutating func advance(to now: Duration) { state.advance(to: now) }

    /// The next time at which something happens by itself, or nil if nothing will.
    package var nextEventTime: Duration? { state.nextEventTime }

    /// Tells the runner that a client left before the end of its answer.
    package mutating func hangUp(_ operation: FakeOperation, at now: Duration) {
        switch operation {
        case .pull(let id): state.cancelPull(id, at: now)
        case .use(let id): state.stopUsing(id, at: now)
        }
    }

    /// Tells the runner that all clients have left.
    mutating func hangUpAll(at now: Duration) {
        for pull in state.work.pulls where pull.endedAt == nil {
            state.cancelPull(pull.id, at: now)
        }
        for use in state.work.uses { state.stopUsing(use.id, at: now) }
    }

    /// What Go's server says to a request it does not hand on: too large a head.
    private func malformed(_ request: HTTPRequest) -> FakeResponse? {
        // 1 MiB, and 4 KiB that Go reads beyond it.
        let size = request.headers.fields.reduce(request.target.utf8.count) {
            $0 + $1.name.utf8.count + $1.value.utf8.count + 4
        }
        return size > (1 << 20) + 4096 ? Self.refusal(431) : nil
    }

    /// What Go's server says, and then closes, to bytes that are no request: 400, in two words.
    ///
    /// - Parameter detail: what is missing, if only that: `missing required Host header`.
    package static func refusal(_ status: Int, detail: String? = nil) -> FakeResponse {
        let body = HTTPStatus.text(status) + (detail.map { ": " + $0 } ?? "")
        return FakeResponse(
            head: HTTPResponseHead(
                status: status,
                headers: [
                    "Content-Type": "text/plain; charset=utf-8", "Connection": "close",
                ]), pieces: [FakeResponse.Piece(after: .zero, bytes: Array(body.utf8))])
    }
}

/// The target of a request, cleaned as the runner and Go's router do it.
struct RequestPath {
    /// The path, still encoded.
    var path: String
    var query: [(name: String, value: String)] = []
    /// Where a client is sent that asked for a path with dots.
    var redirection: String?

    init(_ target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = String(parts.first ?? "")
        // Doubled slashes are folded without a word (dmr-contract 0.3).
        while path.contains("//") { path = path.replacing("//", with: "/") }
        if path.isEmpty { path = "/" }
        self.path = path
        if parts.count > 1 {
            for pair in parts[1].split(separator: "&") {
                let sides = pair.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                query.append(
                    (
                        Self.decoded(sides[0].replacing("+", with: " ")),
                        sides.count > 1 ? Self.decoded(sides[1].replacing("+", with: " ")) : ""
                    ))
            }
        }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        if segments.contains(where: { $0 == "." || $0 == ".." }) {
            var kept: [Substring] = []
            for segment in segments.dropFirst() where segment != "." {
                if segment == ".." { _ = kept.popLast() } else { kept.append(segment) }
            }
            redirection = "/" + kept.joined(separator: "/")
        }
    }

    /// The segments, decoded.
    var segments: [String] {
        path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            Self.decoded($0)
        }
    }

    subscript(name: String) -> String? { query.first { $0.name == name }?.value }

    /// A flag of the query: named without a value it is true, with an odd value false.
    func flag(_ name: String) -> Bool {
        guard let value = self[name] else { return false }
        return value.isEmpty || GoText.bool(value) == true
    }

    /// The text with `%xx` made into bytes.
    private static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let byte = UInt8(
                    String(decoding: source[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
