import MNCore
import MNSim

/// The page about a run: why it ended so, what was removed, and every question with its raw answer.
///
/// It is one file that asks for nothing, is whole without a script, and equal input gives equal bytes.
package struct RunPage: Sendable {
    /// A file that the page is about.
    package struct Side: Sendable {
        /// The file, as it is called in the page.
        package var name: String
        package var file: SupportFile
        package var view: RunView?
        /// Whether it is laid beside the other.
        var isSecond = false
        /// What its machine was when the bundle was made.
        var machine: MachineView?

        /// - Parameter name: the file, as the user would name it.
        package init(
            _ file: SupportFile, name: String, explanation: Explanation? = nil
        ) async {
            self.name = String(name.split { "/\\".contains($0) }.last ?? "")
            self.file = file
            let bundle = file.bundle
            if let run = file.run {
                view = await RunView(run, timing: bundle?.timing ?? [], explanation: explanation)
            }
            if let machine = bundle?.machine { self.machine = await MachineView(machine) }
        }
    }

    let side: Side
    /// What is laid beside it.
    private(set) var other: Side?

    package init(_ side: Side, beside other: Side? = nil) {
        self.side = side
        self.other = other
        self.other?.isSecond = true
    }

    /// The page as a file.
    package var text: String {
        HTMLPage(
            title: title, style: [ReportStyle.sheet, RunStyle.sheet], script: [RunScript.text],
            body: body
        ).text
    }

    private var title: String {
        let words = side.view?.command ?? side.name
        return Excerpt.line(other == nil ? words : "\(words), two runs", limit: 120)
    }

    private var body: [HTML] {
        var parts: [(title: String, anchor: HTMLAnchor, content: HTML)] = []
        func add(_ title: String, _ anchor: StaticString, _ content: HTML?) {
            if let content { parts.append((title, HTMLAnchor(anchor), content)) }
        }
        if let other { add("Differences", "differences", differences(other)) }
        add("Removed and checked", "trust", both(trust))
        add("Timeline", "timeline", both(timeline))
        add("Questions", "questions", other.map(questions) ?? questions)
        add("Printed", "printed", both(printed))
        // Of two runs the facts stand among the differences.
        if other == nil { add("Facts", "facts", facts) }
        parts += sections
        let main = (parts.first { $0.title == "Questions" } ?? parts.first)?.anchor
        let top = HTML(
            "header", [.id(HTMLAnchor("top"))],
            [
                HTML(
                    "a", [.class("skip"), .href(main ?? HTMLAnchor("top"))],
                    .text("To the questions")),
                both(isNamed: false, head) ?? .nothing,
                HTML(
                    "nav", [.class("jump"), .of(.ariaLabel, "Parts of this page")],
                    parts.map { HTML("a", [.href($0.anchor)], .text($0.title)) }),
            ])
        return [Sign.sprite, top]
            + parts.map { part in
                HTML("section", [.id(part.anchor)], HTML("h2", [], .text(part.title)), part.content)
            }
    }

    /// A part for each of the files.
    private func both(isNamed: Bool = true, _ part: (Side) -> HTML?) -> HTML? {
        guard let other else { return part(side) }
        return HTML(
            "div", [.class("two")],
            [side, other].map { one in
                HTML(
                    "div", [],
                    isNamed ? HTML("p", [.class("label")], .text(one.name)) : .nothing,
                    part(one) ?? .nothing)
            })
    }
}

extension SupportFile {
    /// The bundle, if it is one.
    package var bundle: Bundle? { if case .bundle(let bundle) = self { bundle } else { nil } }
}

/// The machine of a bundle, as it was when that was made.
struct MachineView: Sendable {
    var profile: Profile
    var events: [EventView]
    var hardware: Hardware
    var readings: [Reading]

    init(_ profile: Profile) async {
        self.profile = profile
        events = profile.recording.exchanges.enumerated().map {
            EventView($0.element, number: $0.offset + 1)
        }
        hardware = await Hardware.probe(ReplayMachine(profile))
        readings = hardware.readings
    }
}
