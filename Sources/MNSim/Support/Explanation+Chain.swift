package import MNCore
import MNSim

// From the exit code back to the questions, a link a line.
extension Explanation {
    package struct Link: Hashable, Sendable {
        package enum Kind: String, Sendable {
            case exit, error, check, exchange, rule, condition, numbers, fact, line, question
            case row, missing, open
        }

        package var kind: Kind
        package var text: String
        /// The place among the events of the run, from 1.
        package var event: Int?

        init(_ kind: Kind, _ text: String, event: Int? = nil) {
            self.kind = kind
            self.text = text
            self.event = event
        }
    }

    /// The most lines of evidence in a chain; the rest stands in the way to the verdict.
    private static let mostLines = 8

    package var chain: [Link] {
        var links = [exitLink]
        switch cause {
        case .error:
            if let complaint = findings.complaint {
                links.append(Link(.error, "\(complaint.code.rawValue): \(complaint.problem)"))
            }
            links += rowLinks(of: nil)
            links += exchangeLinks
        case .checks:
            for check in findings.objections {
                links.append(Link(.check, "\(check.name) (\(check.status)): \(check.seen)"))
                links += rowLinks(of: check.name)
            }
            if findings.objections.contains(where: { $0.isFailure && $0.name != "hardware" }) {
                links += exchangeLinks
            }
            if findings.objections.contains(where: { $0.isFailure && $0.name == "hardware" }) {
                links += machine?.links ?? []
            }
        case .verdict: links += machine?.links ?? []
        case .none:
            for check in findings.objections {
                links.append(Link(.check, "\(check.name) (\(check.status)): \(check.seen)"))
                links += rowLinks(of: check.name)
            }
            links += rowLinks(of: nil)
            links += exchangeLinks
            if !findings.rulings.isEmpty { links += machine?.links ?? [] }
        case .unfinished:
            // What went wrong before it is another matter.
            links +=
                openQuestion.map { [Link(.open, "\($0): not answered when it ended")] }
                ?? exchangeLinks
        }
        if standing.word == .new { links.append(Link(.row, RunStanding.newWords)) }
        return links
    }

    private var exitLink: Link {
        guard let exitCode else {
            return Link(.exit, "none: it ended without a word, or has not ended")
        }
        return Link(.exit, "\(exitCode): \(ExitCode(rawValue: exitCode)?.meaning ?? "")")
    }

    private func rowLinks(of check: String?) -> [Link] {
        standing.known.filter { $0.check == check }.flatMap(\.rows).map {
            Link(.row, "\($0.number): \($0.situation)")
        }
    }

    private var exchangeLinks: [Link] {
        exchange.map {
            [Link(.exchange, "\($0.question): \($0.answer)", event: $0.index + 1)]
        } ?? []
    }

    /// The most lines that are named.
    fileprivate static var lineLimit: Int { mostLines }
}

extension MachineExplanation {
    /// The chain of the verdict, from the rule to the questions.
    var links: [Explanation.Link] {
        let verdict = advice.verdict
        var links = [
            Explanation.Link(
                .rule, "\(verdict.rule.rawValue): \(verdict.status.rawValue) - \(advice.message)")
        ]
        if let step = steps.last, step.truth != .no {
            links += step.findings.map {
                Explanation.Link(.condition, "\($0.condition): \($0.truth.words)")
            }
        }
        if let comparison = verdict.comparison {
            links.append(
                Explanation.Link(
                    .numbers,
                    "\(comparison.foundWords) found, \(comparison.minimumWords) needed"))
        }
        links += factLinks(verdict)
        for evidence in verdict.evidence.prefix(Explanation.lineLimit) {
            links.append(
                Explanation.Link(
                    .line, "\(evidence): \(Sanitized.line(evidence.quote))",
                    event: places[evidence.access]))
        }
        let questions = verdict.evidence.map(\.access).uniqued()
        links += questions.prefix(Explanation.lineLimit).map {
            Explanation.Link(.question, "\($0)", event: places[$0])
        }
        return links
            + missing.prefix(Explanation.lineLimit).map {
                Explanation.Link(.missing, "\($0)", event: places[$0.access])
            }
    }

    /// The facts that share a line with the verdict.
    private func factLinks(_ verdict: Verdict) -> [Explanation.Link] {
        let lines = Set(verdict.evidence)
        return hardware.rows.filter { !lines.isDisjoint(with: $0.evidence) }.map {
            Explanation.Link(.fact, "\($0.label) \($0.value)")
        }
    }
}

extension Ternary {
    fileprivate var words: String {
        switch self {
        case .yes: "yes"
        case .no: "no"
        case .unknown: "not known"
        }
    }
}

// MARK: - For programs

extension Explanation {
    /// - Parameter file: as the user named it.
    package func json(file: String, divergence: String?) -> JSON {
        [
            "schema": "mn.support.explain/1", "file": .string(file),
            "arguments": .strings(arguments), "exit": exitCode.map { .integer($0) } ?? .null,
            "cause": .string(cause.rawValue), "standing": .string(standing.word.rawValue),
            "error": findings.complaint.map {
                [
                    "code": .string($0.code.rawValue),
                    "message": .string(Sanitized.line($0.problem)),
                    "fixes": .strings($0.fixes.map(Sanitized.line)),
                ]
            } ?? .null,
            "checks": .array(
                findings.objections.map {
                    [
                        "name": .string($0.name), "status": .string($0.status),
                        "seen": .string($0.seen), "fixes": .strings($0.fixes),
                    ]
                }),
            "failures": .array(
                standing.known.flatMap { known in
                    known.rows.map { row in
                        [
                            "number": .string(row.number), "situation": .string(row.situation),
                            "check": .string(orNull: known.check),
                            "fix": .string(orNull: row.fix), "scenario": .string(row.scenario),
                        ]
                    }
                }),
            "exchange": exchange.map {
                [
                    "event": .integer($0.index + 1), "kind": .string($0.kind.rawValue),
                    "question": .string($0.question), "answer": .string($0.answer),
                ]
            } ?? .null,
            "open_question": .string(orNull: openQuestion.map(Sanitized.line)),
            "chain": .array(
                chain.map {
                    [
                        "kind": .string($0.kind.rawValue), "text": .string(Sanitized.line($0.text)),
                        "event": $0.event.map { .integer($0) } ?? .null,
                    ]
                }),
            "machine": machine?.json ?? .null, "differs": .string(orNull: divergence),
            "simulated": true,
        ]
    }
}

extension MachineExplanation {
    var json: JSON {
        [
            "compatibility": advice.json(isSimulated: true),
            "explanation": .array(steps.map(\.json)),
            "ruled": ruled.map {
                [
                    "model": .string($0.model), "rule": .string($0.rule),
                    "status": .string($0.status),
                ]
            } ?? .null,
            "boundary": boundary.json, "nearest": neighbour?.json ?? .null,
            "missing": .array(missing.map(\.json)),
            "record": missing.isEmpty ? .null : .string(Self.recordCommand),
        ]
    }
}
