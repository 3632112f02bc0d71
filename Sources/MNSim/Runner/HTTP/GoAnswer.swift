import MNMachine

/// An answer as a handler in Go makes it, before the server adds what it adds by itself.
struct GoAnswer {
    var status = 200
    /// The headers the handler set, in any order.
    var headers: [(name: String, value: String)] = []
    /// What was written, at absolute times.
    var pieces: [(time: Duration, bytes: [UInt8])] = []
    /// Whether it was sent in parts, and so in chunks.
    var isFlushed = false
    /// When the head goes out, if not with the first bytes.
    var headTime: Duration?
    var ending = FakeResponse.Ending.complete
    var endTime: Duration?
    /// Nil as a status of its own: the connection ends without a word.
    var hasHead = true
    var operation: FakeOperation?
    /// Whether the server hangs up afterwards, because it did not read all of the request.
    var closes = false

    /// A time before every request, which may itself be before 1970.
    private static let atOnce = Seconds(Int.min).duration

    /// A body under a media type; nil leaves it to the server to guess.
    static func body(_ bytes: [UInt8], type: String?, status: Int = 200) -> GoAnswer {
        var answer = GoAnswer()
        answer.status = status
        if let type { answer.headers = [("Content-Type", type)] }
        answer.pieces = [(atOnce, bytes)]
        return answer
    }

    static func json(_ value: JSON, status: Int = 200) -> GoAnswer {
        body(GoJSON.line(value), type: "application/json", status: status)
    }

    /// An error: a line of text (dmr-contract 0.3).
    static func error(_ status: Int, _ message: String) -> GoAnswer {
        var answer = body(
            Array((message + "\n").utf8), type: "text/plain; charset=utf-8", status: status)
        answer.headers.append(("X-Content-Type-Options", "nosniff"))
        return answer
    }

    /// A path that exists, asked in the wrong way.
    static func wrongMethod(_ allowed: String) -> GoAnswer {
        var answer = error(405, "Method Not Allowed")
        answer.headers.append(("Allow", allowed))
        return answer
    }

    /// A status without a body.
    static func empty(_ status: Int) -> GoAnswer {
        var answer = GoAnswer()
        answer.status = status
        return answer
    }

    /// A redirection, with the page that Go adds for those who asked to see something.
    static func moved(to location: String, for method: String) -> GoAnswer {
        var answer = empty(301)
        answer.headers = [("Location", location)]
        if method == "GET" || method == "HEAD" {
            answer.headers.append(("Content-Type", "text/html; charset=utf-8"))
            let page = "<a href=\"\(GoText.htmlEscaped(location))\">Moved Permanently</a>.\n\n"
            answer.pieces = [(atOnce, Array(page.utf8))]
        }
        return answer
    }

    /// A connection that is taken and never answered.
    static let silence: GoAnswer = {
        var answer = GoAnswer()
        answer.hasHead = false
        answer.ending = .stall
        return answer
    }()

    /// Puts off everything to a time.
    func delayed(to time: Duration) -> GoAnswer {
        var answer = self
        answer.pieces = pieces.map { (max($0.time, time), $0.bytes) }
        answer.headTime = max(headTime ?? Self.atOnce, time)
        answer.endTime = endTime.map { max($0, time) }
        return answer
    }

    /// The response as Go's server sends it (dmr-contract 0.3).
    func response(to request: HTTPRequest, at now: Duration) -> FakeResponse {
        guard hasHead else {
            var response = FakeResponse(head: nil, ending: ending)
            response.operation = operation
            return response
        }
        // Handlers that do not care about time write before all time, which is at once.
        let pieces = pieces.filter { !$0.bytes.isEmpty }.map {
            FakeResponse.Piece(after: max(.zero, $0.time - now), bytes: $0.bytes)
        }
        let body = pieces.flatMap(\.bytes)
        let hasBody = status != 204 && status != 304
        // Go buffers 2048 bytes before it gives up counting.
        let isCounted = !isFlushed && body.count <= 2048
        var fields = headers.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let names = Set(fields.map { $0.name.lowercased() })
        let headAfter = max(.zero, (headTime ?? Self.atOnce) - now, pieces.first?.after ?? .zero)
        fields.append(("Date", GoTime.header(now + headAfter)))
        if hasBody, isCounted, !names.contains("content-length") {
            fields.append(("Content-Length", String(body.count)))
        }
        if hasBody, !body.isEmpty, !names.contains("content-type") {
            fields.append(("Content-Type", "text/plain; charset=utf-8"))
        }
        if closes || request.headers["Connection"]?.lowercased() == "close" {
            fields.append(("Connection", "close"))
        }
        if hasBody, !isCounted, !names.contains("content-length"), request.method != "HEAD" {
            fields.append(("Transfer-Encoding", "chunked"))
        }
        var sent = pieces
        if isCounted, !body.isEmpty, ending == .complete {
            sent = [FakeResponse.Piece(after: pieces.last?.after ?? headAfter, bytes: body)]
        }
        var response = FakeResponse(
            head: HTTPResponseHead(
                status: status, headers: HTTPHeaders(fields.map { ($0.name, $0.value) })),
            headAfter: headAfter, pieces: request.method == "HEAD" || !hasBody ? [] : sent,
            ending: ending,
            endAfter: endTime.map { max($0 - now, pieces.last?.after ?? headAfter) })
        response.operation = operation
        return response
    }
}
