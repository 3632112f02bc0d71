#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore
import Synchronization

/// The programs of this machine.
struct LiveProcesses: ProcessRunner {
    private let programs: ProgramSearch
    private let environment: [String: String]
    private let gracefulShutdown: GracefulShutdown

    /// - Parameters:
    ///   - environment: the user's variables, of which `PATH` says where programs are looked for.
    ///   - gracefulShutdown: what Ctrl-C ends while a program runs that takes it.
    init(
        environment: [String: String] = ProcessArguments.environment(),
        gracefulShutdown: GracefulShutdown = GracefulShutdown()
    ) {
        programs = ProgramSearch(path: environment["PATH"])
        self.environment = environment
        self.gracefulShutdown = gracefulShutdown
    }

    /// How long a program may take to end once Ctrl-C has told it to.
    private static let grace = Duration.seconds(2)
    /// How long a cleanup may take; it waits for a Docker engine.
    private static let cleanupLimit = Duration.seconds(15)
    /// A year is as long as it takes.
    private static let unlimited = Duration.seconds(365 * 24 * 3600)

    func obstacle(to command: ProcessCommand) async -> ProcessOutcome? {
        await BlockingWork.run { [programs] in
            do throws(StartFailure) {
                _ = try Self.locate(command, programs)
                return nil
            } catch {
                return error.ending
            }
        }
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        let interruption = Flag()
        let cancellation = Flag()
        return await withTaskCancellationHandler {
            await BlockingWork.run {
                do throws(StartFailure) {
                    let (path, directory) = try Self.locate(command, programs)
                    if cancellation.isRaised { return .interrupted }
                    var run = CommandRun(
                        path: path, argv: command.argv, environment: variables(command),
                        deadline: .now + (command.limit ?? Self.unlimited), outputLimit: 0)
                    run.pieces = receive
                    run.directory = directory
                    if case .only = command.environment { run.forcesCLocale = false }
                    run.cleanup = Self.cleanup(command, path)
                    run.isUnwanted = { cancellation.isRaised }
                    let action = command.takesInterruption ? interrupts(interruption) : nil
                    defer { action?.withdraw() }
                    run.started = {
                        started()
                        // The word may have come before there was anybody to hear it.
                        if interruption.isRaised { RunningCommands.interrupt(grace: Self.grace) }
                    }
                    let ending = run.result().ending
                    let isEnded = interruption.isRaised || cancellation.isRaised
                    if isEnded || !ending.isOwn { cleanUp(command, path, receive) }
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
    private struct StartFailure: Error {
        var ending: ProcessOutcome
    }

    /// The path of a program, and of the folder in which it runs.
    private static func locate(
        _ command: ProcessCommand, _ programs: ProgramSearch
    ) throws(StartFailure) -> (path: String, directory: String?) {
        guard let name = command.argv.first else { throw StartFailure(ending: .absent) }
        let directory: String?
        do throws(SystemFault) {
            directory = try command.directory.map { (path) throws(SystemFault) in
                try FileStatus.resolved(path)
            }
        } catch {
            throw StartFailure(ending: error.code == ENOENT ? .absent : .failed("\(error)"))
        }
        let isBelow = name.contains("/") && !name.hasPrefix("/")
        switch programs.find(isBelow ? "\(directory ?? ".")/\(name)" : name) {
        case .absent: throw StartFailure(ending: .absent)
        case .denied: throw StartFailure(ending: .denied)
        case .failed(let fault): throw StartFailure(ending: .failed("\(fault)"))
        case .found(let path): return (path, directory)
        }
    }

    private static func cleanup(_ command: ProcessCommand, _ path: String) -> ChildProcess.Cleanup?
    {
        command.cleanup.map { ChildProcess.Cleanup(path: path, argv: $0, limit: cleanupLimit) }
    }

    /// Ends what the program left behind; says so if that does not work.
    private func cleanUp(
        _ command: ProcessCommand, _ path: String,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) {
        guard let words = command.cleanup else { return }
        var run = CommandRun(
            path: path, argv: words, environment: variables(command),
            deadline: .now + Self.cleanupLimit)
        // Should this process be killed meanwhile, it is done again.
        run.cleanup = Self.cleanup(command, path)
        guard !run.result().isDone else { return }
        let line = CommandWords.line(words)
        receive(.error, Array("mn: What the worker started may still run: \(line)\n".utf8))
    }

    private func variables(_ command: ProcessCommand) -> [String: String] {
        switch command.environment {
        case .only(let variables): variables
        case .users(let variables): environment.merging(variables) { $1 }
        }
    }

    /// Something that has happened.
    private final class Flag: Sendable {
        private let value = Mutex(false)

        var isRaised: Bool { value.withLock { $0 } }

        func raise() { value.withLock { $0 = true } }
    }
}

extension ProcessOutcome {
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
