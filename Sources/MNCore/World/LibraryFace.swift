// Whoever names this module names what it stands on, too.
@_exported public import MNMachine

// What a user of the library reads of facts, models and verdicts, in plain types.

extension Hardware {
    /// What a model may use of the system's memory, in bytes; nil where it is not known.
    public var usableMemory: Int? { memory.usable.value?.bytes.rawCount }
}

extension GPU {
    /// Its memory in bytes; nil where it is not known.
    public var memorySize: Int? { memory.value?.bytes.rawCount }
}

extension Catalog {
    /// The model of this id, alias or Docker reference, whatever its case; nil if there is none.
    public subscript(name: String) -> Model? { try? model(named: name) }
}

extension Verdict {
    /// The rule that decided: `cuda-small`; `mn model rules` explains it.
    public var ruleName: String { rule.rawValue }
}

// What a program under test may do with its world; whether that is a simulated one it cannot tell.

extension World {
    /// The value of an environment variable; nil if it is not set, which is not the same as empty.
    public func variable(_ name: String) -> String? { environment[name] }

    /// The time since a moment that stays the same for the whole run.
    public var now: Duration { time.now }

    /// Waits; in a simulated world no real time passes.
    public func sleep(for duration: Duration) async { await time.sleep(for: duration) }

    /// Writes a line to standard output.
    public func print(_ line: String) { terminal.write(line + "\n") }

    /// Writes a line to standard error.
    public func printError(_ line: String) { terminal.writeError(line + "\n") }

    /// The bytes of a file.
    ///
    /// - Throws: a `DiagnosticError` where there is none, it may not be read, or it is over 16 MiB.
    public func contents(of path: String) throws -> [UInt8] {
        try files.read(path, limit: 16 << 20)
    }

    /// Puts bytes at a path, whole or not at all.
    ///
    /// - Throws: a `DiagnosticError`.
    public func write(_ bytes: [UInt8], to path: String) throws {
        try files.replace(path, with: bytes)
    }

    /// The models that can be asked for: the built-in ones with the user's overrides, which are read once.
    ///
    /// - Throws: a `DiagnosticError` where an override cannot be read.
    public func models() throws -> Catalog { try catalog().whole }

    /// Whether a model runs on the machine.
    ///
    /// - Throws: a `DiagnosticError` where an override of the catalog cannot be read.
    public func verdict(on model: Model) async throws -> Verdict {
        try models().rules.verdict(model, on: await hardware())
    }

    /// Sends a request to the Model Runner at `http://localhost:12434`.
    ///
    /// - Parameters:
    ///   - method: `GET`, `POST`, `DELETE`.
    ///   - target: the path with its query: `/models`.
    ///   - body: a JSON document, or nothing.
    ///   - limit: the longest that the answer may take.
    /// - Throws: a `TransportFault` where no whole answer comes.
    public func send(
        _ method: String, _ target: String, body: String = "", limit: Duration = .seconds(60)
    ) async throws -> HTTPResponse {
        let headers: HTTPHeaders = body.isEmpty ? [:] : ["Content-Type": "application/json"]
        return try await http.send(
            HTTPRequest(method, target, headers: headers, body: Array(body.utf8)),
            to: Endpoint.modelRunner, patience: limit, limit: limit)
    }

    /// Runs a program to its end, such as `docker`; no shell is involved.
    public func run(_ argv: [String], limit: Duration = .seconds(60)) async -> CommandResult {
        await processes.collect(
            ProcessCommand(argv, environment: .users(environment.all), limit: limit))
    }
}
