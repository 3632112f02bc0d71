package import MNCore

extension Trace {
    /// The trace without secrets and with stand-ins for what identifies a person, a machine or a place;
    /// equal things stay equal in all of it, and it replays.
    ///
    /// - Parameters:
    ///   - identity: whose machine it is.
    ///   - environment: the user's variables, of which the secret ones are looked for everywhere.
    package func redacted(_ identity: Identity, environment: [String: String]) -> Trace {
        var redactor = TraceRedactor(self, identity, environment)
        return redactor.redacted(self)
    }
}

private struct TraceRedactor {
    private var redaction: Redaction

    init(_ trace: Trace, _ identity: Identity, _ environment: [String: String]) {
        var recording = Recording()
        var documents: [JSON] = []
        for event in trace.events {
            switch event.whatIsLeft {
            case .access(let exchange): recording.add(exchange)
            case .read(_, .success(let bytes)): documents += Self.documents(bytes)
            case .call(_, _, let outcome): documents += Self.documents(outcome.response?.body ?? [])
            case .process(_, let result): documents += Self.documents(result.standardOutput)
            default: break
            }
        }
        let secrets = Secrets(documents, environment: environment)
        redaction = Redaction(recording, identity, secrets: secrets)
    }

    private static func documents(_ bytes: [UInt8]) -> [JSON] {
        // As a blueprint is read: a key that stands twice is no fault.
        (try? JSON.parse(TextLines.utf8(bytes), repeated: { _, _ in })).map { [$0] } ?? []
    }

    mutating func redacted(_ trace: Trace) -> Trace {
        var result = trace
        // The variables first: they tell the names that stand in what follows.
        for (name, value) in trace.environment.sorted(by: { $0.key < $1.key }) {
            _ = variable(name, value)
        }
        result.events = []
        for event in trace.events { result.events.append(redacted(event)) }
        result.arguments = words(trace.arguments)
        result.simulatedMachine = trace.simulatedMachine.map { redaction.words($0) }
        for output in ProcessOutput.allCases { redact(output, in: &result) }
        return result
    }

    /// What was printed to a stream, as one text: a secret may go from one piece to the next.
    private mutating func redact(_ output: ProcessOutput, in trace: inout Trace) {
        var texts: [(place: Int, text: String)] = []
        for (place, event) in trace.events.enumerated() {
            if case .printed(output, let text) = event.whatIsLeft { texts.append((place, text)) }
        }
        let whole = text(texts.map(\.text).joined())
        var parts = texts.map { text($0.text) }
        if parts.joined() != whole {
            parts = texts.indices.map { $0 == 0 ? whole : "" }
        }
        for ((place, _), part) in zip(texts, parts) {
            trace.events[place] = trace.events[place].with(.printed(output, part))
        }
    }

    private mutating func variable(_ name: String, _ value: String) -> String {
        let shown = redaction.secrets.masked(name, value)
        if shown == Secrets.mask { return shown }
        if Redaction.isAddress(name) { return redaction.address(value) }
        if name == Redaction.contextVariable { return redaction.context(value) }
        if let told = redaction.standIns.labelled(name, shown) { return told }
        // A document stays one.
        return text(shown)
    }

    /// A word of the command line; one that is an address keeps its grammar.
    private mutating func argument(_ word: String) -> String {
        let isAddress =
            word.contains("://") && Endpoint(word) != nil || Secrets.addressUser(word) != nil
        return isAddress ? redaction.address(word) : redaction.words(word)
    }

    /// What was printed: a document, or text.
    private mutating func text(_ text: String) -> String {
        String(decoding: shown(Array(text.utf8)), as: UTF8.self)
    }

    private mutating func redacted(_ event: Trace.Event) -> Trace.Event {
        switch event {
        case .access(let exchange): return .access(redaction.redacted(exchange))
        case .call(let request, let endpoint, let outcome):
            var request = request
            request.target = redaction.words(request.target)
            return .call(request, redaction.endpoint(endpoint), redacted(outcome))
        case .connect(let endpoint, let fault):
            return .connect(redaction.endpoint(endpoint), fault.map { redacted($0) })
        case .process(let argv, let result): return .process(words(argv), redacted(argv, result))
        case .obstacle(let argv, let outcome):
            return .obstacle(words(argv), outcome.map { redacted($0) })
        case .read(let path, let outcome):
            return .read(
                path: redaction.words(path), redacted(outcome) { $0.shown($1) })
        case .list(let path, let outcome):
            return .list(
                path: redaction.words(path),
                redacted(outcome) { redactor, names in names.map { redactor.redaction.words($0) } })
        case .resolved(let path, let outcome):
            return .resolved(
                path: redaction.words(path), redacted(outcome) { $0.redaction.words($1) })
        case .locked(let path, let outcome):
            return .locked(path: redaction.words(path), redacted(outcome) { $1 })
        case .changed(let change, let path, let fault):
            return .changed(change, path: redaction.words(path), fault.map { redacted($0) })
        case .cleared(let directory): return .cleared(directory: redaction.words(directory))
        case .rule(let model, let rule, let status):
            return .rule(model: redaction.words(model), rule: rule, status: status)
        case .variable(let name, let value):
            return .variable(name, value.map { variable(name, $0) })
        case .printed, .cut: return event
        case .shortened(let event, let bytes): return .shortened(redacted(event), bytes: bytes)
        }
    }

    /// The words of a command; one that stands behind the name of a secret is one.
    private mutating func words(_ argv: [String]) -> [String] {
        var words: [String] = []
        for word in argv { words.append(argument(word)) }
        return zip([""] + argv, words).map { before, word in
            redaction.secrets.masked([.string(before), .string(word)]).array?.last?.string ?? word
        }
    }

    private mutating func redacted(_ outcome: HTTPOutcome) -> HTTPOutcome {
        var outcome = outcome
        if var response = outcome.response {
            if outcome.fault != nil { response.body = TextCut.withoutCutWord(response.body) }
            response.body = shown(response.body)
            var fields: [(String, String)] = []
            for field in response.head.headers.fields {
                let value = redaction.secrets.masked(field.name, field.value)
                // The length is that of the body as it stands here.
                let isLength = field.name.lowercased() == "content-length"
                fields.append(
                    (field.name, isLength ? String(response.body.count) : redaction.words(value)))
            }
            response.head.headers = HTTPHeaders(fields)
            outcome.response = response
        }
        outcome.fault = outcome.fault.map { redacted($0) }
        return outcome
    }

    private mutating func redacted(_ fault: TransportFault) -> TransportFault {
        switch fault {
        case .garbled(let words): .garbled(redaction.words(words))
        case .unreadable(let words): .unreadable(redaction.words(words))
        case .failed(let words): .failed(redaction.words(words))
        default: fault
        }
    }

    private mutating func redacted(_ outcome: ProcessOutcome) -> ProcessOutcome {
        if case .failed(let words) = outcome { .failed(redaction.words(words)) } else { outcome }
    }

    private mutating func redacted<Value>(
        _ outcome: Result<Value, FileFault>, _ shown: (inout TraceRedactor, Value) -> Value
    ) -> Result<Value, FileFault> {
        switch outcome {
        case .success(let value): .success(shown(&self, value))
        case .failure(let fault): .failure(redacted(fault))
        }
    }

    private mutating func redacted(_ fault: FileFault) -> FileFault {
        var reason = fault.reason
        if case .failed(let words) = reason { reason = .failed(redaction.words(words)) }
        return FileFault(redaction.words(fault.path), reason)
    }

    /// What somebody else said; what is no text is made text, in which nothing can hide.
    private mutating func shown(_ bytes: [UInt8]) -> [UInt8] {
        let text = String(decoding: TextLines.utf8(bytes), as: UTF8.self)
        if (try? JSON.parse(text)) != nil { return redaction.document(Array(text.utf8)) }
        // Some secrets go over lines, and what comes after goes line by line.
        return redaction.document(Array(redaction.secrets.masked(text).utf8))
    }

    /// What a program printed is a document, or lines of them, or text.
    private mutating func redacted(_ argv: [String], _ result: CommandResult) -> CommandResult {
        var result = result
        if result.isTruncated {
            result.standardOutput = TextCut.withoutCutWord(result.standardOutput)
            result.standardError = TextCut.withoutCutWord(result.standardError)
        }
        let exchange = redaction.redacted(Recording.Exchange(.command(argv), .ended(result)))
        if case .ended(let ended) = exchange.outcome { result = ended }
        result.standardOutput = shown(result.standardOutput)
        result.standardError = shown(result.standardError)
        result.ending = redacted(result.ending)
        return result
    }
}
