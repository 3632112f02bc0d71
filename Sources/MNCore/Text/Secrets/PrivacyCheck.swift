/// Looks in a text for what must not leave a machine: secrets, and what identifies somebody.
package struct PrivacyCheck: Sendable {
    /// What a finding would tell.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A token, a password, the user of a URL.
        case secret
        /// A person, a machine, a place.
        case identity
    }

    package struct Finding: Hashable, Sendable {
        package var kind: Kind
        /// The line, from 1.
        package var line: Int
        /// Where in the document of that line or of the whole file, if it is one.
        package var pointer: JSONPointer?
        /// The line around it as it may be shown: without what was found.
        package var shown: String
    }

    /// The most findings that are kept; all are counted.
    package static let limit = 100
    /// The most characters of a line that are shown.
    private static let shownLimit = 100

    private let secrets: Secrets
    private let identity: Identity
    package private(set) var findings: [Finding] = []
    package private(set) var counts: [Kind: Int] = [:]
    /// Why what was looked at is not all that the file says; nil if it is.
    package private(set) var obstacle: String?

    /// Whether nothing was found, and all could be read.
    package var isClear: Bool { obstacle == nil && counts.isEmpty }

    /// - Parameters:
    ///   - bytes: the file; what is not UTF-8 is looked at all the same.
    ///   - secrets: the values that are known here.
    ///   - identity: who the user is and what the machine is called.
    package init(_ bytes: [UInt8], _ secrets: Secrets, _ identity: Identity) {
        self.secrets = secrets
        self.identity = identity
        let isOne = check(document: bytes, line: 1)
        obstacle = Self.obstacle(bytes, isOne: isOne)
        let before = bytes.split(separator: 10, omittingEmptySubsequences: false)
        // What a line names may stand on the next.
        let after = (secrets.maskedLines(bytes) ?? bytes).split(
            separator: 10, omittingEmptySubsequences: false)
        // A key goes over lines; each line of it would pass by itself.
        let isAligned = before.count == after.count
        if !isAligned { note(.secret, 1, nil, Secrets.mask) }
        for (index, line) in before.enumerated() {
            let masked = isAligned ? Array(after[index]) : secrets.maskedLines(Array(line))
            check(line, masked ?? Array(line), index + 1)
            if !isOne, line.first == 123 || line.first == 91 {
                check(document: Array(line), line: index + 1)
            }
        }
    }

    private static func obstacle(_ bytes: [UInt8], isOne: Bool) -> String? {
        if bytes.allSatisfy(\.isWhitespace) { return "there is nothing in it" }
        if bytes.contains(0) || String(validating: bytes, as: UTF8.self) == nil {
            return "it is no text in UTF-8"
        }
        guard bytes.first == UInt8(ascii: "{"), !isOne else { return nil }
        let first = Array(bytes.prefix { $0 != 10 })
        return (try? JSON.parse(first)) == nil ? "its JSON is broken, so it was read as text" : nil
    }

    private mutating func check(_ line: ArraySlice<UInt8>, _ bytes: [UInt8], _ number: Int) {
        let masked = String(decoding: bytes, as: UTF8.self)
        if !line.elementsEqual(bytes) { note(.secret, number, nil, masked) }
        var standIns = StandIns(identity)
        let replaced = standIns.replaced(masked)
        if replaced != masked { note(.identity, number, nil, replaced) }
    }

    /// Looks at a document member by member: some names stand beside their values.
    @discardableResult
    private mutating func check(document bytes: [UInt8], line: Int) -> Bool {
        guard let document = try? JSON.parse(bytes), document.object != nil || document.array != nil
        else { return false }
        compare(document, secrets.masked(document), line, [])
        return true
    }

    private mutating func compare(
        _ document: JSON, _ masked: JSON, _ line: Int, _ tokens: [String]
    ) {
        if document == masked { return }
        switch (document, masked) {
        case (.object(let before), .object(let after))
        where before.members.count == after.members.count:
            for (old, new) in zip(before.members, after.members) {
                if old.key != new.key { note(.secret, line, tokens + [new.key], new.key) }
                compare(old.value, new.value, line, tokens + [new.key])
            }
        case (.array(let before), .array(let after)) where before.count == after.count:
            for (index, pair) in zip(before, after).enumerated() {
                compare(pair.0, pair.1, line, tokens + ["\(index)"])
            }
        default: note(.secret, line, tokens, masked.string ?? Secrets.mask)
        }
    }

    private mutating func note(_ kind: Kind, _ line: Int, _ tokens: [String]?, _ shown: String) {
        counts[kind, default: 0] += 1
        guard findings.count < Self.limit else { return }
        var standIns = StandIns(identity)
        let safe = Sanitized.line(standIns.replaced(shown))
        findings.append(
            Finding(
                kind: kind, line: line, pointer: tokens.map { JSONPointer($0) },
                shown: Self.excerpt(safe)))
    }

    /// A part of a line, around its first mask.
    private static func excerpt(_ line: String) -> String {
        guard DisplayWidth.of(line) > shownLimit else { return line }
        guard let mask = line.firstRange(of: Secrets.mask) else {
            return DisplayWidth.cut(line, to: shownLimit)
        }
        let before = line[..<mask.lowerBound].suffix(40)
        return "…"
            + DisplayWidth.cut(String(before) + String(line[mask.lowerBound...]), to: shownLimit)
    }
}
