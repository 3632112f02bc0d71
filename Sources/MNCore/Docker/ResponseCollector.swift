import Synchronization

/// Keeps a response that comes in parts.
package final class ResponseCollector: Sendable {
    private let limit: Int
    private let parts = Mutex((head: HTTPResponseHead?.none, body: [UInt8]()))

    /// - Parameter limit: the most bytes of body that are taken; at more, `take` answers false.
    package init(limit: Int) { self.limit = limit }

    /// What came so far; nil before the head.
    package var response: HTTPResponse? {
        parts.withLock { parts in parts.head.map { HTTPResponse($0, body: parts.body) } }
    }

    package func take(_ part: HTTPResponsePart) -> Bool {
        parts.withLock { parts in
            switch part {
            case .head(let head): parts.head = head
            case .body(let bytes): parts.body += bytes
            }
            return parts.body.count <= limit
        }
    }
}
