import MNCore
import MNSim

// What was removed, how that was checked, and what is lacking.
extension RunPage {
    /// Pointers shown of a kind of removals.
    private static let pointers = 5

    func trust(_ side: Side) -> HTML? {
        guard let bundle = side.file.bundle else {
            let chips = side.view.map { standIns(of: $0.trace) } ?? [:]
            let words =
                chips.isEmpty
                ? "A trace, not a bundle: nobody checked what is in it, and no stand-in was found."
                : "A trace, not a bundle: nobody checked what is in it. Stand-ins: "
                    + Words.list(chips.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" })
                    + "."
            return HTML("p", [.class("soft")], .text(words))
        }
        return HTML(
            "div", [.class("cards")], [removed(bundle), checks(bundle), lacking(bundle)])
    }

    /// How often stand-ins of a kind stand in a trace.
    private func standIns(of trace: Trace) -> [String: Int] {
        var counts: [String: Int] = [:]
        for line in trace.lines {
            for standIn in StandInDisplay.standIns(line.text(.canonical)) {
                counts[standIn.kind, default: 0] += 1
            }
        }
        return counts
    }

    private func removed(_ bundle: Bundle) -> HTML {
        guard !bundle.removed.isEmpty else {
            return HTML("div", [], HTML("h3", [], "Removed"), HTML("p", [], "Nothing."))
        }
        let rows = RemovedKind.all(bundle.removed).map { kind in
            HTML(
                "tr", [],
                HTML("th", [.of(.scope, "row")], .text(Excerpt.line(kind.name, limit: 24))),
                HTML("td", [.class("number")], .text("\(kind.count)")),
                HTML("td", [.class("code", "places")], pointers(kind, bundle)))
        }
        return HTML(
            "div", [], HTML("h3", [], "Removed"),
            HTML(
                "table", [],
                HTML(
                    "thead", [],
                    HTML(
                        "tr", [], HTML("th", [.of(.scope, "col")], "what"),
                        HTML("th", [.of(.scope, "col"), .class("number")], "texts"),
                        HTML("th", [.of(.scope, "col")], "where"))), HTML("tbody", [], rows)))
    }

    private func pointers(_ kind: RemovedKind, _ bundle: Bundle) -> HTML {
        let shown = kind.removals.prefix(Self.pointers)
        var pieces: [HTML] = []
        for removal in shown {
            let words = HTML.text(Excerpt.line("\(removal.pointer)", limit: 60))
            let event = removal.event(in: bundle)
            pieces.append(
                HTML("span", [], event.map { HTML("a", [.href(Self.anchor($0))], words) } ?? words))
        }
        let more = kind.count - shown.count
        if more > 0 { pieces.append(HTML("span", [.class("soft")], .text("and \(more) more"))) }
        return .group(pieces)
    }

    /// What can be tried without the machine itself is tried by `mn support open`.
    private static let checked = "Checked by the sender's mn"

    private func checks(_ bundle: Bundle) -> HTML {
        guard !bundle.checks.isEmpty else {
            return HTML(
                "div", [], HTML("h3", [], .text(Self.checked)),
                HTML("p", [.class("warning")], "Not at all."))
        }
        let items = bundle.checks.map { check in
            let tone: EventView.Tone = check.hasPassed ? .good : .warning
            return HTML(
                "li", [], HTML("span", [.class(tone.style)], Sign(tone).html), " ",
                .text("\(check.words): \(check.result.replacing("_", with: " "))"),
                HTML(
                    "span", [.class("soft")],
                    .text(check.detail.isEmpty ? "" : " - \(check.detail)")))
        }
        return HTML("div", [], HTML("h3", [], .text(Self.checked)), HTML("ul", [], items))
    }

    private func lacking(_ bundle: Bundle) -> HTML {
        let items = bundle.gaps.map { gap in
            HTML(
                "li", [], HTML("strong", [], .text(gap.section.rawValue)),
                .text(gap.part.map { ", \($0)" } ?? ""), .text(": \(gap.words)"))
        }
        return HTML(
            "div", [], HTML("h3", [], "Lacking"),
            items.isEmpty ? HTML("p", [], "Nothing.") : HTML("ul", [], items))
    }
}

/// What was removed of one kind.
package struct RemovedKind: Sendable {
    package var name: String
    package var removals: [Bundle.Removal]
    package var count: Int { removals.count }

    /// By kind: the most first, of equally many the first met first.
    package static func all(_ removals: [Bundle.Removal]) -> [RemovedKind] {
        var kinds: [RemovedKind] = []
        var places: [String: Int] = [:]
        for removal in removals {
            if let place = places[removal.kind] {
                kinds[place].removals.append(removal)
            } else {
                places[removal.kind] = kinds.count
                kinds.append(RemovedKind(name: removal.kind, removals: [removal]))
            }
        }
        return kinds.enumerated().sorted {
            ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
        }.map(\.element)
    }
}

extension Bundle.Removal {
    /// The event of the run in which it stood; nil if it stood elsewhere.
    func event(in bundle: Bundle) -> Int? {
        guard pointer.tokens.count > 1, pointer.tokens[0] == "run",
            let number = Int(pointer.tokens[1]), let run = bundle.run,
            (1...max(1, run.events.count)).contains(number), !run.events.isEmpty
        else { return nil }
        return number
    }
}

extension Bundle.Check {
    /// Whether it says what one would want.
    package var hasPassed: Bool { result == "passed" }

    /// The check in words.
    package var words: String { name.replacing("_", with: " ") }
}

extension Bundle.Gap {
    /// The reason, with how much was kept and cut.
    package var words: String {
        let sizes = [
            kept.map { "\(ByteCount($0)) kept" }, cut.map { "\(ByteCount($0)) cut" },
        ].compactMap(\.self)
        return sizes.isEmpty ? reason : "\(reason) (\(sizes.joined(separator: ", ")))"
    }
}
