import MNCore

// What was asked and answered in an event, in words that stay the same.
extension Trace.Event {
    /// What was asked: equal questions are equal texts; nil for what is no question.
    package var question: String? {
        switch whatIsLeft {
        case .access(let exchange): "\(exchange.access)"
        case .call(let request, let endpoint, _):
            "\(request.method) \(request.target) at \(endpoint)"
        case .connect(let endpoint, _): "connect \(endpoint)"
        case .process(let argv, _): "run \(CommandWords.line(argv))"
        case .obstacle(let argv, _): "whether to start \(CommandWords.line(argv))"
        case .read(let path, _): "read \(path)"
        case .list(let path, _): "list \(path)"
        case .changed(let change, let path, _): "\(change.rawValue) \(path)"
        case .cleared(let directory): "clear \(directory)"
        case .locked(let path, _): "lock \(path)"
        case .resolved(let path, _): "resolve \(path)"
        default: nil
        }
    }

    /// The kind of a question, which tells nothing of what it is about; nil for what is no question.
    package var seamKind: String? {
        switch whatIsLeft {
        case .access(let exchange):
            switch exchange.access {
            case .platform: "platform"
            case .file: "file"
            case .directory: "directory"
            case .command: "command"
            case .environment: "environment"
            }
        case .call(let request, _, _): request.method
        case .connect: "connect"
        case .process: "process"
        case .obstacle: "obstacle"
        case .read: "read"
        case .list: "list"
        case .changed(let change, _, _): change.rawValue
        case .cleared: "cleared"
        case .locked: "lock"
        case .resolved: "resolve"
        default: nil
        }
    }

    /// Whether traces of older programs hold no such questions.
    package var isOfNewTraces: Bool {
        switch whatIsLeft {
        case .changed, .cleared, .locked, .resolved: true
        default: false
        }
    }

    /// What was answered, in few words; never what was in it.
    package var answerWords: String {
        switch whatIsLeft {
        case .access(let exchange): exchange.outcome.words
        case .call(_, _, let outcome):
            [
                outcome.response.map {
                    "status \($0.head.status), \(Words.count($0.body.count, "byte"))"
                }, outcome.fault.map { "\($0)" },
            ].compactMap(\.self).joined(separator: ", then ")
        case .connect(_, let fault): fault.map { "\($0)" } ?? "connected"
        case .process(_, let result):
            "\(result.summary), \(Words.count(result.standardOutput.count, "byte"))"
        case .obstacle(_, let outcome): outcome.map { "\($0)" } ?? "nothing in the way"
        case .read(_, let outcome): Self.words(outcome) { Words.count($0.count, "byte") }
        case .list(_, let outcome): Self.words(outcome) { Words.count($0.count, "name") }
        case .resolved(_, let outcome): Self.words(outcome) { _ in "a place" }
        case .locked(_, let outcome): Self.words(outcome) { $0 ? "locked" : "held by another" }
        case .changed(_, _, let fault): fault.map { $0.words } ?? "done"
        default: ""
        }
    }

    private static func words<Value>(
        _ outcome: Result<Value, FileFault>, _ found: (Value) -> String
    ) -> String {
        switch outcome {
        case .success(let value): found(value)
        case .failure(let fault): fault.words
        }
    }
}

extension Outcome {
    /// What it is, in few words.
    fileprivate var words: String {
        switch self {
        case .bytes(let bytes): Words.count(bytes.count, "byte")
        case .entries(let entries): Words.count(entries.count, "name")
        case .ended(let result):
            "\(result.summary), \(Words.count(result.standardOutput.count, "byte"))"
        case .value: "a value"
        case .platform(let platform): "\(platform.system), \(platform.machine)"
        case .absent: "absent"
        case .denied: "denied"
        case .timedOut: "no answer in time"
        case .failed(let error): Sanitized.line(error)
        case .unrecorded: "not recorded"
        }
    }
}

extension FileFault {
    /// What is wrong, without the path.
    fileprivate var words: String {
        switch reason {
        case .notFound: "not there"
        case .denied: "denied"
        case .isDirectory: "a directory"
        case .notADirectory: "no directory"
        case .brokenLink: "a link to nothing"
        case .tooLarge: "too large"
        case .failed(let error): Sanitized.line(error)
        }
    }
}
