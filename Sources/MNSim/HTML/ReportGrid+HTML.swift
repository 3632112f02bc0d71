import MNCore

extension ReportGrid {
    /// The rows that can be read without a script.
    static let plainRows = 500

    /// The tools, the table and what stands below it.
    ///
    /// - Parameter say: a text as it may be shown.
    func html(_ say: (String) -> String) -> HTML {
        let rest = rows.count - Self.plainRows
        return .group([
            tools(say),
            HTML(
                "div", [.class("wide"), .of(.tabindex, 0), .of(.role, "region"), caption(say)],
                HTML(
                    "table",
                    [.id(HTMLAnchor("grid"))] + (isJoined ? [.class("joined")] : []),
                    [
                        HTML(
                            "caption", [],
                            .text(
                                say(caption)
                                    + (rest > 0
                                        ? " Without a script: the first \(Self.plainRows.grouped) of "
                                            + "\(unit.words(rows.count))."
                                        : ""))),
                        head(say),
                    ] + bodies(say))),
            HTML(
                "p", [.class("tools", "more"), .flag(.hidden)],
                HTML("button", [.of(.type, "button"), .id(HTMLAnchor("more"))], "Show more")),
            omitted > 0
                ? HTML(
                    "p", [.class("soft")],
                    .text("\(unit.words(omitted)) more are counted above, and not in this table."))
                : .nothing,
        ])
    }

    private func caption(_ say: (String) -> String) -> HTMLAttribute {
        .of(.ariaLabel, say(caption))
    }

    private func tools(_ say: (String) -> String) -> HTML {
        let hint =
            "Words; s: a status"
            + (rows.contains { !$0.vendors.isEmpty } ? "; v: a vendor" : "")
            + (columns.count > 1 ? "; a model" : "")
        return HTML(
            "form",
            [.class("tools"), .id(HTMLAnchor("tools")), .of(.role, "search"), .flag(.hidden)],
            [
                HTML(
                    "label", [],
                    "Filter ",
                    HTML(
                        "input",
                        [
                            .of(.type, "search"), .id(HTMLAnchor("find")), .of(.placeholder, hint),
                            .of(.autocomplete, "off"),
                        ]))
            ]
                + states.map { state in
                    HTML(
                        "button",
                        [
                            .of(.type, "button"), .of(.data("data-s"), state.state),
                            state.tone.attribute,
                        ], .text(say(state.word)))
                } + [
                    rows.contains { !$0.group.isEmpty }
                        ? HTML(
                            "button", [.of(.type, "button"), .id(HTMLAnchor("fold"))],
                            "Families only") : .nothing,
                    HTML("output", [.id(HTMLAnchor("count")), .of(.ariaLive, "polite")]),
                ])
    }

    private func head(_ say: (String) -> String) -> HTML {
        let labels = isJoined ? [labels.first ?? ""] : labels
        let counted = counted.map { noun in
            [HTML("th", [.of(.scope, "col"), .class("number")], .text(noun.many.capitalizedFirst))]
        }
        return HTML(
            "thead", [],
            HTML(
                "tr", [],
                labels.map { HTML("th", [.of(.scope, "col")], .text(say($0))) } + (counted ?? [])
                    + columns.enumerated().map { index, column in
                        HTML(
                            "th", [.of(.scope, "col"), .of(.data("data-c"), index)],
                            .text(say(column)))
                    }))
    }

    private func bodies(_ say: (String) -> String) -> [HTML] {
        families.compactMap { family in
            if family.rows.lowerBound >= Self.plainRows { return nil }
            let end = min(family.rows.upperBound, Self.plainRows)
            return HTML(
                "tbody", [],
                (family.name.isEmpty ? [] : [heading(family.name, family.rows, say)])
                    + rows[family.rows.lowerBound..<end].map { row($0, say) })
        }
    }

    /// A family, and on how many of its machines each column is good.
    private func heading(
        _ name: String, _ range: Range<Int>, _ say: (String) -> String
    ) -> HTML {
        let rows = rows[range]
        let total = rows.map(\.count).sum()
        var cells = columns.indices.map { column in
            let there = rows.filter { $0.cells[column] > 0 }
            let good = there.filter { cell($0, column)?.isCounted == true }.map(\.count).sum()
            return HTML("td", [], .text("\(good.grouped) of \(there.map(\.count).sum().grouped)"))
        }
        if counted != nil {
            cells.insert(HTML("td", [.class("number")], .text(total.grouped)), at: 0)
        }
        let span = isJoined ? 1 : labels.count
        return HTML(
            "tr", [.class("family")],
            [
                HTML(
                    "th",
                    [.of(.scope, "rowgroup")] + (span > 1 ? [.of(.colspan, span)] : []),
                    .text(say(name)))
            ] + cells)
    }

    private func row(_ row: Row, _ say: (String) -> String) -> HTML {
        let facts = row.facts.map(say)
        var content: [HTML]
        if isJoined {
            let name = say(row.id)
            let rest = (facts.dropFirst() + (name == facts.first ? [] : [name]))
                .filter { !$0.isEmpty }.joined(separator: " · ")
            content = [
                HTML(
                    "th", [.of(.scope, "row")], .text(facts.first ?? ""),
                    rest.isEmpty ? .nothing : HTML("small", [], .text(rest)))
            ]
        } else {
            content = facts.enumerated().map { index, fact in
                index == 0
                    ? HTML("th", [.of(.scope, "row")], .text(fact)) : HTML("td", [], .text(fact))
            }
        }
        if counted != nil {
            content.append(HTML("td", [.class("number")], .text(row.count.grouped)))
        }
        for column in columns.indices {
            guard let cell = cell(row, column) else {
                content.append(HTML("td", [], "–"))
                continue
            }
            content.append(
                HTML(
                    "td", [cell.tone.attribute], .text(say(cell.word)),
                    cell.note.isEmpty ? .nothing : HTML("small", [], .text(say(cell.note)))))
        }
        return HTML("tr", [], content)
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension ReportPage.Tone {
    /// The class of an element that stands so.
    var attribute: HTMLAttribute {
        switch self {
        case .good: .class("g")
        case .warning: .class("w")
        case .failed: .class("f")
        case .unknown: .class("u")
        case .plain: .class("p")
        }
    }
}
