import MNMachine

extension RunnerFault.Kind {
    /// What the client meets instead of the runner's answer; nil if the request reaches the runner.
    func response(to request: HTTPRequest, at now: Duration) -> FakeResponse? {
        switch self {
        case .notInstalled, .daemonDown, .refused: return .failure(.refused)
        case .socketDenied: return .failure(.denied)
        case .dnsFail: return .failure(.unknownHost)
        case .resetByPeer: return FakeResponse(head: nil, ending: .reset)
        case .garbageThenClose:
            var response = FakeResponse(head: nil, ending: .cut)
            response.rawBytes = Array("\u{15}\u{3}\u{1} not HTTP at all\n".utf8)
            return response
        case .portInUse:
            return Self.page(404, "<html><body>Nothing here.</body></html>\n")
                .response(to: request, at: now)
        case .proxyInjectsHTML:
            return Self.page(200, "<html><body>Please sign in.</body></html>\n")
                .response(to: request, at: now)
        case .http(let status, let body):
            return GoAnswer.body(Array(body.utf8), type: "text/plain", status: status)
                .response(to: request, at: now)
        case .unauthorized:
            return GoAnswer.error(401, "Unauthorized").response(to: request, at: now)
        case .modelNotFound:
            return GoAnswer.error(404, "Model not found").response(to: request, at: now)
        case .unsupportedMediaType:
            let answer = RegistryAnswer.unsupported(mediaType: "application/vnd.example.v9+json")
            let error = RunnerError.registry(
                answer, asked: "", RunnerReference(registry: "", repository: "", tag: ""))
            return GoAnswer.error(422, "error while pulling model: " + error.serverText)
                .response(to: request, at: now)
        case .conflict:
            return GoAnswer.error(409, RunnerError.runnerActive.serverText)
                .response(to: request, at: now)
        case .statusUnreadable where request.target == "/engines/status":
            return Self.page(200, "<html>").response(to: request, at: now)
        case .olderAPI where request.target == "/version":
            return FakeRunner.pageNotFound.response(to: request, at: now)
        default: return nil
        }
    }

    private static func page(_ status: Int, _ text: String) -> GoAnswer {
        .body(Array(text.utf8), type: "text/html; charset=utf-8", status: status)
    }

    /// What becomes of the runner's state before it sees the request.
    func befall(_ state: inout RunnerState, at now: Duration) {
        func change(_ body: (inout RunnerBackend) -> Void) {
            for index in state.backends.indices where state.backends[index].name == "llama.cpp" {
                body(&state.backends[index])
            }
        }
        func behave(_ body: (inout ModelBehaviour) -> Void) {
            for index in state.models.indices { body(&state.models[index].content.behaviour) }
        }
        switch self {
        case .backendInstalling(let until):
            change { backend in
                if backend.isInstalling || now - state.work.startedAt >= until { return }
                backend.changes = [RunnerBackend.Change(after: until, status: backend.status)]
                backend.status = "Installing: downloading llama.cpp b9879"
            }
        case .backendError(let detail):
            change { backend in
                backend.status = "Error: \(detail)"
                backend.failure = .installation(detail)
            }
        case .diskFull(let bytes): state.diskFree = bytes
        case .throttle(let rate):
            state.registry.throttle = min(state.registry.throttle ?? rate, rate)
        case .evicted: _ = state.unload(all: false, backend: "", models: state.modelIDs, at: now)
        case .loadTimeout:
            behave {
                $0.loadFailure = .neverReady
                // 600 tries, one each 500 ms (dmr-contract 1.6.3).
                $0.loadTime = .seconds(300)
            }
        case .quitUnexpectedly: behave { $0.crash = .beforeAnswer(words: nil, exitCode: 1) }
        case .olderAPI:
            for index in state.models.indices {
                state.models[index].tags = state.models[index].tags.map {
                    $0.hasPrefix("docker.io/") ? String($0.dropFirst(10)) : $0
                }
            }
        default: break
        }
    }

    /// Whether the client does not get the end of the answer, so that the runner notices.
    var breaksStreams: Bool {
        switch self {
        case .stallAfter, .closeAfter, .malformedChunk, .errorAfter200, .noTerminalEvent: true
        default: false
        }
    }

    /// What becomes of an answer on its way.
    func spoil(_ response: inout FakeResponse) {
        switch self {
        case .slowFirstByte(let delay):
            response.headAfter += delay
            response.endAfter += delay
            for index in response.pieces.indices { response.pieces[index].after += delay }
        case .drip(let pause): response.drip(pause)
        case .throttle(let rate): response.throttle(rate)
        case .stallAfter(let parts):
            if parts >= response.pieces.count { return }
            response.end(after: parts, .stall)
        case .closeAfter(let limit): response.cut(after: limit)
        case .malformedChunk: response.end(after: 1, .malformedChunk)
        case .errorAfter200(let message, let parts):
            response.fail(message, after: parts)
        case .noTerminalEvent: response.end(after: response.pieces.count - 1, .complete)
        case .duplicateProgress:
            response.pieces = response.pieces.flatMap { $0.isProgress ? [$0, $0] : [$0] }
        case .progressGoesBack: response.exchangeProgress()
        case .newerUnknownField: response.addUnknownMember()
        default: break
        }
    }
}

extension FakeResponse.Piece {
    fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
    fileprivate var isProgress: Bool { text.contains("progress") && text.contains("sha256") }
}

extension FakeResponse {
    static func failure(_ failure: ConnectionFailure) -> FakeResponse {
        var response = FakeResponse(head: nil, ending: .cut)
        response.connectionFailure = failure
        return response
    }

    /// Keeps so many parts, and then ends in this way.
    fileprivate mutating func end(after parts: Int, _ ending: Ending) {
        pieces = Array(pieces.prefix(max(0, parts)))
        self.ending = ending
        endAfter = pieces.last?.after ?? headAfter
    }

    fileprivate mutating func drip(_ pause: Duration) {
        var after = headAfter
        pieces = pieces.flatMap { piece in
            piece.bytes.map { byte in
                after = max(after + pause, piece.after)
                return Piece(after: after, bytes: [byte])
            }
        }
        endAfter = max(endAfter, after)
    }

    /// Lets each piece come when there was time for all bytes up to its end; the pace of a pull is that of
    /// the model's bytes, not of what is told of them.
    fileprivate mutating func throttle(_ rate: ByteCount) {
        if case .pull? = operation { return }
        var after = headAfter
        for index in pieces.indices {
            let time = Seconds(Double(pieces[index].bytes.count) / Double(rate)).duration
            after = max(after, pieces[index].after) + time
            pieces[index].after = after
        }
        endAfter = max(endAfter, after)
    }

    fileprivate mutating func cut(after limit: ByteCount) {
        if limit == .zero {
            head = nil
            end(after: 0, .cut)
            return
        }
        var left = limit
        for index in pieces.indices {
            let size = ByteCount(pieces[index].bytes.count)
            if size <= left {
                left -= size
                continue
            }
            pieces[index].bytes = Array(pieces[index].bytes.prefix(left.rawCount))
            end(after: left > .zero ? index + 1 : index, .cut)
            return
        }
        ending = .cut
    }

    /// A pull that breaks: a line of JSON, and the same again as text (dmr-contract 3.5).
    fileprivate mutating func fail(_ message: String, after parts: Int) {
        let line = PullStep.line("error", "Error: " + message, mode: "pull")
        let isJSON = head?.headers["Content-Type"] == "application/json"
        let text = GoJSON.text(line)
        end(after: parts, .complete)
        let lines = [
            isJSON ? text : GoText.htmlEscaped(text), "error while pulling model: " + message,
        ]
        for line in lines {
            pieces.append(Piece(after: endAfter, bytes: Array((line + "\n").utf8)))
        }
    }

    /// Two neighbouring reports of progress change places.
    fileprivate mutating func exchangeProgress() {
        let places = pieces.indices.filter { pieces[$0].isProgress }
        guard places.count > 1 else { return }
        let first = places[places.count - 2]
        let second = places[places.count - 1]
        let bytes = pieces[first].bytes
        pieces[first].bytes = pieces[second].bytes
        pieces[second].bytes = bytes
    }

    /// Each line of JSON that is an object gets one more member, and so does each in an array.
    fileprivate mutating func addUnknownMember() {
        for index in pieces.indices {
            let lines = pieces[index].text.split(separator: "\n", omittingEmptySubsequences: false)
            let changed = lines.map { line -> String in
                guard let value = try? JSON.parse(String(line)) else { return String(line) }
                return GoJSON.text(Self.withUnknownMember(value))
            }
            pieces[index].bytes = Array(changed.joined(separator: "\n").utf8)
        }
        let size = pieces.map(\.bytes.count).sum()
        guard let head else { return }
        for index in head.headers.fields.indices
        where head.headers.fields[index].name == "Content-Length" {
            self.head?.headers.fields[index].value = String(size)
        }
    }

    private static func withUnknownMember(_ value: JSON) -> JSON {
        switch value {
        case .object(var object):
            object["from_the_future"] = ["version": 9]
            return .object(object)
        case .array(let elements): return .array(elements.map(withUnknownMember))
        default: return value
        }
    }
}
