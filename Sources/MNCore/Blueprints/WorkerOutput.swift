import Synchronization

/// Takes what a worker writes, and hands it on line by line without secrets: to the terminal and to files.
///
/// Names of the user and of the machine have stand-ins too. Addresses and the like stay in standard output,
/// which is the worker's answer, and have stand-ins in standard error, which is conversation.
package final class WorkerOutput: Sendable {
    private struct State {
        var streams: [ProcessOutput: SecretStream]
        var standIns: StandIns
        var fault: FileFault?
    }

    private let world: World
    /// The folder of the files, one for each output.
    private let folder: String
    /// Whether standard output is kept free for a document.
    private let isQuiet: Bool
    private let state: Mutex<State>

    package init(_ world: World, _ secrets: Secrets, folder: String, isQuiet: Bool) {
        self.world = world
        self.folder = folder
        self.isQuiet = isQuiet
        let streams = ProcessOutput.allCases.map { ($0, SecretStream(secrets)) }
        let identity = Identity(world.environment.all, hostName: world.hostName)
        state = Mutex(
            State(
                streams: Dictionary(uniqueKeysWithValues: streams), standIns: StandIns(identity)))
    }

    /// Why the output is not kept; nil if it is.
    package var fault: FileFault? { state.withLock(\.fault) }

    package func receive(_ output: ProcessOutput, _ bytes: [UInt8]) {
        state.withLock { state in
            let shown = state.streams[output]?.take(bytes) ?? []
            if !shown.isEmpty { show(shown, output, &state) }
        }
    }

    /// Hands on what has no line end.
    package func finish() {
        state.withLock { state in
            for output in ProcessOutput.allCases {
                let rest = state.streams[output]?.finish() ?? []
                if !rest.isEmpty { show(rest, output, &state) }
            }
        }
    }

    private func show(_ bytes: [UInt8], _ output: ProcessOutput, _ state: inout State) {
        var text = String(decoding: bytes, as: UTF8.self)
        text =
            output == .error
            ? state.standIns.replaced(text) : state.standIns.knownReplaced(text)
        if output == .error || isQuiet {
            world.terminal.writeError(Sanitized.lines(text))
        } else {
            // A terminal is not given what could steer it; a file gets what the worker wrote.
            world.terminal.write(world.terminal.width == nil ? text : Sanitized.lines(text))
            // What has been written so far stands before anything on standard error.
            world.terminal.writeError("")
        }
        guard state.fault == nil else { return }
        do throws(FileFault) {
            try world.files.append(Array(text.utf8), to: "\(folder)/\(output.rawValue).log")
        } catch {
            state.fault = error
        }
    }
}
