#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore
import Synchronization

/// Services and programs of this machine.
struct LiveOutside: Outside {
    /// Where programs are looked for.
    let programs: ProgramSearch
    private let environment: [String: String]
    let gracefulShutdown: GracefulShutdown
    /// The most bytes of an answer that are kept.
    private static let bodyLimit = 64 << 10

    /// - Parameter gracefulShutdown: what Ctrl-C ends while a program runs that takes it.
    init(
        environment: [String: String] = ProcessArguments.environment(),
        gracefulShutdown: GracefulShutdown = GracefulShutdown()
    ) {
        programs = ProgramSearch(path: environment["PATH"])
        self.environment = environment
        self.gracefulShutdown = gracefulShutdown
    }

    func send(
        _ request: HTTPRequest, to endpoint: Endpoint, limit: Duration
    ) async throws(TransportFault) -> HTTPResponse {
        let box = Box()
        do throws(TransportFault) {
            try await LiveDocker(environment: environment).exchange(
                request, with: endpoint, patience: limit, limit: limit
            ) { box.take($0, limit: Self.bodyLimit) }
        } catch {
            // As much as is kept is enough.
            guard error == .stopped, !Task.isCancelled else { throw error }
        }
        guard let response = box.response else { throw .cut }
        return response
    }

    /// What has come of an answer.
    private final class Box: Sendable {
        private let answer = Mutex<HTTPResponse?>(nil)

        var response: HTTPResponse? { answer.withLock { $0 } }

        func take(_ part: HTTPResponsePart, limit: Int) -> Bool {
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

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        let late = Result<Void, TransportFault>.failure(.timedOut)
        try await BlockingWork.run(limit: limit, late: late) {
            Result { () throws(TransportFault) in
                let stop: EndSignal
                do throws(SystemFault) { stop = try EndSignal() } catch {
                    throw TransportFault(error)
                }
                _ = try Connection.open(
                    try LiveDocker.addresses(of: endpoint).get(), within: limit, patience: limit,
                    stop: stop)
            }
        }.get()
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        try FileReplacement.makeParent(of: path)
        do throws(SystemFault) {
            // What a worker says is its user's alone.
            let file = try OwnedDescriptor.openedOrMade(path, O_WRONLY | O_APPEND, mode: 0o600)
            try WholeWrite.run(bytes, to: file.number)
        } catch {
            throw FileFault(path, error)
        }
    }
}
