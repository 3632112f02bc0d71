import MNCore
import MNSim
import Synchronization
import TestSupport
import Testing

@testable import mn

/// One command line in a world of its own and in virtual time, with all that is counted of it.
struct ExtremeRun {
    static let state = "/m/state.json"
    static let profile = "/m/machine.json"

    var session: Session
    /// How often something waited.
    var waits: Int

    /// Runs `mn`; a terminal shows progress, since that is where numbers are made into words.
    ///
    /// - Parameters:
    ///   - docker: nil is that of the command line's own state.
    ///   - clock: what is added to the time by the calendar.
    init(
        _ line: String, _ files: [String: [UInt8]], clock: Duration = .zero,
        environment: [String: String] = ["HOME": "/home/user"],
        docker: (@Sendable (any Time) -> any HTTPTransport & ProcessRunner)? = nil
    ) throws {
        let terminal = ProgressTerminal()
        let waits = Mutex(0)
        let arguments = line.split(separator: " ").map(String.init)
        let memory = MemoryFiles(files)
        let exitCode = try Simulation.run { virtual in
            let time = CountedTime(time: virtual, shift: clock) { waits.withLock { $0 += 1 } }
            let docker = docker?(time) ?? NoServices()
            let world = World(
                machine: TestMachines.machine("test-cuda-8gb"), http: docker, processes: docker,
                files: memory, terminal: terminal, time: time, environment: environment,
                profiles: TestMachines.texts)
            return await Program.run(arguments, world)
        }
        session = Session(output: terminal.output, error: terminal.error, exitCode: exitCode)
        self.waits = waits.withLock { $0 }
    }

    /// That it ended as a command may end, after no more than bounded work.
    func check(_ what: @autoclosure () -> String) {
        let known = ExitCode.allCases.filter { ![.internalError, .interrupted].contains($0) }
        #expect(known.contains(session.exitCode), "\(what()): \(session.error)")
        #expect(waits < 10_000, "\(what())")
        #expect(session.output.utf8.count < 4 << 20, "\(what())")
    }
}

/// A clock that counts how often somebody waits for it.
private struct CountedTime: Time {
    let time: VirtualTime
    let shift: Duration
    let note: @Sendable () -> Void

    var now: Duration { time.now }
    var sinceEpoch: Duration { (Seconds(shift) + Seconds(time.sinceEpoch)).duration }
    func sleep(for duration: Duration) async {
        note()
        await time.sleep(for: duration)
    }
}

/// A terminal on which progress is shown.
private final class ProgressTerminal: Terminal {
    let presentation: Presentation = {
        var presentation = Presentation(width: 80)
        presentation.showsProgress = true
        presentation.errorWidth = 200
        return presentation
    }()
    private let texts = Mutex((output: "", error: ""))

    var output: String { texts.withLock(\.output) }
    var error: String { texts.withLock(\.error) }
    func write(_ text: String) { texts.withLock { $0.output += text } }
    func writeError(_ text: String) { texts.withLock { $0.error += text } }
    func showProgress(_ line: String?) {}
}

/// A Docker whose pulls bring a byte in ten minutes, and then say how much there is to come.
struct StallingPull: StubTransports {
    let docker: any HTTPTransport & ProcessRunner
    let time: any Time
    let total: Int

    init(_ docker: any HTTPTransport & ProcessRunner, time: any Time, total: Int) {
        self.docker = docker
        self.time = time
        self.total = total
    }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration,
        limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        guard request.target == "/models/create" else {
            return try await docker.exchange(
                request, with: endpoint, patience: patience, limit: limit, receive)
        }
        var goesOn = receive(.head(HTTPResponseHead(status: 200)))
        for (minute, size) in [total, 1, total, .max].enumerated() where goesOn {
            await time.sleep(for: .seconds(150))
            let line = """
                {"type": "progress", "message": "", "total": \(size), "layer": {"id": "a\(minute / 3)", \
                "size": \(size), "current": 1}}
                """
            goesOn = receive(.body(Array((line + "\n").utf8)))
        }
        if goesOn { _ = receive(.body(Array(#"{"type": "success", "message": "done"}"#.utf8))) }
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome { await docker.run(command, started: started, receive) }
}

/// A Docker in whose runner's answers numbers are replaced.
final class ChangedAnswers: StubTransports {
    private let docker: any HTTPTransport & ProcessRunner
    /// The place among all numbers that are answered; nil is every one.
    private let place: Int?
    private let number: String
    private let seen = Mutex(0)

    init(_ docker: any HTTPTransport & ProcessRunner, place: Int?, number: String) {
        self.docker = docker
        self.place = place
        self.number = number
    }

    /// How many numbers were answered.
    var count: Int { seen.withLock(\.self) }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration,
        limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        try await docker.exchange(request, with: endpoint, patience: patience, limit: limit) {
            part in
            guard case .body(let bytes) = part else { return receive(part) }
            return receive(.body(self.changed(bytes)))
        }
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome { await docker.run(command, started: started, receive) }

    private func changed(_ bytes: [UInt8]) -> [UInt8] {
        let places = ExtremeNumbers.places(in: bytes)
        let first = seen.withLock { seen in
            defer { seen += places.count }
            return seen
        }
        guard let place else { return ExtremeNumbers.replacing(places, in: bytes, by: number) }
        guard places.indices.contains(place - first) else { return bytes }
        return ExtremeNumbers.replacing([places[place - first]], in: bytes, by: number)
    }
}
