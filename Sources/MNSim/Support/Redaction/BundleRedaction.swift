package import MNCore
package import MNSim

/// Makes of a bundle as it was collected one that may be sent, and shows that it may.
package struct BundleRedaction {
    /// What a check found: a reason not to write the bundle.
    package struct Hit: Hashable, Sendable {
        /// The check, as in `checks`.
        package var check: String
        /// Where in the finished document; the whole of it where no place is known.
        package var pointer: JSONPointer
        /// A sentence; what was found is not in it.
        package var sentence: String

        package init(_ check: String, _ pointer: JSONPointer, _ sentence: String) {
            self.check = check
            self.pointer = pointer
            self.sentence = sentence
        }

        /// Whether the bundle must not be written: one that tells another story leaks nothing, and says so.
        package var isStopping: Bool { !["same_story", "doctors_story"].contains(check) }
    }

    /// The bundle without anything private, with what was taken out and the checks it went through.
    package var bundle: Bundle
    /// Why it must not be written; empty if it may.
    package var hits: [Hit]
    /// What stood there and what stands there now; it never leaves the machine.
    package var map: [(old: String, new: String)]

    /// - Parameters:
    ///   - raw: the bundle as it was collected.
    ///   - identity: whose machine it is.
    ///   - environment: the user's variables, of which the secret ones are looked for everywhere.
    ///   - base: the world in which the run is replayed.
    package static func redacted(
        _ raw: Bundle, identity: Identity, environment: [String: String], in base: World,
        program: @escaping ScenarioRun.Program
    ) -> BundleRedaction {
        var proof = BundleProof(raw, identity, environment, base, program)
        return proof.result()
    }
}

/// One bundle on its way through the redaction and all checks.
struct BundleProof {
    /// As it was collected, but for what leaves no ink.
    let raw: Bundle
    let identity: Identity
    let environment: [String: String]
    let base: World
    let program: ScenarioRun.Program
    /// Places that are left as they are, so that a test sees who notices.
    var open: Set<JSONPointer> = []
    private var hits: [BundleRedaction.Hit] = []
    private var checks: [Bundle.Check] = []
    /// Where stands what a replay printed.
    private(set) var told: Set<JSONPointer> = []

    init(
        _ raw: Bundle, _ identity: Identity, _ environment: [String: String], _ base: World,
        _ program: @escaping ScenarioRun.Program
    ) {
        self.raw = raw.inked()
        self.identity = identity
        self.environment = environment
        self.base = base
        self.program = program
    }

    func projection(
        _ raw: Bundle, _ identity: Identity, _ environment: [String: String]
    ) -> Projection {
        Projection(raw, identity: identity, environment: environment, open: open)
    }

    mutating func result() -> BundleRedaction {
        // What a run printed is told again without what is private, where it can be told.
        var source = raw.silent([\.run, \.doctor])
        var projection = projection(source, identity, environment)
        var stories = stories(projection)
        let untold = stories.filter { !$0.story.isSettled }.map(\.run)
        if !untold.isEmpty {
            source = raw.silent(Set(Self.runs.map(\.run)).subtracting(untold))
            projection = self.projection(source, identity, environment)
            stories = self.stories(projection)
        }
        var bundle = projection.bundle
        if let fault = projection.fault {
            note("form", fault.pointer, "The redaction has broken its form: \(fault).")
        }
        let changes = BundleChanges(from: source, to: bundle)
        checkTwin(changes.map, source, bundle)
        for (name, run, story) in stories {
            bundle[keyPath: run] = story.settled
            note(story, of: name)
        }
        bundle.timing = raw.timing(of: bundle.run, recordedAs: raw.run)
        checkCanaries()
        bundle.removed = changes.removals
        if changes.lacking > 0 {
            bundle.gaps.append(
                .init(
                    .removed, reason: "More was taken out than is listed here.",
                    kept: changes.removals.count, cut: changes.lacking))
        }
        scan(bundle)
        bundle.checks = checks
        checkGrammar(bundle)
        bundle.checks = checks
        return BundleRedaction(bundle: bundle, hits: hits, map: changes.map)
    }

    private static var runs: [(name: String, run: WritableKeyPath<Bundle, Trace?>)] {
        [("run", \.run), ("doctor", \.doctor)]
    }

    private typealias Story = (
        name: String, run: WritableKeyPath<Bundle, Trace?>, story: StoryCheck
    )

    /// What each run prints when it is told without what is private.
    private func stories(_ projection: Projection) -> [Story] {
        Self.runs.compactMap { name, run in
            guard let raw = raw[keyPath: run], let redacted = projection.bundle[keyPath: run] else {
                return nil
            }
            return (name, run, StoryCheck(raw, redacted, projection, in: base, program: program))
        }
    }

    private mutating func note(_ story: StoryCheck, of name: String) {
        let check = name == "run" ? "same_story" : "doctors_story"
        let (result, detail) = story.result.words
        // A word that nobody knows must not stand in what a check says.
        let isKnown = BundleGrammar(["detail": .string(detail)]).faults.isEmpty
        let shown = isKnown ? detail : "Something else would be printed."
        checks.append(Bundle.Check(name: check, result: result, detail: shown))
        if case .differs = story.result { note(check, JSONPointer([name]), shown) }
        guard story.isSettled else { return }
        for (index, event) in story.settled.events.enumerated() {
            guard case .printed = event.whatIsLeft else { continue }
            // The header stands before the events.
            told.insert(JSONPointer([name, "\(index + 1)", "text"]))
        }
    }

    /// Words planted in a copy must not come out.
    private mutating func checkCanaries() {
        let planted = PlantedBundle(raw, identity, environment)
        let projection = projection(planted.bundle, planted.identity, planted.environment)
        if let fault = projection.fault {
            note("canaries", fault.pointer, "The bundle with planted words cannot be made.")
        }
        for place in planted.canaries.places(in: projection.bundle.text) {
            note("canaries", JSONPointer(), "A word that was planted came out: \(place).")
        }
        close("canaries", "\(planted.canaries.words.count) words were planted, in four writings.")
    }

    private mutating func note(_ check: String, _ pointer: JSONPointer, _ sentence: String) {
        hits.append(BundleRedaction.Hit(check, pointer, sentence))
    }

    private mutating func close(_ check: String, _ detail: String) {
        let isHit = hits.contains { $0.check == check }
        checks.append(
            Bundle.Check(name: check, result: isHit ? "failed" : "passed", detail: detail))
    }

    /// Other private values must give the same bytes.
    private mutating func checkTwin(
        _ map: [(old: String, new: String)], _ source: Bundle, _ bundle: Bundle
    ) {
        var twin = Twin(map)
        do throws(JSONFault) {
            let other = try twin.bundle(source)
            let projection = projection(
                other, twin.identity(identity), twin.environment(environment))
            if let fault = projection.fault { throw fault }
            if let pointer = bundle.json.firstDifference(from: projection.bundle.json) {
                note("twin", pointer, "What stands there depends on what is private.")
            }
        } catch {
            note("twin", error.pointer, "The bundle with other private values cannot be made.")
        }
        close("twin", "\(map.count) private values were exchanged for others.")
    }

    private mutating func checkGrammar(_ bundle: Bundle) {
        for fault in BundleGrammar(bundle.json, told: told).faults {
            note(
                "grammar", fault.pointer,
                "A word of \(fault.word.utf8.count) bytes stands there that is not known to be nobody's."
            )
        }
        close("grammar", "Each word is known, short, or a stand-in.")
    }

    private mutating func scan(_ bundle: Bundle) {
        for finding in BundleScanner(bundle.json, identity, environment).findings {
            note("scanner", finding.pointer, "There is \(finding.what).")
        }
        close("scanner", "No name or secret of the machine was found, and nothing like a token.")
    }
}

extension JSON {
    /// The first place at which two documents differ; nil if they do not.
    func firstDifference(from other: JSON, _ here: JSONPointer = JSONPointer()) -> JSONPointer? {
        if self == other { return nil }
        switch (self, other) {
        case (.object(let mine), .object(let theirs)) where mine.keys == theirs.keys:
            for (member, their) in zip(mine.members, theirs.members) {
                if let place = member.value.firstDifference(
                    from: their.value, here.appending(member.key))
                {
                    return place
                }
            }
            return here
        case (.array(let mine), .array(let theirs)) where mine.count == theirs.count:
            for (index, pair) in zip(mine, theirs).enumerated() {
                if let place = pair.0.firstDifference(from: pair.1, here.appending("\(index)")) {
                    return place
                }
            }
            return here
        default: return here
        }
    }
}
