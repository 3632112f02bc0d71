import MNCore
import MNSim

// What was printed, what the machine is, and the other sections of a bundle.
extension RunPage {
    typealias Part = (title: String, anchor: HTMLAnchor, content: HTML)

    func printed(_ side: Side) -> HTML? {
        guard let view = side.view else { return nil }
        let isSecond = side.isSecond
        var pieces: [HTML] = []
        for part in Self.printedParts(of: view) {
            pieces.append(
                HTML(
                    "p", [.class("label")], .text("\(part.stream) · "),
                    HTML(
                        "a", [.href(Self.anchor(part.event, isSecond: isSecond))],
                        .text("at \(part.event)"))))
            pieces.append(AnswerLines(lines: part.lines, keepsAll: true).html)
        }
        if pieces.isEmpty { pieces = [HTML("p", [.class("soft")], "Nothing.")] }
        let ending =
            view.trace.exitCode.map { "It ended with \($0): \(CauseChain.meaning(of: $0))." }
            ?? "It ended without a word."
        return .group(pieces + [HTML("p", [.class("ending")], .text(ending))])
    }

    private typealias PrintedPart = (stream: String, event: Int, lines: [String])

    /// What was printed in the order in which it came; what came to one stream in a row is one part.
    private static func printedParts(of view: RunView) -> [PrintedPart] {
        var parts: [PrintedPart] = []
        var last = 0
        for event in view.events where event.seam == .output && event.kind == .output {
            let lines = event.answer.flatMap(\.lines)
            if let end = parts.indices.last, parts[end].stream == event.question,
                event.number == last + 1
            {
                parts[end].lines += lines
            } else {
                parts.append((event.question, event.number, lines))
            }
            last = event.number
        }
        return parts
    }

    /// What the run made of its machine, each fact with the places that it was read from.
    var facts: HTML? {
        if let view = side.view, !view.readings.isEmpty {
            return factTable(view.readings) { evidence in
                guard let event = view.events.first(where: { $0.access == evidence.access }) else {
                    return nil
                }
                let mark = event.mark(evidence)
                return (Self.anchor(event.number, mark), event.number)
            }
        }
        return nil
    }

    func factTable(
        _ readings: [Reading], _ place: (Evidence) -> (anchor: HTMLAnchor, number: Int)?
    ) -> HTML {
        let rows = readings.map { reading in
            let sources = reading.evidence.map { evidence -> HTML in
                let words = HTML.text(Excerpt.line("\(evidence)", limit: 90))
                guard let (anchor, _) = place(evidence) else {
                    return HTML("div", [.class("code")], words)
                }
                return HTML("div", [.class("code")], HTML("a", [.href(anchor)], words))
            }
            let gaps = reading.gaps.map { gap in
                HTML(
                    "div", [.class("warning")], Sign.warning.html, " ",
                    .text(Excerpt.line("\(gap)", limit: 120)))
            }
            return HTML(
                "tr", [], HTML("th", [.of(.scope, "row")], .text(reading.fact)),
                HTML(
                    "td", [],
                    reading.value.map { .group(AnswerLines.chips(Excerpt.line($0))) }
                        ?? HTML("span", [.class("warning")], "not known")),
                HTML("td", [], sources + gaps))
        }
        return HTML(
            "div", [.class("wide")],
            HTML(
                "table", [.class("facts")],
                HTML(
                    "thead", [],
                    HTML(
                        "tr", [], HTML("th", [.of(.scope, "col")], "fact"),
                        HTML("th", [.of(.scope, "col")], "value"),
                        HTML("th", [.of(.scope, "col")], "read from"))), HTML("tbody", [], rows)))
    }

    /// The sections of a bundle beside its run.
    var sections: [Part] {
        guard let bundle = side.file.bundle else { return [] }
        var parts: [Part] = []
        if let machine = side.machine {
            parts.append(("Machine", HTMLAnchor("machine"), self.machine(machine)))
        }
        if !bundle.runner.isEmpty {
            let events = bundle.runner.enumerated().map {
                EventView($0.element, number: $0.offset + 1)
            }
            parts.append(
                ("Runner", HTMLAnchor("runner"), folded(events) { HTMLAnchor("r", $0) }))
        }
        for (title, anchor, files) in [
            ("Ledger", HTMLAnchor("ledger"), bundle.ledger),
            ("Catalog", HTMLAnchor("catalog"), bundle.catalog),
        ] where !files.isEmpty {
            let content = files.map { file in
                HTML.group([
                    HTML("p", [.class("label", "code")], AnswerLines.chips(file.path)),
                    AnswerLines(lines: EventView.Block(file.bytes).lines).html,
                ])
            }
            parts.append((title, anchor, .group(content)))
        }
        if !bundle.logs.isEmpty {
            let content = bundle.logs.map { log in
                HTML.group([
                    HTML("p", [.class("label")], AnswerLines.chips(log.source)),
                    AnswerLines(lines: log.lines).html,
                ])
            }
            parts.append(("Logs", HTMLAnchor("logs"), .group(content)))
        }
        if let doctor = bundle.doctor {
            let said = doctor.ending.standardOutput + doctor.ending.standardError
            parts.append(
                (
                    "Doctor", HTMLAnchor("doctor"),
                    AnswerLines(lines: EventView.Block(Array(said.utf8)).lines).html
                ))
        }
        return parts
    }

    /// The machine of the bundle: its facts where they are not those of the run, and its answers.
    private func machine(_ machine: MachineView) -> HTML {
        let known = side.view?.readings ?? []
        let other = machine.readings.filter { reading in
            !known.contains { $0.fact == reading.fact && $0.value == reading.value }
        }
        let title = Excerpt.line(machine.profile.title)
        let note =
            other.isEmpty
            ? "\(title), as it was when the bundle was made: its facts are those of the run."
            : "\(title), as it was when the bundle was made."
                + (known.isEmpty ? "" : " These facts are not those of the run:")
        let table = factTable(other) { evidence in
            guard let event = machine.events.first(where: { $0.access == evidence.access })
            else { return nil }
            return (HTMLAnchor("m", event.number), event.number)
        }
        return .group([
            HTML("p", [.class("soft", "note")], AnswerLines.chips(note)),
            other.isEmpty ? .nothing : table,
            folded(machine.events, marks: { $0.marks(machine.readings) }) { HTMLAnchor("m", $0) },
        ])
    }

    /// Events of which the answers are folded.
    private func folded(
        _ events: [EventView], marks: (EventView) -> [ReadMark] = { _ in [] },
        _ anchor: @escaping (Int) -> HTMLAnchor
    ) -> HTML {
        let items = events.map { event in
            HTML(
                "details", [.class("entry"), .id(anchor(event.number))],
                [
                    HTML(
                        "summary", [], Sign(event.kind).html, " ",
                        HTML(
                            "span", [.class("code")],
                            .group(AnswerLines.chips(Excerpt.line(event.question)))), " ",
                        HTML(
                            "span", [.class(event.tone.style)], Sign(event.tone).html, " ",
                            .group(AnswerLines.chips(event.outcome))))
                ]
                    + blocks(event, marks(event)) { mark in
                        HTMLAnchor("x", event.number, mark.block, mark.line)
                    })
        }
        return HTML("div", [.class("entries")], items)
    }
}
