import MNSim

/// Raw text line by line: what was read is marked, what was removed is a chip, the rest is folded.
struct AnswerLines {
    /// The most scalars of a line that are shown unfolded.
    private static let lineLimit = 2_000
    /// Lines that stay beside a mark, and at the beginning where nothing is marked.
    private static let beside = 2
    private static let beginning = 12
    /// Fewer lines than these are not worth a fold.
    private static let leastFold = 4

    var lines: [String]
    var marks: [ReadMark] = []
    /// The anchor of a marked line, by its place from 0.
    var anchor: (Int) -> HTMLAnchor? = { _ in nil }
    /// Lines that another file has not.
    var others: Set<Int> = []
    var other: StaticString = "added"
    /// Whether nothing is folded.
    var keepsAll = false

    var html: HTML {
        var pieces: [HTML] = []
        var line = 0
        let kept = kept
        while line < lines.count {
            let end = lines[line...].indices.first { kept[$0] } ?? lines.count
            if end - line >= Self.leastFold {
                let hidden = (line..<end).map(row)
                pieces.append(
                    HTML(
                        "details", [.class("fold")],
                        [HTML("summary", [], .text("\(end - line) more lines"))] + hidden))
                line = end
            } else {
                pieces.append(row(line))
                line += 1
            }
        }
        return HTML("div", [.class("lines")], pieces)
    }

    private var kept: [Bool] {
        var kept = [Bool](repeating: keepsAll, count: lines.count)
        let shown = marks.map(\.line) + others
        for line in shown where kept.indices.contains(line) {
            for near in max(0, line - Self.beside)...min(lines.count - 1, line + Self.beside) {
                kept[near] = true
            }
        }
        if shown.isEmpty { for line in 0..<min(Self.beginning, lines.count) { kept[line] = true } }
        return kept
    }

    private func row(_ line: Int) -> HTML {
        let marks = marks.filter { $0.line == line }
        var attributes: [HTMLAttribute] = [
            .of(.data("data-n"), line + 1),
            others.contains(line)
                ? (other.description == "added" ? .class("l", "added") : .class("l", "taken"))
                : marks.isEmpty ? .class("l") : .class("l", "read"),
        ]
        if !marks.isEmpty, let anchor = anchor(line) { attributes.append(.id(anchor)) }
        var content = Self.text(lines[line], marks: marks.map(\.quote))
        var facts: [String] = []
        for fact in marks.flatMap(\.facts) where !facts.contains(fact) { facts.append(fact) }
        if !facts.isEmpty {
            content.append(
                HTML("span", [.class("for")], .text("read for " + facts.joined(separator: ", "))))
        }
        return HTML("div", attributes, content)
    }

    /// A line with its marks and chips; what is too long of it is folded.
    static func text(_ line: String, marks: [String] = []) -> [HTML] {
        let scalars = line.unicodeScalars
        if line.utf8.count > lineLimit,
            let end = scalars.index(
                scalars.startIndex, offsetBy: lineLimit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        {
            let rest = String(scalars[end...])
            return text(String(scalars[..<end]), marks: marks) + [
                HTML(
                    "details", [.class("fold")],
                    HTML("summary", [], .text("\(rest.utf8.count) more bytes of this line")),
                    .group(chips(rest)))
            ]
        }
        // The longest first: one quote may hold another.
        let quote = marks.filter { !$0.isEmpty && line.contains($0) }.max { $0.count < $1.count }
        guard let quote, let range = line.firstRange(of: quote) else {
            return marks.isEmpty ? chips(line) : [HTML("mark", [], chips(line))]
        }
        let rest = marks.filter { $0 != quote }
        let after = String(line[range.upperBound...])
        return
            (rest.isEmpty
            ? chips(String(line[..<range.lowerBound]))
            : marked(String(line[..<range.lowerBound]), rest))
            + [HTML("mark", [], chips(quote))] + (rest.isEmpty ? chips(after) : marked(after, rest))
    }

    /// The parts of a line around a mark, with those of the other marks that stand in them.
    private static func marked(_ part: String, _ marks: [String]) -> [HTML] {
        let found = marks.filter { !$0.isEmpty && part.contains($0) }
        return found.isEmpty ? chips(part) : text(part, marks: found)
    }

    /// A text whose stand-ins are chips.
    static func chips(_ text: String) -> [HTML] {
        StandInDisplay.pieces(text).map { piece in
            switch piece {
            case .text(let text): .text(text)
            case .standIn(let standIn):
                HTML(
                    "span", [.class("chip"), .of(.title, "stands there as \(standIn.spelling)")],
                    .text(standIn.chip))
            }
        }
    }
}
