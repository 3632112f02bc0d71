import MNCore

// The seams of a world that answers from a trace.

struct ReplayedMachine: Machine {
    let replay: TraceReplay
    func answer(_ access: Access, within limit: Duration) async -> Outcome { replay.answer(access) }
}

struct ReplayedServices: HTTPTransport, ProcessRunner {
    let replay: TraceReplay

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        let question = "\(request.method) \(request.target) at \(endpoint)"
        let outcome = replay.next(question) { event -> HTTPOutcome? in
            guard case .call(let other, endpoint, let outcome) = event,
                other.method == request.method, other.target == request.target
            else { return nil }
            return outcome
        }
        guard let outcome else { throw .failed("not in the trace") }
        if let response = outcome.response {
            guard receive(.head(response.head)), receive(.body(response.body)) else {
                throw .stopped
            }
        }
        if let fault = outcome.fault { throw fault }
    }

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        let outcome = replay.next("connect \(endpoint)") { event -> TransportFault?? in
            if case .connect(endpoint, let fault) = event { .some(fault) } else { nil }
        }
        guard let fault = outcome else { throw .failed("not in the trace") }
        if let fault { throw fault }
    }

    func obstacle(to command: ProcessCommand) async -> ProcessOutcome? {
        guard replay.knowsPrograms else { return .unrecorded }
        let line = CommandWords.line(command.argv)
        let outcome = replay.next("whether to start \(line)") { event -> ProcessOutcome?? in
            if case .obstacle(command.argv, let outcome) = event { .some(outcome) } else { nil }
        }
        return outcome ?? .unrecorded
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        guard replay.knowsPrograms || command.argv.first == "docker" else { return .unrecorded }
        let result = replay.next("run \(CommandWords.line(command.argv))") {
            event -> CommandResult? in
            if case .process(command.argv, let result) = event { result } else { nil }
        }
        guard let result else { return .unrecorded }
        switch result.ending {
        case .absent, .denied, .failed, .unrecorded: break
        default: started()
        }
        if !result.standardOutput.isEmpty { receive(.standard, result.standardOutput) }
        if !result.standardError.isEmpty { receive(.error, result.standardError) }
        return result.ending
    }
}

struct ReplayedFiles: Files {
    let replay: TraceReplay

    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        let outcome = replay.next("read \(path)") { event -> Result<[UInt8], FileFault>? in
            if case .read(path, let outcome) = event { outcome } else { nil }
        }
        return try Self.answer(outcome, path)
    }

    func header(ofModel path: String) throws(GGUFFault) -> GGUFHeader {
        let bytes: [UInt8]
        do throws(FileFault) {
            bytes = try read(Trace.header(of: path), limit: .max)
        } catch {
            throw .file(FileFault(path, error.reason))
        }
        return try GGUFHeader(told: bytes, file: path)
    }

    func list(_ path: String) throws(FileFault) -> [String] {
        let outcome = replay.next("list \(path)") { event -> Result<[String], FileFault>? in
            if case .list(path, let outcome) = event { outcome } else { nil }
        }
        return try Self.answer(outcome, path)
    }

    func resolved(_ path: String) throws(FileFault) -> String {
        let outcome = replay.next("resolve \(path)", isNew: true) {
            event -> Result<String, FileFault>? in
            if case .resolved(path, let outcome) = event { outcome } else { nil }
        }
        return try Self.answer(outcome, path)
    }

    private static func answer<Value>(
        _ outcome: Result<Value, FileFault>?, _ path: String
    ) throws(FileFault) -> Value {
        guard let outcome else { throw FileFault(path, .failed("not in the trace")) }
        return try outcome.get()
    }

    /// Nothing is written: the run it belongs to is over.
    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try change(.wrote, path)
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFault) { try change(.appended, path) }

    func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try change(.rehearsed, path)
    }

    private func change(_ change: Trace.Change, _ path: String) throws(FileFault) {
        let fault = replay.next(
            "\(change.rawValue) \(path)", isNew: true, isOnce: change == .appended
        ) { event -> FileFault?? in
            if case .changed(change, path, let fault) = event { .some(fault) } else { nil }
        }
        if let fault, let fault { throw fault }
        // In how many pieces a worker's output came is not known: one that was not kept is said.
        if change == .appended, let fault = replay.appendFault(path) { throw fault }
    }

    func lock(_ path: String) throws(FileFault) -> (any FileLock)? {
        let outcome = replay.next("lock \(path)", isNew: true) {
            event -> Result<Bool, FileFault>? in
            if case .locked(path, let outcome) = event { outcome } else { nil }
        }
        return try outcome?.get() == false ? nil : FreeLock()
    }

    /// A lock that the traced run got, too.
    private struct FreeLock: FileLock {
        func release() {}
    }
}
