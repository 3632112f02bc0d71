import MNCore

/// How bytes are read as a text, so that another text can be written the same way: what is UTF-16 stays so, what
/// begins with a mark does, and what is no text stays none.
struct TextCoding {
    private enum Code { case utf8, broken, little, big }

    let text: String
    private let code: Code
    private let mark: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        let marks: [(mark: [UInt8], code: Code)] = [
            ([0xEF, 0xBB, 0xBF], .utf8), ([0xFF, 0xFE], .little), ([0xFE, 0xFF], .big),
        ]
        let found = marks.first { bytes.starts(with: $0.mark) }
        mark = bytes.prefix(found?.mark.count ?? 0)
        let rest = bytes[mark.endIndex...]
        switch found?.code ?? Self.wide(bytes) {
        case .little?, .big?:
            let isBig = (found?.code ?? Self.wide(bytes)) == .big
            let units = stride(from: rest.startIndex, to: rest.endIndex - 1, by: 2).map { place in
                let (first, second) = (UInt16(rest[place]), UInt16(rest[place + 1]))
                return isBig ? first << 8 | second : second << 8 | first
            }
            code = isBig ? .big : .little
            text = String(decoding: units, as: UTF16.self)
        default:
            let valid = String(validating: rest, as: UTF8.self)
            code = valid == nil ? .broken : .utf8
            text = valid ?? String(decoding: rest, as: UTF8.self)
        }
    }

    /// Two letters of two bytes each at the beginning, without a mark.
    private static func wide(_ bytes: [UInt8]) -> Code? {
        guard bytes.count >= 4, bytes.count.isMultiple(of: 2),
            (bytes[0] == 0) != (bytes[1] == 0), (bytes[0] == 0) == (bytes[2] == 0),
            (bytes[1] == 0) == (bytes[3] == 0)
        else { return nil }
        return bytes[0] == 0 ? .big : .little
    }

    /// Of a text whose letters are those of another code, as bytes that happen to be UTF-8; nil for any other text.
    init?(wrapping text: String) {
        let bytes = Array(text.utf8.prefix(4))
        guard bytes.first == 0xEF || bytes.contains(0) else { return nil }
        self.init(Array(text.utf8))
        if self.text == text { return nil }
    }

    func text(of text: String) -> String { String(decoding: bytes(of: text), as: UTF8.self) }

    /// Another text in the same code.
    func bytes(of text: String) -> [UInt8] {
        switch code {
        case .utf8: return mark + Array(text.utf8)
        case .broken:
            // The sign that stands for what is none.
            return mark
                + text.unicodeScalars.flatMap { $0 == "\u{FFFD}" ? [0xFF] : Array(String($0).utf8) }
        case .little, .big:
            return mark
                + text.utf16.flatMap { unit in
                    let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
                    return code == .big ? [high, low] : [low, high]
                }
        }
    }
}
