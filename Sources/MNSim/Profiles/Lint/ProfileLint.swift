package import MNCore

/// Looks for what is wrong with profiles.
package struct ProfileLint: Sendable {
    private let models: [Model]
    private let rules: RuleTable
    /// What a derived profile may come from.
    private let parents: Set<String>

    /// - Parameter ids: the profiles that there are.
    package init(
        ids: [String], models: [Model] = Catalog.builtin.models, rules: RuleTable = .standard
    ) {
        self.models = models
        self.rules = rules
        parents = Set(ids).union(ImportKind.allCases.map(\.rawValue))
    }

    /// The findings on a profile, in the order of its file.
    package func findings(on profile: Profile) async -> [ProfileFinding] {
        await judged(profile).findings
    }

    /// Judges a profile for the models that it speaks of and for the default model.
    package func judged(_ profile: Profile) async -> JudgedProfile {
        let machine = AskedMachine(ReplayMachine(profile))
        let hardware = await Hardware.probe(machine)
        let report = Report(profile)
        let verdicts = verdicts(profile, hardware)
        return JudgedProfile(
            id: profile.id, verdicts: verdicts,
            findings: origins(profile, report) + expectations(verdicts, report)
                + evidence(profile, machine.asked, report) + identifiers(profile, report)
                + contradictions(profile, hardware, machine.asked, report))
    }

    /// Makes findings on one profile.
    struct Report {
        let id: String

        init(_ profile: Profile) { id = profile.id }

        func callAsFunction(
            _ code: ProfileFinding.Code, at tokens: [String], _ message: String
        ) -> ProfileFinding { ProfileFinding(code, id, JSONPointer(tokens), message) }
    }

    // MARK: - Where it comes from

    private func origins(_ profile: Profile, _ report: Report) -> [ProfileFinding] {
        func names(_ parts: [String]) -> Bool {
            profile.sources.contains { source in parts.contains { source.contains($0) } }
        }
        let place = ["provenance", "sources"]
        switch profile.provenance {
        case .vendorSpec where !names(["://", ".md", "recordings/"]):
            return [
                report(
                    .missingSource, at: place,
                    "No source is an address, a document or a recording that can be looked up.")
            ]
        case .transcribed:
            var findings: [ProfileFinding] = []
            if !names(["://"]) {
                findings.append(
                    report(
                        .missingSource, at: place, "No source is the address of the recording."))
            }
            for (index, pointer) in (profile.transcription?.composed ?? []).enumerated()
            where Transcription.index(pointer).map(profile.recording.exchanges.indices.contains)
                != true
            {
                findings.append(
                    report(
                        .composedNowhere, at: ["provenance", "composed", "\(index)"],
                        "There is no evidence at \(pointer)."))
            }
            return findings
        case .synthetic where !names(["seed"]):
            return [
                report(.missingSource, at: place, "No source names the seed, or says 'no seed'.")
            ]
        case .recorded where !names(["mn profile record"]):
            return [report(.missingSource, at: place, "No source names the recorder.")]
        case .derived:
            let parent = profile.derivedFrom ?? ""
            if parents.contains(parent) { return [] }
            let message = "There is no profile '\(parent)', from which this one is derived."
            return [report(.unknownParent, at: ["provenance", "derivedFrom"], message)]
        default: return []
        }
    }

    // MARK: - What it expects

    private func verdicts(_ profile: Profile, _ hardware: Hardware) -> [JudgedProfile.Verdict] {
        var expected: [(model: String, Profile.Expectation?)] = profile.expectations.map {
            ($0.model, $0)
        }
        if !expected.contains(where: { $0.model == Catalog.defaultModel }) {
            expected.append((Catalog.defaultModel, nil))
        }
        let machine = rules.prepared(hardware)
        return expected.map { id, expectation in
            let decision = models.first { $0.id == id }.map { rules.decision($0, on: machine) }
            return JudgedProfile.Verdict(
                model: id, rule: decision?.rule, status: decision?.status, expected: expectation)
        }
    }

    private func expectations(
        _ verdicts: [JudgedProfile.Verdict], _ report: Report
    ) -> [ProfileFinding] {
        verdicts.compactMap { verdict in
            guard let expected = verdict.expected else {
                return report(
                    .missingExpectation, at: [],
                    "It does not say what \(verdict.model) is to be given.")
            }
            if verdict.isAsExpected { return nil }
            let place = ["expect", verdict.model]
            guard let rule = verdict.rule, let status = verdict.status else {
                return report(.unmetExpectation, at: place, "There is no such model.")
            }
            return report(
                .unmetExpectation, at: place,
                "The verdict is '\(status.rawValue)' (\(rule.rawValue)), not "
                    + "'\(expected.status)' (\(expected.rule)).")
        }
    }

    // MARK: - What is asked, and what is answered

    private func evidence(
        _ profile: Profile, _ asked: [Access: Outcome], _ report: Report
    ) -> [ProfileFinding] {
        var findings: [ProfileFinding] = []
        for (index, exchange) in profile.recording.exchanges.enumerated()
        where asked[exchange.access] == nil && !exchange.isForOthers {
            findings.append(
                report(
                    .unreadEvidence, at: ["evidence", "\(index)"],
                    "No probe asks for '\(exchange.access)' on this machine."))
        }
        let open = asked.filter { $0.value == .unrecorded }.keys.sorted()
        let isMeant = profile.expectations.contains {
            $0.rule == Rule.ID.insufficientEvidence.rawValue
        }
        if let first = open.first, !isMeant {
            let others = open.count > 1 ? ", and \(open.count - 1) more" : ""
            findings.append(
                report(
                    .openQuestion, at: ["evidence"],
                    "There is no answer to '\(first)'\(others); no expectation says so."))
        }
        return findings
    }

    // MARK: - Whom it names

    private func identifiers(_ profile: Profile, _ report: Report) -> [ProfileFinding] {
        var findings: [ProfileFinding] = []
        let isOfSomebody = profile.provenance == .recorded || profile.provenance == .derived
        let redacted = Redaction.redacted(profile.recording)
        for (index, exchange) in profile.recording.exchanges.enumerated() {
            let place = ["evidence", "\(index)"]
            for text in exchange.texts {
                findings += Identifier.all(in: text).map { found in
                    let shown = found.text.prefix(60)
                    return report(
                        .identifier, at: place, "'\(shown)' looks like \(found.kind).")
                }
            }
            if isOfSomebody, redacted[exchange.access] != exchange.outcome {
                findings.append(
                    report(
                        .notRedacted, at: place,
                        "The recorder would blank a part of the answer to '\(exchange.access)'."))
            }
        }
        return findings
    }
}

extension Recording.Exchange {
    /// All texts of a question and its answer.
    var texts: [String] {
        let answer: [String] =
            switch outcome {
            case .bytes(let bytes): [String(decoding: bytes, as: UTF8.self)]
            case .entries(let entries): entries.flatMap { [$0.name, $0.target ?? ""] }
            case .ended(let result):
                [result.standardOutput, result.standardError].map {
                    String(decoding: $0, as: UTF8.self)
                }
            case .value(let value): [value]
            case .platform(let platform): [platform.release]
            case .failed(let error): [error]
            case .absent, .denied, .timedOut, .unrecorded: []
            }
        return [access.description] + answer
    }
}
