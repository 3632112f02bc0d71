import MNCore
import Profiles
import Synchronization
import TestSupport

@testable import MNRunner
@testable import MNSim
@testable import mn

/// Whole command lines in a world in memory, whose time passes at once.
struct FuzzWorld: Sendable {
    /// A machine on which most models may be installed.
    static let machineID = "nvidia-rtx4060-8gb-7538mb"
    static let texts = EmbeddedProfiles.texts
    private static let ownTexts = texts.filter { $0.key == machineID }
    static let machine: any Machine = {
        guard let text = texts[machineID],
            let profile = try? Profile.read(Array(text.utf8), name: "p")
        else { preconditionFailure("there is no profile '\(machineID)'") }
        return ReplayMachine(profile)
    }()

    var files: [String: [UInt8]] = [:]
    var environment = Canary.environment.merging(["HOME": "/home/user"]) { $1 }
    var docker: any HTTPTransport & ProcessRunner = NoServices()
    var machine = Self.machine
    var width: Int?
    var showsProgress = false

    /// Runs `mn` with these words, and holds what every command promises.
    func run(_ arguments: [String]) throws {
        let terminal = FuzzTerminal(width: width, showsProgress: showsProgress)
        let world = self
        let exit: ExitCode
        do throws(Simulation.Stuck) {
            exit = try Simulation.run { time in
                await Program.run(
                    arguments,
                    World(
                        machine: world.machine, http: world.docker, processes: world.docker,
                        files: MemoryFiles(world.files, time: time), terminal: terminal, time: time,
                        environment: world.environment,
                        profiles: Self.ownTexts))
            }
        } catch {
            throw BrokenPromise("'mn \(arguments.joined(separator: " "))' does not end: \(error)")
        }
        let (output, errors) = (terminal.output, terminal.error)
        try Canary.check(output, "standard output")
        try Canary.check(errors, "standard error")
        try Ink.check(output, "standard output")
        try Ink.check(errors, "standard error")
        for line in terminal.progress { try Ink.checkLine(line, "progress") }
        if arguments.prefix(while: { $0 != "--" }).contains("--json") {
            try promise((try? JSON.parse(output)) != nil, "--json prints one document: \(output)")
        }
        try promise(exit != .done || !output.isEmpty || !errors.isEmpty, "something is said")
        try promise(
            exit != .internalError,
            "nothing goes wrong inside: \((output + errors).debugDescription)")
    }
}

/// A terminal that keeps all that is written to it and shown on it.
final class FuzzTerminal: Terminal {
    let presentation: Presentation
    private let texts = Mutex((output: "", error: "", progress: [String]()))

    init(width: Int?, showsProgress: Bool) {
        var presentation = Presentation(width: width)
        presentation.errorWidth = showsProgress ? width : nil
        presentation.showsProgress = showsProgress
        self.presentation = presentation
    }

    var output: String { texts.withLock(\.output) }
    var error: String { texts.withLock(\.error) }
    var progress: [String] { texts.withLock(\.progress) }

    func write(_ text: String) { texts.withLock { $0.output += text } }
    func writeError(_ text: String) { texts.withLock { $0.error += text } }
    func showProgress(_ line: String?) { texts.withLock { $0.progress.append(line ?? "") } }
}
