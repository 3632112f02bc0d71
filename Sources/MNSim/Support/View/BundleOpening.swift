package import MNCore
import MNSim

/// What is in a file that a customer sent, section by section.
package struct BundleOpening: Sendable {
    package var file: SupportFile
    /// Its bytes, for the size and the digest.
    package var bytes: [UInt8]
    package var run: RunView?
    package var machine: Hardware?
    /// What was tried again of a bundle.
    package var grammar: ReceivedGrammar?

    package init(
        _ file: SupportFile, bytes: [UInt8], explanation: Explanation? = nil,
        grammar: ReceivedGrammar? = nil
    ) async {
        self.file = file
        self.grammar = grammar
        self.bytes = bytes
        if let trace = file.run {
            run = await RunView(trace, timing: file.bundle?.timing ?? [], explanation: explanation)
        }
        if let profile = file.bundle?.machine {
            machine = await Hardware.probe(ReplayMachine(profile))
        }
    }

    /// The sections that are in the file, in the order in which they are shown.
    package var sections: [Bundle.Section] {
        guard let bundle = file.bundle else { return [.run] }
        return Bundle.Section.allCases.filter { section in
            switch section {
            case .manifest, .removed, .checks: true
            case .run: bundle.run != nil
            case .machine: bundle.machine != nil
            case .ledger: !bundle.ledger.isEmpty
            case .catalog: !bundle.catalog.isEmpty
            case .runner: !bundle.runner.isEmpty
            case .logs: !bundle.logs.isEmpty
            case .doctor: bundle.doctor != nil
            case .timing: !bundle.timing.isEmpty
            }
        }
    }

    /// A section as it stands in the file; nil if it is not there.
    package func json(_ section: Bundle.Section) -> JSON? {
        guard sections.contains(section) else { return nil }
        guard let bundle = file.bundle else { return file.run.map { .array($0.lines) } }
        return bundle.json[section.rawValue]
    }

    /// A section whole, for reading: a line an event, the lines of files and logs, or a document laid out.
    ///
    /// It is raw, and not yet safe to print.
    package func text(_ section: Bundle.Section) -> String? {
        guard sections.contains(section) else { return nil }
        let bundle = file.bundle
        switch section {
        case .run: return file.run?.text
        case .doctor: return bundle?.doctor?.text
        case .runner: return bundle?.runner.map { $0.json.text(.canonical) + "\n" }.joined()
        case .ledger: return bundle.map { Self.text($0.ledger) }
        case .catalog: return bundle.map { Self.text($0.catalog) }
        case .logs:
            return bundle?.logs.map { log in
                "# \(log.source)\n" + log.lines.map { $0 + "\n" }.joined()
            }.joined()
        default: return json(section).map { $0.text() + "\n" }
        }
    }

    private static func text(_ files: [Bundle.KeptFile]) -> String {
        files.map { file in
            let text = String(decoding: file.bytes, as: UTF8.self)
            return "# \(file.path)\n\(text)" + (text.hasSuffix("\n") ? "" : "\n")
        }.joined()
    }
}

extension BundleOpening {
    /// The document of `mn support open --json`, without its schema.
    package var members: JSONObject {
        var members: JSONObject = [
            "kind": file.bundle == nil ? "trace" : "bundle", "bytes": .integer(bytes.count),
            "digest": .string(SHA256.name(bytes)),
            "removed": .array(
                RemovedKind.all(file.bundle?.removed ?? []).map { kind in
                    [
                        "kind": .string(kind.name), "count": .integer(kind.count),
                        "pointers": .strings(kind.removals.map { "\($0.pointer)" }),
                    ]
                }),
            "checks": .array(
                (file.bundle?.checks ?? []).map {
                    [
                        "name": .string($0.name), "result": .string($0.result),
                        "detail": .string($0.detail),
                    ]
                }),
            "gaps": .array(
                (file.bundle?.gaps ?? []).map {
                    [
                        "section": .string($0.section.rawValue), "part": .string(orNull: $0.part),
                        "reason": .string($0.reason), "kept": .integer(orNull: $0.kept),
                        "cut": .integer(orNull: $0.cut),
                    ]
                }),
            "sections": .strings(sections.map(\.rawValue)),
        ]
        members["mn"] = .string(orNull: file.bundle?.version ?? file.run?.version)
        members["day"] = .string(orNull: file.bundle?.day)
        members["began"] = .string(orNull: file.bundle?.began.map(Sanitized.line))
        members["tried_again"] =
            grammar.map {
                [
                    "grammar": .string($0.hasPassed ? "passed" : "failed"),
                    "pointers": .strings($0.places.map { "\($0)" }),
                    "other_mn": .bool($0.isOfAnother),
                ]
            } ?? .null
        members["run"] = run?.json ?? .null
        members["machine"] = machine?.json ?? .null
        return members
    }
}

extension RunView {
    /// The run for programs.
    fileprivate var json: JSON {
        [
            "arguments": .strings(trace.arguments), "exit": .integer(orNull: trace.exitCode),
            "words": .string(Sanitized.line(cause.sentence)),
            "events": .array(
                events.map { event in
                    [
                        "number": .integer(event.number), "seam": .string(event.seam.rawValue),
                        "kind": .string(event.kind.rawValue),
                        "question": .string(Sanitized.line(event.question)),
                        "outcome": .string(event.outcome), "tone": .string(event.tone.rawValue),
                        "read_for": .strings(
                            (marks[event.number] ?? []).flatMap(\.facts).uniqued()),
                        "at_ms": .integer(orNull: times?[event.number - 1]),
                    ]
                }),
        ]
    }
}
