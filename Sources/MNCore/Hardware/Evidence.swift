/// The piece of raw evidence that a fact rests on.
package struct Evidence: Hashable, Sendable {
    package var access: Access
    /// Where in the answer: `line 1`, `row 1, column 5`; nil for all of it.
    package var place: String?
    /// The raw text found there, as it was, but for secrets: it is for people, and decides nothing.
    package var quote: String

    package init(_ access: Access, _ place: String? = nil, quote: String) {
        self.access = access
        self.place = place
        self.quote = Secrets.maySay(quote) ? quote : Secrets().masked(quote)
    }
}

/// Evidence that is missing: a question whose answer tells nothing.
package struct Gap: Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// The machine is replayed, and was not asked this when it was recorded.
        case unrecorded
        /// The file, program or variable is not there.
        case absent
        case denied
        case timedOut
        /// The system or the command gave an error, in its words.
        case failed(String)
        /// There was an answer, but not one that tells the fact; the words say what is wrong with it.
        case unreadable(String)
    }

    package var access: Access
    package var reason: Reason

    package init(_ access: Access, _ reason: Reason) {
        self.access = access
        self.reason = reason
        // Docker's words may name hosts and people.
        guard case .command(let argv) = access, argv.first == "docker" else { return }
        switch reason {
        case .failed(let words): self.reason = .failed(ForeignText.masked(words))
        case .unreadable(let words): self.reason = .unreadable(ForeignText.masked(words))
        default: break
        }
    }

    /// The gap behind an outcome that is not an answer.
    package init(_ access: Access, after outcome: Outcome) {
        let reason: Reason =
            switch outcome {
            case .absent: .absent
            case .denied: .denied
            case .timedOut: .timedOut
            case .failed(let error): .failed(error)
            case .unrecorded: .unrecorded
            case .ended(let result): .failed(result.summary)
            case .bytes, .entries, .value, .platform: .unreadable("an answer of another kind")
            }
        self.init(access, reason)
    }
}

/// Something the machine is, known with its evidence or unknown with what is missing.
package enum Fact<Value: Hashable & Sendable>: Hashable, Sendable {
    case known(Value, [Evidence])
    case unknown([Gap])

    /// The value, or nil if it is not known.
    package var value: Value? {
        if case .known(let value, _) = self { value } else { nil }
    }

    package var evidence: [Evidence] {
        if case .known(_, let evidence) = self { evidence } else { [] }
    }

    package var gaps: [Gap] {
        if case .unknown(let gaps) = self { gaps } else { [] }
    }

    /// The fact that follows from this one alone.
    package func map<Other>(_ transform: (Value) -> Other) -> Fact<Other> {
        switch self {
        case .known(let value, let evidence): .known(transform(value), evidence)
        case .unknown(let gaps): .unknown(gaps)
        }
    }
}

extension CommandResult {
    /// How the command ended, with the first words it said: `exit 9: NVIDIA-SMI has failed …`.
    package var summary: String {
        let ending =
            switch ending {
            case .exited(let code): "exit \(code)"
            case .signalled(let signal): "killed by signal \(signal)"
            default: "\(ending)"
            }
        // Most programs tell an error on standard error, nvidia-smi on standard output.
        let outputs =
            self.ending == .exited(0) ? [standardOutput] : [standardError, standardOutput]
        let said = outputs.lazy
            .map { TextLines($0).lines.first { !$0.isBlank } ?? "" }
            .first { !$0.isEmpty }
        return said.map { "\(ending): \(Self.beginning($0).withoutFullStop)" } ?? ending
    }

    /// The first words of a line.
    private static func beginning(_ line: String) -> Substring {
        let scalars = line.unicodeScalars
        guard
            let end = scalars.index(scalars.startIndex, offsetBy: 200, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return line[...] }
        return Substring(Excerpt.whole(scalars[..<end]))
    }
}

extension Substring {
    /// The text without a full stop at its end, for the middle of a sentence.
    fileprivate var withoutFullStop: Substring { hasSuffix(".") ? dropLast() : self }
}

extension Evidence: CustomStringConvertible {
    /// Where the evidence lies: `file /proc/meminfo, line 1`.
    package var description: String { place.map { "\(access), \($0)" } ?? "\(access)" }
}

extension Gap: CustomStringConvertible {
    /// What is missing and why: `file /proc/meminfo: permission denied`.
    package var description: String { "\(access): \(reason)" }

    /// The same in few words, for a sentence: `docker info: no answer in time`.
    package var summary: String { "\(access.summary): \(reason)" }
}

extension Gap.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unrecorded: "not recorded"
        case .absent: "not there"
        case .denied: "permission denied"
        case .timedOut: "no answer in time"
        case .failed(let error): Sanitized.line(error)
        case .unreadable(let problem): Sanitized.line(problem)
        }
    }
}

extension Gap {
    /// How to get the missing evidence, as a command or a sentence.
    package var fix: String {
        switch reason {
        case .unrecorded: "Record that machine again: mn profile record --output FILE"
        case .denied: "Let this user read it: \(access)"
        case .timedOut, .failed, .unreadable:
            if case .command(let argv) = access {
                "See what it says: \(CommandWords.line(argv))"
            } else {
                "Look at \(access)"
            }
        case .absent:
            if case .command(let argv) = access {
                "Install \(argv.first ?? "it"), or put it on PATH"
            } else {
                "Look for \(access)"
            }
        }
    }
}
