/// Finds in a text what stands there for something private, so that it can be shown as such.
///
/// Stand-ins keep the grammar of their place, as `StandIns` and `Redaction` make them; a reader is better
/// served by a chip: `‹host:1›`.
package enum StandInDisplay {
    /// A piece of a text.
    package enum Piece: Hashable, Sendable {
        case text(String)
        case standIn(StandIn)
    }

    /// What was private, and which of its kind.
    package struct StandIn: Hashable, Sendable {
        package var kind: String
        /// Nil where there is only one.
        package var number: Int?
        /// As it stands in the text.
        package var spelling: String

        /// The chip: `‹host:1›`.
        package var chip: String { "‹\(kind)\(number.map { ":\($0)" } ?? "")›" }
    }

    /// The text with chips in the place of its stand-ins.
    package static func shown(_ text: String) -> String {
        pieces(text).map { piece in
            switch piece {
            case .text(let text): text
            case .standIn(let standIn): standIn.chip
            }
        }.joined()
    }

    /// The stand-ins of a text, in order, each as often as it stands there.
    package static func standIns(_ text: String) -> [StandIn] {
        pieces(text).compactMap { if case .standIn(let standIn) = $0 { standIn } else { nil } }
    }

    /// The text in pieces; together they spell it.
    package static func pieces(_ text: String) -> [Piece] {
        let bytes = Array(text.utf8)
        var pieces: [Piece] = []
        var copied = 0
        var place = 0
        while place < bytes.count {
            guard let (end, kind, number) = found(bytes, place) else {
                place += 1
                continue
            }
            if copied < place {
                pieces.append(.text(String(decoding: bytes[copied..<place], as: UTF8.self)))
            }
            let spelling = String(decoding: bytes[place..<end], as: UTF8.self)
            pieces.append(.standIn(StandIn(kind: kind, number: number, spelling: spelling)))
            (copied, place) = (end, end)
        }
        if copied == 0 { return text.isEmpty ? [] : [.text(text)] }
        if copied < bytes.count {
            pieces.append(.text(String(decoding: bytes[copied...], as: UTF8.self)))
        }
        return pieces
    }

    private typealias Found = (end: Int, kind: String, number: Int?)

    private static func found(_ text: [UInt8], _ place: Int) -> Found? {
        let before = place > 0 ? text[place - 1] : 0
        switch text[place] {
        case UInt8(ascii: "["): return literal("[redacted]", "secret", text, place)
        case _ where isWord(before): return nil
        case UInt8(ascii: "h"): return host(text, place)
        case UInt8(ascii: "u"): return user(text, place, before)
        case UInt8(ascii: "p") where before == UInt8(ascii: "/"):
            return numbered("p", "path", text, place)
        case UInt8(ascii: "w"):
            return numbered("wé", "word", text, place)
                ?? numbered("w\u{FFFD}", "word", text, place)
                ?? numbered("w", "word", text, place)
        case UInt8(ascii: "0"):
            return hardware(text, place) ?? uuid(text, place)
                ?? numbered("0wé", "word", text, place) ?? numbered("0w", "word", text, place)
                ?? padded(text, place, digit: "0", least: 12, zeros: 7, radix: 16)
        case UInt8(ascii: "7"):
            return padded(text, place, digit: "7", least: 7, zeros: 2, radix: 10)
        case UInt8(ascii: "1"), UInt8(ascii: "2"): return address(text, place)
        default: return nil
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "_"), 0x80...0xFF: true
        default: false
        }
    }

    private static func ends(_ text: [UInt8], _ place: Int) -> Bool {
        place >= text.count || !isWord(text[place])
    }

    private static func literal(
        _ word: StaticString, _ kind: String, _ text: [UInt8], _ place: Int
    ) -> Found? {
        let word = word.description.utf8
        return text[place...].starts(with: word) ? (place + word.count, kind, nil) : nil
    }

    /// The digits at a place, as a number of a few digits without a zero before it.
    private static func digits(_ text: [UInt8], _ place: Int) -> (end: Int, number: Int)? {
        let digits = text[place...].prefix(7).prefix { (48...57).contains($0) }
        guard (1...6).contains(digits.count), digits.first != UInt8(ascii: "0"),
            let number = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        return (digits.endIndex, number)
    }

    /// A beginning and a number: `p3`.
    private static func numbered(
        _ start: StaticString, _ kind: String, _ text: [UInt8], _ place: Int
    ) -> Found? {
        let start = start.description.utf8
        guard text[place...].starts(with: start),
            let (end, number) = digits(text, place + start.count), ends(text, end)
        else { return nil }
        return (end, kind, number)
    }

    private static func host(_ text: [UInt8], _ place: Int) -> Found? {
        guard let (end, number) = digits(text, place + 1),
            text[end...].starts(with: ".invalid".utf8),
            ends(text, end + 8)
        else { return nil }
        return (end + 8, "host", number)
    }

    /// `user` is a word like others: it stands for one in a folder of homes, before an `@`, and by itself.
    private static func user(_ text: [UInt8], _ place: Int, _ before: UInt8) -> Found? {
        guard text[place...].starts(with: "user".utf8) else { return nil }
        let (end, number) = digits(text, place + 4) ?? (place + 4, 0)
        guard ends(text, end) else { return nil }
        let isHome = ["/home/", "/Users/", "\\Users\\", "\\\\Users\\\\", "/users/"].contains {
            text[..<place].suffix($0.utf8.count).elementsEqual($0.utf8)
        }
        let isMail = end < text.count && text[end] == UInt8(ascii: "@")
        guard number > 0 || isHome || isMail || end - place == text.count else { return nil }
        return (end, "user", number > 0 ? number : nil)
    }

    private static func hardware(_ text: [UInt8], _ place: Int) -> Found? {
        for separator in [":", "-"] {
            let start = ["00", "00", "5e", "00", "53", ""].joined(separator: separator)
            let number = text[place...].dropFirst(start.utf8.count).prefix(2)
            guard text[place...].starts(with: start.utf8), number.count == 2,
                ends(text, number.endIndex),
                let value = Int(String(decoding: number, as: UTF8.self), radix: 16)
            else { continue }
            return (number.endIndex, "hardware", value)
        }
        return nil
    }

    private static func uuid(_ text: [UInt8], _ place: Int) -> Found? {
        let start = "00000000-0000-0000-0000-"
        let number = text[place...].dropFirst(start.utf8.count).prefix(12)
        guard text[place...].starts(with: start.utf8), number.count == 12,
            ends(text, number.endIndex),
            let value = Int(String(decoding: number, as: UTF8.self), radix: 16), value > 0
        else { return nil }
        return (number.endIndex, "number", value)
    }

    /// A number of many digits: a first digit, zeros, and which it is.
    private static func padded(
        _ text: [UInt8], _ place: Int, digit: Unicode.Scalar, least: Int, zeros: Int, radix: Int
    ) -> Found? {
        let word = text[place...].prefix(129).prefix(while: isWord)
        let fill = word.dropFirst().prefix { $0 == UInt8(ascii: "0") }
        guard word.first == UInt8(ascii: digit), (least...128).contains(word.count),
            fill.count >= zeros, word.endIndex - fill.endIndex <= 4,
            let number = Int(String(decoding: word[fill.endIndex...], as: UTF8.self), radix: radix)
        else { return nil }
        return (word.endIndex, "number", number)
    }

    /// Addresses kept for documentation (RFC 5737, RFC 3849).
    private static func address(_ text: [UInt8], _ place: Int) -> Found? {
        for (index, network) in ["192.0.2.", "198.51.100.", "203.0.113."].enumerated() {
            guard text[place...].starts(with: network.utf8),
                let (end, number) = digits(text, place + network.utf8.count), number < 256,
                ends(text, end)
            else { continue }
            return (end, "address", index * 254 + number)
        }
        let wide = "2001:db8::"
        guard text[place...].starts(with: wide.utf8) else { return nil }
        let digits = text[(place + wide.utf8.count)...].prefix(5).prefix(while: isWord)
        guard let number = Int(String(decoding: digits, as: UTF8.self), radix: 16),
            ends(text, digits.endIndex)
        else { return nil }
        return (digits.endIndex, "address6", number)
    }
}
