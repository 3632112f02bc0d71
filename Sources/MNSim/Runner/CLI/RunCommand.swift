import MNMachine

extension PluginCommand {
    // dmr-contract 4.7.
    static let run = PluginCommand(
        "run", .atLeast(1),
        flags: [
            CommandFlag("color", nil, .text), CommandFlag("debug"), CommandFlag("detach", "d"),
            CommandFlag("openaiurl", nil, .text), CommandFlag("websearch"),
        ]
    ) { run, flags throws(CommandEnd) in try run.runModel(flags) }
}

extension DockerRun {
    private static let chatPath = "/engines/v1/chat/completions"
    /// The hint is wiped out by the first letter (recording run-interactive-tty).
    private static let promptWithHint =
        "> \u{1B}[38;5;245mSend a message (/? for help)\u{1B}[28D\u{1B}[0m"

    fileprivate mutating func runModel(_ flags: CommandFlags) throws(CommandEnd) {
        let name = flags.arguments[0]
        var prompt = flags.arguments.dropFirst().joined(separator: " ")
        if let color = flags["color"], !["auto", "yes", "no"].contains(color) {
            throw .failed("--color must be one of: auto, yes, no (got \(GoText.quoted(color)))")
        }
        if flags["openaiurl"] != nil {
            throw .notPlayed("model run --openaiurl")
        }
        if call.terminal == nil, let input = call.input, !flags.has("detach") {
            prompt += (prompt.isEmpty ? "" : "\n\n") + input
        }
        if flags.has("debug") {
            print("Running model \(name)" + (prompt.isEmpty ? "" : " with prompt \(prompt)") + "\n")
        }
        try pullIfMissing(name)
        if flags.has("detach") {
            try preload(name)
            if flags.has("debug") { print("Model \(name) loaded successfully\n") }
        } else if !prompt.isEmpty {
            try explaining("Failed to generate a response") { run throws(CommandEnd) in
                try run.chat(name, prompt)
            }
            print("\n")
        } else if call.terminal != nil {
            try converse(name)
        }
    }

    private mutating func pullIfMissing(_ name: String) throws(CommandEnd) {
        let isThere = try explaining("Failed to inspect model") {
            run throws(CommandEnd) -> Bool in
            let reply = try run.query("GET", "/models/\(name)")
            _ = try run.body(of: reply)
            if reply.status == 404 { return false }
            if reply.status == 200 { return true }
            throw .failed("failed to list models: \(reply.statusText)")
        }
        if isThere { return }
        print("Unable to find model '\(name)' locally. Pulling from the server.\n")
        try pull(name)
    }

    private mutating func preload(_ name: String) throws(CommandEnd) {
        try explaining("Failed to load model") { run throws(CommandEnd) in
            let reply = try run.query(
                "POST", Self.chatPath, body: ["model": .string(name), "messages": []],
                headers: [("X-Preload-Only", "true")])
            let text = try run.body(of: reply)
            if reply.status != 200 {
                throw .failed("preload failed: status=\(reply.status) body=\(text)")
            }
        }
    }

    /// Asks one thing and prints the words of the answer as they come.
    private mutating func chat(_ name: String, _ prompt: String) throws(CommandEnd) {
        let reply = try query(
            "POST", Self.chatPath,
            body: [
                "model": .string(name),
                "messages": [["role": "user", "content": .string(prompt)]], "stream": true,
            ])
        if reply.status != 200 {
            let text = try body(of: reply)
            throw .failed("error response: status=\(reply.status) body=\(text)")
        }
        var isAnswered = reply.isEventStream
        for piece in reply.pieces {
            try wait(for: piece.time, reply.operation)
            let text = String(decoding: piece.bytes, as: UTF8.self)
            for line in text.split(separator: "\n") {
                guard line.hasPrefix("data: ") else {
                    // While a backend is installed the runner talks in plain text (dmr-contract
                    // 1.6.5).
                    if !reply.isEventStream { complain(line + "\n") }
                    continue
                }
                isAnswered = true
                let choices = (try? JSON.parse(String(line.dropFirst(6))))?["choices"]?.array
                print(choices?.first?["delta"]?["content"]?.string ?? "")
            }
        }
        do throws(CommandEnd) {
            try end(of: reply)
        } catch .failed(let words) { throw .failed("error reading response stream: \(words)") }
        if !isAnswered {
            throw .failed("error parsing response: unexpected end of JSON input")
        }
    }

    /// A conversation on a terminal: the lines of the input, typed as soon as it waits for one.
    private mutating func converse(_ name: String) throws(CommandEnd) {
        do throws(CommandEnd) {
            try preload(name)
        } catch .failed(let words) {
            let reason = words.dropFirst("Failed to load model: ".count)
            complain("background model preload failed: \(reason)\n")
        }
        var typed = (call.input ?? "").split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        ).map(String.init)
        typed.removeLast()
        print("\u{1B}[?2004h")
        for line in typed {
            print(Self.promptWithHint + "\u{1B}[K\(line)\n")
            if line == "/bye" { return print("\u{1B}[?2004l") }
            if line.isEmpty { continue }
            do throws(CommandEnd) {
                try explaining("Failed to generate a response") { run throws(CommandEnd) in
                    try run.chat(name, line)
                }
            } catch .failed(let words) { complain(words) }
            print("\n")
        }
        print(Self.promptWithHint)
        try wait(for: nil)
    }
}
