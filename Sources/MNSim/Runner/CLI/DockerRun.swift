/// One command on its way: what it has printed, and what time it is for it.
struct DockerRun {
    var runner: FaultyRunner
    var setup: DockerSetup
    /// What goes wrong for this command, beside what goes wrong for its requests.
    var faults: [RunnerFault.Kind] = []
    var call: DockerCall
    let start: Duration
    /// What time it is for the command.
    var clock: Duration
    var script = CommandScript()
    /// Known once the plugin has looked around.
    var endpoint = RunnerEndpoint.container(.dockerEngine)

    init(runner: FaultyRunner, setup: DockerSetup, call: DockerCall, at now: Duration) {
        self.runner = runner
        self.setup = setup
        self.call = call
        start = now
        clock = now
    }

    /// Whether the plugin was started by itself; then most of what it prints goes to standard error.
    var isDirect: Bool { programName == "docker-model" }

    private var programName: Substring {
        call.arguments.first?.split(separator: "/").last ?? ""
    }

    mutating func perform() {
        let arguments = Array(call.arguments.dropFirst())
        let others = runner.faults
        meetFaults(isDirect ? arguments : Array(arguments.dropFirst()))
        defer { runner.faults = Array(runner.faults.prefix(others.count)) }
        do throws(CommandEnd) {
            if isDirect { try plugin(arguments) } else { try client(arguments) }
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
                if call.terminal != nil { write("^C") }
                // As recorded: pull-interrupt-group, hang-status.
                script.exit = 255
            case .hung: script.exit = nil
            }
        }
        script.endAfter = clock - start
    }

    /// What cobra prints on its own behalf goes to standard error if nobody told it otherwise.
    mutating func print(_ text: String) { add(text, isError: isDirect) }

    /// Prints to standard output, whoever started the plugin.
    mutating func write(_ text: String) { add(text, isError: false) }

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
}
