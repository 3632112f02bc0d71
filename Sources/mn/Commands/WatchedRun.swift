import MNCore
import MNSim

// Runs of which something is kept: the trace that was asked for, and the recording of a run that fails.
extension Program {
    /// Runs a command; what it asks and is answered is written down where that is wanted.
    ///
    /// - Parameter path: the file of its trace; empty if it has none.
    static func watched(
        _ command: Command, _ invocation: Invocation, trace path: String, _ world: World,
        _ note: (Note) -> Void
    ) async throws -> ExitCode {
        let header = Tracer(world).header(invocation.replayedWords, version: version)
        let isLive = command.isRecorded && world.simulatedMachine == nil
        let recorder = isLive ? FlightRecorder(in: world, header: header) : nil
        if path.isEmpty, recorder == nil {
            let shown = command.printsOnlyOwn ? world : world.discreet()
            return try await answer(command, invocation.arguments, shown, note: note)
        }
        let tracer = Tracer(world, keeps: !path.isEmpty) { recorder?.note($0) }
        let traced = command.printsOnlyOwn ? tracer.world : tracer.world.discreet()
        // Paths are shown by it, whether or not the command reads it before it is killed.
        _ = tracer.world.environment["HOME"]
        var exit: ExitCode
        var isMisspelt = false
        do {
            exit = try await answer(command, invocation.arguments, traced) { decided in
                note(decided)
                if case .ruling(let ruling) = decided { tracer.note(ruling.event) }
            }
        } catch {
            let fault = reported(error, invocation, world)
            note(Note(fault))
            exit = complain(fault, invocation, traced)
            isMisspelt = fault.code.namesWhatIsNotThere
        }
        // Before the trace, which may take its time; what can be mended on the line needs no help.
        let needsHelp = exit != .done && exit != .usage && !isMisspelt
        let isKept = recorder?.end(needsHelp ? exit : nil) ?? false
        if !path.isEmpty {
            let trace = tracer.trace(invocation.replayedWords, exit: exit, version: version)
            let isWritten = write(trace, to: path, world, traced)
            if !isWritten, exit == .done { exit = .failed }
        }
        if isKept, !invocation.arguments.wantsDocument {
            world.terminal.say(
                TerminalMessage(.notice, nil, lines: ["Share what happened: mn support bundle"]))
        }
        return exit
    }

    /// Writes a trace; false, and says so, if that cannot be.
    private static func write(
        _ trace: Trace, to path: String, _ world: World, _ traced: World
    ) -> Bool {
        let text = shareable(trace, world.environment.all, in: world).text
        do throws(FileFault) {
            try world.files.replace(path, with: Array(text.utf8), isPrivate: true)
            return true
        } catch {
            // How the command itself ended has been said, and is not lost for that.
            traced.terminal.say(
                TerminalMessage(.error, "The trace was not written: \(error.problem)"))
            return false
        }
    }
}

extension ErrorCode {
    /// Whether a command line names something that there is not, as one does that is typed wrongly.
    fileprivate var namesWhatIsNotThere: Bool {
        [.unknownModel, .unknownProfile, .unknownField, .fileNotFound].contains(self)
    }
}
