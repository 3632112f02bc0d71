/// Text from outside, made safe to print on a terminal or to paste from one.
///
/// Terminal sequences and control characters are taken out; whatever else has no ink, or makes other text read
/// differently, is shown as `\u{202E}` (see `Unicode.Scalar.isHidden`). Invalid bytes become U+FFFD.
package enum Sanitized {
    /// The text on one line: tabs and line breaks become blanks, none at either end.
    package static func line(_ text: String) -> String {
        // Most texts are plain ASCII without blanks at their ends, and are as they should be.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), text.utf8.first != 0x20,
            text.utf8.last != 0x20
        {
            return text
        }
        let cleaned = clean(text, lineBreak: " ")
        guard let start = cleaned.firstIndex(where: { $0 != " " }),
            let end = cleaned.lastIndex(where: { $0 != " " })
        else { return "" }
        return String(String.UnicodeScalarView(cleaned[start...end]))
    }

    /// The bytes as text on one line; what is not UTF-8 becomes U+FFFD.
    package static func line(_ bytes: [UInt8]) -> String {
        line(String(decoding: bytes, as: UTF8.self))
    }

    /// The text with its lines; every kind of line break becomes a line feed, tabs become blanks.
    package static func lines(_ text: String) -> String {
        String(clean(text, lineBreak: "\n"))
    }

    /// The bytes as text with its lines; what is not UTF-8 becomes U+FFFD.
    package static func lines(_ bytes: [UInt8]) -> String {
        lines(String(decoding: bytes, as: UTF8.self))
    }

    private static func clean(
        _ text: String, lineBreak: Unicode.Scalar
    ) -> String.UnicodeScalarView {
        var result = String.UnicodeScalarView()
        var rest = Substring(text).unicodeScalars
        var previous: Unicode.Scalar?
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\t": result.append(" ")
            case "\r":
                if rest.first == "\n" { rest.removeFirst() }
                result.append(lineBreak)
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": result.append(lineBreak)
            case "\u{1B}", "\u{80}"..."\u{9F}": TerminalSequence.skip(after: scalar, in: &rest)
            case "\u{0}"..<" ", "\u{7F}": break
            case " "..<"\u{7F}": result.append(scalar)
            case _ where scalar.isHidden(after: previous):
                result.append(contentsOf: scalar.escape.unicodeScalars)
            default: result.append(scalar)
            }
            previous = result.last
        }
        return result
    }
}

extension Unicode.Scalar {
    /// Whether it is escaped wherever text is shown: it has no ink, or makes other text read differently from
    /// what it is (Unicode TR #36, section 2).
    ///
    /// These are controls, every format character (marks, overrides and isolates of direction, joiners, tags
    /// …), fillers, separators of lines, private use and what is no character. A selector of variants stays
    /// right after a picture, where it chooses between text and emoji.
    func isHidden(after previous: Unicode.Scalar?) -> Bool {
        if value < 0x7F { return value < 0x20 }
        if self == "\u{FE0E}" || self == "\u{FE0F}" {
            guard let previous, previous.value > 0x7F else { return true }
            return !previous.properties.isEmoji
        }
        if properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint {
            return true
        }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
        default: false
        }
    }

    /// The way a text shows it: `\u{202E}`.
    var escape: String { "\\u{\(String(value, radix: 16, uppercase: true))}" }
}

/// Control sequences of terminals, in 7-bit form (ESC and a letter) and 8-bit form (C1).
///
/// Source: ECMA-48, 5th edition, sections 5.3 to 5.6,
/// https://ecma-international.org/publications-and-standards/standards/ecma-48/
private enum TerminalSequence {
    /// Drops the rest of the sequence that `introducer` began, or nothing if the rest does not fit.
    ///
    /// A sequence that never ends hides no text after it. Each scan stops at the next control
    /// character, so that the time for a whole text is linear.
    static func skip(after introducer: Unicode.Scalar, in rest: inout Substring.UnicodeScalarView) {
        var kind = introducer
        if introducer == "\u{1B}" {
            guard let letter = rest.first else { return }
            switch letter {
            case "@"..."_":
                rest.removeFirst()
                // ESC and a letter stand for the C1 control 64 places above it.
                kind = Unicode.Scalar(letter.value + 0x40) ?? letter
            case "0"..."~":
                rest.removeFirst()
                return
            case " "..."/":
                let tail = rest.drop { (" "..."/").contains($0) }
                if let final = tail.first, ("0"..."~").contains(final) { rest = tail.dropFirst() }
                return
            default: return
            }
        }
        switch kind {
        // CSI: parameters, intermediates, one final character.
        case "\u{9B}":
            let tail = rest.drop { ("0"..."?").contains($0) }.drop { (" "..."/").contains($0) }
            if let final = tail.first, ("@"..."~").contains(final) { rest = tail.dropFirst() }
        // DCS, SOS, OSC, PM and APC: a string up to ST; xterm also ends an OSC with BEL.
        case "\u{90}", "\u{98}", "\u{9D}", "\u{9E}", "\u{9F}":
            var tail = rest.drop { $0.properties.generalCategory != .control }
            switch tail.popFirst() {
            case "\u{9C}", "\u{7}": rest = tail
            case "\u{1B}" where tail.first == "\\": rest = tail.dropFirst()
            default: break
            }
        default: break
        }
    }
}

/// Text in the Stream-Safe Text Format (UAX #15, section 13), which can be compared in linear time.
///
/// Equality and order of `String` put the marks on a letter in order first; of a million marks on one letter
/// that takes minutes. No language needs more than a few.
enum StreamSafe {
    /// The most marks in a row (UAX #15, definition D4).
    static let limit = 30

    static func holds(_ text: String) -> Bool {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return true }
        var marks = 0
        for scalar in text.unicodeScalars {
            // No mark comes before U+0300.
            let isMark =
                scalar.value >= 0x300
                && scalar.properties.canonicalCombiningClass != .notReordered
            marks = isMark ? marks + 1 : 0
            if marks > limit { return false }
        }
        return true
    }
}

/// The beginning of a text from outside, for words that somebody reads: on one line, safe to print, bounded.
///
/// It is counted in scalars, since a character may be megabytes of marks.
package enum Excerpt {
    /// The most scalars of a text that are shown.
    package static let limit = 300

    /// At most `limit` scalars of the text; what is cut off is an ellipsis.
    package static func line(_ text: String, limit: Int = limit) -> String {
        let scalars = text.unicodeScalars
        guard
            let end = scalars.index(
                scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return Sanitized.line(text) }
        return Sanitized.line(String(whole(scalars[..<end]))) + "…"
    }

    /// What is left of a beginning without its last word, which may be a part of a secret that is no longer
    /// known as one.
    package static func whole(_ beginning: Substring.UnicodeScalarView)
        -> Substring.UnicodeScalarView
    {
        guard let blank = beginning.lastIndex(where: { $0 == " " || $0 == "\n" || $0 == "\t" })
        else {
            return beginning.prefix(0)
        }
        return beginning[..<blank]
    }

    /// The first 64 KiB of a text, in which words are looked for; its lines end as those of Unix.
    ///
    /// Programs of Windows end them with CR LF, which is one character of a `String` and no `\n`.
    package static func beginning(_ text: String) -> String {
        beginning(Array(text.utf8.prefix(64 << 10)))
    }

    /// The same of bytes.
    package static func beginning(_ bytes: [UInt8]) -> String {
        let part = bytes.prefix(64 << 10)
        guard part.contains(UInt8(ascii: "\r")) else {
            return String(decoding: part, as: UTF8.self)
        }
        var plain: [UInt8] = []
        plain.reserveCapacity(part.count)
        for byte in part {
            if byte == UInt8(ascii: "\n") {
                while plain.last == UInt8(ascii: "\r") { plain.removeLast() }
            }
            plain.append(byte)
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// At most `limit` scalars of bytes; what is not UTF-8 becomes U+FFFD.
    package static func line(_ bytes: ArraySlice<UInt8>) -> String {
        // A scalar takes at most four bytes.
        line(String(decoding: bytes.prefix(4 * limit + 4), as: UTF8.self))
    }
}

/// Text for the log of a CI job, in which no line is a command to the CI system.
///
/// Names and outputs of others may look like one: `::error::…` at the beginning of a line, `##[…]`,
/// `##vso[…]` or `##teamcity[…]` anywhere in it. A blank is put where it breaks the command; it stays readable.
/// A carriage return becomes a line feed, because some commands end with one (GitLab's `section_start`).
/// The text may come in pieces, cut anywhere.
///
/// Source: github.com/actions/runner, src/Runner.Common/ActionCommand.cs;
/// learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands; docs.gitlab.com/ci/jobs/job_logs.
package struct JobText: Sendable {
    /// Whether nothing but blanks stands on the line so far; systems skip them.
    private var isAtStart = true
    private var hasColon = false
    /// How many `#` came just now.
    private var hashes = 0
    private var endedWithReturn = false

    package init() {}

    /// The next piece.
    package mutating func defused(_ piece: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in piece.unicodeScalars {
            let followsReturn = endedWithReturn
            endedWithReturn = scalar == "\r"
            switch scalar {
            case "\n" where followsReturn: continue
            case "\r":
                result.append("\n")
                startLine()
            case "\n", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}":
                result.append(scalar)
                startLine()
            case "#":
                hashes += 1
                isAtStart = false
                result.append(scalar)
            case ":" where isAtStart:
                if hasColon {
                    result.append(" ")
                    isAtStart = false
                }
                hasColon = true
                result.append(scalar)
            default:
                if hashes > 1, Self.isCommand(scalar) { result.append(" ") }
                hashes = 0
                if isAtStart, hasColon || !scalar.properties.isWhitespace { isAtStart = false }
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Whether `##` and this may begin a command: `##[`, `##vso[`, `##teamcity[`.
    package static func isCommand(_ scalar: Unicode.Scalar) -> Bool {
        "[vVtT".unicodeScalars.contains(scalar)
    }

    private mutating func startLine() {
        isAtStart = true
        hasColon = false
        hashes = 0
    }
}
