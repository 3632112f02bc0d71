/// One `docker` command on its way: what it has printed, and what time it is for it.
///
/// The extensions hold `docker` itself, the requests to the runner, and each command of `docker model`
/// beside its row of the table `PluginCommand.all`.
struct DockerRun {
    var runner: FaultyRunner
    var setup: DockerSetup
    /// What goes wrong for this command, beside what goes wrong for its requests.
    private var faults: [RunnerFault.Kind] = []
    var call: DockerCall
    let start: Duration
    /// What time it is for the command.
    var clock: Duration
    private var script = CommandScript()
    /// Known once the plugin has looked around.
    var endpoint = RunnerEndpoint.container(.dockerEngine)

    init(runner: FaultyRunner, setup: DockerSetup, call: DockerCall, at now: Duration) {
        self.runner = runner
        self.setup = setup
        self.call = call
        start = now
        clock = now
    }

    mutating func perform() {
        let words = Array(call.arguments.dropFirst())
        let others = runner.faults
        meetFaults(Array(words.dropFirst()))
        defer { runner.faults = Array(runner.faults.prefix(others.count)) }
        do throws(CommandEnd) {
            try client(words)
            script.exit = 0
        } catch {
            switch error {
            case .failed(let words):
                complain(words + "\n")
                script.exit = 1
            case .unavailable:
                complain("service unavailable\n")
                script.exit = 1
            case .exited(let code): script.exit = code
            case .interrupted:
                // The terminal shows the key that was typed.
                if call.terminal != nil { print("^C") }
                // As recorded: pull-interrupt-group, hang-status.
                script.exit = 255
            case .hung: script.exit = nil
            }
        }
        script.endAfter = clock - start
    }

    mutating func print(_ text: String) { add(text, isError: false) }

    mutating func complain(_ text: String) { add(text, isError: true) }

    private mutating func add(_ text: String, isError: Bool) {
        if text.isEmpty { return }
        script.pieces.append(
            CommandScript.Piece(after: clock - start, isError: isError, text: text))
    }

    /// The script in the form that the terminal, if there is one, gives it.
    var finished: CommandScript {
        guard call.terminal != nil else { return script }
        var script = script
        for index in script.pieces.indices {
            script.pieces[index].isError = false
            script.pieces[index].text = Self.terminalText(script.pieces[index].text)
        }
        return script
    }

    /// A terminal puts a carriage return before each line feed that has none.
    private static func terminalText(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\n", result.last != "\r" { result.append("\r") }
            result.append(scalar)
        }
        return String(result)
    }

    /// Counts the faults of this command; those of the network then befall each of its requests.
    private mutating func meetFaults(_ words: [String]) {
        faults = runner.meet(
            { $0.isOn(command: words) && ($0.target != nil || $0.kind.isOfMachine) }, at: clock)
        runner.faults += faults.map { RunnerFault("of this command", $0) }
    }

    var plugin: DockerSetup.Plugin {
        faults.contains(.notInstalled) ? .absent : setup.plugin
    }

    var engine: DockerSetup.Engine {
        if faults.contains(.daemonDown) { return .absent }
        return faults.contains(.socketDenied) ? .denied : setup.engine
    }
}

/// Why a command goes no further; facts for `DockerRun.perform` to turn into an exit code.
enum CommandEnd: Error, Hashable {
    /// With these words on standard error, and exit code 1.
    case failed(String)
    /// The runner answered 503.
    case unavailable
    /// All has been said.
    case exited(Int)
    /// By Ctrl-C.
    case interrupted
    /// It waits for ever.
    case hung
}

extension RunnerFault.Kind {
    /// Whether it is about the machine's Docker, not about a request.
    fileprivate var isOfMachine: Bool {
        switch self {
        case .notInstalled, .daemonDown, .socketDenied: true
        default: false
        }
    }
}
