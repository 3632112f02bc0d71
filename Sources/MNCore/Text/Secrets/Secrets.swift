/// The one room that decides what is a secret and masks it, for every text that leaves the program.
///
/// A secret is a value under a name such as `api_key`, a value known by its shape such as `hf_…`, the
/// user of a URL, and every such value of the user's variables and of the documents that were read,
/// wherever it stands.
package struct Secrets: Hashable, Sendable {
    /// What stands where a secret was.
    package static let mask = "[redacted]"
    static let maskBytes = Array(mask.utf8)

    var values: SecretValues

    /// Collects the secrets of a configuration and of variables.
    package init(_ documents: [JSON] = [], environment: [String: String] = [:]) {
        var found: Set<String> = []
        for document in documents { Self.collect(document, isSecret: false, into: &found) }
        for (name, value) in environment {
            if Self.isSecret(name, value) { found.insert(value) }
            Self.collect(text: value, into: &found)
        }
        values = SecretValues(found)
    }

    /// Whether a value of this name is a secret; a number of tokens and the path of a file are none.
    package static func isSecret(_ name: String, _ value: String) -> Bool {
        guard !isNothing(value), SecretName.isSecret(name) else { return false }
        if name == "PWD" || name == "OLDPWD" { return false }
        let lowered = name.lowercased()
        if value.utf8.allSatisfy(\.isASCIIDigit) {
            // Counts are shorter than keys made of digits; what passes is counted too.
            let least = lowered.contains("token") ? 8 : lowered == "pass" ? .max : 4
            return value.utf8.count >= least && !lowered.contains("tokens")
        }
        // No token is so short; a word of a model is.
        if ["token", "tokens", "next", "stop"].contains(lowered), value.utf8.count < 8 {
            return false
        }
        let isPlace = ["file", "path", "dir", "directory", "folder"].contains(
            where: lowered.hasSuffix)
        return !(isPlace && (value.hasPrefix("/") || value.hasPrefix(".") || value.hasPrefix("~")))
    }

    /// What stands under the name of a secret where there is none.
    static func isNothing(_ value: String) -> Bool {
        if value.utf8.count > 10 { return false }
        // "hf_…" says where to put one.
        return value.hasSuffix("…")
            || notValues.contains(value.lowercased())
    }

    /// What is said of a secret in its place.
    private static let notValues: Set<String> = [
        "", "true", "false", "null", "none", "yes", "no", mask, "required", "optional", "inherit",
        "strict", "enabled", "disabled", "missing", "invalid", "expired", "unset", "empty",
        "incorrect", "wrong", "malformed", "revoked", "rejected", "denied", "unknown", "falsch",
        "ungültig", "invalide", "incorrecta",
    ]

    /// Whether a short look shows that there is no secret in a text: it names nothing and has no user.
    package static func maySay(_ text: String) -> Bool {
        text.utf8.count < 64
            && text.utf8.allSatisfy { $0 != 58 && $0 != 61 && $0 != 64 && $0 != 95 }
    }

    /// The JSON document that a text is, whatever blanks stand around it.
    static func document(_ text: String) -> JSON? {
        guard let first = text.utf8.first(where: { $0 > 32 }), first == 123 || first == 91 else {
            return nil
        }
        guard let document = try? JSON.parse(text) else { return nil }
        return document
    }

    /// Names under which the value of something stands that is named beside it.
    static let pairHolders: Set<String> = [
        "value", "val", "content", "data", "values", "default",
    ]

    /// Names under which something is named whose value stands beside it.
    static let pairNames: Set<String> = [
        "name", "key", "header", "id", "field", "variable", "env",
    ]

    /// The member of an object that holds the secret which another member names:
    /// `{"name": "Authorization", "value": "…"}`.
    static func namedPair(_ object: JSONObject) -> String? {
        guard object.members.count <= 16 else { return nil }
        let isNamed = object.members.contains { member in
            pairNames.contains(member.key.lowercased())
                && member.value.string.map(SecretName.isSecret) == true
        }
        guard isNamed else { return nil }
        return object.members.first { pairHolders.contains($0.key.lowercased()) }?.key
    }

    /// Whether an element is the value of the one before: `["--token", "…"]`, `["Cookie", "…"]`.
    static func isOption(_ name: JSON, before value: JSON) -> Bool {
        guard let name = name.string, let text = value.string, !text.hasPrefix("-") else {
            return false
        }
        return SecretName.isSecret(name) && !isNothing(text)
            && name.utf8.allSatisfy { $0.isWordByte || $0 == 45 }
    }

    // MARK: - Masking

    /// The text without secrets and without the user of any URL in it; what is a document stays one, also
    /// in a line of its own.
    package func masked(_ text: String) -> String {
        guard let bytes = masked(Array(text.utf8)) else { return text }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes without secrets; nil if there are none.
    func masked(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.contains(10), let document = bytes[...].utf8Document else {
            return maskedLines(bytes)
        }
        var masking = SecretDocument(secrets: self)
        // What stands on one line stays there, as a line of many does.
        let layout = bytes.dropLast().contains(10) ? JSON.Layout.indented : .compact
        return masking.masked(document).map {
            Array($0.text(layout).utf8) + (bytes.last == 10 ? [10] : [])
        }
    }

    /// The bytes without secrets, line by line; nil if there are none.
    func maskedLines(_ bytes: [UInt8]) -> [UInt8]? {
        if !bytes.contains(where: { $0 == 123 || $0 == 91 }) { return maskedText(bytes) }
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        // Lines have the same keys.
        var masking = SecretDocument(secrets: self)
        let documents = lines.map { line in
            line.utf8Document.map { document in
                masking.masked(document).map { Array($0.text(.compact).utf8) } ?? Array(line)
            }
        }
        if documents.allSatisfy({ $0 == nil }) { return maskedText(bytes) }
        // What stands between documents is one text: a key goes over lines.
        var result: [[UInt8]] = []
        var open: [ArraySlice<UInt8>] = []
        func close() {
            if open.isEmpty { return }
            let text = Array(open.joined(separator: [10]))
            result.append(maskedText(text) ?? text)
            open = []
        }
        for (line, document) in zip(lines, documents) {
            guard let document else {
                open.append(line)
                continue
            }
            close()
            result.append(document)
        }
        close()
        let whole = Array(result.joined(separator: [10]))
        return whole == bytes ? nil : whole
    }

    private func maskedText(_ bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8]?
        // What is masked may show a name before what was masked; once more finds nothing new.
        for _ in 0..<4 {
            let text = result ?? bytes
            let next = Self.replaced(text, ranges(in: text))
            if next == text { return result }
            result = next
        }
        return result
    }

    /// The secrets of a text, those too that control characters and such without ink take apart.
    func ranges(in text: [UInt8]) -> [Range<Int>] {
        let ranges = SecretScan(text, values).ranges
        guard let (visible, places) = VisibleText.of(text) else { return ranges }
        return ranges
            + SecretScan(visible, values).ranges.filter { !$0.isEmpty }.map {
                places[$0.lowerBound]..<places[$0.upperBound - 1] + 1
            }
    }

    /// The bytes with a mask in the place of each range.
    static func replaced(_ bytes: [UInt8], _ ranges: [Range<Int>]) -> [UInt8] {
        if ranges.isEmpty { return bytes }
        var result: [UInt8] = []
        var end = 0
        for range in merged(ranges) {
            result += bytes[end..<range.lowerBound]
            result += maskBytes
            end = range.upperBound
        }
        return result + bytes[end...]
    }

    /// The ranges in order, those that overlap as one.
    static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var merged: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = merged.last, range.lowerBound < last.upperBound {
                merged[merged.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    /// The value of a variable as it may be shown; a JSON document is masked key by key.
    package func masked(_ name: String, _ value: String) -> String {
        if Self.isSecret(name, value) { return Self.mask }
        if let document = Self.document(value) {
            let result = masked(document)
            return result == document ? masked(value) : result.text(.canonical)
        }
        return masked(value)
    }

    /// The document with its secrets masked; its form stays.
    package func masked(_ document: JSON) -> JSON {
        var masking = SecretDocument(secrets: self)
        return masking.masked(document) ?? document
    }
}

extension JSON {
    /// A string, number or truth value as text; nil for anything else.
    package var scalarText: String? {
        switch self {
        case .string(let text): text
        case .bool, .integer, .number: text(.canonical)
        default: nil
        }
    }
}

extension ArraySlice<UInt8> {
    /// The object or list that a line is, if it is one.
    fileprivate var utf8Document: JSON? {
        guard let first = first(where: { $0 > 32 }), first == 123 || first == 91 else { return nil }
        return try? JSON.parse(Array(self))
    }
}
