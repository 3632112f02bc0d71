// What stands behind a label and names nobody.
extension StandIns {
    /// Whether it is the beginning of something else: a call, an address, a path.
    static func goesOn(_ text: [UInt8], _ end: Int) -> Bool {
        guard end < text.count else { return false }
        if "@([$*{/".utf8.contains(text[end]) { return true }
        guard text[end] == UInt8(ascii: ":"), end + 1 < text.count else { return false }
        let next = text[end + 1]
        return !(next.isASCIIDigit || next.isWhitespace || isQuote(next) && next != 92)
    }

    /// Whether a word behind a label is its value, and not one of a sentence.
    static func isTold(_ text: [UInt8], _ name: ArraySlice<UInt8>, _ value: Value) -> Bool {
        if value.isQuoted { return name.endIndex == text.count || text[name.endIndex] != 32 }
        return value.isSure || isClauseEnd(text, name.endIndex)
            || name.contains { $0.isASCIIDigit || "-_.".utf8.contains($0) }
    }

    /// Whether nothing of a sentence follows: its end, a sign, or another label.
    static func isClauseEnd(_ text: [UInt8], _ end: Int) -> Bool {
        guard end < text.count else { return true }
        if text[end] < 32 || ",;)]}\"'`|<\\&".utf8.contains(text[end]) { return true }
        let rest = text[end...].dropFirst().prefix(64)
        let next = rest.drop(while: \.isBlank)
        if text[end] == UInt8(ascii: ":") || text[end] == 46 {
            return next.startIndex > rest.startIndex || rest.isEmpty
                || rest.first.map { $0 < 32 } == true
        }
        guard text[end] == 32, let first = next.first, first > 32 else { return text[end] == 32 }
        let word = next.drop { $0.isNameByte }
        return next.startIndex > rest.startIndex || "(|-:".utf8.contains(first)
            || word.startIndex > next.startIndex
                && word.first.map { ":=".utf8.contains($0) } == true
    }

    /// What is said of a name in its place, and what documents say of its type.
    private static let words: Set<String> = [
        "a", "an", "any", "are", "array", "boolean", "default", "denied", "empty", "expired",
        "false", "forbidden", "have", "in", "int", "integer", "invalid", "is", "mismatch",
        "missing", "must", "nil", "no", "none", "not", "null", "number", "object", "optional",
        "or", "required", "str", "string", "text", "the", "this", "true", "undefined", "unknown",
        "unset", "unspecified", "your", "authority", "builtin", "nt", "service", "localservice",
        "localsystem", "networkservice", "everyone", "workgroup", "administrators", "assistant",
        // Groups and users of systems.
        "adm", "audio", "cdrom", "dialout", "dip", "input", "kvm", "libvirt", "lp", "lpadmin",
        "lxd", "mail", "modelrunner", "netdev", "nogroup", "nonroot", "operator", "plugdev",
        "render", "sambashare", "scanner", "staff", "sudo", "tape", "tty", "video", "wheel",
        "www-data", "git",
    ]

    /// Whether a name is that of no person and no machine: systems give it, or it is a stand-in.
    static func isNobody(_ name: ArraySlice<UInt8>) -> Bool {
        if isNumeric(name) { return true }
        let word = String(decoding: name, as: UTF8.self).lowercased()
        if words.contains(word) || Identity.common.contains(word) || word.hasSuffix(".invalid") {
            return true
        }
        // Of a bundle too (docs/privacy.md).
        return stems.contains { stem, digits in
            word.hasPrefix(stem) && word.dropFirst(stem.count).count <= digits
                && word.dropFirst(stem.count).allSatisfy(\.isNumber)
        }
    }

    /// What stands before the number of a stand-in, and its most digits; behind a domain an `n` may be the end of a
    /// line.
    private static let stems = [
        ("user", Int.max), ("nuser", 9), ("ruser", 9), ("tuser", 9), ("w", 4), ("wé", 4), ("0w", 4),
        ("p", 2), ("c", 2), ("h", 2), ("x", 3), ("xx", 3), ("xxx", 3),
    ]

    /// Whether it has no letter in it, as ids, versions and addresses have none.
    static func isNumeric(_ name: ArraySlice<UInt8>) -> Bool {
        name.allSatisfy { $0.isASCIIDigit || $0 == 46 || $0 == 45 }
    }

    /// Whether a number is a stand-in: `700001`, `000000000001`.
    static func isStandInNumber(_ word: ArraySlice<UInt8>) -> Bool {
        let isLong = word.count >= 12 && word.prefix(8).allSatisfy { $0 == UInt8(ascii: "0") }
        let head = isLong ? word.dropFirst(0) : word.dropFirst(1)
        let rest = head.drop { $0 == UInt8(ascii: "0") }
        guard rest.count <= 4, rest.allSatisfy(\.isHexDigit) else { return false }
        return isLong
            || word.first == UInt8(ascii: "7") && word.allSatisfy(\.isASCIIDigit)
                && word.dropFirst().prefix(2).allSatisfy { $0 == UInt8(ascii: "0") }
    }
}
