import MNCore

/// The way to a verdict as text: each rule, each condition, and the raw line it was read from.
struct ExplanationText {
    let steps: [ExplanationStep]

    func text(_ page: Page) -> String {
        var text = "Why:\n"
        for step in steps {
            text += "  \(mark(step.truth, page))  \(step.rule.rawValue)\n"
            for finding in step.findings {
                text += "         \(mark(finding.truth, page))  \(finding.condition)\n"
                for evidence in finding.evidence {
                    text += page.styled(
                        "                \(Printable.line("\(evidence)")): "
                            + "\"\(Printable.line(evidence.quote))\"", .faint) + "\n"
                }
                for gap in finding.gaps {
                    text += "                missing: \(Printable.line("\(gap)"))\n"
                }
            }
        }
        return text
    }

    private func mark(_ truth: Truth, _ page: Page) -> String {
        switch truth {
        case .yes: page.styled("yes", .good) + " "
        case .no: "no  "
        case .unknown: page.styled("?", .caution) + "   "
        }
    }
}
