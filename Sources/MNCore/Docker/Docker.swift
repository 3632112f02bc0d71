/// The Docker seam: one HTTP request to a Model Runner, or one `docker` command.
package protocol Docker: Sendable {
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

    /// Runs `docker` to its end.
    ///
    /// - Parameter receive: takes each line of standard output as it comes, without its end.
    /// - Returns: `ended`, `absent` where there is no such program, `denied`, `timedOut` or `failed`.
    func run(
        _ command: DockerCommand, _ receive: @escaping @Sendable (String) -> Void
    ) async -> Outcome
}

/// A part of an HTTP response.
package enum HTTPResponsePart: Hashable, Sendable {
    case head(HTTPResponseHead)
    case body([UInt8])
}

/// A call of `docker`, without a shell.
package struct DockerCommand: Hashable, Sendable {
    /// The words after `docker`.
    package var arguments: [String]
    /// Variables that are set on top of the user's.
    package var environment: [String: String]
    /// After that it is ended.
    package var timeLimit: Duration

    /// A command that only reads.
    ///
    /// Most commands of the plugin install or remove the runner on their way; the variable forbids it
    /// (dmr-contract §4.1).
    package static func reading(
        _ arguments: String..., within timeLimit: Duration
    ) -> DockerCommand {
        DockerCommand(
            arguments: arguments, environment: ["MODEL_RUNNER_NO_AUTO_INSTALL": "1"],
            timeLimit: timeLimit)
    }

    package init(
        arguments: [String], environment: [String: String] = [:], timeLimit: Duration
    ) {
        self.arguments = arguments
        self.environment = environment
        self.timeLimit = timeLimit
    }
}

extension Docker {
    /// Sends a request and waits for the whole response.
    ///
    /// - Throws: also `garbled` for a body over `HTTPResponse.bodyLimit`.
    package func send(
        _ request: HTTPRequest, to endpoint: Endpoint, patience: Duration, limit: Duration?
    ) async throws(TransportFault) -> HTTPResponse {
        let collector = ResponseCollector(limit: HTTPResponse.bodyLimit)
        do throws(TransportFault) {
            try await exchange(
                request, with: endpoint, patience: patience, limit: limit, collector.take)
        } catch {
            throw error == .stopped ? Self.overfull(HTTPResponse.bodyLimit) : error
        }
        guard let response = collector.response else { throw .cut }
        return response
    }

    /// Sends a request of a kind, within the limits of that kind; of a log that goes on, what has come.
    ///
    /// - Parameter total: the longest time for it, where that is less than its kind has.
    package func send(
        _ request: HTTPRequest, to endpoint: Endpoint, within limits: RunnerLimits,
        total: Duration? = nil
    ) async throws(TransportFault) -> HTTPResponse {
        let collector = ResponseCollector(limit: limits.bytes)
        do throws(TransportFault) {
            try await exchange(
                request, with: endpoint, patience: limits.patience, limit: total ?? limits.total,
                collector.take)
        } catch {
            let isLong = error == .stopped || error == .timedOut
            if limits == .logs, isLong, let log = collector.response { return log }
            throw error == .stopped ? Self.overfull(limits.bytes) : error
        }
        guard let response = collector.response else { throw .cut }
        return response
    }

    private static func overfull(_ limit: Int) -> TransportFault {
        .garbled("a body over \(ByteCount(limit))")
    }

    /// Runs `docker` and waits for its end.
    package func run(_ command: DockerCommand) async -> Outcome { await run(command) { _ in } }
}
