import MNCore
import Synchronization
import TestSupport

/// A Docker that gives one answer after the other, whatever it is asked; the last again and again.
///
/// An answer is the bytes of an HTTP response, as they come on a connection; of a command it is the
/// output. One that begins with `!` is a failure: `!refused`, `!timed out`, `!cut`, `!exit 1 words`. One
/// that does not begin as HTTP is a body with the status 200.
final class AnsweringDocker: StubTransports {
    private let answers: [[UInt8]]
    private let next = Mutex(0)

    init(_ answers: [[UInt8]]) { self.answers = answers }

    private func answer() -> [UInt8] {
        let index = next.withLock { index in
            defer { index += 1 }
            return index
        }
        return index < answers.count ? answers[index] : answers.last ?? []
    }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration,
        limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        var bytes = answer()
        switch String(decoding: bytes.prefix(10), as: UTF8.self) {
        case let text where text.hasPrefix("!refused"): throw .refused
        case let text where text.hasPrefix("!timed out"): throw .timedOut
        case let text where text.hasPrefix("!cut"): throw .cut
        case let text where text.hasPrefix("HTTP/"): break
        default: bytes = Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + bytes
        }
        var parser = HTTPResponseParser(method: request.method)
        var hasHead = false
        func handOn() throws(TransportFault) {
            if !hasHead, let head = parser.head {
                hasHead = true
                if !receive(.head(head)) { throw .stopped }
            }
            let body = parser.takeBody()
            if !body.isEmpty, !receive(.body(body)) { throw .stopped }
        }
        var fault: HTTPFault?
        for piece in pieces(bytes) where fault == nil && !parser.isDone {
            do throws(HTTPFault) { try parser.append(piece) } catch { fault = error }
            try handOn()
        }
        if fault == nil, !parser.isDone {
            do throws(HTTPFault) { try parser.finish() } catch { fault = error }
        }
        if let fault { throw TransportFault(fault) }
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        guard command.argv.first == "docker" else { return .absent }
        let bytes = answer()
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("!refused") { return .absent }
        if text.hasPrefix("!timed out") { return .timedOut }
        if text.hasPrefix("!cut") { return .denied }
        if text.hasPrefix("!exit ") {
            receive(.error, Array(bytes.dropFirst("!exit ".utf8.count)))
            return .exited(1)
        }
        receive(.standard, bytes)
        return .exited(0)
    }
}
