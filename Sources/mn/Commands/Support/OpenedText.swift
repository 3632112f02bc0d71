import MNCore
import MNSim
import MNSupport

/// The text of `mn support open`; nothing of the file goes into it that is not made safe to print.
struct OpenedText {
    var opening: BundleOpening
    var name: String
    var page: Page

    /// Places that are named of each kind of removal.
    private static let places = 3
    /// Lines of a log or a file that are shown; `--section` prints them all.
    private static let lines = 8

    var text: String {
        var text = page.wrapped(heading, hanging: 2)
        if let bundle = opening.file.bundle {
            text += section("Removed", removed(bundle))
            text += section("Checks, as the sender's mn found them", checks(bundle))
            text += section("Tried again here", triedAgain) + section("Lacking", lacking(bundle))
        } else {
            text += page.wrapped(
                "A trace, not a bundle: nobody checked what is in it.", hanging: 2)
        }
        if let run = opening.run { text += OpenedRun(run: run, page: page).text }
        if let machine = opening.machine, let profile = opening.file.bundle?.machine {
            let rows = machine.rows.map { ("  \($0.label)", Self.shown($0.value)) }
            text += section("Machine: \(Self.shown(profile.title))", page.list(rows))
        }
        if let bundle = opening.file.bundle { text += rest(bundle) }
        return text
    }

    /// A text from the file on one line, with chips for what was private.
    static func shown(_ text: String, limit: Int = Excerpt.limit) -> String {
        StandInDisplay.shown(Excerpt.line(text, limit: limit))
    }

    /// A line of a text from the file, with its blanks.
    static func line(_ text: String) -> String {
        let line = text.unicodeScalars.prefix(Excerpt.limit)
        return StandInDisplay.shown(Sanitized.lines(String(line)))
    }

    private func section(_ title: String, _ body: String) -> String {
        body.isEmpty ? "" : "\n" + page.wrapped(title, hanging: 2) + body
    }

    private var heading: String {
        let size = "\(ByteCount(opening.bytes.count)), \(SHA256.name(opening.bytes))"
        let name = Sanitized.line(name)
        guard let bundle = opening.file.bundle else { return "\(name): a trace, \(size)." }
        let began = bundle.began.map { "of a run that began at \(Self.shown($0)), " } ?? ""
        return "\(name): a bundle made on \(Self.shown(bundle.day)) by mn "
            + "\(Self.shown(bundle.version)), \(began)\(size)."
    }

    private func removed(_ bundle: Bundle) -> String {
        if bundle.removed.isEmpty { return "  Nothing.\n" }
        return page.list(
            RemovedKind.all(bundle.removed).map { kind in
                let shown = kind.removals.prefix(Self.places).map {
                    Excerpt.line("\($0.pointer)", limit: 60)
                }
                let more = kind.count - shown.count
                return (
                    "  \(Excerpt.line(kind.name, limit: 24))",
                    "\(kind.count): \(shown.joined(separator: " "))" + (more > 0 ? " …" : "")
                )
            })
    }

    private func checks(_ bundle: Bundle) -> String {
        if bundle.checks.isEmpty { return "  None was made.\n" }
        return bundle.checks.map { check in
            let sign = check.hasPassed ? page.styled("✓", .good) : page.styled("!", .caution)
            let detail = check.detail.isEmpty ? "" : ": \(Self.shown(check.detail))"
            let result = Self.shown(check.result.replacing("_", with: " "))
            return "  \(sign) "
                + page.wrapped("\(Self.shown(check.words)) \(result)\(detail)", hanging: 4)
        }.joined()
    }

    /// What was tried again where it was received.
    private var triedAgain: String {
        guard let grammar = opening.grammar else { return "" }
        let sign = grammar.hasPassed ? page.styled("✓", .good) : page.styled("✗", .bad)
        return "  \(sign) " + page.wrapped(Self.shown(grammar.sentence), hanging: 4)
    }

    private func lacking(_ bundle: Bundle) -> String {
        page.list(
            bundle.gaps.map { gap in
                let part = gap.part.map { "\(Self.shown($0)): " } ?? ""
                return ("  \(gap.section.rawValue)", part + Self.shown(gap.words))
            })
    }

    private func rest(_ bundle: Bundle) -> String {
        var text = ""
        for (title, name, files) in [
            ("Ledger", Bundle.Section.ledger, bundle.ledger), ("Catalog", .catalog, bundle.catalog),
        ] {
            for file in files {
                let lines = TextLines(file.bytes).lines.filter { !$0.isBlank }
                text += section("\(title): \(Self.shown(file.path))", beginning(lines, of: name))
            }
        }
        let calls = bundle.runner.enumerated().map {
            EventView($0.element, number: $0.offset + 1)
        }
        text += section("Runner", page.list(calls.map(OpenedRun.row)))
        for log in bundle.logs {
            text += section("Log: \(Self.shown(log.source))", beginning(log.lines, of: .logs))
        }
        if let doctor = bundle.doctor {
            let said = (doctor.ending.standardOutput + doctor.ending.standardError)
                .split(separator: "\n").map(String.init)
            text += section("Doctor", beginning(said, of: .doctor))
        }
        if let last = bundle.timing.last {
            text += section("Timing", "  \(Milliseconds.words(last)) in all\n")
        }
        return text
    }

    private func beginning(_ lines: [String], of name: Bundle.Section) -> String {
        let shown = lines.prefix(Self.lines).map {
            "  " + page.wrapped(Self.line($0), hanging: 4, first: 2)
        }
        let more = lines.count - shown.count
        return shown.joined()
            + (more > 0
                ? "  and \(Words.count(more, "line")) more: --section \(name.rawValue)\n" : "")
    }
}

/// The part of it that tells of the run.
struct OpenedRun {
    var run: RunView
    var page: Page

    /// Questions that are listed before the others are left to `--section`.
    private static let questions = 200

    var text: String {
        var rows = [("  Asked", OpenedText.shown(run.command))]
        rows.append(("  Said", OpenedText.shown(run.cause.sentence)))
        rows += run.cause.links.map { link in
            let place = link.event.map { " (\($0))" } ?? ""
            return (
                "  \(link.what.first?.uppercased() ?? "")\(link.what.dropFirst())",
                OpenedText.shown(link.words) + place
            )
        }
        if run.cause.differs {
            rows.append(("  Note", "Today's program does something else: mn support replay FILE"))
        }
        var text = "\nRun\n" + page.list(rows)
        let asked = run.events.filter { $0.seam != .output }
        if !asked.isEmpty { text += "\nQuestions\n" }
        for event in asked.prefix(Self.questions) { text += line(event) }
        if asked.count > Self.questions {
            text += "  and \(asked.count - Self.questions) more: --section run\n"
        }
        return text + printed
    }

    /// A question by its number, with its sign and what came of it.
    private func line(_ event: EventView) -> String {
        let number = String(event.number)
        let pad = String(repeating: " ", count: max(0, 5 - number.count))
        let sign: String =
            switch event.tone {
            case .good: page.styled("✓", .good)
            case .failed: page.styled("✗", .bad)
            case .warning: page.styled("!", .caution)
            case .absent, .plain: "-"
            }
        let time = run.duration(of: event.number).map { ", \(Milliseconds.words($0))" } ?? ""
        let read = run.marks[event.number] == nil ? "" : ", read"
        let words =
            "\(OpenedText.shown(event.question, limit: 160)): "
            + "\(StandInDisplay.shown(event.outcome))\(time)\(read)"
        return "\(pad)\(number) \(sign) " + page.wrapped(words, hanging: 10, first: 8)
    }

    /// A question as a row of a list.
    static func row(_ event: EventView) -> (label: String, text: String) {
        (
            "  \(event.number)",
            "\(OpenedText.shown(event.question, limit: 160)): \(StandInDisplay.shown(event.outcome))"
        )
    }

    private var printed: String {
        let events = run.events.filter { $0.kind == .output }
        if events.isEmpty { return "" }
        var text = "\nPrinted\n"
        for event in events {
            for line in event.answer.flatMap(\.lines) {
                let margin = event.question == "standard error" ? "  ! " : "  | "
                text += margin + page.wrapped(OpenedText.line(line), hanging: 6, first: 4)
            }
        }
        return text
    }
}
