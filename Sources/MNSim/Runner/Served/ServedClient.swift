import MNCore

/// One connection to a served runner: what has come on it, and the answer that is under way.
struct ServedClient: Sendable {
    /// An answer under way.
    struct Play: Sendable {
        var response: FakeResponse
        /// Whether the connection ends with it.
        let isLast: Bool
        private let isOld: Bool
        private let hasBody: Bool
        private let start: Duration
        private var index = 0

        init(_ response: FakeResponse, to arrival: HTTPRequestParser.Arrival, at start: Duration) {
            self.response = response
            self.start = start
            isOld = arrival.isOld
            let method = arrival.request.method
            hasBody = method != "HEAD"
            isLast =
                arrival.isLast || !response.isFramed(for: method)
                || response.head?.headers["Connection"]?.lowercased() == "close"
        }

        /// When the next part is due, in the runner's time; nil if nothing comes any more.
        var due: Duration? {
            let (part, after) = response.part(index)
            return part == .end(.stall) ? nil : start + after
        }

        /// The bytes of the next part, and if it is the last, how the answer ends.
        mutating func takePart() -> (bytes: [UInt8], ending: FakeResponse.Ending?) {
            defer { index += 1 }
            let response = isOld ? response.withoutChunks : response
            switch response.part(index).part {
            case .raw(let bytes): return (bytes, nil)
            case .head: return (response.wireHead, nil)
            case .piece(let piece): return (hasBody ? response.wire(piece) : [], nil)
            case .end(let ending): return (hasBody ? response.wireEnd : [], ending)
            }
        }
    }

    private var parser = HTTPRequestParser()
    /// When the head of the next request must have come; nil while nothing of it has.
    private(set) var headBy: Duration?
    /// Whether the client sends nothing more.
    var hasEnded = false
    /// Whether the client gets nothing more.
    var isOver = false
    var play: Play?

    /// - Parameter headBy: a client that has just connected has to say something.
    init(headBy: Duration) { self.headBy = headBy }

    /// The bytes that have come and are not read.
    var unread: Int { parser.unread }

    mutating func take(_ bytes: [UInt8], headBy limit: Duration) {
        if isOver { return }
        if parser.isBetweenRequests, headBy == nil { headBy = limit }
        parser.append(bytes)
    }

    mutating func nextRequest() throws(HTTPRefusal) -> HTTPRequestParser.Arrival? {
        let arrival = try parser.next()
        if arrival != nil || !parser.isInHead { headBy = nil }
        return arrival
    }

    mutating func takeContinue() -> Bool { parser.takeContinue() }

    /// Ends the answer under way.
    mutating func finish(isLast: Bool) {
        play = nil
        isOver = isOver || isLast
    }

    /// Bounds the time for the rest of a request that has begun to come during the last answer.
    mutating func expectHead(by limit: Duration) {
        headBy = parser.isBetweenRequests ? nil : limit
    }
}
