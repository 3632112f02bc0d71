import MNCore

/// A verdict as text: the status, what it rests on, and what to do.
struct VerdictText {
    let advice: RuleTable.Advice
    let notes: [Hardware.Note]

    func text(_ page: Page) -> String {
        let verdict = advice.verdict
        let status = page.styled(verdict.status.rawValue, verdict.status.style)
        let taken = "Compatibility: \(verdict.status.rawValue) - ".count
        var text = "Compatibility: \(status) - "
        text += page.wrapped(Sanitized.line(advice.message), hanging: 2, first: taken)
        text += page.list([
            ("  Rule", verdict.rule.rawValue), ("  Backend", verdict.backend.name),
            ("  Runs on", verdict.accelerator.rawValue),
        ])
        text += section("Warnings", advice.warnings, page)
        text += section("Notes", notes.map(\.description), page)
        text += section(verdict.status == .pass ? "Next" : "What you can do", advice.fixes, page)
        return text
    }

    private func section(_ title: String, _ lines: [String], _ page: Page) -> String {
        if lines.isEmpty { return "" }
        let items = lines.map { line in
            "  - " + page.wrapped(Sanitized.line(line), hanging: 4)
        }
        return "\(title):\n" + items.joined()
    }
}

/// The way to a verdict as text: each rule that was tried, and the raw lines that decided.
struct ExplanationText {
    let steps: [ExplanationStep]

    func text(_ page: Page) -> String {
        var evidence = Numbered<Evidence>()
        var text = "Why:\n"
        let column = (steps.map(\.rule.rawValue.count).max() ?? 0) + 2
        for step in steps {
            let name = step.rule.rawValue
            let pad = String(repeating: " ", count: column - name.count)
            if step.truth == .no {
                let reason = step.findings.first { $0.truth == .no }
                let numbers = marks(reason, &evidence)
                text += "  no   \(name)\(pad)"
                text += page.wrapped(
                    (reason.map { denial($0) } ?? "") + numbers, hanging: 7 + column)
            } else {
                text += "  \(mark(step.truth, page))  \(page.styled(name, .good))\n"
                for finding in step.findings {
                    let numbers = marks(finding, &evidence)
                    text += "         \(mark(finding.truth, page))  "
                    text += page.wrapped("\(finding.condition)\(numbers)", hanging: 14)
                }
            }
        }
        if !evidence.items.isEmpty { text += "Evidence:\n" }
        for (index, item) in evidence.items.enumerated() {
            text += "  [\(index + 1)] " + page.wrapped(Sanitized.line("\(item)"), hanging: 6)
            let quote = page.wrapped(Sanitized.line(item.quote), hanging: 6)
            text += "      " + page.styled(String(quote.dropLast()), .faint) + "\n"
        }
        for gap in steps.flatMap(\.findings).flatMap(\.gaps) {
            text += "  Missing: " + page.wrapped(Sanitized.line("\(gap)"), hanging: 6)
        }
        return text
    }

    /// What kept a rule from holding.
    private func denial(_ finding: ExplanationStep.Finding) -> String {
        switch finding.condition {
        case .not(let condition): "\(condition)"
        default: "not: \(finding.condition)"
        }
    }

    /// The numbers of the evidence behind a finding: ` [1] [2]`.
    private func marks(
        _ finding: ExplanationStep.Finding?, _ evidence: inout Numbered<Evidence>
    ) -> String {
        (finding?.evidence ?? []).map { " [\(evidence.number(of: $0))]" }.joined()
    }

    private func mark(_ truth: Ternary, _ page: Page) -> String {
        switch truth {
        case .yes: page.styled("yes", .good)
        case .no: "no "
        case .unknown: page.styled("?  ", .caution)
        }
    }
}

/// Things in the order in which they are first named, numbered from 1.
private struct Numbered<Item: Equatable> {
    private(set) var items: [Item] = []

    mutating func number(of item: Item) -> Int {
        if let index = items.firstIndex(of: item) { return index + 1 }
        items.append(item)
        return items.count
    }
}
