import MNCore
import MNSim

/// A bundle made ready to be redacted: its texts are as the program would show them.
extension Bundle {
    /// The bundle without what was printed in these runs, which a replay tells again.
    func silent(_ runs: Set<WritableKeyPath<Bundle, Trace?>>) -> Bundle {
        var result = self
        for run in runs {
            guard let trace = self[keyPath: run] else { continue }
            result[keyPath: run]?.events = trace.events.map { event in
                guard case .printed(let output, _) = event.whatIsLeft else { return event }
                return event.with(.printed(output, ""))
            }
        }
        return result
    }

    /// The bundle without what controls a terminal, and with what leaves no ink written out, wherever a text may
    /// hold it: so the program prints them, and so they are redacted.
    func inked() -> Bundle {
        var result = self
        result.run?.events = run?.events.map(Self.inked) ?? []
        result.doctor?.events = doctor?.events.map(Self.inked) ?? []
        result.runner = runner.map(Self.inked)
        if let exchanges = machine?.recording.exchanges {
            result.machine?.recording = Recording()
            for exchange in exchanges { result.machine?.recording.add(Self.inked(exchange)) }
        }
        result.logs = logs.map { .init(source: $0.source, lines: $0.lines.map(Self.inked)) }
        return result
    }

    private static func inked(_ event: Trace.Event) -> Trace.Event {
        switch event.whatIsLeft {
        case .access(let exchange): return event.with(.access(inked(exchange)))
        case .call(let request, let endpoint, var outcome):
            if let response = outcome.response { outcome.response?.body = inked(response.body) }
            if case .failed(let words)? = outcome.fault { outcome.fault = .failed(inked(words)) }
            return event.with(.call(request, endpoint, outcome))
        case .process(let argv, let result): return event.with(.process(argv, inked(result)))
        case .variable(let name, let value?) where Redaction.isAddress(name):
            return event.with(.variable(name, address(value)))
        default: return event
        }
    }

    /// What is meant to be an address; what is none without what leaves no ink either, or has a user that none has.
    private static func address(_ value: String) -> String {
        let shown = Sanitized.line(value)
        if shown == value || Endpoint(value) != nil { return value }
        if Endpoint(shown) == nil { return shown }
        let start = shown.firstRange(of: "://")?.upperBound ?? shown.startIndex
        return "\(shown[..<start])\(Secrets.mask)@\(shown[start...])"
    }

    /// A command that failed has said why; what one that ended well has written is read as it is.
    private static func inked(_ exchange: Recording.Exchange) -> Recording.Exchange {
        switch exchange.outcome {
        case .ended(let result) where result.ending != .exited(0):
            Recording.Exchange(exchange.access, .ended(inked(result)))
        case .failed(let words): Recording.Exchange(exchange.access, .failed(inked(words)))
        case .value(let value):
            if case .environment(let name) = exchange.access, Redaction.isAddress(name) {
                Recording.Exchange(exchange.access, .value(address(value)))
            } else {
                exchange
            }
        default: exchange
        }
    }

    private static func inked(_ result: CommandResult) -> CommandResult {
        var shown = result
        shown.standardOutput = inked(result.standardOutput)
        shown.standardError = inked(result.standardError)
        return shown
    }

    private static func inked(_ bytes: [UInt8]) -> [UInt8] {
        let coding = TextCoding(bytes)
        let shown = inked(coding.text)
        return shown == coding.text ? bytes : coding.bytes(of: shown)
    }

    /// A document is inked text by text, whether it is all of a text or a line of it.
    private static func inked(_ text: String) -> String {
        if let document = TextRedaction.document(text) {
            let shown = inked(document)
            return shown == document ? text : TextRedaction.text(of: shown, like: text)
        }
        return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line($0) }.joined(separator: "\n")
    }

    private static func line(_ line: Substring.UnicodeScalarView) -> String {
        let text = String(line)
        if line.first == "{", let document = TextRedaction.document(text) {
            let shown = inked(document)
            return shown == document ? text : shown.text(.compact)
        }
        let isPlain = text.utf8.allSatisfy { $0 < 0x7F && ($0 >= 0x20 || $0.isWhitespace) }
        if isPlain { return text }
        return text.unicodeScalars.split(separator: "\r", omittingEmptySubsequences: false)
            .map { piece in
                piece.split(separator: "\t", omittingEmptySubsequences: false)
                    .map { Sanitized.lines(String($0)) }.joined(separator: "\t")
            }.joined(separator: "\r")
    }

    private static func inked(_ document: JSON) -> JSON {
        switch document {
        case .string(let text): return .string(inked(text))
        case .array(let elements): return .array(elements.map { inked($0) })
        case .object(let object):
            return .object(JSONObject(object.members.map { ($0.key, inked($0.value)) }))
        default: return document
        }
    }
}

extension Identity {
    /// Without names of the user and the machine that are words in which this bundle asks and is answered: they
    /// tell nothing where all know them, and without them nothing would be asked.
    func without(wordsOf bundle: Bundle, in vocabulary: Vocabulary) -> Identity {
        func isKnown(_ name: String) -> Bool {
            vocabulary.contains(name.utf8.map(\.lowercasedASCII))
        }
        guard (users + hosts).contains(where: isKnown) else { return self }
        let words = bundle.ownWords
        var result = self
        result.users.removeAll { isKnown($0) && words.contains($0.lowercased()) }
        result.hosts.removeAll { isKnown($0) && words.contains($0.lowercased()) }
        return result
    }
}

extension Bundle {
    /// The words of its commands, questions and targets, and the keys of the documents in it.
    fileprivate var ownWords: Set<String> {
        var texts = (run?.arguments ?? []) + (doctor?.arguments ?? [])
        func add(_ bytes: [UInt8]) {
            if let document = try? JSON.parse(bytes, repeated: { _, _ in }) {
                texts += document.keys(depth: 0)
            }
        }
        for event in events {
            switch event.whatIsLeft {
            case .access(let exchange):
                texts.append(exchange.access.description)
            case .call(let request, _, let outcome):
                texts.append(request.target)
                add(outcome.response?.body ?? [])
            case .process(let argv, let result):
                texts += argv
                add(result.standardOutput)
            case .read(_, .success(let bytes)): add(bytes)
            case .rule(_, let rule, let status): texts += [rule, status]
            default: break
            }
        }
        for file in ledger + catalog { add(file.bytes) }
        return texts.reduce(into: []) { words, text in
            let bytes = Array(text.utf8)
            for range in WordScan(bytes) {
                words.insert(String(decoding: bytes[range].lowercasedWord, as: UTF8.self))
            }
        }
    }
}

extension JSON {
    fileprivate func keys(depth: Int) -> [String] {
        if depth > 20 { return [] }
        switch self {
        case .array(let elements): return elements.flatMap { $0.keys(depth: depth + 1) }
        case .object(let object):
            return object.keys + object.members.flatMap { $0.value.keys(depth: depth + 1) }
        default: return []
        }
    }
}
