import MNCore
import MNSim

/// Redacts what has a grammar of its own: addresses, contexts, the evidence of the machine.
///
/// What it leaves are texts.
struct BundleIdentity {
    var redaction: Redaction

    /// - Parameters:
    ///   - identity: whose machine it is.
    ///   - environment: the user's variables, of which the secret ones are looked for everywhere.
    init(_ bundle: Bundle, _ identity: Identity, _ environment: [String: String]) {
        var recording = bundle.machine?.recording ?? Recording()
        var environment = environment
        var documents: [JSON] = []
        func add(_ bytes: [UInt8]) {
            // As a blueprint is read: a key that stands twice is no fault.
            if let document = try? JSON.parse(bytes, repeated: { _, _ in }) {
                documents.append(document)
            }
        }
        for trace in [bundle.run, bundle.doctor].compactMap(\.self) {
            environment.merge(trace.environment) { mine, _ in mine }
            for case .access(let exchange) in trace.events.lazy.map(\.whatIsLeft) {
                recording.add(exchange)
            }
        }
        for event in bundle.events {
            switch event.whatIsLeft {
            case .read(_, .success(let bytes)): add(bytes)
            case .call(_, _, let outcome): add(outcome.response?.body ?? [])
            case .process(_, let result): add(result.standardOutput)
            default: break
            }
        }
        for file in bundle.ledger + bundle.catalog { add(file.bytes) }
        redaction = Redaction(
            recording, identity, secrets: Secrets(documents, environment: environment),
            isClosed: true)
    }

    mutating func redacted(_ bundle: Bundle) -> Bundle {
        var result = bundle
        result.run = bundle.run.map { redacted($0) }
        result.doctor = bundle.doctor.map { redacted($0) }
        result.machine = bundle.machine.map { redacted($0) }
        result.runner = redacted(bundle.runner)
        return result
    }

    private mutating func redacted(_ trace: Trace) -> Trace {
        var result = trace
        // The variables first: they tell the names that stand in what follows.
        for (name, value) in trace.environment.sorted(by: { $0.key < $1.key }) {
            _ = variable(name, value)
        }
        result.arguments = words(trace.arguments)
        // Numbers drawn for pauses tell one run from all others.
        result.seed = 0
        result.events = redacted(trace.events)
        for output in ProcessOutput.allCases { join(output, in: &result) }
        return result
    }

    /// Puts what was printed to a stream into one event where a secret goes from one piece to the next.
    private func join(_ output: ProcessOutput, in trace: inout Trace) {
        var places: [(place: Int, text: String)] = []
        for (place, event) in trace.events.enumerated() {
            if case .printed(output, let text) = event.whatIsLeft { places.append((place, text)) }
        }
        let whole = places.map(\.text).joined()
        let masked = places.map { redaction.secrets.masked($0.text) }.joined()
        guard let first = places.first, redaction.secrets.masked(whole) != masked else { return }
        for (place, _) in places {
            trace.events[place] = .printed(output, place == first.place ? whole : "")
        }
    }

    private mutating func redacted(_ profile: Profile) -> Profile {
        var result = profile
        result.recording = Recording()
        for exchange in profile.recording.exchanges { result.recording.add(redacted(exchange)) }
        return result
    }

    private mutating func redacted(_ events: [Trace.Event]) -> [Trace.Event] {
        var result: [Trace.Event] = []
        result.reserveCapacity(events.count)
        for event in events { result.append(redacted(event)) }
        return result
    }

    private mutating func redacted(_ event: Trace.Event) -> Trace.Event {
        switch event {
        case .access(let exchange): return .access(redacted(exchange))
        case .call(let request, let endpoint, let outcome):
            return .call(request, redaction.endpoint(endpoint), outcome)
        case .connect(let endpoint, let fault):
            return .connect(redaction.endpoint(endpoint), fault)
        case .process(let argv, let result):
            let exchange = Recording.Exchange(.command(argv), .ended(result))
            guard case .ended(let shown) = redaction.redacted(exchange).outcome else {
                return .process(words(argv), result)
            }
            return .process(words(argv), shown)
        case .obstacle(let argv, let outcome): return .obstacle(words(argv), outcome)
        case .variable(let name, let value):
            return .variable(name, value.map { variable(name, $0) })
        case .shortened(let event, let bytes): return .shortened(redacted(event), bytes: bytes)
        default: return event
        }
    }

    private mutating func variable(_ name: String, _ value: String) -> String {
        let shown = redaction.secrets.masked(name, value)
        if shown == Secrets.mask { return shown }
        if Redaction.isAddress(name) {
            let isAddress =
                name == "DOCKER_HOST" && Secrets.addressUser(value) != nil
                || value.split(separator: ",", omittingEmptySubsequences: false)
                    .allSatisfy { Endpoint(String($0)) != nil }
            // What is no address is a text, in which what was printed of it has the same stand-ins.
            return isAddress
                ? redaction.address(value) : redaction.secrets.maskedAddress(value)
        }
        return name == Redaction.contextVariable ? redaction.context(value) : shown
    }

    private mutating func redacted(_ exchange: Recording.Exchange) -> Recording.Exchange {
        guard case .environment(let name) = exchange.access, Redaction.isAddress(name),
            case .value(let value) = exchange.outcome
        else { return redaction.redacted(exchange) }
        return Recording.Exchange(exchange.access, .value(variable(name, value)))
    }

    /// The words of a command; those that are addresses keep their grammar.
    private mutating func words(_ argv: [String]) -> [String] {
        var result: [String] = []
        for word in argv {
            let isAddress =
                word.contains("://") && Endpoint(word) != nil || Secrets.addressUser(word) != nil
            result.append(isAddress ? redaction.address(word) : word)
        }
        return result
    }
}

extension Bundle {
    /// All events of all its sections.
    var events: [Trace.Event] { (run?.events ?? []) + (doctor?.events ?? []) + runner }

    /// The bundle with the length of each body in its header, as it stands here.
    mutating func settleLengths() {
        runner = runner.map(\.withLength)
        if let events = run?.events { run?.events = events.map(\.withLength) }
        if let events = doctor?.events { doctor?.events = events.map(\.withLength) }
    }
}

extension Trace.Event {
    fileprivate var withLength: Trace.Event {
        if case .shortened(let event, let bytes) = self {
            return .shortened(event.withLength, bytes: bytes)
        }
        guard case .call(let request, let endpoint, var outcome) = self,
            var response = outcome.response
        else { return self }
        response.head.headers = HTTPHeaders(
            response.head.headers.fields.map { field in
                field.name.lowercased() == "content-length"
                    ? (field.name, String(response.body.count)) : (field.name, field.value)
            })
        outcome.response = response
        return .call(request, endpoint, outcome)
    }
}
