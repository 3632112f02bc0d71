/// One rule that was tried, and what each of its conditions came to.
public struct ExplanationStep: Hashable, Sendable {
    public struct Finding: Hashable, Sendable {
        public var condition: Condition
        public var truth: Truth
        public var evidence: [Evidence]
        public var gaps: [Gap]
    }

    public var rule: Rule.ID
    /// `yes` for the rule that decided, `unknown` for one that could not be decided.
    public var truth: Truth
    public var findings: [Finding]
}

extension RuleTable {
    /// The rules that were tried on the GPU that the verdict is about, up to the one that decided.
    public func explanation(of verdict: Verdict, on hardware: Hardware) -> [ExplanationStep] {
        let subject = subject(of: verdict, on: hardware)
        var steps: [ExplanationStep] = []
        for rule in rules {
            let truth = Condition.all(rule.conditions, subject.input)
            steps.append(
                ExplanationStep(
                    rule: rule.id, truth: truth,
                    findings: rule.conditions.map { condition in
                        .init(
                            condition: condition, truth: condition.truth(subject.input),
                            evidence: condition.evidence(subject).uniqued(),
                            gaps: condition.gaps(subject).uniqued())
                    }))
            if truth != .no { break }
        }
        return steps
    }

    /// What a verdict was asked about.
    func subject(of verdict: Verdict, on hardware: Hardware) -> Subject {
        let device: Subject.Device
        if let gpu = verdict.gpu {
            device = .gpu(gpu)
        } else if verdict.rule == .insufficientEvidence, let vendor = hardware.unknownVendors.first
        {
            device = .unknown(vendor)
        } else {
            device = .none
        }
        return Subject(
            model: verdict.model, backend: verdict.backend, hardware: hardware, device: device,
            policy: policy)
    }
}

extension ExplanationStep {
    public var json: JSON {
        [
            "rule": .string(rule.rawValue), "truth": .string(truth.rawValue),
            "conditions": .array(
                findings.map { finding in
                    [
                        "condition": .string("\(finding.condition)"),
                        "truth": .string(finding.truth.rawValue),
                        "evidence": .array(finding.evidence.map(\.json)),
                        "missing": .array(finding.gaps.map(\.json)),
                    ]
                }),
        ]
    }
}
