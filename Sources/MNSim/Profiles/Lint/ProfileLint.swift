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
        let machine = RecordingMachine(ReplayMachine(profile))
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
}

/// Something about a profile that is wrong, or that its author should know.
package struct ProfileFinding: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable, CaseIterable {
        /// The profile must not be kept as it is.
        case error
        /// It can be kept, if that is meant.
        case warning
    }

    /// The kind of finding; a promise.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The file is no profile.
        case unreadable
        /// Files of one folder have the same id.
        case duplicateID = "duplicate-id"
        /// No probe asks for this answer.
        case unreadEvidence = "unread-evidence"
        /// A probe asks, and there is no answer.
        case openQuestion = "open-question"
        case missingExpectation = "missing-expectation"
        /// The verdict is another, or there is no such model, rule or status.
        case unmetExpectation = "unmet-expectation"
        /// Something that names a machine, a person or a place.
        case identifier
        /// The recorder would have blanked this.
        case notRedacted = "not-redacted"
        case sizeDiffers = "size-differs"
        case systemDiffers = "system-differs"
        case processorDiffers = "processor-differs"
        /// A folder is denied, and something in it is not.
        case deniedFolder = "denied-folder"
        /// Nothing says where the evidence comes from.
        case missingSource = "missing-source"
        case unknownParent = "unknown-parent"
        /// Evidence is said to be composed that is not there.
        case composedNowhere = "composed-nowhere"

        package var severity: Severity {
            switch self {
            case .unreadEvidence, .openQuestion, .missingExpectation, .unknownParent: .warning
            default: .error
            }
        }
    }

    package var code: Code
    /// The id of the profile.
    package var profile: String
    /// Where in its file.
    package var pointer: JSONPointer
    /// What is wrong, a sentence.
    package var message: String

    package init(_ code: Code, _ profile: String, _ pointer: JSONPointer, _ message: String) {
        self.code = code
        self.profile = profile
        self.pointer = pointer
        self.message = message
    }
}

extension ProfileFinding {
    package var json: JSON {
        [
            "code": .string(code.rawValue), "severity": .string(code.severity.rawValue),
            "profile": .string(profile), "pointer": .string("\(pointer)"),
            "message": .string(message),
        ]
    }
}

/// What a profile is given, beside what it expects, and what is wrong with it.
package struct JudgedProfile: Hashable, Sendable {
    package struct Verdict: Hashable, Sendable {
        package var model: String
        /// Nil if there is no such model.
        package var rule: Rule.ID?
        package var status: Status?
        /// Nil if the profile expects nothing of this model.
        package var expected: Profile.Expectation?

        package var isAsExpected: Bool {
            rule?.rawValue == expected?.rule && status?.rawValue == expected?.status
        }
    }

    package var id: String
    /// What it expects, in the order of its file; the default model comes last if it is not among these.
    package var verdicts: [Verdict]
    package var findings: [ProfileFinding]
}

extension JudgedProfile {
    /// - Parameter file: where the profile is from; nil for a built-in one.
    package func json(file: String?) -> JSON {
        [
            "id": .string(id), "file": .string(orNull: file),
            "verdicts": .array(
                verdicts.map { verdict in
                    [
                        "model": .string(verdict.model),
                        "rule": .string(orNull: verdict.rule?.rawValue),
                        "status": .string(orNull: verdict.status?.rawValue),
                        "expected": verdict.expected.map {
                            ["rule": .string($0.rule), "status": .string($0.status)]
                        } ?? .null,
                    ]
                }),
        ]
    }
}
