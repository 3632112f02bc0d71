import MNMachine

extension PluginCommand {
    // dmr-contract 3.8, 4.6.
    static let pull = PluginCommand("pull", .exactly(1)) { run, flags throws(CommandEnd) in
        try run.pull(flags.arguments[0])
    }
}

extension DockerRun {
    /// Why an attempt ended.
    private enum PullFailure: Error {
        case final(CommandEnd)
        case passing(CommandEnd)
    }

    mutating func pull(_ name: String) throws(CommandEnd) {
        try explaining("Failed to pull model") { run throws(CommandEnd) in
            try run.pullPatiently(name)
        }
    }

    /// Tries up to five times, with 1, 2, 4 and 8 seconds between.
    private mutating func pullPatiently(_ name: String) throws(CommandEnd) {
        var pause = 1
        var attempt = 1
        while true {
            do throws(PullFailure) {
                return print(try pullOnce(name) + "\n")
            } catch {
                switch error {
                case .final(let end): throw end
                case .passing(let end) where attempt > 4:
                    guard case .failed(let words) = end else { throw end }
                    throw .failed("download failed after 4 retries: \(words)")
                case .passing:
                    print("\n")
                    complain("Retrying download (attempt \(attempt)/4) in \(pause)s...\n")
                    try wait(for: clock + .seconds(pause))
                    attempt += 1
                    pause *= 2
                }
            }
        }
    }

    /// Sends the request, shows what comes, and returns the runner's last word.
    private mutating func pullOnce(_ name: String) throws(PullFailure) -> String {
        let path = "/models/create"
        var body: JSONObject = ["from": .string(name)]
        let lower = name.lowercased()
        if lower.hasPrefix("hf.co/") || lower.hasPrefix("huggingface.co/"),
            let token = call.variable("HF_TOKEN")
        {
            body["bearer-token"] = .string(token)
        }
        let exchange: RunnerExchange
        do throws(CommandEnd) {
            exchange = try send("POST", path, body: .object(body))
        } catch { throw .final(error) }
        switch exchange {
        case .fault(let words):
            let url = GoText.quoted(endpoint.base + path)
            throw .passing(.failed("error querying \(path): Post \(url): \(words)"))
        case .reply(let reply):
            if reply.status == 503 { throw .passing(.unavailable) }
            if reply.status != 200 { throw refusal(reply, of: name) }
            return try display(reply)
        }
    }

    private mutating func refusal(_ reply: RunnerReply, of name: String) -> PullFailure {
        do throws(CommandEnd) {
            let text = try body(of: reply)
            let words = text.hasSuffix("\n") ? String(text.dropLast()) : text
            let head = "pulling \(name) failed with status \(reply.statusText): "
            switch reply.status {
            case 422:
                return .final(
                    .failed(
                        head + "unsupported model config media type: \(words)\n"
                            + NextSteps.text([NextSteps.upgrade])))
            case 502, 504: return .passing(.failed(head + words))
            default: return .final(.failed(head + words))
            }
        } catch { return .final(error) }
    }

    /// Shows a stream as it comes.
    private mutating func display(_ reply: RunnerReply) throws(PullFailure) -> String {
        var display = TransferDisplay(terminal: call.terminal)
        var buffer = ""
        for piece in reply.pieces {
            do throws(CommandEnd) {
                try wait(for: piece.time, reply.operation)
            } catch { throw .final(error) }
            buffer += String(decoding: piece.bytes, as: UTF8.self)
            while let end = buffer.firstIndex(of: "\n") {
                try show(display.take(String(buffer[..<end])))
                buffer = String(buffer[buffer.index(after: end)...])
            }
        }
        do throws(CommandEnd) {
            try end(of: reply)
        } catch .failed(let words) { throw .passing(.failed(words)) } catch {
            throw .final(error)
        }
        try show(display.take(buffer))
        if let problem = display.problem { throw .final(.failed(problem)) }
        // A stream that ends without a last word counts as a success (dmr-contract 3.8).
        return display.message ?? ""
    }

    private mutating func show(_ effect: TransferDisplay.Effect) throws(PullFailure) {
        switch effect {
        case .text(let text):
            print(text)
        case .warning(let text): complain("Warning: \(text)\n")
        case .failure(let words):
            let lower = words.lowercased()
            let isPassing = Self.passingFaults.contains { lower.contains($0) }
            throw isPassing ? .passing(.failed(words)) : .final(.failed(words))
        case .nothing: break
        }
    }

    /// Words of an error after which the plugin tries again.
    private static let passingFaults = [
        "connection refused", "connection reset", "broken pipe", "timeout", "temporary failure",
        "no such host", "no route to host", "network is unreachable", "stream error",
        "internal_error", "protocol_error",
    ]
}

/// How the plugin shows the lines of a pull (dmr-contract 3.8).
struct TransferDisplay {
    enum Effect: Hashable {
        case text(String)
        case warning(String)
        case failure(String)
        case nothing
    }

    let terminal: TerminalSize?
    /// What the runner says at the end, if it says so.
    private(set) var message: String?
    private var isShown = false
    /// Lines that are no JSON; of use only if there was nothing else.
    private var unreadable = ""
    /// Bytes at hand, by layer; for files without a terminal.
    private var bytes: [String: ByteCount] = [:]
    /// Layers in the order of their lines on the terminal.
    private var rows: [String] = []

    init(terminal: TerminalSize?) { self.terminal = terminal }

    /// What the plugin makes of an answer that was no progress at all; nil if it was some.
    var problem: String? {
        if message != nil || isShown || unreadable.isEmpty { return nil }
        // Only the first 4096 bytes are kept.
        return "unexpected response from server (not valid progress data): "
            + String(decoding: unreadable.utf8.prefix(4096), as: UTF8.self)
    }

    mutating func take(_ line: String) -> Effect {
        if line.isEmpty { return .nothing }
        // To a client that does not ask for JSON the runner writes it as if for a page.
        guard let value = try? JSON.parse(GoText.htmlUnescaped(line)), value.object != nil else {
            unreadable += (unreadable.isEmpty ? "" : "\n") + line
            return .nothing
        }
        let text = value["message"]?.string ?? ""
        switch value["type"]?.string {
        case "progress":
            isShown = true
            return terminal == nil ? plain(value) : frame(value)
        case "success": message = text
        case "warning": return .warning(text)
        case "error": return .failure(text)
        default: break
        }
        return .nothing
    }

    /// One line for each line of progress.
    private mutating func plain(_ value: JSON) -> Effect {
        let layer = value["layer"]
        bytes[layer?["id"]?.string ?? ""] = layer?["current"]?.byteCount ?? .zero
        let sum = bytes.values.sum()
        return .text(
            "Downloaded \(GoUnits.size(sum)) of \(GoUnits.size(value["total"]?.byteCount ?? .zero))\n"
        )
    }

    /// A line for each layer, drawn over the one before; a layer without a name is not drawn.
    private mutating func frame(_ value: JSON) -> Effect {
        guard let layer = value["layer"], let whole = layer["id"]?.string, !whole.isEmpty else {
            return .nothing
        }
        let current = layer["current"]?.byteCount ?? .zero
        let size = layer["size"]?.byteCount ?? .zero
        let status: String
        if current == .zero {
            status = "Waiting"
        } else if current < size {
            status = "Downloading"
        } else if size > .zero {
            status = "Pull complete"
        } else {
            return .nothing
        }
        let id = String((whole.hasPrefix("sha256:") ? whole.dropFirst(7) : whole[...]).prefix(12))
        var text = ""
        if !rows.contains(id) {
            rows.append(id)
            text += "\n"
        }
        let up = rows.count - (rows.firstIndex(of: id) ?? 0)
        // Words are filled up to the longest of them, 13 letters.
        let words = status + String(repeating: " ", count: 13 - status.count)
        let numbers = current == .zero ? "" : progress(current, size) + "\r"
        text += "\u{1B}[\(up)A\u{1B}[2K\r\(id): \(words) \(numbers)"
        if current == .zero { text = String(text.dropLast()) + "\r" }
        return .text(text + "\u{1B}[\(up)B")
    }

    /// The numbers, with a bar before them where there is room for it.
    private func progress(_ current: ByteCount, _ size: ByteCount) -> String {
        var bar = ""
        // Source: github.com/moby/moby, client/pkg/jsonmessage.
        if (terminal?.columns ?? 0) > 110 {
            let half = min(50, Int(saturating: Double(current) / Double(size) * 100) / 2)
            bar =
                "[" + String(repeating: "=", count: half) + ">"
                + String(repeating: " ", count: 50 - half) + "] "
        }
        let text = GoUnits.shortSize(current)
        return bar + String(repeating: " ", count: max(0, 8 - text.utf8.count)) + text + "/"
            + GoUnits.shortSize(size)
    }
}
