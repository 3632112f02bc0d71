import Synchronization

extension World {
    /// The world in which nothing private is shown: what docker says of itself comes without secrets and
    /// without what identifies anybody, and what is written to the terminal without secrets and with
    /// `~` for the home folder.
    package func discreet() -> World {
        let discretion = Discretion(self)
        var world = self
        world.docker = DiscreetDocker(inner: docker, discretion.secrets, discretion.identity)
        world.terminal = DiscreetTerminal(inner: terminal, discretion: discretion)
        return world
    }
}

/// Docker, of which the words for people are masked as they come in; answers for programs stay.
private final class DiscreetDocker: Docker {
    private let inner: any Docker
    private let secrets: Secrets
    /// One for all that docker says, so that equal things stay equal.
    private let standIns: Mutex<StandIns>

    init(inner: any Docker, _ secrets: Secrets, _ identity: Identity) {
        self.inner = inner
        self.secrets = secrets
        standIns = Mutex(StandIns(identity))
    }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration,
        limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        // What a runner says when it refuses is for people: of more than they read the rest is left.
        let refusal = Mutex<[UInt8]?>(nil)
        var fault: TransportFault?
        do throws(TransportFault) {
            try await inner.exchange(request, with: endpoint, patience: patience, limit: limit) {
                part in
                if case .head(let head) = part, head.status >= 400 {
                    refusal.withLock { $0 = [] }
                } else if case .body(let bytes) = part {
                    let room = refusal.withLock { body -> Int? in
                        guard let size = body?.count else { return nil }
                        body?.append(contentsOf: bytes.prefix(Self.refusalLimit - size))
                        return Self.refusalLimit - size - bytes.count
                    }
                    if let room { return room > 0 }
                }
                return receive(part)
            }
        } catch {
            fault = error
        }
        if let body = refusal.withLock(\.self), !body.isEmpty {
            guard receive(.body(refused(body))) else { throw .stopped }
            if fault == .stopped { fault = nil }
        }
        if let fault { throw fault }
    }

    /// The most bytes of a refusal that are read.
    private static let refusalLimit = 1 << 20

    /// A refusal, which stays a document if it is one.
    private func refused(_ body: [UInt8]) -> [UInt8] {
        guard let document = try? JSON.parse(body) else { return masked(body) }
        let masked = secrets.masked(document)
        let text =
            masked == document ? String(decoding: body, as: UTF8.self) : masked.text(.canonical)
        return Array(standIns.withLock { $0.replaced(text) }.utf8)
    }

    func run(
        _ command: DockerCommand, _ receive: @escaping @Sendable (String) -> Void
    ) async -> Outcome {
        let isLog = command.arguments.contains("logs")
        let outcome = await inner.run(command) { line in
            receive(isLog ? self.masked(line) : line)
        }
        switch outcome {
        case .ended(var result):
            result.standardError = masked(result.standardError)
            if isLog { result.standardOutput = masked(result.standardOutput) }
            return .ended(result)
        case .failed(let error): return .failed(masked(error))
        default: return outcome
        }
    }

    private func masked(_ bytes: [UInt8]) -> [UInt8] {
        bytes.isEmpty ? bytes : Array(masked(String(decoding: bytes, as: UTF8.self)).utf8)
    }

    private func masked(_ text: String) -> String {
        let text = secrets.masked(text)
        return standIns.withLock { $0.replaced(text) }
    }
}

/// A terminal that no secret reaches.
private struct DiscreetTerminal: Terminal {
    let inner: any Terminal
    let discretion: Discretion

    var width: Int? { inner.width }
    var hasColour: Bool { inner.hasColour }
    var progressWidth: Int? { inner.progressWidth }

    func write(_ text: String) { inner.write(discretion.shown(text)) }
    func writeError(_ text: String) { inner.writeError(discretion.shown(text)) }
    func showProgress(_ line: String?) { inner.showProgress(line.map(discretion.shown)) }
    func tellJob(_ commands: String) { inner.tellJob(discretion.shown(commands)) }
    func writeDocument(_ document: JSON) { inner.writeDocument(discretion.shown(document)) }
}
