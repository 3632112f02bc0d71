import MNCore
import MNSim
import MNSupport
import Synchronization
import Testing

/// A bug that is put into the program, at a seam: what exploration must find.
struct PlantedFault: Sendable, CustomTestStringConvertible {
    let name: String
    let plant: @Sendable (@escaping RunFindings.Program) -> RunFindings.Program

    var testDescription: String { name }

    init(
        _ name: String,
        _ plant: @escaping @Sendable (@escaping RunFindings.Program) -> RunFindings.Program
    ) {
        self.name = name
        self.plant = plant
    }

    /// A bug in what a command is given.
    static func world(
        _ name: String, _ change: @escaping @Sendable (inout World, [String]) -> Void
    ) -> PlantedFault {
        PlantedFault(name) { program in
            { arguments, world, tell in
                var world = world
                change(&world, arguments)
                return await program(arguments, world, tell)
            }
        }
    }

    /// A bug in what a command is told to do.
    static func words(
        _ name: String, _ change: @escaping @Sendable ([String]) -> [String]
    ) -> PlantedFault {
        PlantedFault(name) { program in
            { arguments, world, tell in await program(change(arguments), world, tell) }
        }
    }

    /// A bug in how a command ends.
    static func exit(
        _ name: String, _ change: @escaping @Sendable (ExitCode, [String]) -> ExitCode
    ) -> PlantedFault {
        PlantedFault(name) { program in
            { arguments, world, tell in
                change(await program(arguments, world, tell), arguments)
            }
        }
    }

    /// A bug in what a command tells.
    static func told(
        _ name: String,
        _ change: @escaping @Sendable (RunFindings.Told, [String]) -> RunFindings.Told
    ) -> PlantedFault {
        PlantedFault(name) { program in
            { arguments, world, tell in
                await program(arguments, world) { tell(change($0, arguments)) }
            }
        }
    }
}

/// Files with a bug.
struct BadFiles: Files {
    let inner: any Files
    var reads: @Sendable ([UInt8], String) -> [UInt8] = { bytes, _ in bytes }
    /// What a fault becomes when a file is read; nil stays as it is.
    var readFault: @Sendable (FileFault) -> [UInt8]? = { _ in nil }
    /// What is written instead, and where; nil is nothing.
    var writes: @Sendable ([UInt8], String) -> (path: String, bytes: [UInt8])? = { ($1, $0) }
    var ignoresWriteFaults = false
    var takesLocks = true
    var releasesLocks = true

    private struct NoLock: FileLock { func release() {} }
    private final class Kept: FileLock {
        let lock: any FileLock
        init(_ lock: any FileLock) { self.lock = lock }
        func release() { Self.all.withLock { $0.append(lock) } }
        static let all = Mutex<[any FileLock]>([])
    }

    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        do throws(FileFault) {
            return reads(try inner.read(path, limit: limit), path)
        } catch {
            if let bytes = readFault(error) { return bytes }
            throw error
        }
    }
    func list(_ path: String) throws(FileFault) -> [String] { try inner.list(path) }
    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        guard let (place, changed) = writes(bytes, path) else { return }
        do throws(FileFault) {
            try inner.replace(place, with: changed)
        } catch {
            if !ignoresWriteFaults { throw error }
        }
    }
    func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        try inner.append(bytes, to: path)
    }
    func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        do throws(FileFault) {
            try inner.rehearse(path, with: bytes)
        } catch {
            if !ignoresWriteFaults { throw error }
        }
    }
    func lock(_ path: String) throws(FileFault) -> (any FileLock)? {
        guard takesLocks else { return NoLock() }
        let lock = try inner.lock(path)
        return releasesLocks ? lock : lock.map { Kept($0) }
    }
    func resolved(_ path: String) throws(FileFault) -> String { try inner.resolved(path) }
}

/// HTTP with a bug.
struct BadHTTP: HTTPTransport {
    let inner: any HTTPTransport
    var sends: @Sendable (HTTPRequest) -> HTTPRequest = { $0 }
    /// Where it is sent; nil is nowhere, and the answer is `200`.
    var place: @Sendable (HTTPRequest, Endpoint) -> Endpoint? = { $1 }
    var answers: @Sendable (HTTPResponsePart, HTTPRequest) -> HTTPResponsePart = { part, _ in part }
    var isPatient = false
    /// What is done before.
    var before: @Sendable (HTTPRequest) -> Void = { _ in }
    var times: @Sendable (HTTPRequest) -> Int = { _ in 1 }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        before(request)
        guard let place = place(request, endpoint) else {
            _ = receive(.head(HTTPResponseHead(status: 200)))
            _ = receive(
                .body(
                    Array("{\"type\":\"success\",\"message\":\"Model pulled successfully\"}\n".utf8)
                ))
            return
        }
        for _ in 1..<max(times(request), 1) {
            try await inner.exchange(sends(request), with: place, patience: patience, limit: limit)
            { _ in true }
        }
        try await inner.exchange(
            sends(request), with: place, patience: isPatient ? .seconds(1 << 40) : patience,
            limit: isPatient ? nil : limit
        ) { receive(answers($0, request)) }
    }
    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        try await inner.connect(to: endpoint, limit: limit)
    }
}

/// A machine with a bug.
struct BadMachine: Machine {
    let inner: any Machine
    let answers: @Sendable (Access, Outcome) -> Outcome
    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        answers(access, await inner.answer(access, within: limit))
    }
}

/// A terminal with a bug.
struct BadTerminal: Terminal {
    let inner: any Terminal
    var writes: @Sendable (String) -> String = { $0 }
    var writesErrors: @Sendable (String) -> String = { $0 }
    var presentation: Presentation { inner.presentation }
    func write(_ text: String) { inner.write(writes(text)) }
    func writeError(_ text: String) { inner.writeError(writesErrors(text)) }
    func say(_ message: TerminalMessage) {
        inner.writeError(writesErrors(message.text(presentation)))
    }
    func tellJob(_ commands: String) { inner.tellJob(commands) }
}

/// A machine that is asked for more than is wanted.
struct CuriousMachine: Machine {
    let inner: any Machine
    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        if access == .platform { return await inner.answer(access, within: limit) }
        if case .command = access {
            _ = await inner.answer(.command(["curl", "-s"]), within: limit)
        }
        return await inner.answer(access, within: limit)
    }
}
