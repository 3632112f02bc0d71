import MNMachine

/// One connection to a served runner: what has come on it, and the answer that is under way.
struct ServedClient: Sendable {
    /// An answer under way.
    struct Play: Sendable {
        var response: FakeResponse
        /// Whether the connection ends with it.
        let isLast: Bool
        private let isLastWanted: Bool
        private let isOld: Bool
        private let method: String
        private let target: String
        private let start: Duration
        /// Bytes of the body that were sent.
        private var sent = ByteCount.zero
        private var hasHead = false
        private var index = 0

        init(_ response: FakeResponse, to arrival: HTTPRequestParser.Arrival, at start: Duration) {
            self.response = response
            self.start = start
            isOld = arrival.isOld
            method = arrival.request.method
            target = arrival.request.target
            isLastWanted = arrival.isLast
            let sent =
                isOld ? response.old(for: method, isLast: isLastWanted) : response
            isLast =
                isLastWanted || !sent.isFramed(for: method)
                || sent.head?.headers.list("Connection", has: "close") == true
        }

        /// When the next part is due, in the runner's time; nil if nothing comes any more.
        var due: Duration? {
            let (part, after) = response.part(index)
            return part == .end(.stall) ? nil : start + after
        }

        /// What became of the request until now.
        func exchange(at now: Duration, isWhole: Bool) -> ServedExchange {
            ServedExchange(
                method: method, target: target, status: hasHead ? response.head?.status : nil,
                duration: max(.zero, now - start), bytes: sent, isWhole: isWhole)
        }

        /// The bytes of the next part, and if it is the last, how the answer ends.
        mutating func takePart() -> (bytes: [UInt8], ending: FakeResponse.Ending?) {
            defer { index += 1 }
            let response =
                isOld ? response.old(for: method, isLast: isLastWanted) : response
            let hasBody = method != "HEAD"
            switch response.part(index).part {
            case .raw(let bytes): return (bytes, nil)
            case .head:
                hasHead = true
                return (response.wireHead(version: isOld ? "HTTP/1.0" : "HTTP/1.1"), nil)
            case .piece(let piece):
                if hasBody { sent += ByteCount(piece.bytes.count) }
                return (hasBody ? response.wire(piece) : [], nil)
            case .end(let ending): return (hasBody ? response.wireEnd : [], ending)
            }
        }
    }

    private var parser = HTTPRequestParser(bodyLimit: ServedLimits.body)
    /// When the head of the next request must have come; nil while nothing of it has.
    private var headBy: Duration?
    /// When the whole of a request must have come, from when its head has; nil before.
    private var requestBy: Duration?
    /// When something has to come, if nothing does.
    private var idleBy: Duration
    /// Whether the client sends nothing more.
    var hasEnded = false
    /// Whether the client gets nothing more.
    var isOver = false
    var play: Play?

    /// A client that has just connected has to say something.
    init(at now: Duration) {
        headBy = now + ServedLimits.head
        idleBy = now + ServedLimits.idle
    }

    /// The bytes that have come and are not read.
    var unread: Int { parser.unread }

    /// The bytes of requests that are held.
    var held: Int { parser.held }

    /// When the client is left if it brings no request until then.
    var requestDue: Duration { [headBy, requestBy, idleBy].compactMap(\.self).min() ?? idleBy }

    mutating func take(_ bytes: [UInt8], at now: Duration) {
        if isOver { return }
        if parser.isBetweenRequests, headBy == nil { headBy = now + ServedLimits.head }
        idleBy = now + ServedLimits.idle
        parser.append(bytes)
    }

    mutating func nextRequest(at now: Duration) throws(HTTPRefusal) -> HTTPRequestParser.Arrival? {
        let arrival = try parser.next()
        if arrival != nil {
            headBy = nil
            requestBy = nil
        } else if !parser.isInHead {
            headBy = nil
            requestBy = requestBy ?? now + ServedLimits.request
        }
        return arrival
    }

    /// Takes no more, and lets go of what has come.
    mutating func stop() {
        isOver = true
        parser = HTTPRequestParser(bodyLimit: 0)
    }

    mutating func takeContinue() -> Bool { parser.takeContinue() }

    /// Ends the answer under way; of a next request a part may have come during it.
    mutating func finish(isLast: Bool, at now: Duration) {
        play = nil
        isOver = isOver || isLast
        headBy = parser.isBetweenRequests ? nil : now + ServedLimits.head
        idleBy = now + ServedLimits.idle
    }
}

/// What a served runner allows each client and all of them together.
package enum ServedLimits {
    /// How long a head may take to come (dmr-contract 0.3).
    package static let head = Duration.seconds(10)
    /// How long a request may take to come whole, from the end of its head.
    package static let request = Duration.seconds(300)
    /// How long nothing may come from a client who waits for no answer.
    ///
    /// Go's server, as the runner
    /// starts it, waits for ever.
    package static let idle = Duration.seconds(120)
    /// The most clients that are connected at once; a new one takes the place of the one that has been
    /// there longest of those who wait for no answer, and else waits to be taken.
    package static let clients = 500
    /// The most bytes of a body.
    package static let body = 16 << 20
    /// The most bytes of bodies that come at once, from all clients together.
    package static let held = 16 << 20
    /// What a client may send of a request whatever the others do.
    static let freelyHeld = 16 << 10
    /// The most bytes that are taken from a client who still waits for an answer.
    static let unread = 16 << 10
}
