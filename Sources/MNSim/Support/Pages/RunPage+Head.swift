import MNCore
import MNSim

// The top of the page: the verdict, and the chain that leads from it to the raw lines.
extension RunPage {
    /// What one file comes to.
    func head(_ side: Side) -> HTML? {
        let isSecond = side.isSecond
        guard let view = side.view else {
            return .group([
                HTML("p", [.class("kicker")], .text(origin(side))),
                HTML("h1", [], "No run is in this bundle."),
            ])
        }
        let cause = view.cause
        let links = cause.links.enumerated().map { index, link in
            let repeats = index > 0 && cause.links[index - 1].what == link.what
            return HTML(
                "li", [.class(link.tone.style)],
                HTML("span", [.class("what")], .text(repeats ? "" : link.what)),
                HTML("span", [.class("words")], words(link, isSecond: isSecond)))
        }
        return .group([
            HTML("p", [.class("kicker")], .text(origin(side))),
            HTML(
                "h1", [.class("verdict", cause.tone.style)], Sign(cause.tone).html,
                HTML("span", [], AnswerLines.chips(cause.sentence))),
            HTML(
                "p", [.class("command")],
                HTML("code", [], [.text("$ ")] + AnswerLines.chips(view.command))),
            HTML("ol", [.class("chain"), .of(.ariaLabel, "Why it ended so")], links),
            cause.differs
                ? HTML(
                    "p", [.class("hint", "warning")], Sign.warning.html,
                    " Today's program does something else with this run; mn support replay tells what."
                )
                : .nothing,
            list("What would turn it", cause.boundary), list("What they can do", cause.fixes),
        ])
    }

    private func list(_ title: String, _ sentences: [String]) -> HTML {
        if sentences.isEmpty { return .nothing }
        return HTML(
            "div", [.class("hint")], HTML("p", [.class("soft")], .text(title)),
            HTML(
                "ul", [],
                sentences.uniqued().map { HTML("li", [], AnswerLines.chips(Excerpt.line($0))) }
            ))
    }

    private func origin(_ side: Side) -> String {
        switch side.file {
        case .bundle(let bundle):
            "\(side.name) · support bundle · made on \(bundle.day) by mn \(bundle.version)"
        case .trace(let trace): "\(side.name) · trace of mn \(trace.version)"
        }
    }

    private func words(_ link: CauseChain.Link, isSecond: Bool) -> HTML {
        let words = HTML.group(AnswerLines.chips(link.words))
        guard let event = link.event else { return words }
        let place = link.mark.map { ", line \($0.line + 1)" } ?? ""
        return .group([
            words, " ",
            HTML(
                "a", [.class("to"), .href(Self.anchor(event, link.mark, isSecond: isSecond))],
                .text("question \(event)\(place)")),
        ])
    }

    /// The place of an event, or of a line of its answer.
    static func anchor(_ event: Int, _ mark: ReadMark? = nil, isSecond: Bool = false) -> HTMLAnchor
    {
        let kind: StaticString = isSecond ? "f" : "e"
        guard let mark else { return HTMLAnchor(kind, event) }
        return HTMLAnchor(kind, event, mark.block + 1, mark.line + 1)
    }
}

extension EventView.Tone {
    /// The name of its look.
    var style: StaticString {
        switch self {
        case .good: "good"
        case .absent: "absent"
        case .warning: "warning"
        case .failed: "failed"
        case .plain: "plain"
        }
    }
}

extension Sign {
    init(_ tone: EventView.Tone) { self = Sign(rawValue: tone.rawValue) ?? .plain }
    init(_ kind: EventView.Kind) { self = Sign(rawValue: kind.rawValue) ?? .plain }
}
