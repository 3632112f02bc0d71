import Synchronization

/// The seam to whatever speaks HTTP: the Model Runner, and services that a blueprint stands on.
package protocol HTTPTransport: Sendable {
    /// Sends a request and hands on the response as it comes.
    ///
    /// An implementation follows no redirect and adds nothing but `Host`, `Connection` and
    /// `Content-Length`; it sends nothing that `HTTPRequest.wireBytes` refuses. What is cut off has been
    /// handed on as far as it came.
    ///
    /// - Parameters:
    ///   - patience: the longest wait for the connection, and for each next byte.
    ///   - limit: the longest time for all of it, however much comes; then it is `timedOut`. Nil is for
    ///     ever.
    ///   - receive: takes the head once, then pieces of the body in order, unframed; when it answers
    ///     false the connection is closed, and `stopped` is thrown.
    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault)

    /// Connects and lets go at once.
    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault)
}

/// A part of an HTTP response.
package enum HTTPResponsePart: Hashable, Sendable {
    case head(HTTPResponseHead)
    case body([UInt8])
}

extension HTTPTransport {
    /// Sends a request and waits for the whole response.
    ///
    /// - Throws: also `garbled` for a body of more than `bytes`.
    package func send(
        _ request: HTTPRequest, to endpoint: Endpoint, patience: Duration, limit: Duration?,
        bytes: Int = HTTPResponse.bodyLimit
    ) async throws(TransportFault) -> HTTPResponse {
        let outcome = await collect(
            request, from: endpoint, patience: patience, limit: limit, bytes: bytes)
        if outcome.fault == .stopped { throw .garbled("a body over \(ByteCount(bytes))") }
        return try outcome.whole()
    }

    /// Sends a request and keeps what comes, also where that is not all.
    ///
    /// - Parameter bytes: the most of the body that is kept; where there is more, the fault is `stopped`.
    package func collect(
        _ request: HTTPRequest, from endpoint: Endpoint, patience: Duration, limit: Duration?,
        bytes: Int
    ) async -> HTTPOutcome {
        let collector = ResponseCollector(limit: bytes)
        do throws(TransportFault) {
            try await exchange(
                request, with: endpoint, patience: patience, limit: limit, collector.take)
            return HTTPOutcome(collector.response, nil)
        } catch {
            return HTTPOutcome(collector.response, error)
        }
    }
}

/// What came of a request: a response, a fault, or a response that a fault cut short.
package struct HTTPOutcome: Hashable, Sendable {
    package var response: HTTPResponse?
    package var fault: TransportFault?

    package init(_ response: HTTPResponse?, _ fault: TransportFault?) {
        self.response = response
        self.fault = fault
    }

    /// The response, if all of it came.
    package func whole() throws(TransportFault) -> HTTPResponse {
        if let fault { throw fault }
        guard let response else { throw .cut }
        return response
    }
}

/// Keeps a response that comes in parts.
package final class ResponseCollector: Sendable {
    private let limit: Int
    private let answer = Mutex<HTTPResponse?>(nil)

    /// - Parameter limit: the most bytes of body that are kept; at more, `take` answers false.
    package init(limit: Int) { self.limit = limit }

    /// What came so far; nil before the head.
    package var response: HTTPResponse? { answer.withLock { $0 } }

    package func take(_ part: HTTPResponsePart) -> Bool {
        answer.withLock { answer in
            switch part {
            case .head(let head): answer = HTTPResponse(head)
            case .body(let bytes):
                let room = limit - (answer?.body.count ?? 0)
                answer?.body += bytes.prefix(room)
                return bytes.count <= room
            }
            return true
        }
    }
}

/// A request to which no whole response came.
public enum TransportFault: Error, Hashable, Sendable {
    /// Nothing listens there.
    case refused
    /// The name of the host has no address.
    case unknownHost
    case timedOut
    /// The connection ended before the response did.
    case cut
    /// What came is not HTTP; the words say what is wrong with it.
    case garbled(String)
    /// HTTP, but a page for people where a program answers in JSON.
    case webPage
    /// HTTP, but what came is not what was asked for; the words say what is wrong with it.
    case unreadable(String)
    /// HTTP, but a status that no Model Runner in good health gives here.
    case status(Int)
    /// This user may not use the socket.
    case denied
    /// Whoever received the response wanted no more of it.
    case stopped
    /// Any other error, in the system's words.
    case failed(String)
    /// A simulated world of which nobody has said what is there.
    case unrecorded

    /// What is wrong with an HTTP message, in the words of the seam.
    package init(_ fault: HTTPFault) {
        self =
            switch fault {
            case .endedEarly: .cut
            case .unsendable(let problem): .failed(problem)
            case .malformed, .unknownCoding, .tooLarge: .garbled("\(fault)")
            }
    }
}

extension TransportFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused: "nothing listens there"
        case .unknownHost: "the host is not known"
        case .timedOut: "no answer in time"
        case .cut: "the connection was cut"
        case .garbled(let problem): "not an HTTP answer (\(ForeignText.line(problem)))"
        case .webPage: "it answers with a web page"
        case .unreadable(let problem): "its answer cannot be read (\(ForeignText.line(problem)))"
        case .status(let status): "it answers with status \(status)"
        case .denied: "this user may not connect"
        case .stopped: "the answer was not read to its end"
        case .failed(let error): ForeignText.line(error)
        case .unrecorded: "what is there was not recorded"
        }
    }
}
