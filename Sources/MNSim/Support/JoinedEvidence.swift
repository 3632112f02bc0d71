package import MNCore
import MNSim

extension SupportFile {
    /// What was asked of the machine beside the run.
    package var evidence: Recording? {
        if case .bundle(let bundle) = self { bundle.machine?.recording } else { nil }
    }
}

extension Recording {
    /// This evidence, and where it has no answer that of another.
    package func joined(with other: Recording?) -> Recording {
        var joined = self
        for exchange in other?.exchanges ?? [] where exchange.outcome != .unrecorded {
            if joined[exchange.access].map(\.isAnswer) != true {
                joined.add(exchange)
            }
        }
        return joined
    }
}

extension Outcome {
    /// Whether it says what is there, and not only that nothing could be learnt.
    fileprivate var isAnswer: Bool {
        switch self {
        case .bytes, .entries, .ended, .value, .platform, .absent: true
        case .denied, .timedOut, .failed, .unrecorded: false
        }
    }
}

extension Bundle {
    /// The bundle with answers of its machine that came later; and how many of them are new.
    ///
    /// An answer that it has stays; the run stays as it was.
    ///
    /// - Parameter source: where they are from, as the user named it.
    package func adding(
        _ answers: Recording, from source: String
    ) -> (bundle: Bundle, added: Int) {
        let known = (run?.recording ?? Recording()).joined(with: machine?.recording)
        let joined = known.joined(with: answers)
        let added = joined.exchanges.count { known[$0.access] != $0.outcome }
        var bundle = self
        var base =
            machine ?? run.flatMap(Profile.init(tracedBy:))
            ?? Profile(
                id: "added-machine", title: "A machine of which answers came later",
                provenance: .derived, sources: ["mn \(version)"], derivedFrom: "customer",
                recording: Recording())
        base.recording = joined
        base.expectations = []
        if added > 0 {
            if base.derivedFrom == nil { base.derivedFrom = base.id }
            base.provenance = .derived
            base.transcription = nil
            base.changes.append("\(Words.count(added, "answer")) added that came later")
            bundle.checks.append(
                Check(
                    name: "added", result: "unchecked",
                    detail:
                        "\(Words.count(added, "answer")) came later, from \(Sanitized.line(source))."
                ))
        }
        bundle.machine = base
        return (bundle, added)
    }
}
