package import MNCore

/// A part of what was pasted: the output of one command.
struct PastePart: Sendable {
    /// The file, as the user would name it.
    var file: String
    /// The number of the first line in the file, from 1.
    var first: Int
    var lines: [String]
    /// The command line that stands before it; nil if none does.
    var command: PastedCommand?

    /// Where the line at an index stands.
    func origin(_ index: Int = 0) -> PasteOrigin { PasteOrigin(file: file, line: first + index) }

    /// Whether something was left out in the middle or at the end, as far as can be seen.
    var isAbridged: Bool {
        command?.isFiltered == true
            || lines.contains { line in
                let text = line.trimmed
                return text.hasPrefix("...") || text.hasPrefix("…") || text.hasPrefix("[...")
                    || text.hasPrefix("[…") || text.hasPrefix("<snip") || text.hasPrefix("(...")
                    || text.hasPrefix("--More--") || text == "--" || text == "[snip]"
            }
    }
}

/// How well the lines from one on fit a format.
enum Sureness: Int, Comparable, Sendable {
    /// They are no such output.
    case unlike
    /// They may be lines in its middle.
    case inner
    /// They are lines of it, and of nothing else.
    case line
    /// Such output begins here, as no other does.
    case opening

    static func < (left: Sureness, right: Sureness) -> Bool { left.rawValue < right.rawValue }
}

/// One form of the output of one tool: how it is recognised, and what it tells.
protocol PasteFormat: Sendable {
    var kind: ImportKind { get }
    /// What the form is called: `nvidia-smi -q`.
    var name: String { get }
    /// How well the first of these lines fits; those behind it may be looked at.
    func sureness(_ lines: ArraySlice<String>) -> Sureness
    /// Where the output ends that begins at the first of these lines, if it tells that itself.
    func end(_ lines: ArraySlice<String>) -> Int?
    /// Whether the command line before these lines asks for such output.
    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool
    /// What a part tells.
    func read(_ part: PastePart) throws(ImportFault) -> Telling
}

extension PasteFormat {
    func end(_ lines: ArraySlice<String>) -> Int? { nil }
    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool { false }
}

/// Output that was recognised, and where.
package struct RecognisedPart: Hashable, Sendable {
    /// The file, as the user would name it.
    package var file: String
    package var kind: ImportKind
    /// What the form is called: `nvidia-smi -q`.
    package var name: String
    /// The numbers of its first and last line.
    package var lines: ClosedRange<Int>

    package var json: JSON {
        [
            "file": .string(Sanitized.line(file)), "kind": .string(kind.rawValue),
            "form": .string(name), "first_line": .integer(lines.lowerBound),
            "last_line": .integer(lines.upperBound),
        ]
    }
}
