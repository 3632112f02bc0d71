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
