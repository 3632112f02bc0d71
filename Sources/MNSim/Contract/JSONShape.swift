import MNCore

/// What a JSON value has to look like; members of objects that are not named here may be there.
indirect enum JSONShape: Hashable, Sendable {
    case string
    case bool
    case integer(ClosedRange<Int>)
    /// One of these, with its holes filled.
    case text([String])
    /// A text that begins so.
    case beginning(String)
    /// `sha256:` and 64 hexadecimal digits.
    case digest
    /// A tag as the runner stores it, with its holes filled.
    case tag(String)
    case list(JSONShape)
    /// A list in which an element is so; the words name it.
    case holds(String, JSONShape)
    /// A list in which no element is so; the words name it.
    case lacks(String, JSONShape)
    /// A list without elements.
    case emptyList
    /// An object whose values are all so.
    case map(JSONShape)
    case object([Member])

    struct Member: Hashable, Sendable {
        enum Presence: Hashable, Sendable {
            case must, may, mustNot
        }

        var key: String
        var shape: JSONShape
        var presence: Presence
    }

    /// The first place at which a value is otherwise; nil if it is so.
    func difference(
        _ value: JSON?, _ facts: ContractFacts, at place: String = ""
    ) -> ContractDifference? {
        let isSo: Bool
        switch self {
        case .string: isSo = value?.string != nil
        case .bool: isSo = value?.bool != nil
        case .integer(let range): isSo = value?.integer.map(range.contains) ?? false
        case .beginning(let start): isSo = value?.string?.hasPrefix(start) ?? false
        case .text(let texts): isSo = texts.contains { .string(facts.filled($0)) == value }
        case .tag(let tag):
            isSo = facts.forms(of: facts.filled(tag)).contains { .string($0) == value }
        case .digest: isSo = value?.string.map(Self.isDigest) ?? false
        case .emptyList: isSo = value == []
        case .list(let element):
            if let elements = value?.array {
                return Self.first(
                    elements.enumerated().map { ("\($0)", $1, element) }, facts, place)
            }
            isSo = false
        case .holds(_, let element):
            isSo = value?.array?.contains { element.difference($0, facts) == nil } ?? false
        case .lacks(_, let element):
            isSo = value?.array?.allSatisfy { element.difference($0, facts) != nil } ?? false
        case .map(let element):
            if let members = value?.object?.members {
                return Self.first(members.map { ($0.key, $0.value, element) }, facts, place)
            }
            isSo = false
        case .object(let members):
            if let object = value?.object {
                return Self.difference(object, members, facts, place)
            }
            isSo = false
        }
        if isSo { return nil }
        let position = place.isEmpty ? "" : "\(Sanitized.line(place)): "
        return ContractDifference(
            wanted: position + words(facts), found: position + ContractQuote.of(value, at: place))
    }

    private static func first(
        _ parts: [(key: String, value: JSON?, shape: JSONShape)], _ facts: ContractFacts,
        _ place: String
    ) -> ContractDifference? {
        for part in parts {
            let place = place + JSONPointer([part.key]).description
            if let difference = part.shape.difference(part.value, facts, at: place) {
                return difference
            }
        }
        return nil
    }

    private static func difference(
        _ object: JSONObject, _ members: [Member], _ facts: ContractFacts, _ place: String
    ) -> ContractDifference? {
        if let member = members.first(where: { $0.presence == .mustNot && object[$0.key] != nil }) {
            let place = place + JSONPointer([member.key]).description
            return ContractDifference(
                wanted: "no \(place)",
                found: "\(place): \(ContractQuote.of(object[member.key], at: place))")
        }
        let asked = members.filter {
            $0.presence == .must || $0.presence == .may && object[$0.key] != nil
        }
        return first(asked.map { ($0.key, object[$0.key], $0.shape) }, facts, place)
    }

    private static func isDigest(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst(7)
        return text.hasPrefix("sha256:") && digits.count == 64
            && digits.allSatisfy {
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
            }
    }

    private func words(_ facts: ContractFacts) -> String {
        switch self {
        case .string: "a string"
        case .bool: "true or false"
        case .integer(let range) where range.lowerBound == range.upperBound: "\(range.lowerBound)"
        case .integer(let range) where range.lowerBound == .min: "an integer"
        case .integer(let range): "an integer of at least \(range.lowerBound)"
        case .beginning(let start): "a string that begins with \"\(start)\""
        case .text(let texts): Words.list(texts.map { "\"\(facts.filled($0))\"" }, "or")
        case .tag(let tag):
            Words.list(facts.forms(of: facts.filled(tag)).map { "\"\($0)\"" }, "or")
        case .digest: "sha256: and 64 hexadecimal digits"
        case .emptyList: "[]"
        case .list: "a list"
        case .holds(let words, _): "a list with \(facts.filled(words))"
        case .lacks(let words, _): "a list without \(facts.filled(words))"
        case .map, .object: "an object"
        }
    }
}

/// One way in which an answer is not as the contract says, in words that may be shown.
package struct ContractDifference: Hashable, Sendable {
    package var wanted: String
    package var found: String
}

/// What a runner said, as it may be shown: one line, not long, without secrets.
enum ContractQuote {
    /// The most characters of a quote.
    static let limit = 160
    /// The most bytes that are looked at for one.
    private static let sizeLimit = 64 << 10

    /// A body in quotes; in words if there is none.
    static func of(_ body: [UInt8]) -> String {
        if body.isEmpty { return "nothing" }
        // What JSON escapes is undone for a moment, so that it is made fit to print too.
        let document = body.count <= sizeLimit ? try? JSON.parse(body) : nil
        let line =
            document.map { printable(Secrets().masked($0)).text(.canonical) }
            ?? Sanitized.line(Array(body.prefix(sizeLimit)))
        // Masked before it is cut: a half of a secret would not be known for one.
        return "\"\(cut(ForeignText.masked(line)))\""
            + (body.count > limit ? " (\(Words.count(body.count, "byte")))" : "")
    }

    /// A JSON value as text.
    static func of(_ value: JSON?, at place: String) -> String {
        guard let value else { return "nothing" }
        // The key decides whether a value is a secret, wherever the value is looked at.
        let key = place.split(separator: "/").last.map(String.init) ?? ""
        let text = value.string.map { Secrets().masked(key, $0) }
        let line =
            text.map(Sanitized.line) ?? printable(Secrets().masked(value)).text(.canonical)
        return text == nil ? cut(ForeignText.masked(line)) : "\"\(cut(ForeignText.masked(line)))\""
    }

    /// The value of a header.
    static func of(header value: String?) -> String {
        value.map { "'\(cut(ForeignText.line($0)))'" } ?? "none"
    }

    /// The document, each text of it on one line and without control characters.
    private static func printable(_ document: JSON) -> JSON {
        switch document {
        case .string(let text): .string(Sanitized.line(text))
        case .array(let elements): .array(elements.map(printable))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { (Sanitized.line($0.key), printable($0.value)) }))
        default: document
        }
    }

    private static func cut(_ line: String) -> String {
        line.count > limit ? line.prefix(limit) + "…" : line
    }
}
