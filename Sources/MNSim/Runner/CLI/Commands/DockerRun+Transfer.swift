import MNCore

/// `docker model pull` and `push` (dmr-contract 3.8, 4.6).
extension DockerRun {
    /// Pull and push differ only in their words.
    struct Transfer {
        var name: String
        var path: String
        var body: JSON?
        /// `pulling`, at the beginning of a refusal.
        var activity: String
        /// `download`, as attempts are called.
        var noun: String
    }

    /// Why an attempt ended.
    private enum Failure: Error {
        case final(CommandEnd)
        case passing(CommandEnd)
    }

    mutating func pull(_ name: String) throws(CommandEnd) {
        var body: JSONObject = ["from": .string(name)]
        let lower = name.lowercased()
        if lower.hasPrefix("hf.co/") || lower.hasPrefix("huggingface.co/"),
            let token = call.variable("HF_TOKEN")
        {
            body["bearer-token"] = .string(token)
        }
        let transfer = Transfer(
            name: name, path: "/models/create", body: .object(body), activity: "pulling",
            noun: "download")
        try explaining("Failed to pull model") { run throws(CommandEnd) in
            try run.perform(transfer)
        }
    }

    mutating func push(_ name: String) throws(CommandEnd) {
        let transfer = Transfer(
            name: name, path: "/models/\(name)/push", activity: "pushing", noun: "push")
        try explaining("Failed to push model") { run throws(CommandEnd) in
            try run.perform(transfer)
        }
    }

    /// Tries up to five times, with 1, 2, 4 and 8 seconds between (dmr-contract 3.8).
    private mutating func perform(_ transfer: Transfer) throws(CommandEnd) {
        var pause = 1
        var attempt = 1
        while true {
            do throws(Failure) {
                return print(try attemptOnce(transfer) + "\n")
            } catch {
                switch error {
                case .final(let end): throw end
                case .passing(let end) where attempt > 4:
                    guard case .failed(let words) = end else { throw end }
                    throw .failed("\(transfer.noun) failed after 4 retries: \(words)")
                case .passing:
                    print("\n")
                    complain(
                        "Retrying \(transfer.noun) (attempt \(attempt)/4) in \(pause)s...\n")
                    try wait(for: clock + .seconds(pause))
                    attempt += 1
                    pause *= 2
                }
            }
        }
    }

    /// Sends the request, shows what comes, and returns the runner's last word.
    private mutating func attemptOnce(_ transfer: Transfer) throws(Failure) -> String {
        let exchange: RunnerExchange
        do throws(CommandEnd) {
            exchange = try send("POST", transfer.path, body: transfer.body)
        } catch { throw .final(error) }
        switch exchange {
        case .fault(let words):
            let url = GoText.quoted(endpoint.base + transfer.path)
            throw .passing(.failed("error querying \(transfer.path): Post \(url): \(words)"))
        case .reply(let reply):
            if reply.status == 503 { throw .passing(.unavailable) }
            if reply.status != 200 { throw refusal(reply, of: transfer) }
            return try display(reply)
        }
    }

    private mutating func refusal(_ reply: RunnerReply, of transfer: Transfer) -> Failure {
        do throws(CommandEnd) {
            let text = try body(of: reply)
            let words = text.hasSuffix("\n") ? String(text.dropLast()) : text
            let head =
                "\(transfer.activity) \(transfer.name) failed with status \(reply.statusText): "
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
    private mutating func display(_ reply: RunnerReply) throws(Failure) -> String {
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

    private mutating func show(_ effect: TransferDisplay.Effect) throws(Failure) {
        switch effect {
        case .text(let text):
            if call.terminal == nil { print(text) } else { write(text) }
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
