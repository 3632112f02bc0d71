public import MNCore
import Synchronization

/// Docker with the fake Model Runner behind it, in virtual time.
public final class SimulatedDocker: Docker {
    private let runner: Mutex<FaultyRunner>
    private let time: any Time
    /// What virtual time zero is to the runner, since 1970.
    private let epoch: Duration
    /// The endpoints at which the runner answers; elsewhere nothing listens.
    private let endpoints: Set<Endpoint>

    /// The longest that a client waits for more bytes.
    private static let patience = Duration.seconds(5)

    public init(
        _ state: RunnerState, faults: [RunnerFault] = [], time: any Time, epoch: Duration,
        endpoints: Set<Endpoint> = [RunnerClient.defaultEndpoint]
    ) {
        runner = Mutex(FaultyRunner(FakeRunner(state, at: epoch), faults: faults))
        self.time = time
        self.epoch = epoch
        self.endpoints = endpoints
    }

    /// The runner as it is now.
    public var state: RunnerState {
        runner.withLock { runner in
            runner.advance(to: epoch + time.now)
            return runner.runner.state
        }
    }

    /// The faults that no call met.
    public var unmetFaults: [String] {
        runner.withLock { $0.faults.filter { $0.fired == 0 }.map(\.id) }
    }

    public func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(TransportFault) -> HTTPResponse {
        guard endpoints.contains(endpoint) else { throw .refused }
        let start = time.now
        let response = runner.withLock { $0.respond(to: request, at: epoch + start) }
        switch response.connectionFailure {
        case .refused?: throw .refused
        case .denied?: throw .failed("permission denied")
        case .unknownHost?: throw .unknownHost
        case nil: break
        }
        if let bytes = response.rawBytes { return try Self.parse(bytes, request) }

        try await wait(until: start + response.headAfter)
        guard let head = response.head else {
            if response.ending == .stall { try await wait(until: time.now + Self.patience * 2) }
            throw .cut
        }
        var body: [UInt8] = []
        for piece in response.pieces {
            try await wait(until: start + piece.after)
            body += piece.bytes
        }
        switch response.ending {
        case .complete: return HTTPResponse(head, body: request.method == "HEAD" ? [] : body)
        case .cut, .reset: throw .cut
        case .malformedChunk: throw .garbled("a chunk without size")
        case .stall:
            await time.sleep(for: Self.patience)
            throw .timedOut
        }
    }

    /// Waits as a client does: not longer than its patience.
    private func wait(until moment: Duration) async throws(TransportFault) {
        let left = moment - time.now
        await time.sleep(for: min(left, Self.patience))
        if left > Self.patience { throw .timedOut }
    }

    private static func parse(
        _ bytes: [UInt8], _ request: HTTPRequest
    ) throws(TransportFault) -> HTTPResponse {
        var parser = HTTPResponseParser(method: request.method)
        do throws(HTTPFault) {
            try parser.append(bytes)
            try parser.finish()
        } catch {
            throw .garbled("\(error)")
        }
        guard let response = parser.response else { throw .cut }
        return response
    }
}
