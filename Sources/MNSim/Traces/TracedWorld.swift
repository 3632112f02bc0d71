import MNCore

// The seams of a world that is traced: each answer is noted before it is handed on. What comes in pieces, as
// the body of a pull or what a program prints, is handed on as it comes, and noted at its end.

struct TracedMachine: Machine {
    let inner: any Machine
    let tracer: Tracer

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        let outcome = await inner.answer(access, within: limit)
        tracer.note(.access(Recording.Exchange(access, outcome)))
        return outcome
    }
}

struct TracedVariables: Variables {
    let inner: any Variables
    let tracer: Tracer

    subscript(name: String) -> String? {
        let value = inner[name]
        tracer.note(.variable(name, value))
        return value
    }

    var all: [String: String] { inner.all }
}

struct TracedHTTP: HTTPTransport {
    let inner: any HTTPTransport
    let tracer: Tracer

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        // All of it is kept: a replay must hand on what was read before a fault too.
        let collector = ResponseCollector(limit: HTTPResponse.bodyLimit)
        do throws(TransportFault) {
            try await inner.exchange(
                request, with: endpoint, patience: patience, limit: limit
            ) { part in
                _ = collector.take(part)
                return receive(part)
            }
            tracer.note(.call(request, endpoint, HTTPOutcome(collector.response, nil)))
        } catch {
            tracer.note(.call(request, endpoint, HTTPOutcome(collector.response, error)))
            throw error
        }
    }

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        do throws(TransportFault) {
            try await inner.connect(to: endpoint, limit: limit)
            tracer.note(.connect(endpoint, nil))
        } catch {
            tracer.note(.connect(endpoint, error))
            throw error
        }
    }
}

struct TracedProcesses: ProcessRunner {
    let inner: any ProcessRunner
    let tracer: Tracer

    func obstacle(to command: ProcessCommand) async -> ProcessOutcome? {
        let outcome = await inner.obstacle(to: command)
        tracer.note(.obstacle(command.argv, outcome))
        return outcome
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        let collector = OutputCollector()
        let outcome = await inner.run(command, started: started) { output, bytes in
            collector.take(output, bytes)
            receive(output, bytes)
        }
        tracer.note(.process(command.argv, collector.result(outcome)))
        return outcome
    }
}

struct TracedFiles: Files {
    let inner: any Files
    let tracer: Tracer

    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        try noted({ .read(path: path, $0) }) { () throws(FileFault) in
            try inner.read(path, limit: limit)
        }
    }

    func piece(of path: String, at offset: Int) throws(FileFault) -> [UInt8] {
        try inner.piece(of: path, at: offset)
    }

    func header(ofModel path: String) throws(GGUFFault) -> GGUFHeader {
        let result: Result<GGUFHeader, GGUFFault>
        do throws(GGUFFault) {
            result = .success(try inner.header(ofModel: path))
        } catch {
            result = .failure(error)
        }
        tracer.note(.read(path: Trace.header(of: path), GGUFHeader.told(result)))
        return try result.get()
    }

    func list(_ path: String) throws(FileFault) -> [String] {
        try noted({ .list(path: path, $0) }) { () throws(FileFault) in try inner.list(path) }
    }

    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try change(.wrote, path) { () throws(FileFault) in try inner.replace(path, with: bytes) }
    }

    func replace(_ path: String, with bytes: [UInt8], isPrivate: Bool) throws(FileFault) {
        try change(.wrote, path) { () throws(FileFault) in
            try inner.replace(path, with: bytes, isPrivate: isPrivate)
        }
    }

    func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try change(.rehearsed, path) { () throws(FileFault) in
            try inner.rehearse(path, with: bytes)
        }
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        try change(.appended, path) { () throws(FileFault) in try inner.append(bytes, to: path) }
    }

    func removeLeftovers(in directory: String) {
        inner.removeLeftovers(in: directory)
        tracer.note(.cleared(directory: directory))
    }

    func lock(_ path: String) throws(FileFault) -> (any FileLock)? {
        try noted({ .locked(path: path, $0.map { $0 != nil }) }) { () throws(FileFault) in
            try inner.lock(path)
        }
    }

    func resolved(_ path: String) throws(FileFault) -> String {
        try noted({ .resolved(path: path, $0) }) { () throws(FileFault) in
            try inner.resolved(path)
        }
    }

    private func change(
        _ change: Trace.Change, _ path: String, _ body: () throws(FileFault) -> Void
    ) throws(FileFault) {
        try noted(
            { result in
                if case .failure(let fault) = result {
                    .changed(change, path: path, fault)
                } else {
                    .changed(change, path: path, nil)
                }
            }, body)
    }

    /// Asks, and notes what is answered.
    private func noted<Value>(
        _ event: (Result<Value, FileFault>) -> Trace.Event, _ body: () throws(FileFault) -> Value
    ) throws(FileFault) -> Value {
        let result: Result<Value, FileFault>
        do throws(FileFault) {
            result = .success(try body())
        } catch {
            result = .failure(error)
        }
        tracer.note(event(result))
        return try result.get()
    }
}

struct TracedTerminal: Terminal {
    let inner: any Terminal
    let tracer: Tracer

    var presentation: Presentation { inner.presentation }

    func showProgress(_ line: String?) { inner.showProgress(line) }

    func write(_ text: String) {
        tracer.note(.printed(.standard, text))
        inner.write(text)
    }

    func writeError(_ text: String) {
        tracer.note(.printed(.error, text))
        inner.writeError(text)
    }

    func say(_ message: TerminalMessage) {
        tracer.note(.printed(.error, message.plain))
        inner.say(message)
    }

    func tellJob(_ commands: String) {
        tracer.note(.printed(.error, commands))
        inner.tellJob(commands)
    }
}

extension Trace {
    /// What the header of a GGUF file is called in a trace; what it says of the model stands there, and
    /// nothing else that is in the file.
    static func header(of path: String) -> String { "\(path)#header" }
}
