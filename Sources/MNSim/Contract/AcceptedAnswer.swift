import MNCore

/// An answer that the contract allows.
struct AcceptedAnswer: Hashable, Sendable {
    /// What a header has to be.
    enum HeaderRule: Hashable, Sendable {
        case value(String, [String])
        case absent(String)
    }

    let status: Int
    let headers: [HeaderRule]
    let body: BodyRule
    /// When it is so, where it is not always; a clause.
    let only: String?
    /// The release from which on it is so no more; nil is always.
    let before: String?

    /// Whether the contract allows it of this runner.
    func isAllowed(_ facts: ContractFacts) -> Bool { before.map(facts.isBefore) ?? true }

    /// In what way an answer of its status is otherwise; nil if it is so.
    func difference(_ response: HTTPResponse, _ facts: ContractFacts) -> ContractDifference? {
        for rule in headers {
            switch rule {
            case .value(let name, let texts):
                let values = facts.filled(each: texts)
                let found = response.head.headers[name]
                if let found, values.contains(found) { continue }
                return ContractDifference(
                    wanted: "\(name) \(Words.list(values.map { "'\($0)'" }, "or"))",
                    found: ContractQuote.of(header: found)
                        + (name == "Content-Type"
                            ? ", \(ContractQuote.of(response.body))" : ""))
            case .absent(let name):
                guard let found = response.head.headers[name] else { continue }
                return ContractDifference(
                    wanted: "no header \(name)", found: ContractQuote.of(header: found))
            }
        }
        return body.difference(response.body, facts)
    }

    /// When it is so; nil if always.
    var clause: String? { only ?? before.map { "before \($0)" } }
}

/// What the body of an answer has to be.
enum BodyRule: Hashable, Sendable {
    case empty
    /// One of these texts, with holes filled, to the byte.
    case text([String])
    case begins(String)
    /// A JSON value; with a line feed after it or without, where that is known.
    case json(JSONShape, lineFeed: Bool?)
    /// A JSON value on each line, the last of them of another shape; HTML-escaped or not.
    case lines(JSONShape, last: JSONShape, areEscaped: Bool)
    /// Server-sent events: JSON values, and `[DONE]` at the end.
    case events(JSONShape)

    /// In what way a body is otherwise; nil if it is so.
    func difference(_ body: [UInt8], _ facts: ContractFacts) -> ContractDifference? {
        let text = String(decoding: body, as: UTF8.self)
        switch self {
        case .empty:
            return body.isEmpty ? nil : Self.difference("no body", body)
        case .text(let texts):
            let wanted = facts.filled(each: texts)
            // Bytes, not characters: "é" in one scalar differs from two.
            if wanted.contains(where: { Array($0.utf8) == body }) { return nil }
            return Self.difference(
                Words.list(wanted.map { ContractQuote.of(Array($0.utf8)) }, "or"), body)
        case .begins(let start):
            let start = facts.filled(start)
            return text.hasPrefix(start)
                ? nil
                : Self.difference("\(ContractQuote.of(Array(start.utf8))) to begin with", body)
        case .json(let shape, let lineFeed):
            guard let value = try? JSON.parse(body) else { return Self.difference("JSON", body) }
            if let difference = shape.difference(value, facts) { return difference }
            guard let lineFeed, lineFeed != (body.last == UInt8(ascii: "\n")) else { return nil }
            return ContractDifference(
                wanted: "\(lineFeed ? "a" : "no") line feed after the JSON value",
                found: lineFeed ? "none" : "one")
        case .lines(let shape, let last, let areEscaped):
            return Self.lines(text, shape, last, areEscaped, facts)
        case .events(let shape): return Self.events(text, shape, facts)
        }
    }

    private static func difference(_ wanted: String, _ body: [UInt8]) -> ContractDifference {
        ContractDifference(wanted: wanted, found: ContractQuote.of(body))
    }

    private static func lines(
        _ text: String, _ shape: JSONShape, _ last: JSONShape, _ areEscaped: Bool,
        _ facts: ContractFacts
    ) -> ContractDifference? {
        guard text.hasSuffix("\n") else {
            return difference("lines, each with a line feed", Array(text.utf8))
        }
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let isEscaped = line.contains("&#34;") && !line.contains("\"")
            let plain = areEscaped ? GoText.htmlUnescaped(String(line)) : String(line)
            guard isEscaped == areEscaped, let value = try? JSON.parse(plain) else {
                let wanted = "JSON\(areEscaped ? ", HTML-escaped" : "") in line \(index + 1)"
                return difference(wanted, Array(line.utf8))
            }
            let isLast = index == lines.count - 1
            if let found = (isLast ? last : shape).difference(value, facts) {
                let place = " in \(isLast ? "the last line" : "line \(index + 1)")"
                return ContractDifference(wanted: found.wanted + place, found: found.found)
            }
        }
        return nil
    }

    private static func events(
        _ text: String, _ shape: JSONShape, _ facts: ContractFacts
    ) -> ContractDifference? {
        let end = "data: [DONE]\n\n"
        guard text.hasSuffix(end) else {
            // Its end tells more than its beginning.
            return difference("events, the last of them [DONE]", Array(text.utf8.suffix(300)))
        }
        let events = text.dropLast(end.count).split(separator: "\n\n")
        if events.isEmpty { return difference("events before [DONE]", Array(text.utf8)) }
        for event in events {
            guard event.hasPrefix("data: "), let value = try? JSON.parse(String(event.dropFirst(6)))
            else { return difference("'data: ' and JSON", Array(event.utf8)) }
            if let found = shape.difference(value, facts) { return found }
        }
        return nil
    }
}
