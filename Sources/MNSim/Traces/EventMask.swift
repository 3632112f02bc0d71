import MNCore

/// Takes the secrets out of events as they come; those that a document tells are known from then on.
///
/// Whose machine it is stays: what is masked here stays on that machine.
struct EventMask {
    private var secrets: Secrets

    /// - Parameter environment: the user's variables, of which the secret ones are looked for everywhere.
    init(environment: [String: String]) { secrets = Secrets(environment: environment) }

    /// The words of a command; one that stands behind the name of a secret is one.
    func words(_ argv: [String]) -> [String] {
        let words = argv.map(text)
        return zip([""] + argv, words).map { before, word in
            secrets.masked([.string(before), .string(word)]).array?.last?.string ?? word
        }
    }

    mutating func masked(_ event: Trace.Event) -> Trace.Event {
        learn(event)
        switch event {
        case .access(let exchange): return .access(masked(exchange))
        case .call(var request, let endpoint, let outcome):
            request.target = text(request.target)
            return .call(request, masked(endpoint), masked(outcome))
        case .connect(let endpoint, let fault):
            return .connect(masked(endpoint), fault.map(masked))
        case .process(let argv, let result): return .process(words(argv), masked(result))
        case .obstacle(let argv, let outcome): return .obstacle(words(argv), outcome.map(masked))
        case .read(let path, let outcome): return .read(path: text(path), masked(outcome, shown))
        case .list(let path, let outcome):
            return .list(path: text(path), masked(outcome) { $0.map(text) })
        case .resolved(let path, let outcome):
            return .resolved(path: text(path), masked(outcome, text))
        case .locked(let path, let outcome):
            return .locked(path: text(path), masked(outcome) { $0 })
        case .changed(let change, let path, let fault):
            return .changed(change, path: text(path), fault.map(masked))
        case .cleared(let directory): return .cleared(directory: text(directory))
        case .rule(let model, let rule, let status):
            return .rule(model: text(model), rule: rule, status: status)
        case .variable(let name, let value):
            return .variable(name, value.map { variable(name, $0) })
        case .printed(let output, let text): return .printed(output, self.text(text))
        case .cut: return event
        case .shortened(let event, let bytes): return .shortened(masked(event), bytes: bytes)
        }
    }

    /// A variable's value; addresses stay such, without their users.
    private func variable(_ name: String, _ value: String) -> String {
        let shown = secrets.masked(name, value)
        guard shown != value, Redaction.isAddress(name) else { return shown }
        var addresses: [String] = []
        for part in value.split(separator: ",", omittingEmptySubsequences: false) {
            guard let endpoint = Endpoint(String(part)) else { return shown }
            addresses.append("\(endpoint)")
        }
        return secrets.masked(name, addresses.joined(separator: ","))
    }

    private mutating func learn(_ event: Trace.Event) {
        var bytes: [UInt8]
        switch event {
        case .read(_, .success(let file)): bytes = file
        case .call(_, _, let outcome): bytes = outcome.response?.body ?? []
        case .process(_, let result): bytes = result.standardOutput
        default: return
        }
        bytes = TextLines.utf8(bytes)
        guard let first = bytes.first(where: { $0 > 32 }), first == 123 || first == 91 else {
            return
        }
        // As a blueprint is read: a key that stands twice is no fault.
        if let document = try? JSON.parse(bytes, repeated: { _, _ in }) { secrets.learn(document) }
    }

    private func text(_ text: String) -> String { secrets.masked(text) }

    /// What somebody else said; what is no text is made text if there is a secret in it.
    private func shown(_ bytes: [UInt8]) -> [UInt8] {
        let text = String(decoding: TextLines.utf8(bytes), as: UTF8.self)
        let masked = secrets.masked(text)
        return masked == text ? bytes : Array(masked.utf8)
    }

    private func masked(_ exchange: Recording.Exchange) -> Recording.Exchange {
        var result = exchange
        switch (exchange.access, exchange.outcome) {
        case (_, .bytes(let bytes)): result.outcome = .bytes(shown(bytes))
        case (.environment(let name), .value(let value)):
            result.outcome = .value(secrets.masked(name, value))
        case (_, .value(let value)): result.outcome = .value(text(value))
        case (_, .failed(let words)): result.outcome = .failed(text(words))
        case (_, .ended(let ended)): result.outcome = .ended(masked(ended))
        default: break
        }
        return result
    }

    private func masked(_ result: CommandResult) -> CommandResult {
        var result = result
        if result.isTruncated {
            result.standardOutput = TextCut.withoutCutWord(result.standardOutput)
            result.standardError = TextCut.withoutCutWord(result.standardError)
        }
        result.standardOutput = shown(result.standardOutput)
        result.standardError = shown(result.standardError)
        result.ending = masked(result.ending)
        return result
    }

    /// An address whose host is a secret names another, which is nobody's (RFC 2606).
    private func masked(_ endpoint: Endpoint) -> Endpoint {
        guard case .tcp(let host, let port) = endpoint.address, text(host) != host else {
            return endpoint
        }
        return Endpoint(.tcp(host: "redacted.invalid", port: port), prefix: endpoint.prefix)
    }

    private func masked(_ outcome: HTTPOutcome) -> HTTPOutcome {
        var outcome = outcome
        if var response = outcome.response {
            if outcome.fault != nil { response.body = TextCut.withoutCutWord(response.body) }
            response.body = shown(response.body)
            response.head.headers = HTTPHeaders(
                response.head.headers.fields.map { field in
                    // The length is that of the body as it stands here.
                    let isLength = field.name.lowercased() == "content-length"
                    return (
                        field.name,
                        isLength
                            ? String(response.body.count) : secrets.masked(field.name, field.value)
                    )
                })
            outcome.response = response
        }
        outcome.fault = outcome.fault.map(masked)
        return outcome
    }

    private func masked(_ fault: TransportFault) -> TransportFault {
        switch fault {
        case .garbled(let words): .garbled(text(words))
        case .unreadable(let words): .unreadable(text(words))
        case .failed(let words): .failed(text(words))
        default: fault
        }
    }

    private func masked(_ outcome: ProcessOutcome) -> ProcessOutcome {
        if case .failed(let words) = outcome { .failed(text(words)) } else { outcome }
    }

    private func masked<Value>(
        _ outcome: Result<Value, FileFault>, _ shown: (Value) -> Value
    ) -> Result<Value, FileFault> {
        outcome.map(shown).mapError(masked)
    }

    private func masked(_ fault: FileFault) -> FileFault {
        var reason = fault.reason
        if case .failed(let words) = reason { reason = .failed(text(words)) }
        return FileFault(text(fault.path), reason)
    }
}
