import MNCore

/// Who the machine of a row is, in each form in which a text may hold it.
///
/// These are what tells it from others and what else names it or somebody, as a whole and without what stands
/// between letters and digits; of a host its own name, of an address of mail both sides, of a person each
/// name.
struct Identities {
    /// One form, and where it counts.
    fileprivate struct Form {
        let bytes: [UInt8]
        let reach: Reach
    }

    fileprivate enum Reach {
        /// Where it is all of the text.
        case whole
        /// Where a whole word is it.
        case word
        /// Where it is a word, or a part of one that begins and ends in itself: `Pad` of `ThinkPad`.
        case parts
        /// The same, and in the middle of a word.
        case inWord
        case anywhere
    }

    private var forms: [Form] = []

    /// More names than any machine has.
    private static let mostNames = 1000
    private static let mostWords = 16
    /// Longer texts stand in no fact.
    private static let mostBytes = 1000

    init(_ names: [String]) {
        for name in names.prefix(Self.mostNames) { add(name) }
    }

    /// Where a text holds one of them, in its letters and digits.
    ///
    /// - Parameter known: words of hardware, of which a name may be one by chance.
    func ranges(in text: FoldedText, besides known: Set<[UInt8]>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for form in forms {
            var place = 0
            while let found = form.range(in: text, from: place) {
                if !Self.isKnown(found, text, known) { ranges.append(found) }
                place = found.lowerBound + 1
            }
        }
        return ranges
    }

    /// Whether all words that a range touches are ones of hardware.
    private static func isKnown(
        _ range: Range<Int>, _ text: FoldedText, _ known: Set<[UInt8]>
    ) -> Bool {
        let all = text.words(around: range)
        var start = all.lowerBound
        while start < all.upperBound {
            var end = start + 1
            while !text.isBound(end, word: true) { end += 1 }
            if !known.contains(Array(text.bytes[start..<end])) {
                var part = start
                while part < end {
                    var next = part + 1
                    while !text.isBound(next, word: false) { next += 1 }
                    if part < range.upperBound, range.lowerBound < next,
                        !known.contains(Array(text.bytes[part..<next]))
                    {
                        return false
                    }
                    part = next
                }
            }
            start = end
        }
        return true
    }

    // MARK: - Forms

    private mutating func add(_ name: String) {
        if name.utf8.count > Self.mostBytes { return }
        let bytes = FoldedText.bytes(of: name)
        if bytes.count < 24, Self.nothing.contains(bytes) { return }
        forms.append(Form(bytes))
        var marks: (at: Bool, slash: Bool, dot: Bool, blank: Bool) = (false, false, false, false)
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "@"): marks.at = true
            case UInt8(ascii: "/"), UInt8(ascii: "\\"): marks.slash = true
            case UInt8(ascii: "."): marks.dot = true
            case UInt8(ascii: " "), UInt8(ascii: ","), 0x80...: marks.blank = true
            default: break
            }
        }
        if marks.slash {
            // "CORP\ann", "aws:///eu-central-1a/i-0abc": what is meant stands last.
            let parts = name.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
            // By bytes: with an accent on it a slash is none to `Character`.
            if let last = parts.last { add(String(decoding: last, as: UTF8.self)) }
        } else if marks.at {
            let sides = name.split(separator: "@", maxSplits: 1)
            for side in sides { forms.append(Form(FoldedText.bytes(of: String(side)))) }
            addWords(sides.first ?? "")
        } else if marks.blank {
            addWords(name[...])
        } else if marks.dot {
            addHost(name)
        }
    }

    /// A host's own name and its domain; of `ann.miller` both are somebody's.
    private mutating func addHost(_ name: String) {
        // Parts of an address of numbers are nobody's.
        if name.utf8.allSatisfy({ $0.isHexDigit || $0 == 0x2E || $0 == 0x3A || $0 == 0x2D }) {
            return
        }
        let labels = name.split(separator: ".")
        guard let host = labels.first, let last = labels.last, labels.count > 1 else { return }
        let isPerson =
            labels.count <= 3 && last.utf8.count > 2 && !Self.domains.contains(last.lowercased())
            && labels.allSatisfy { $0.allSatisfy { $0.isLetter || $0 == "-" } }
        if isPerson { return addWords(name[...]) }
        forms.append(Form(FoldedText.bytes(of: String(host))))
        if labels.count > 2 {
            forms.append(Form(FoldedText.bytes(of: labels.dropFirst().joined())))
        }
    }

    /// Each name of a person.
    private mutating func addWords(_ name: Substring) {
        let words = name.split { !$0.isLetter && !$0.isNumber }
        if words.count < 2 { return }
        for word in words.prefix(Self.mostWords) {
            let bytes = FoldedText.bytes(of: String(word))
            if bytes.count < 3 || bytes.allSatisfy(\.isASCIIDigit) { continue }
            // A long name is in no word by chance.
            let reach = bytes.count < 6 ? Reach.parts : .inWord
            if !Self.words.contains(bytes) { forms.append(Form(bytes, reach)) }
        }
    }

    /// What stands where a name should, and is none.
    private static let nothing = Set(
        [
            "", "0", "none", "null", "nil", "na", "unknown", "default", "default string", "empty",
            "not specified", "not available", "not applicable", "not provided", "undefined",
            "to be filled by o.e.m.", "o.e.m.", "oem", "invalid", "localhost",
            "system serial number", "system product name", "chassis serial number", "serial",
            "standard", "other", "true", "false",
        ].map { FoldedText.bytes(of: $0) })
    /// The last labels of hosts, beside those of countries, which have two letters.
    private static let domains: Set<String> = [
        "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "dev", "app", "cloud",
        "local", "localdomain", "lan", "home", "arpa", "internal", "intern", "intranet", "corp",
        "private", "site", "test", "example", "invalid", "domain", "office", "lab",
    ]
    /// Words beside names of people that are nobody's.
    private static let words = Set(
        [
            "and", "the", "for", "von", "van", "der", "den", "del", "user", "users", "admin",
            "administrator", "root", "guest", "test", "office", "shared", "team", "pool", "room",
            "service", "account", "owner", "local", "system", "serial", "number", "com", "org",
            "net", "lab", "build", "prod", "dev", "default",
        ].map { FoldedText.bytes(of: $0) })
}

extension Identities.Form {
    /// - Parameter bytes: of a name as a whole.
    fileprivate init(_ bytes: [UInt8]) {
        let isNumber = bytes.allSatisfy(\.isASCIIDigit)
        let reach: Identities.Reach =
            switch bytes.count {
            // A number that counts machines stands in many names.
            case ...3 where isNumber: .whole
            case ...5 where isNumber: .word
            case ...2: .whole
            case 3: .parts
            case ...5: .inWord
            default: .anywhere
            }
        self.init(bytes, reach)
    }

    fileprivate init(_ bytes: [UInt8], _ reach: Identities.Reach) {
        self.bytes = bytes
        self.reach = reach
    }

    /// Where a text holds it, from a place on.
    fileprivate func range(in text: FoldedText, from place: Int) -> Range<Int>? {
        let count = bytes.count
        guard count > 0, text.bytes.count - place >= count else { return nil }
        let first = bytes[0]
        for start in place...(text.bytes.count - count) where text.bytes[start] == first {
            var next = 1
            while next < count, text.bytes[start + next] == bytes[next] { next += 1 }
            if next == count, counts(start..<(start + count), text) {
                return start..<(start + count)
            }
        }
        return nil
    }

    private func counts(_ range: Range<Int>, _ text: FoldedText) -> Bool {
        let (start, end) = (range.lowerBound, range.upperBound)
        let isWhole = start == 0 && end == text.bytes.count
        var isOneWord: Bool { text.starts[(start + 1)..<end].allSatisfy { $0 != .word } }
        switch reach {
        case .anywhere: return true
        case .whole: return isWhole
        case .word: return text.words(around: range) == range && isOneWord
        case .parts: return isPart(range, text)
        case .inWord: return isOneWord || isPart(range, text)
        }
    }

    private func isPart(_ range: Range<Int>, _ text: FoldedText) -> Bool {
        let end = range.upperBound
        guard text.isBound(range.lowerBound, word: false) else { return false }
        // "Millers PC" is Miller's.
        return text.isBound(end, word: false)
            || text.bytes[end] == UInt8(ascii: "s") && text.isBound(end + 1, word: false)
    }
}
