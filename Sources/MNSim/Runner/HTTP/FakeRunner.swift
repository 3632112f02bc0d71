package import MNCore

/// A Docker Model Runner that does not exist: it answers HTTP requests out of its state.
///
/// Deterministic and without I/O: the same requests at the same virtual times give the same bytes.
/// Give it requests in order of time; times are since 1970.
package struct FakeRunner: Sendable {
    /// May be changed between requests, as if by another client.
    package var state: RunnerState
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
        if case .pull(let id)? = answer.operation?.kind {
            let pulls = Set(state.work.pulls.map(\.id))
            pullRequests = pullRequests.filter { pulls.contains($0.key) }
            pullRequests[id] = Call(
                method: request.method, path: RequestPath(request.target), request: request,
                now: now)
        }
        return answer.response(to: request, at: now)
    }

    /// The answer with this operation as it looks now, after what other clients did meanwhile.
    ///
    /// A second pull of the same model spoils the first, and a place that becomes free lets a third
    /// begin. Whoever plays a script asks before each piece; nil means that nothing can change now.
    package func updated(_ operation: FakeOperation) -> FakeResponse? {
        guard case .pull(let id) = operation.kind, let call = pullRequests[id],
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
        switch operation.kind {
        case .pull(let id): state.cancelPull(id, at: now)
        case .use(let id): state.stopUsing(id, at: now)
        }
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
