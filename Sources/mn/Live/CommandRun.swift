#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// One run of a program: started, read, ended in time with everything that it started.
struct CommandRun: Sendable {
    /// The absolute path of the program.
    var path: String
    var argv: [String]
    var environment: [String: String]
    /// When the program and its children are told to end.
    var deadline: ContinuousClock.Instant
    /// The most bytes kept of each output.
    var outputLimit = CommandResult.outputLimit
    /// Called once the program runs.
    var started: (@Sendable () -> Void)?
    /// Takes each piece of either output as it comes.
    var pieces: (@Sendable (ProcessOutput, [UInt8]) -> Void)?
    /// Where it runs; nil is where this program runs.
    var directory: String?
    /// What takes away what the program started out of reach, should this process end before it.
    var cleanup: ChildProcess.Cleanup?
    /// Whether nobody wants the outcome any more; the program is then told to end as if it were late.
    var isUnwanted: (@Sendable () -> Bool)?
    /// Whether it speaks the language of programs (`LC_ALL=C`), for output that is parsed.
    var forcesCLocale = true

    /// The time between the request to end (SIGTERM) and the order (SIGKILL).
    static let grace = Duration.milliseconds(200)
    /// How long an output must be silent, once the program has ended, to count as ended too.
    static let silence = Duration.milliseconds(100)
    /// How long something else may go on writing once the program has ended.
    static let aftermath = Duration.milliseconds(500)
    /// How often a silent program is asked whether it has ended.
    private static let interval = Duration.milliseconds(20)
    /// The same, for one that has closed its outputs and is most likely ending.
    private static let shortInterval = Duration.milliseconds(1)
    /// How long a killed program may take to die; one stuck in a driver never does, and is left behind.
    private static let dying = Duration.milliseconds(100)
    /// How often a program that somebody is writing is tried, 5 ms apart.
    private static let attempts = 20

    /// The longest that `result()` may take beyond the deadline: aftermath, silence and dying.
    static let overrun = Duration.milliseconds(700)

    /// Runs the program to its end; blocks its thread.
    func result() -> CommandResult {
        do {
            return try run()
        } catch {
            // Not found is here an error of another kind: the interpreter that a script names.
            let isDenied = [EACCES, EPERM].contains(error.code)
            return CommandResult(isDenied ? .denied : .failed("\(error)"))
        }
    }

    private func run() throws(SystemFault) -> CommandResult {
        let child = try start()
        started?()
        var output = CommandOutput(
            child.standardOutput.number, child.standardError.number, limit: outputLimit,
            pieces: pieces)
        let inTime: Bool
        do throws(SystemFault) {
            inTime = try follow(child, &output, until: deadline, unless: isUnwanted)
            if inTime {
                drain(&output)
            } else {
                child.send(SIGTERM)
                _ = try follow(child, &output, until: .now + Self.grace)
            }
        } catch {
            child.send(SIGKILL)
            _ = child.reap()
            throw error
        }
        child.send(SIGKILL)
        _ = try? follow(child, &output, until: .now + Self.dying)
        let status = child.reap()
        guard inTime else { return CommandResult(.timedOut) }
        guard let status else { throw SystemFault("waitpid", code: ECHILD) }
        return CommandResult(
            Self.ending(status), standardOutput: output.kept[0], standardError: output.kept[1],
            isTruncated: output.isTruncated)
    }

    /// Starts the program; one that is just being written, by an installer or so, is tried again.
    private func start() throws(SystemFault) -> ChildProcess {
        var attempt = 1
        while true {
            do {
                return try ChildProcess.start(
                    path, argv: argv, variables: variables, directory: directory,
                    cleanup: cleanup)
            } catch {
                guard error.code == ETXTBSY, attempt < Self.attempts else { throw error }
                attempt += 1
                _ = poll(nil, 0, 5)
            }
        }
    }

    /// Reads until the program has ended; false if it has not by `end`, or is not wanted any more.
    private func follow(
        _ child: borrowing ChildProcess, _ output: inout CommandOutput,
        until end: ContinuousClock.Instant, unless isUnwanted: (@Sendable () -> Bool)? = nil
    ) throws(SystemFault) -> Bool {
        var check = ContinuousClock.now
        while true {
            let now = ContinuousClock.now
            // A steady stream must not hide the end: it may come from a child of the program.
            if !output.isOpen || now >= min(check, end) {
                if try child.hasEnded() { return true }
                if now >= end || isUnwanted?() == true { return false }
                check = now + Self.interval
            }
            let pause = output.isOpen ? Self.interval : Self.shortInterval
            _ = output.receive(within: min(pause, now.duration(to: end)))
        }
    }

    /// Reads what is left after the end of the program.
    ///
    /// The outputs may still be open in something that it started and that lives on.
    private func drain(_ output: inout CommandOutput) {
        let end = ContinuousClock.now + Self.aftermath
        while output.isOpen, output.receive(within: Self.silence) {
            guard output.isOpen, ContinuousClock.now > end else { continue }
            output.isTruncated = true
            return
        }
    }

    private var variables: [String] {
        environment.merging(forcesCLocale ? ["LC_ALL": "C", "LANG": "C"] : [:]) { $1 }.map {
            "\($0)=\($1)"
        }.sorted()
    }

    /// What `waitpid` reported, in words.
    private static func ending(_ status: Int32) -> ProcessOutcome {
        let signal = status & 0x7F
        return signal == 0 ? .exited(Int(status >> 8 & 0xFF)) : .signalled(Int(signal))
    }
}

/// What a command has written so far; of each output the first bytes are kept and the rest dropped.
struct CommandOutput: ~Copyable {
    /// What is kept of standard output and of standard error.
    private(set) var kept: [[UInt8]] = [[], []]
    /// Whether more came than was kept, or was still coming when nobody read on.
    var isTruncated = false
    private let limit: Int
    /// Takes each piece of either output as it comes.
    private let pieces: (@Sendable (ProcessOutput, [UInt8]) -> Void)?
    /// The reading ends; `poll` passes over those set to -1.
    private var ends: [pollfd]
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    /// Reads from two descriptors that somebody else keeps open and closes.
    init(
        _ standardOutput: Int32, _ standardError: Int32, limit: Int,
        pieces: (@Sendable (ProcessOutput, [UInt8]) -> Void)? = nil
    ) {
        self.limit = limit
        self.pieces = pieces
        ends = [standardOutput, standardError].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
    }

    /// Whether anybody can still write.
    var isOpen: Bool { ends.contains { $0.fd >= 0 } }

    /// Waits for the next bytes or the end of an output; false if neither comes in time.
    mutating func receive(within limit: Duration) -> Bool {
        let milliseconds = Int32(clamping: Seconds(max(.zero, limit)).milliseconds + 1)
        let ready = unsafe poll(&ends, nfds_t(ends.count), milliseconds)
        guard ready > 0 else { return ready < 0 }
        for index in ends.indices where ends[index].revents != 0 { readOnce(index) }
        return true
    }

    private mutating func readOnce(_ index: Int) {
        let count = unsafe read(ends[index].fd, &buffer, buffer.count)
        if count > 0 {
            let room = limit - kept[index].count
            kept[index] += buffer.prefix(min(count, room))
            if count > room { isTruncated = true }
            pieces?(index == 0 ? .standard : .error, Array(buffer.prefix(count)))
        } else if count == 0 || errno != EINTR {
            ends[index].fd = -1
        }
    }
}
