import MNCore

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
