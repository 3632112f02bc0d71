import MNCore
import MNSim

/// Looks over the finished bytes for what must not stand there, with no thought of how they were made: the
/// names and secrets of this machine, tokens by their shape, and text that looks like chance.
struct BundleScanner {
    struct Finding: Hashable {
        var pointer: JSONPointer
        var what: String
    }

    private(set) var findings: [Finding] = []
    private var names: Set<[UInt8]> = []
    private var values: [[UInt8]] = []
    private static let limit = 20

    init(
        _ document: JSON, _ identity: Identity, _ environment: [String: String],
        vocabulary: Vocabulary = .standard
    ) {
        for name in identity.users + identity.hosts {
            let name = name.utf8.map(\.lowercasedASCII)
            // A name that is a word of everybody's tells nothing where it stands.
            if !PublicWord.isPublic(name, in: vocabulary) { names.insert(name) }
        }
        if let home = identity.home, !PublicHome.contains(home) { values.append(Array(home.utf8)) }
        for (name, value) in environment where value.utf8.count >= 8 {
            guard Secrets.isSecret(name, value) else { continue }
            let bytes = Array(value.utf8)
            // A secret of common words would be found in any text.
            let isCommon = WordScan(bytes).allSatisfy {
                PublicWord.isPublic(bytes[$0].lowercasedWord, in: vocabulary)
            }
            if isCommon { continue }
            values += [
                bytes, Array(JSON.string(value).text(.canonical).utf8.dropFirst().dropLast()),
            ]
            let encoded = Array(Base64.encode(bytes).utf8.prefix { $0 != UInt8(ascii: "=") })
            values += [Array(encoded.dropLast(2)), Self.percent(bytes)]
        }
        walk(document, JSONPointer())
    }

    private static func percent(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap {
            $0.isUnreserved ? [$0] : Array("%\($0.digits(2, radix: 16, uppercase: true))".utf8)
        }
    }

    private mutating func walk(_ value: JSON, _ pointer: JSONPointer) {
        guard findings.count < Self.limit else { return }
        switch value {
        case .string(let text): scan(text, pointer)
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                walk(element, pointer.appending("\(index)"))
            }
        case .object(let object):
            if object.keys == ["base64"], let bytes = try? JSONField(value).bytes() {
                return scan(TextCoding(bytes).text, pointer)
            }
            for member in object.members {
                scan(member.key, pointer)
                walk(member.value, pointer.appending(member.key))
            }
        default: break
        }
    }

    private mutating func scan(_ text: String, _ pointer: JSONPointer) {
        let bytes = Array(text.utf8)
        for what in findings(in: bytes) where findings.count < Self.limit {
            findings.append(Finding(pointer: pointer, what: what))
        }
    }

    private func findings(in text: [UInt8]) -> Set<String> {
        var found: Set<String> = []
        for value in values where text.count >= value.count && text.firstRange(of: value) != nil {
            found.insert("a value of this machine")
        }
        var place = 0
        while place < text.count {
            guard Self.isRun(text[place]) else {
                place += 1
                continue
            }
            let run = text[place...].prefix(while: Self.isRun)
            place = run.endIndex
            if !names.isEmpty {
                for part in run.split(whereSeparator: {
                    !$0.isASCIILetter && !$0.isASCIIDigit && $0 < 0x80 && $0 != 45 && $0 != 95
                }) where names.contains(part.lowercasedWord) {
                    found.insert("a name of this machine")
                }
                if names.contains(run.lowercasedWord) { found.insert("a name of this machine") }
            }
            if let what = Self.token(run) { found.insert(what) }
            for part in run.split(whereSeparator: { "-_.".utf8.contains($0) })
            where part.count >= 20 {
                if Self.isChance(part) { found.insert("a text that looks like chance") }
            }
        }
        if Self.hardware(text) { found.insert("a hardware address") }
        return found
    }

    private static func isRun(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 || "-_.+=".utf8.contains(byte)
    }

    private static let prefixes = [
        "hf_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "sk-", "AKIA", "ASIA", "AIza",
        "xoxb-",
        "xoxp-", "dckr_pat_", "npm_", "pypi-", "nvapi-", "eyJ", "ya29.", "gsk_", "hvs.", "sk_live_",
    ].map { Array($0.utf8) }

    private static func token(_ run: ArraySlice<UInt8>) -> String? {
        guard run.count >= 20 else { return nil }
        let isToken = prefixes.contains { prefix in
            run.starts(with: prefix)
                && run.dropFirst(prefix.count).prefix { $0.isASCIILetter || $0.isASCIIDigit }.count
                    >= 14
        }
        return isToken ? "a token" : nil
    }

    /// Whether a run of letters and digits has as many different ones as chance gives, in bits a letter.
    private static func isChance(_ run: ArraySlice<UInt8>) -> Bool {
        let isHex = run.allSatisfy {
            $0.isASCIIDigit || (97...102).contains($0) || (65...70).contains($0)
        }
        let isBase64 = run.allSatisfy { $0 < 0x80 }
        guard isHex || isBase64 else { return false }
        return entropy(run) > (isHex ? 3.0 : 4.5)
    }

    private static func entropy(_ run: ArraySlice<UInt8>) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for byte in run { counts[Int(byte)] += 1 }
        return counts.reduce(0.0) { sum, count in
            guard count > 0 else { return sum }
            let share = Double(count) / Double(run.count)
            return sum - share * Logarithm.base2(share)
        }
    }

    /// Six bytes in base 16 with colons between them; what is a stand-in (RFC 7042) or says nothing is none.
    private static func hardware(_ text: [UInt8]) -> Bool {
        var place = 0
        while place + 17 <= text.count {
            guard let colon = text[(place + 2)...].firstIndex(of: UInt8(ascii: ":")) else {
                return false
            }
            place = colon - 2
            guard place + 17 <= text.count else { return false }
            let part = text[place..<place + 17]
            let isOne = part.enumerated().allSatisfy { offset, byte in
                offset % 3 == 2 ? byte == UInt8(ascii: ":") : byte.isHexDigit
            }
            let isAlone =
                (place == 0 || !text[place - 1].isHexDigit && text[place - 1] != 58)
                && (place + 17 == text.count
                    || !text[place + 17].isHexDigit && text[place + 17] != 58)
            if isOne, isAlone, !part.lowercasedWord.starts(with: "00:00:5e".utf8),
                !part.allSatisfy({ $0 == 0x30 || $0 == 58 }),
                !part.lowercasedWord.allSatisfy({ $0 == UInt8(ascii: "f") || $0 == 58 })
            {
                return true
            }
            place = colon + 1
        }
        return false
    }
}

/// Homes that every system has.
private enum PublicHome {
    static func contains(_ home: String) -> Bool { ["/root", "/home/user"].contains(home) }
}

/// The logarithm, without a library of mathematics.
private enum Logarithm {
    /// - Parameter value: more than 0 and not more than 1.
    static func base2(_ value: Double) -> Double {
        // The exponent, and of what is left the series of the area's tangent.
        let (exponent, rest) = (Double(value.exponent), value.significand)
        let ratio = (rest - 1) / (rest + 1)
        var (term, sum) = (ratio, 0.0)
        for odd in stride(from: 1.0, to: 40, by: 2) {
            sum += term / odd
            term *= ratio * ratio
        }
        return exponent + 2 * sum / 0.693_147_180_559_945_3
    }
}
