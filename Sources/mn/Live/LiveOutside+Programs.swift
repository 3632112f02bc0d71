#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore
import Synchronization

extension LiveOutside {
    /// How long a program may take to end once Ctrl-C has told it to.
    private static let grace = Duration.seconds(2)
    /// How long a cleanup may take; it waits for a Docker engine.
    private static let cleanupLimit = Duration.seconds(15)
    /// A year is as long as it takes.
    private static let unlimited = Duration.seconds(365 * 24 * 3600)

    func obstacle(to program: ProgramCall) async -> ProgramEnding? {
        await BlockingWork.run { [programs] in
            do throws(Obstacle) {
                _ = try Self.locate(program, programs)
                return nil
            } catch {
                return error.ending
            }
        }
    }

    func run(
        _ program: ProgramCall, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProgramOutput, [UInt8]) -> Void
    ) async -> ProgramEnding {
        let interruption = Flag()
        let cancellation = Flag()
        return await withTaskCancellationHandler {
            await BlockingWork.run { [programs] in
                do throws(Obstacle) {
                    let (path, directory) = try Self.locate(program, programs)
                    if cancellation.isRaised { return .interrupted }
                    var run = CommandRun(
                        path: path, argv: program.argv, environment: program.environment,
                        deadline: .now + (program.limit ?? Self.unlimited), outputLimit: 0)
                    run.pieces = receive
                    run.directory = directory
                    run.speaksPlainly = false
                    run.cleanup = Self.cleanup(program, path)
                    run.isUnwanted = { cancellation.isRaised }
                    let action = program.takesInterruption ? interrupts(interruption) : nil
                    defer { action?.withdraw() }
                    run.started = {
                        started()
                        // The word may have come before there was anybody to hear it.
                        if interruption.isRaised { RunningCommands.interrupt(grace: Self.grace) }
                    }
                    let ending = Self.ending(run.outcome())
                    let isEnded = interruption.isRaised || cancellation.isRaised
                    if isEnded || !ending.isOwn { Self.cleanUp(program, path, receive) }
                    return isEnded ? .interrupted : ending
                } catch {
                    return error.ending
                }
            }
        } onCancel: {
            cancellation.raise()
        }
    }

    /// Makes Ctrl-C tell the programs that run to end.
    private func interrupts(_ interruption: Flag) -> any EndAction {
        gracefulShutdown.add {
            interruption.raise()
            RunningCommands.interrupt(grace: Self.grace)
        }
    }

    /// Why a program cannot be started.
    private struct Obstacle: Error {
        var ending: ProgramEnding
    }

    /// The path of a program, and of the folder in which it runs.
    private static func locate(
        _ program: ProgramCall, _ programs: ProgramSearch
    ) throws(Obstacle) -> (path: String, directory: String?) {
        guard let name = program.argv.first else { throw Obstacle(ending: .absent) }
        let directory: String?
        do throws(SystemFault) {
            directory = try program.directory.map { (path) throws(SystemFault) in
                try FileStatus.resolved(path)
            }
        } catch {
            throw Obstacle(ending: error.code == ENOENT ? .absent : .failed("\(error)"))
        }
        let isBelow = name.contains("/") && !name.hasPrefix("/")
        switch programs.find(isBelow ? "\(directory ?? ".")/\(name)" : name) {
        case .absent: throw Obstacle(ending: .absent)
        case .denied: throw Obstacle(ending: .denied)
        case .failed(let fault): throw Obstacle(ending: .failed("\(fault)"))
        case .found(let path): return (path, directory)
        }
    }

    private static func cleanup(_ program: ProgramCall, _ path: String) -> ChildProcess.Cleanup? {
        program.cleanup.map { ChildProcess.Cleanup(path: path, argv: $0, limit: cleanupLimit) }
    }

    /// Ends what the program left behind; says so if that does not work.
    private static func cleanUp(
        _ program: ProgramCall, _ path: String,
        _ receive: @escaping @Sendable (ProgramOutput, [UInt8]) -> Void
    ) {
        guard let words = program.cleanup else { return }
        var run = CommandRun(
            path: path, argv: words, environment: program.environment,
            deadline: .now + cleanupLimit)
        // Should this process be killed meanwhile, it is done again.
        run.cleanup = cleanup(program, path)
        let outcome = run.outcome()
        let isDone = if case .ended(let result) = outcome { result.isDone } else { false }
        guard !isDone else { return }
        let line = CommandWords.line(words)
        receive(.error, Array("mn: What the worker started may still run: \(line)\n".utf8))
    }

    private static func ending(_ outcome: Outcome) -> ProgramEnding {
        switch outcome {
        case .ended(let result):
            switch result.ending {
            case .exited(let status): .exited(status)
            case .signalled(let signal): .signalled(signal)
            }
        case .timedOut: .timedOut
        case .absent: .absent
        case .denied: .denied
        default: .failed("\(outcome)")
        }
    }

    /// Something that has happened.
    private final class Flag: Sendable {
        private let value = Mutex(false)

        var isRaised: Bool { value.withLock { $0 } }

        func raise() { value.withLock { $0 = true } }
    }
}

extension ProgramEnding {
    /// Whether the program came to an end of its own, or never began.
    fileprivate var isOwn: Bool {
        switch self {
        case .exited, .absent, .denied: true
        default: false
        }
    }
}

extension CommandResult {
    /// Whether nothing is left; what is not there need not be ended.
    fileprivate var isDone: Bool {
        ending == .exited(0)
            || Sanitized.line(standardError).contains("No such container")
    }
}
