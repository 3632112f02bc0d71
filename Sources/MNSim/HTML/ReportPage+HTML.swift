import MNCore

extension ReportPage {
    /// The page as a file: one that asks for nothing, can be read without a script, and is the same for
    /// equal runs.
    ///
    /// - Parameter shown: what of a text may be told.
    package func text(shown: @escaping (String) -> String = { $0 }) -> String {
        func say(_ text: String) -> String { Sanitized.line(shown(text)) }
        return HTMLPage(
            title: Excerpt.line(say("\(kind): \(verdict)"), limit: 120),
            style: [ReportStyle.sheet, ReportPageStyle.sheet],
            script: [ReportScript.text, ReportScript.keys],
            data: grid?.data(shown), body: body(say)
        ).text
    }

    private var grid: ReportGrid? {
        sections.lazy.compactMap { section in
            if case .grid(let grid) = section.part { grid } else { nil }
        }.first
    }

    private func body(_ say: (String) -> String) -> [HTML] {
        let main = sections.firstIndex { section in
            if case .grid = section.part { true } else { false }
        }
        let anchors = sections.indices.map { HTMLAnchor("part", $0 + 1) }
        let top = HTML(
            "header", [.id(HTMLAnchor("top"))],
            [
                HTML(
                    "a",
                    [.class("skip"), .href(main.map { anchors[$0] } ?? HTMLAnchor("top"))],
                    .text(main == nil ? "To the report" : "To the table")),
                HTML("p", [.class("kicker")], .text(say(kind))),
                HTML("h1", [tone.attribute], .text(say(verdict))),
                summary.isEmpty
                    ? .nothing : HTML("p", [.class("summary")], .text(say(summary))),
            ]
                + warnings.map {
                    HTML("p", [.class("banner"), .of(.role, "note")], .text(say($0)))
                } + [
                    sections.count > 1
                        ? HTML(
                            "nav", [.class("jump"), .of(.ariaLabel, "Parts of this page")],
                            sections.enumerated().map { index, section in
                                HTML("a", [.href(anchors[index])], .text(section.title))
                            }) : .nothing
                ])
        let parts = sections.enumerated().map { index, section in
            HTML(
                "section", [.id(anchors[index])],
                HTML("h2", [], .text(section.title)),
                section.note.isEmpty
                    ? .nothing : HTML("p", [.class("note")], .text(say(section.note))),
                section.part.html(section.title, say))
        }
        return [top, HTML("main", [], parts)]
    }
}

extension ReportPage.Part {
    fileprivate func html(_ title: String, _ say: (String) -> String) -> HTML {
        switch self {
        case .counts(let counts, let total, let unit):
            HTML("ul", [.class("counts")], counts.map { Self.count($0, total, unit, say) })
        case .bars(let bars, let head, let legend):
            Self.table(bars, head, legend, caption: title, say)
        case .details(let details):
            HTML(
                "dl", [.class("details")],
                details.flatMap {
                    [
                        HTML("dt", [], .text(say($0.label))), HTML("dd", [], .text(say($0.text))),
                    ]
                })
        case .sentences(let sentences):
            HTML("ul", [.class("sentences")], sentences.map { HTML("li", [], .text(say($0))) })
        case .grid(let grid): grid.html(say)
        }
    }

    private static func count(
        _ count: ReportPage.Count, _ total: Int, _ unit: String, _ say: (String) -> String
    ) -> HTML {
        HTML(
            "li", [],
            bar([(count.count, count.tone)], of: total),
            HTML(
                "p", [], HTML("b", [], .text(count.count.grouped)),
                .text(" of \(total.grouped) \(unit): "),
                HTML("span", [count.tone.attribute], .text(say(count.words)))))
    }

    private static func table(
        _ bars: [ReportPage.Bar], _ head: String,
        _ legend: [(word: String, tone: ReportPage.Tone)], caption: String,
        _ say: (String) -> String
    ) -> HTML {
        let hasNotes = bars.contains { !$0.note.isEmpty }
        let header =
            [HTML("th", [.of(.scope, "col")], .text(say(head)))]
            + [HTML("th", [.of(.scope, "col"), .class("share")], "Share")]
            + legend.map {
                HTML(
                    "th", [.of(.scope, "col"), .class("number")],
                    HTML("span", [$0.tone.attribute], .text(say($0.word))))
            } + (hasNotes ? [HTML("th", [.of(.scope, "col")], "Note")] : [])
        let rows = bars.map { bar in
            HTML(
                "tr", [],
                [
                    HTML("th", [.of(.scope, "row")], .text(say(bar.name))),
                    HTML(
                        "td", [.class("share")],
                        Self.bar(
                            Array(zip(bar.counts, legend.map(\.tone))), of: bar.counts.sum())),
                ]
                    + zip(bar.counts, Shares(bar.counts).words).map { count, share in
                        HTML(
                            "td", [.class("number")], .text(count.grouped),
                            HTML("small", [], .text(" \(share)")))
                    } + (hasNotes ? [HTML("td", [], .text(say(bar.note)))] : []))
        }
        return HTML(
            "div",
            [
                .class("wide"), .of(.tabindex, 0), .of(.role, "region"),
                .of(.ariaLabel, say(caption)),
            ],
            HTML(
                "table", [.class("bars")],
                HTML("caption", [], .text("\(caption), by \(head.lowercased()).")),
                HTML("thead", [], HTML("tr", [], header)), HTML("tbody", [], rows)))
    }

    /// A picture of what is told beside it in numbers.
    private static func bar(_ parts: [(Int, ReportPage.Tone)], of total: Int) -> HTML {
        var pieces: [HTML] = []
        var done = UInt128(0)
        for (count, tone) in parts where count > 0 && total > 0 {
            // 128 bits hold a thousand times any count.
            let start = Int(clamping: done * 1000 / UInt128(total))
            done += UInt128(clamping: count)
            let end = Int(clamping: done * 1000 / UInt128(total))
            pieces.append(
                HTML(
                    "rect",
                    [
                        .of(.x, start), .of(.y, 0), .of(.width, max(end - start, 2)),
                        .of(.height, 10), tone.attribute,
                    ]))
        }
        return HTML(
            "svg",
            [
                .class("bar"), .of(.viewBox, "0 0 1000 10"), .of(.preserveAspectRatio, "none"),
                .of(.ariaHidden, "true"),
            ], pieces)
    }
}
