import MNCore
import MNSim

// Left the questions in order, right their raw answers.
extension RunPage {
    var questions: HTML? {
        guard let view = side.view else { return nil }
        guard !view.events.isEmpty else {
            return HTML("p", [.class("soft")], "Nothing was asked.")
        }
        return layout(
            view.events, items: view.events.map { item($0, view) },
            answers: view.events.map { article($0, view) })
    }

    /// The tools, the list and the answers.
    func layout(_ events: [EventView], items: [HTML], answers: [HTML]) -> HTML {
        .group([
            tools(events),
            HTML(
                "div", [.class("sides")],
                HTML(
                    "nav", [.class("list"), .of(.ariaLabel, "Questions in order")],
                    HTML("ol", [.id(HTMLAnchor("list"))], items)),
                HTML("div", [.class("answers"), .id(HTMLAnchor("answers"))], answers)),
        ])
    }

    /// What a script makes of use; without one it is not shown.
    private func tools(_ events: [EventView]) -> HTML {
        let kinds = EventView.Kind.allCases.filter { kind in events.contains { $0.kind == kind } }
        return HTML(
            "form", [.class("tools"), .id(HTMLAnchor("tools")), .flag(.hidden)],
            HTML(
                "label", [], "Find ",
                HTML(
                    "input",
                    [
                        .of(.type, "search"), .id(HTMLAnchor("find")), .of(.autocomplete, "off"),
                        .of(.placeholder, "words of a question or an answer"),
                    ])),
            HTML(
                "label", [], "Kind ",
                HTML(
                    "select", [.id(HTMLAnchor("kind"))],
                    [HTML("option", [.of(.value, "")], "all")]
                        + kinds.map {
                            HTML("option", [.of(.value, $0.rawValue)], .text($0.rawValue))
                        })),
            HTML(
                "label", [],
                HTML("input", [.of(.type, "checkbox"), .id(HTMLAnchor("only-read"))]), " read"),
            HTML(
                "label", [],
                HTML("input", [.of(.type, "checkbox"), .id(HTMLAnchor("only-bad"))]), " gone wrong"),
            HTML("button", [.of(.type, "button"), .id(HTMLAnchor("open"))], "Open all lines"),
            HTML("output", [.id(HTMLAnchor("count")), .of(.ariaLive, "polite")]),
            HTML(
                "span", [.class("soft", "keys")],
                "j and k: next and previous · / finds"))
    }

    /// An entry of the list.
    func item(_ event: EventView, _ view: RunView?) -> HTML {
        let time = view?.duration(of: event.number).map(Milliseconds.words) ?? ""
        let isRead = view?.marks[event.number] != nil
        return HTML(
            "li", [],
            HTML(
                "a", [.href(Self.anchor(event.number))],
                HTML("span", [.class("n")], .text("\(event.number)")), Sign(event.kind).html,
                HTML(
                    "span", [.class("q")],
                    .group(AnswerLines.chips(Excerpt.line(event.question, limit: 90)))),
                isRead
                    ? HTML("span", [.class("dot"), .of(.title, "facts were read from it")], "read")
                    : .nothing,
                HTML(
                    "span", [.class("o", event.tone.style)], Sign(event.tone).html, " ",
                    .group(AnswerLines.chips(Excerpt.line(event.outcome, limit: 48)))),
                HTML("span", [.class("t")], .text(time))))
    }

    /// The answer of an event.
    func article(_ event: EventView, _ view: RunView) -> HTML {
        let marks = view.marks[event.number] ?? []
        return HTML(
            "article", attributes(event, isRead: !marks.isEmpty),
            [heading(event), meta(event, view)] + blocks(event, marks))
    }

    func attributes(_ event: EventView, isRead: Bool) -> [HTMLAttribute] {
        [
            .class("event"), .id(Self.anchor(event.number)),
            .of(.data("data-kind"), event.kind.rawValue),
            .of(.data("data-tone"), event.tone.rawValue),
        ] + (isRead ? [.flag(.data("data-read"))] : [])
    }

    func heading(_ event: EventView) -> HTML {
        HTML(
            "h3", [], HTML("span", [.class("n")], .text("\(event.number)")), " ",
            Sign(event.kind).html, " ",
            HTML("span", [.class("code")], AnswerLines.text(event.question)))
    }

    private func meta(_ event: EventView, _ view: RunView) -> HTML {
        var words = ""
        if let time = view.duration(of: event.number), let times = view.times {
            words =
                " · took \(Milliseconds.words(time)), at \(Milliseconds.words(times[event.number - 1]))"
        }
        return HTML(
            "p", [.class("meta")],
            HTML(
                "span", [.class(event.tone.style)], Sign(event.tone).html, " ",
                .group(AnswerLines.chips(event.outcome))), .text(words))
    }

    /// The parts of an answer.
    func blocks(
        _ event: EventView, _ marks: [ReadMark], isSecond: Bool = false, others: [Set<Int>] = [],
        anchor: ((ReadMark) -> HTMLAnchor)? = nil
    ) -> [HTML] {
        event.answer.enumerated().map { index, block in
            let own = marks.filter { $0.block == index }
            var lines = AnswerLines(
                lines: block.lines, marks: own,
                anchor: { line in
                    let mark = ReadMark(block: index, line: line, quote: "", facts: [])
                    return anchor?(mark) ?? Self.anchor(event.number, mark, isSecond: isSecond)
                })
            lines.others = others.indices.contains(index) ? others[index] : []
            lines.other = isSecond ? "added" : "taken"
            guard let label = block.label else { return lines.html }
            return .group([HTML("p", [.class("label")], .text(label)), lines.html])
        }
    }
}
