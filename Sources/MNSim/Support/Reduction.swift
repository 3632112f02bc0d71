import MNCore

/// Makes lists, documents and texts as small as a test lets them be; in an order that is always the same.
///
/// The test answers nil when there are to be no more of them; what was found by then is the result.
enum Reduction {
    /// The parts that a long list is taken to be of.
    private static let partLimit = 1024

    /// A list of which no element can be left out any more, or of a long one no part.
    ///
    /// Halves are left out first, then smaller parts, then single elements again and again.
    static func reduced<Element>(
        _ items: [Element], while holds: ([Element]) -> Bool?
    ) -> [Element] {
        guard !items.isEmpty, let isNothingEnough = holds([]) else { return items }
        if isNothingEnough { return [] }
        guard items.count > 1 else { return items }
        var items = items
        let least = max(1, items.count / partLimit)
        var size = items.count / 2
        while true {
            var hasChanged = false
            var start = 0
            while start < items.count {
                let end = min(start + size, items.count)
                let candidate = Array(items[..<start] + items[end...])
                // That nothing at all does not do is known.
                if candidate.isEmpty {
                    start = end
                    continue
                }
                guard let isEnough = holds(candidate) else { return items }
                if isEnough {
                    items = candidate
                    hasChanged = true
                } else {
                    start = end
                }
            }
            if size > least {
                size = max(least, size / 2)
            } else if !hasChanged {
                return items
            }
        }
    }

    /// A document of which no member and no element can be left out: level by level, the outer ones first.
    static func reduced(_ value: JSON, while holds: (JSON) -> Bool?) -> JSON {
        switch value {
        case .object(let object):
            var members = reduced(object.members.map { ($0.key, $0.value) }) {
                holds(.object(JSONObject($0)))
            }
            for index in members.indices {
                guard holds(.object(JSONObject(members))) != nil else { break }
                members[index].1 = reduced(members[index].1) { smaller in
                    var members = members
                    members[index].1 = smaller
                    return holds(.object(JSONObject(members)))
                }
            }
            return .object(JSONObject(members))
        case .array(let array):
            var elements = reduced(array) { holds(.array($0)) }
            for index in elements.indices {
                guard holds(.array(elements)) != nil else { break }
                elements[index] = reduced(elements[index]) { smaller in
                    var elements = elements
                    elements[index] = smaller
                    return holds(.array(elements))
                }
            }
            return .array(elements)
        case .string(let text) where !text.isEmpty: return holds("") == true ? "" : value
        default: return value
        }
    }

    /// The most words of a line of which single ones are left out.
    private static let wordLimit = 40

    /// A text of which no line can be left out, and of a line no word; one that is a document stays one.
    static func reduced(_ bytes: [UInt8], while holds: ([UInt8]) -> Bool?) -> [UInt8] {
        guard !bytes.isEmpty, let isNothingEnough = holds([]) else { return bytes }
        if isNothingEnough { return [] }
        if let document = document(bytes), holds(document.bytes) == true {
            return reduced(document) { holds($0.bytes) }.bytes
        }
        let newline = UInt8(ascii: "\n")
        func text(_ lines: [[UInt8]]) -> [UInt8] { Array(lines.joined(separator: [newline])) }
        var lines = bytes.split(separator: newline, omittingEmptySubsequences: false).map(
            Array.init)
        lines = reduced(lines) { holds(text($0)) }
        for index in lines.indices {
            func isEnough(_ line: [UInt8]) -> Bool? {
                var lines = lines
                lines[index] = line
                return holds(text(lines))
            }
            if let document = document(lines[index]) {
                guard let isSame = isEnough(document.bytes) else { break }
                if isSame { lines[index] = reduced(document) { isEnough($0.bytes) }.bytes }
                continue
            }
            let blank = UInt8(ascii: " ")
            let words = lines[index].split(separator: blank, omittingEmptySubsequences: false)
            guard (2...wordLimit).contains(words.count) else { continue }
            let left = reduced(words) { isEnough(Array($0.joined(separator: [blank]))) }
            lines[index] = Array(left.joined(separator: [blank]))
        }
        return text(lines)
    }

    /// A text in which each long number has as many zeros as it can.
    static func withRoundNumbers(_ bytes: [UInt8], while holds: ([UInt8]) -> Bool?) -> [UInt8] {
        var bytes = bytes
        var end = 0
        while let start = bytes[end...].firstIndex(where: isDigit) {
            end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
            // Hexadecimal digits and parts of names are no numbers.
            guard (4...18).contains(end - start), start == 0 || !isLetter(bytes[start - 1]),
                end == bytes.endIndex || !isLetter(bytes[end])
            else { continue }
            for kept in 1...2 where bytes[(start + kept)..<end].contains(where: { $0 != 48 }) {
                var candidate = bytes
                for index in (start + kept)..<end { candidate[index] = UInt8(ascii: "0") }
                guard let isEnough = holds(candidate) else { return bytes }
                if isEnough {
                    bytes = candidate
                    break
                }
            }
        }
        return bytes
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte & 0xDF) || byte == UInt8(ascii: "_") || byte > 127
    }

    /// The object or array that a text is; nil if it is none.
    private static func document(_ bytes: [UInt8]) -> JSON? {
        guard let first = bytes.first(where: { $0 != 0x20 && $0 != 0x0A }),
            first == 0x7B || first == 0x5B
        else { return nil }
        return try? JSON.parse(bytes)
    }
}

extension JSON {
    fileprivate var bytes: [UInt8] { Array(text(.canonical).utf8) }
}
