import MNCore
import MNSim

// When what was asked of whom: a row for each seam, a bar for each event.
extension RunPage {
    /// The width of the drawing, in its own units.
    private static let width = 1_000

    func timeline(_ side: Side) -> HTML? {
        guard let view = side.view, !view.events.isEmpty else { return nil }
        let scale = Scale(view)
        let rows = EventView.Seam.allCases.compactMap { seam -> HTML? in
            let bars = scale.bars(of: seam, view, isSecond: side.isSecond)
            if bars.isEmpty { return nil }
            let count = view.events.count { $0.seam == seam }
            return .group([
                HTML("div", [.class("seam")], .text(seam.words)),
                HTML(
                    "svg",
                    [
                        .class("lane"), .of(.viewBox, "0 0 \(Self.width) 16"),
                        .of(.preserveAspectRatio, "none"), .of(.role, "img"),
                        .of(.ariaLabel, "\(seam.words): \(Words.count(count, "event"))"),
                    ], bars.map(\.html)),
            ])
        }
        return .group([
            HTML(
                "div", [.class("lanes")],
                rows + [HTML("div", []), HTML("div", [.class("axis")], scale.ticks)]),
            HTML("p", [.class("soft", "note")], .text(scale.words)),
        ])
    }

    /// Where in the drawing an event stands.
    private struct Scale {
        let ends: [Int]
        let total: Int
        let isTime: Bool

        init(_ view: RunView) {
            isTime = view.times.map { ($0.max() ?? 0) > 0 } ?? false
            var last = 0
            var ends: [Int] = []
            for number in view.events.indices {
                last = isTime ? max(last, view.times?[number] ?? last) : number + 1
                ends.append(last)
            }
            self.ends = ends
            total = max(1, last)
        }

        /// The place of a moment, from 0 to the width of the drawing.
        private func place(_ moment: Int) -> Int {
            // Whatever the numbers of a file are, this cannot trap.
            Int(saturating: Double(min(moment, total)) / Double(total) * Double(RunPage.width))
        }

        func bars(of seam: EventView.Seam, _ view: RunView, isSecond: Bool) -> [Bar] {
            var bars: [Bar] = []
            for (index, event) in view.events.enumerated() where event.seam == seam {
                let start = place(index > 0 ? ends[index - 1] : 0)
                let end = max(start + 2, place(ends[index]))
                // What is too narrow to be told apart is one bar.
                if let last = bars.last, last.tone == event.tone, last.count > 0,
                    start <= last.end, end - last.start <= 4
                {
                    bars[bars.count - 1].end = end
                    bars[bars.count - 1].count += 1
                    continue
                }
                bars.append(
                    Bar(
                        start: start, end: end, tone: event.tone, event: event.number,
                        isSecond: isSecond,
                        words: Excerpt.line(event.question, limit: 80) + ": " + event.outcome))
            }
            return bars
        }

        var ticks: [HTML] {
            [0, total / 4, total / 2, total - total / 4, total].map { moment in
                HTML("span", [], .text(isTime ? Milliseconds.words(moment) : "\(moment)"))
            }
        }

        var words: String {
            isTime
                ? "Each bar ends when the answer was noted, and begins with the one before it."
                : "When things happened is not known: each event is one step."
        }
    }

    private struct Bar {
        var start: Int
        var end: Int
        var tone: EventView.Tone
        var event: Int
        var isSecond: Bool
        var count = 1
        var words: String

        var html: HTML {
            let more = count > 1 ? " and \(count - 1) more" : ""
            return HTML(
                "a",
                [
                    .href(RunPage.anchor(event, isSecond: isSecond)), .of(.tabindex, -1),
                ],
                HTML(
                    "rect",
                    [
                        .class(tone.style), .of(.x, start), .of(.y, 2),
                        .of(.width, max(2, end - start - 1)), .of(.height, 12),
                    ], HTML("title", [], .text("\(event). \(words)\(more)"))))
        }
    }
}

extension EventView.Seam {
    /// Whom it asks, for people.
    var words: String {
        switch self {
        case .machine: "machine"
        case .network: "network"
        case .programs: "programs"
        case .files: "files"
        case .variables: "variables"
        case .decision: "decisions"
        case .output: "output"
        }
    }
}

/// Times of a recording, for people.
package enum Milliseconds {
    /// `38 ms`, `1.2 s`, `3 min 5 s`.
    package static func words(_ count: Int) -> String {
        if count < 1_000 { return "\(count) ms" }
        if count < 60_000 {
            let tenths = count / 100
            return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
        }
        let seconds = count / 1_000
        return "\(seconds / 60) min" + (seconds % 60 == 0 ? "" : " \(seconds % 60) s")
    }
}
