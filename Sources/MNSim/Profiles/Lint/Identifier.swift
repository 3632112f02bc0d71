import MNCore

/// A piece of text that identifies a machine, a person or a place.
struct Identifier: Hashable {
    /// What it is, for a sentence: `a UUID`.
    var kind: String
    var text: String

    /// The identifiers in a text, each kind once.
    static func all(in text: String) -> [Identifier] {
        var found: [Identifier] = []
        func add(_ kind: String, _ text: some StringProtocol) {
            if !found.contains(where: { $0.kind == kind }) {
                found.append(Identifier(kind: kind, text: String(text)))
            }
        }
        let words = text.split { !($0.isHexDigit || $0 == "-" || $0 == ":") }
        for word in words {
            if isUUID(word) { add("a UUID", word) }
            if isHardwareAddress(word) { add("a hardware address", word) }
            if isLongNumber(word) { add("a long number", word) }
        }
        for line in text.split(whereSeparator: \.isNewline) where isSerialNumber(line) {
            add("a serial number", line)
        }
        for folder in ["/home/", "/Users/", "\\Users\\"] {
            for range in text.ranges(of: folder) {
                let name = text[range.upperBound...].prefix {
                    $0.isLetter || $0.isNumber || "._-".contains($0)
                }
                if isStandIn(name) { continue }
                add("the folder of a user", text[range.lowerBound...].prefix { !$0.isWhitespace })
            }
        }
        for word in text.split(whereSeparator: { $0.isWhitespace || "<>\"'(),;".contains($0) })
        where isMailAddress(word) {
            add("a mail address", word)
        }
        return found
    }

    /// What the recorder writes for the name of a user.
    private static func isStandIn(_ name: Substring) -> Bool {
        name.hasPrefix("user") && name.dropFirst(4).allSatisfy(\.isNumber)
    }

    /// The class of display adapters, the same in every registry of Windows (hardware.md §8.1).
    private static let displayClass: Substring = "4d36e968-e325-11ce-bfc1-08002be10318"

    /// Five groups of 8, 4, 4, 4 and 12 hexadecimal digits, not all zero, that are no machine's own.
    private static func isUUID(_ word: Substring) -> Bool {
        // The recorder writes zeros and a number.
        if word == displayClass || word.suffix(36).hasPrefix("00000000-0000-0000-0000-") {
            return false
        }
        let groups = word.split(separator: "-", omittingEmptySubsequences: false)
        return groups.suffix(5).map(\.count) == [8, 4, 4, 4, 12]
            && word.contains { $0 != "0" && $0 != "-" }
    }

    /// Six pairs of hexadecimal digits, not all zero.
    private static func isHardwareAddress(_ word: Substring) -> Bool {
        let pairs = word.split(whereSeparator: { $0 == ":" || $0 == "-" })
        // RFC 7042 keeps these for documentation, and the recorder writes them.
        if pairs.prefix(5).map({ $0.lowercased() }) == ["00", "00", "5e", "00", "53"] {
            return false
        }
        return pairs.count == 6 && pairs.allSatisfy { $0.count == 2 }
            && word.contains { $0.isHexDigit && $0 != "0" }
    }

    /// A run of at least 24 hexadecimal digits that are not all zero, such as a container's id.
    private static func isLongNumber(_ word: Substring) -> Bool {
        word.split(whereSeparator: { !$0.isHexDigit }).contains { digits in
            digits.count >= 24 && digits.contains { $0 != "0" }
        }
    }

    /// A line that is called a serial number and is not zero.
    private static func isSerialNumber(_ line: Substring) -> Bool {
        guard line.lowercased().hasPrefix("serial"), let colon = line.firstIndex(of: ":") else {
            return false
        }
        return !line[line.index(after: colon)...].allSatisfy { $0 == "0" || $0.isWhitespace }
    }

    /// `name@host.domain`.
    private static func isMailAddress(_ word: Substring) -> Bool {
        let parts = word.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains(".") else { return false }
        if isStandIn(parts[0]), parts[1].hasSuffix(".invalid") { return false }
        return parts[1].allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" }
            && parts[1].last?.isLetter == true
    }
}

extension ProfileLint {
    /// Whom a profile names.
    func identifiers(_ profile: Profile, _ report: Report) -> [ProfileFinding] {
        var findings: [ProfileFinding] = []
        let isOfSomebody = profile.provenance == .recorded || profile.provenance == .derived
        let redacted = Redaction.redacted(profile.recording)
        for (index, exchange) in profile.recording.exchanges.enumerated() {
            let place = ["evidence", "\(index)"]
            for text in exchange.texts {
                findings += Identifier.all(in: text).map { found in
                    let shown = found.text.prefix(60)
                    return report(
                        .identifier, at: place, "'\(shown)' looks like \(found.kind).")
                }
            }
            if isOfSomebody, redacted[exchange.access] != exchange.outcome {
                findings.append(
                    report(
                        .notRedacted, at: place,
                        "The recorder would blank a part of the answer to '\(exchange.access)'."))
            }
        }
        return findings
    }
}

extension Recording.Exchange {
    /// All texts of a question and its answer.
    fileprivate var texts: [String] {
        let answer: [String] =
            switch outcome {
            case .bytes(let bytes): [String(decoding: bytes, as: UTF8.self)]
            case .entries(let entries): entries.flatMap { [$0.name, $0.target ?? ""] }
            case .ended(let result):
                [result.standardOutput, result.standardError].map {
                    String(decoding: $0, as: UTF8.self)
                }
            case .value(let value): [value]
            case .platform(let platform): [platform.release]
            case .failed(let error): [error]
            case .absent, .denied, .timedOut, .unrecorded: []
            }
        return [access.description] + answer
    }
}
