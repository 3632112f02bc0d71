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
                joined[exchange.access] = exchange.outcome
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
