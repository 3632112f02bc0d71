import MNCore
import MNSim

// Two files side by side: what differs first, then every question with both answers.
extension RunPage {
    func differences(_ other: Side) -> HTML? {
        guard let view = side.view, let second = other.view else { return nil }
        let comparison = RunComparison(view.events, second.events)
        let states: [(RunComparison.Row.State, String)] = [
            (.same, "answered the same"), (.differs, "answered differently"),
            (.left, "asked only in \(side.name)"), (.right, "asked only in \(other.name)"),
        ]
        let counts = states.map { state, words in
            HTML(
                "li", [], HTML("strong", [], .text("\(comparison.count(state))")), " ", .text(words)
            )
        }
        let links = comparison.rows.filter { $0.state != .same }.prefix(12).map { row in
            HTML(
                "li", [], Sign(row.kind).html, " ",
                HTML(
                    "a", [.href(row.anchor), .class("code")],
                    AnswerLines.chips(Excerpt.line(row.question, limit: 90))), " ",
                HTML("span", [.class("soft")], .text(row.words)))
        }
        return .group([
            HTML("ul", [.class("counts")], counts), HTML("ul", [.class("changed")], links),
            factDifferences(view, second, other) ?? .nothing,
        ])
    }

    private func factDifferences(_ view: RunView, _ second: RunView, _ other: Side) -> HTML? {
        var names = view.readings.map(\.fact)
        for reading in second.readings where !names.contains(reading.fact) {
            names.append(reading.fact)
        }
        if names.isEmpty { return nil }
        func value(_ name: String, _ view: RunView) -> String {
            let reading = view.readings.first { $0.fact == name }
            return reading.map { Excerpt.line($0.value ?? "not known") } ?? "not looked for"
        }
        let rows = names.map { name in
            let (a, b) = (value(name, view), value(name, second))
            let isEqual = a == b
            return HTML(
                "tr", isEqual ? [] : [.class("differs")],
                HTML("th", [.of(.scope, "row")], .text(name)),
                HTML("td", [.of(.data("data-name"), side.name)], AnswerLines.chips(a)),
                HTML("td", [.of(.data("data-name"), other.name)], AnswerLines.chips(b)),
                HTML("td", [], isEqual ? .nothing : "differs"))
        }
        return HTML(
            "div", [.class("wide")],
            HTML(
                "table", [.class("facts")],
                HTML(
                    "thead", [],
                    HTML(
                        "tr", [],
                        ["fact", side.name, other.name, ""].map {
                            HTML("th", [.of(.scope, "col")], .text($0))
                        })), HTML("tbody", [], rows)))
    }

    /// The questions of both runs.
    func questions(_ other: Side) -> HTML? {
        guard let view = side.view, let second = other.view else { return questions }
        let rows = RunComparison(view.events, second.events).rows
        return layout(
            view.events + second.events, items: rows.map(item),
            answers: rows.map { article($0, view, second, other) })
    }

    private func item(_ row: RunComparison.Row) -> HTML {
        HTML(
            "li", [],
            HTML(
                "a", [.href(row.anchor)],
                HTML("span", [.class("n")], .text("\((row.left ?? row.right)?.number ?? 0)")),
                Sign(row.kind).html,
                HTML(
                    "span", [.class("q")],
                    .group(AnswerLines.chips(Excerpt.line(row.question, limit: 90)))),
                HTML(
                    "span", [.class("o", row.state == .same ? "plain" : "warning")],
                    .text(row.words))))
    }

    private func article(
        _ row: RunComparison.Row, _ view: RunView, _ second: RunView, _ other: Side
    ) -> HTML {
        guard let event = row.left ?? row.right else { return .nothing }
        var attributes: [HTMLAttribute] = [
            .class("event"), .id(row.anchor), .of(.data("data-kind"), event.kind.rawValue),
            .of(.data("data-tone"), row.state == .same ? event.tone.rawValue : "failed"),
        ]
        if view.marks[row.left?.number ?? 0] != nil || second.marks[row.right?.number ?? 0] != nil {
            attributes.append(.flag(.data("data-read")))
        }
        return HTML(
            "article", attributes, heading(event),
            HTML(
                "p", [.class("meta", row.state == .same ? "plain" : "warning")], .text(row.words)),
            row.state == .same ? same(row, view) : columns(row, view, second, other))
    }

    /// The one answer of both.
    private func same(_ row: RunComparison.Row, _ view: RunView) -> HTML {
        guard let left = row.left, let right = row.right else { return .nothing }
        return HTML(
            "div", [.id(Self.anchor(right.number, isSecond: true))],
            blocks(left, view.marks[left.number] ?? []))
    }

    private func columns(
        _ row: RunComparison.Row, _ view: RunView, _ second: RunView, _ other: Side
    ) -> HTML {
        let isBoth = row.left != nil && row.right != nil
        let lines = zip(row.left?.answer ?? [], row.right?.answer ?? []).map {
            LineDifference($0.lines, $1.lines)
        }
        return HTML(
            "div", [.class("two")],
            column(row.left, view, side.name, isSecond: false, isBoth ? lines.map(\.left) : nil),
            column(row.right, second, other.name, isSecond: true, isBoth ? lines.map(\.right) : nil)
        )
    }

    private func column(
        _ event: EventView?, _ view: RunView, _ name: String, isSecond: Bool, _ others: [Set<Int>]?
    ) -> HTML {
        guard let event else {
            return HTML(
                "div", [], HTML("p", [.class("label")], .text(name)),
                HTML("p", [.class("soft")], "Not asked."))
        }
        let outcome = HTML(
            "span", [.class(event.tone.style)], Sign(event.tone).html, " ",
            .group(AnswerLines.chips(event.outcome)))
        let marks = view.marks[event.number] ?? []
        return HTML(
            "div", isSecond ? [.id(Self.anchor(event.number, isSecond: true))] : [],
            [HTML("p", [.class("label")], .text("\(name) · "), outcome)]
                + blocks(event, marks, isSecond: isSecond, others: others ?? []))
    }
}

extension RunComparison.Row {
    fileprivate var kind: EventView.Kind { (left ?? right)?.kind ?? .cut }
    fileprivate var question: String { (left ?? right)?.question ?? "" }

    fileprivate var anchor: HTMLAnchor {
        if let left { return RunPage.anchor(left.number) }
        return HTMLAnchor("g", right?.number ?? 0)
    }

    fileprivate var words: String {
        switch state {
        case .same: "the same"
        case .differs: "differs"
        case .left: "only left"
        case .right: "only right"
        }
    }
}
