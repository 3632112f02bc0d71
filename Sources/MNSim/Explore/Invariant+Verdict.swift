import MNCore
import MNSim
import MNSupport

// What is judged: each is held against a twin, so that only machines that could be are asked.
extension Invariant {
    static let verdict: [Invariant] = [
        twin("unasked-evidence", "Evidence that nobody asks for, and its order, change nothing.") {
            judge in
            var other = judge.situation
            var changes = other.members["changes"]?.array ?? []
            changes = changes.reversed() + [["file": "/nobody/asks", "text": "anything"]]
            other.members["changes"] = .array(changes)
            return judge.violation(other, "differs", "evidence that nobody asks for changes it") {
                $0 == $1
            }
        },
        twin("more-memory", "More memory never makes it worse.") { judge in
            var other = judge.situation
            var changes: [Access: Outcome] = [:]
            for exchange in judge.recording.exchanges {
                if let more = exchange.outcome.withMemory(of: exchange.access, { twice($0) }) {
                    changes[exchange.access] = more
                }
            }
            guard !changes.isEmpty else { return nil }
            other.members["changes"] = judge.changes(with: changes).json
            return judge.violation(other, "worse", "twice the memory makes it worse") {
                before, after in
                after.rank.map { after in before.rank.map { after >= $0 } ?? true } ?? true
            }
        },
        twin(
            "less-evidence",
            "Less evidence gives the same verdict, or one that says what is not known."
        ) { judge in
            guard judge.answer.assumed.isEmpty,
                let lost = judge.stream.pick(judge.recording.exchanges)?.access
            else { return nil }
            var other = judge.situation
            let fault: JSON = ["id": "lost", "on": .object(lost.json), "kind": "unrecorded"]
            other.members["machineFaults"] = [fault]
            return judge.violation(
                other, "another", "without '\(lost.summary)' it says something else"
            ) {
                before, after in
                // What is taken for granted instead is said; and what does not run has other reasons.
                before == after || after.isUnknown || !after.assumed.isEmpty
                    || before.status == "fail" && after.status == "fail"
            }
        },
        twin("forms-of-text", "Line ends change nothing.") { judge in
            var other = judge.situation
            other.members["machineFaults"] = [
                ["id": "crlf", "on": ["file": "/proc/*"], "kind": "crlf"],
                ["id": "crlf-smi", "on": ["command": ["nvidia-smi*"]], "kind": "crlf"],
            ]
            return judge.violation(other, "differs", "line ends of Windows change it") { $0 == $1 }
        },
        Invariant(
            "blueprint-agrees", .verdict, "A blueprint is run if it is valid, and only then.",
            share: 6
        ) { played, lab in
            let folder = lab.material.blueprints.first ?? FilesMaker.blueprint
            let twin = played.situation.withoutFaults.playing([
                ["blueprint", "validate", folder], ["blueprint", "run", folder, "--dry-run"],
            ])
            // Where no home is known, no place for a run is.
            guard played.ledgerPath != nil, let both = lab.play(twin), both.run.steps.count == 2
            else { return [] }
            let codes = both.run.steps.map(\.exitCode)
            // What is run must have workers, too, of which a plan judges each; what is valid says nothing of them.
            let words = both.findings.flatMap { told in
                told.checks.map(\.name) + [told.complaint?.word].compactMap(\.self)
            }
            let isOfWorkers = words.contains { $0.hasPrefix("worker.") || $0 == "model.no_port" }
            if codes[0] == codes[1] || isOfWorkers { return [] }
            return [
                Violation(
                    nil, "exit \(codes[0]) and \(codes[1])",
                    "validate ends with \(codes[0]), run --dry-run with \(codes[1])")
            ]
        },
        Invariant("commands-agree", .verdict, "All commands judge alike.", share: 4) {
            played, lab in
            guard let judge = Judge(played, lab) else { return [] }
            let id = judge.model
            let twin = judge.situation.playing([
                ["model", "show", id, "--compatibility", "--json"],
                ["model", "install", id, "--dry-run", "--json"],
                ["model", "doctor", id, "--check", "hardware", "--json"],
                ["model", "show", id, "--explain"],
            ])
            guard let all = lab.play(twin) else { return [] }
            let rulings = all.findings.map { $0.rulings.first { $0.model == id } }
            for (index, ruling) in rulings.enumerated() where index > 0 {
                if let ruling, let first = rulings[0], ruling != first {
                    return [
                        Violation(
                            nil, "ruling",
                            "'\(all.run.steps[index].arguments[1])' says \(ruling.rule) \(ruling.status), and show \(first.rule) \(first.status)",
                            lines: all.run.steps.map(\.arguments))
                    ]
                }
            }
            return []
        },
    ]

    private static func twice(_ bytes: Int) -> Int {
        let (product, isTooLarge) = bytes.multipliedReportingOverflow(by: 2)
        return isTooLarge ? bytes : product
    }

    private static func twin(
        _ name: String, _ words: String, _ check: @escaping @Sendable (inout Judge) -> Violation?
    ) -> Invariant {
        Invariant(name, .verdict, words, share: 4) { played, lab in
            guard var judge = Judge(played, lab) else { return [] }
            return check(&judge).map { [$0] } ?? []
        }
    }
}

/// The verdict of one model on the machine of a situation, and on others.
struct Judge {
    /// What the rules say.
    struct Answer: Equatable {
        var rule: String
        var status: String
        /// What was taken for granted.
        var assumed: [String] = []

        /// Whether both say the same, whatever was taken for granted.
        static func == (left: Answer, right: Answer) -> Bool {
            (left.rule, left.status) == (right.rule, right.status)
        }

        /// Nil where the statuses cannot be put in order.
        var rank: Int? { ["fail": 0, "force_only": 1, "warning": 2, "pass": 3][status] }
        var isUnknown: Bool {
            rule == "insufficient-evidence" || rule.hasSuffix("-unknown") || status == "unknown"
        }
    }

    let laboratory: Laboratory
    /// The situation without faults.
    let situation: Situation
    let model: String
    let profile: Profile?
    let answer: Answer
    var stream: RandomStream

    /// Nil if the machine is none that could be, or nothing is said of the model.
    init?(_ played: Played, _ laboratory: Laboratory) {
        guard played.situation.isCoherent, played.hasUsualCatalog(laboratory) else { return nil }
        let calm = played.situation.withoutFaults
        // Draws hang on the machine and its tags alone: they stay when the rest is made smaller or written down.
        let machine = JSONObject(
            ["profile", "changes", "tags"].map { ($0, calm.members[$0] ?? .null) })
        let digest = RandomStream.digest(JSON.object(machine).text(.canonical))
        var stream = RandomStream(seed: digest, run: 0, "judge")
        guard let model = stream.pick(laboratory.material.models) else { return nil }
        self.laboratory = laboratory
        situation = calm
        self.model = model.id
        self.stream = stream
        profile = laboratory.material.profile(played.scenario.profile)
        guard let answer = Self.answer(calm, model.id, laboratory) else { return nil }
        self.answer = answer
    }

    /// The evidence, with what is changed in it.
    var recording: Recording {
        var recording = profile?.recording ?? Recording()
        for exchange in (try? Recording(JSONField(situation.members["changes"] ?? [])))?.exchanges
            ?? []
        {
            recording[exchange.access] = exchange.outcome
        }
        return recording
    }

    /// The changes of the situation, and more.
    func changes(with more: [Access: Outcome]) -> Recording {
        var changes = (try? Recording(JSONField(situation.members["changes"] ?? []))) ?? Recording()
        for (access, outcome) in more.sorted(by: { $0.key < $1.key }) { changes[access] = outcome }
        return changes
    }

    private static func answer(
        _ situation: Situation, _ model: String, _ laboratory: Laboratory
    ) -> Answer? {
        let line = ["model", "show", model, "--compatibility", "--json"]
        guard let played = laboratory.play(situation.playing([line])),
            let ruling = played.findings.first?.rulings.first
        else { return nil }
        let document = try? JSON.parse(played.run.steps.first?.standardOutput ?? "")
        let assumed = document?["compatibility"]?["assumed"]?.array?.compactMap(\.string) ?? []
        return Answer(rule: ruling.rule, status: ruling.status, assumed: assumed)
    }

    /// A violation if another machine gets an answer that it should not.
    func violation(
        _ other: Situation, _ kind: String, _ words: String, _ isRight: (Answer, Answer) -> Bool
    ) -> Invariant.Violation? {
        guard let now = Self.answer(other, model, laboratory), !isRight(answer, now) else {
            return nil
        }
        return Invariant.Violation(
            nil, "\(kind): \(answer.rule) to \(now.rule)",
            "\(model) on \(profile?.id ?? "nothing"): \(words): \(answer.rule) \(answer.status) becomes "
                + "\(now.rule) \(now.status)",
            lines: [["model", "show", model, "--compatibility"]])
    }
}
