/// One rule that was tried, and what each of its conditions came to.
package struct ExplanationStep: Hashable, Sendable {
    package struct Finding: Hashable, Sendable {
        package var condition: Condition
        package var truth: Truth
        package var evidence: [Evidence]
        package var gaps: [Gap]
    }

    package var rule: Rule.ID
    /// `yes` for the rule that decided, `unknown` for one that could not be decided.
    package var truth: Truth
    package var findings: [Finding]
}

extension RuleTable {
    /// The rules that were tried on the GPU that the verdict is about, up to the one that decided.
    package func explanation(of verdict: Verdict, on hardware: Hardware) -> [ExplanationStep] {
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
    package var json: JSON {
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
