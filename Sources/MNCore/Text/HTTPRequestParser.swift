/// Takes HTTP/1.1 requests, one after another, out of the bytes of a connection (RFC 9112).
///
/// As strict as Go's server, whose refusals a Model Runner gives, but for a blank line before a request
/// (RFC 9112 §2.2), which is passed over, and folded headers, which are refused (§5.2).
package struct HTTPRequestParser: Sendable {
    /// The most bytes of a head: 1 MiB, and 4 KiB that Go reads beyond it.
    package static let headLimit = (1 << 20) + 4096

    /// A request that has come whole.
    package struct Arrival: Hashable, Sendable {
        package var request: HTTPRequest
        /// The host that the client wants, with a port perhaps; nil if it names none.
        package var host: String?
        /// Whether it is of HTTP/1.0, which knows no chunks.
        package var isOld: Bool
        /// Whether the client wants no more answers on this connection than this.
        package var isLast: Bool
    }

    /// A request whose body is coming.
    private struct Incoming: Sendable {
        var arrival: Arrival
        var body: HTTPBodyDecoder
    }

    private let bodyLimit: Int
    private var input = HTTPInput()
    private var lines = HTTPHeadLines(limit: headLimit)
    private var current: Incoming?
    private var needsContinue = false

    /// - Parameter bodyLimit: the most bytes of a body.
    package init(bodyLimit: Int = 64 << 20) { self.bodyLimit = bodyLimit }

    /// Whether nothing of the next request has come.
    package var isBetweenRequests: Bool {
        current == nil && lines.lines.isEmpty && input.unread == 0
    }

    /// Whether a head, or a part of one, is still to come.
    package var isInHead: Bool { current == nil }

    /// The bytes that have come and are not read.
    package var unread: Int { input.unread }

    /// The bytes that are held: unread, and of the body that is coming.
    package var held: Int { unread + (current?.arrival.request.body.count ?? 0) }

    /// Whether the client waits to be told to send its body; true once for each request.
    package mutating func takeContinue() -> Bool {
        defer { needsContinue = false }
        return needsContinue && unread == 0
    }

    /// Takes in the next bytes.
    package mutating func append(_ bytes: some Sequence<UInt8>) { input.append(bytes) }

    /// The next request, or nil if it has not come whole.
    ///
    /// - Throws: what to refuse it with; after that there is no next one.
    package mutating func next() throws(HTTPRefusal) -> Arrival? {
        if current == nil { current = try head() }
        // It is held once, here or there, so that its body grows in place.
        guard var incoming = current.take() else { return nil }
        do throws(HTTPFault) {
            try incoming.body.read(&input, into: &incoming.arrival.request.body)
        } catch {
            throw error == .tooLarge
                ? HTTPRefusal(413) : HTTPRefusal(400, "malformed chunked encoding")
        }
        guard incoming.body.isDone else {
            current = incoming
            return nil
        }
        needsContinue = false
        return incoming.arrival
    }

    /// Reads the head, if it has come, and sees how the body comes.
    private mutating func head() throws(HTTPRefusal) -> Incoming? {
        do throws(HTTPHeadLines.Fault) {
            guard try lines.read(&input, skipsBlank: true) else { return nil }
        } catch {
            throw HTTPRefusal(431)
        }
        let head = try HTTPRequestHead(lines.lines)
        lines = HTTPHeadLines(limit: Self.headLimit)
        needsContinue = head.expectsContinue && head.framing != .sized(0)
        let arrival = Arrival(
            request: head.request, host: head.host, isOld: head.isOld, isLast: head.isLast)
        do throws(HTTPFault) {
            let body = try HTTPBodyDecoder(head.framing, limit: bodyLimit)
            return Incoming(arrival: arrival, body: body)
        } catch {
            throw HTTPRefusal(413)
        }
    }
}

/// Why a server does not take a request: the status it answers with, and perhaps what was wrong.
package struct HTTPRefusal: Error, Hashable, Sendable {
    package var status: Int
    package var detail: String?

    package init(_ status: Int, _ detail: String? = nil) {
        self.status = status
        self.detail = detail
    }
}
