// Words of a protocol are bytes of ASCII: no other letter is one of theirs, whatever Unicode folds it to.
// The Kelvin sign, for one, is a `k` to `lowercased()`.
extension StringProtocol {
    /// Whether both are the same bytes, but for the case of ASCII letters (RFC 9110 §5.1, §5.6.2).
    package func equalsASCII(_ other: some StringProtocol) -> Bool {
        utf8.elementsEqual(other.utf8) { $0.lowercasedASCII == $1.lowercasedASCII }
    }

    /// The text without the blanks and tabs at its ends; no other white space is HTTP's (RFC 9110 §5.6.3).
    var withoutBlanks: String {
        String(decoding: Array(utf8)[...].withoutBlanks, as: UTF8.self)
    }
}

extension BinaryInteger {
    /// Its digits, with zeros in front up to `width`.
    package func digits(_ width: Int, radix: Int = 10, uppercase: Bool = false) -> String {
        let digits = String(self, radix: radix, uppercase: uppercase)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}

extension ArraySlice<UInt8> {
    /// The bytes without the blanks and tabs at their ends.
    var withoutBlanks: ArraySlice<UInt8> {
        guard let first = firstIndex(where: { !$0.isBlank }),
            let last = lastIndex(where: { !$0.isBlank })
        else { return [] }
        return self[first...last]
    }
}

extension UInt8 {
    /// Whether it is a blank or a tab.
    package var isBlank: Bool { self == 0x20 || self == 0x09 }
    /// Whether it is white space in JSON and XML: a blank, a tab, or of a line's end.
    package var isWhitespace: Bool { isBlank || self == 0x0A || self == 0x0D }
    package var isASCIIDigit: Bool { (0x30...0x39).contains(self) }
    package var isASCIILetter: Bool { (0x61...0x7A).contains(lowercasedASCII) }
    package var isHexDigit: Bool { isASCIIDigit || (0x61...0x66).contains(lowercasedASCII) }
    /// A control character of ASCII.
    package var isControl: Bool { self < 0x20 || self == 0x7F }
    /// The small letter, if it is a large one of ASCII.
    package var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
    /// Whether it may stand in a method or in the name of a header (RFC 9110 §5.6.2).
    package var isTokenByte: Bool {
        isASCIIDigit || isASCIILetter || "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
    /// Whether it stands for itself in an address, wherever it is (RFC 3986 §2.3).
    package var isUnreserved: Bool { isASCIILetter || isASCIIDigit || "-._~".utf8.contains(self) }
}

extension Unicode.Scalar {
    /// Whether it is one of Unicode's 65 control characters, which never become others.
    package var isControl: Bool { value < 0x20 || (0x7F..<0xA0).contains(value) }
}
