/// Base64 with padding (RFC 4648, section 4).
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(
                    place <= group.count
                        ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes, or nil if the text is not exactly what `encode` gives for them.
    package static func decode(_ text: String) -> [UInt8]? {
        let letters = Array(text.utf8)
        guard letters.count % 4 == 0 else { return nil }
        let padding = letters.suffix(2).count { $0 == UInt8(ascii: "=") }
        var bytes: [UInt8] = []
        var bits = 0
        for (position, letter) in letters.dropLast(padding).enumerated() {
            guard let value = value(of: letter) else { return nil }
            bits = bits << 6 | value
            if position % 4 == 3 {
                bytes += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
                bits = 0
            }
        }
        switch padding {
        case 1:
            guard bits & 0b11 == 0 else { return nil }
            bytes += [UInt8(bits >> 10 & 255), UInt8(bits >> 2 & 255)]
        case 2:
            guard bits & 0b1111 == 0 else { return nil }
            bytes.append(UInt8(bits >> 4 & 255))
        default: break
        }
        return bytes
    }

    private static func value(of letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(letter) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(letter) - 97 + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(letter) - 48 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

// Bytes that mostly are text, in a document.
extension JSON {
    /// The text of the bytes, by line if it has several, all ended; `{"base64": "…"}` for what is not UTF-8.
    package static func bytes(_ bytes: [UInt8]) -> JSON {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return ["base64": .string(Base64.encode(bytes))]
        }
        // "\r\n" is one Character, so lines are cut at the byte.
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count > 2, lines.removeLast().isEmpty else { return .string(text) }
        return .strings(lines.map { String(decoding: $0, as: UTF8.self) })
    }
}

extension JSONField {
    /// What `JSON.bytes` wrote.
    package func bytes() throws(JSONFault) -> [UInt8] {
        switch value {
        case .string(let text): return Array(text.utf8)
        case .array:
            var text = ""
            for line in try array() { text += try line.string() + "\n" }
            return Array(text.utf8)
        case .object:
            let encoded = try object(keys: ["base64"]).required("base64")
            guard let bytes = Base64.decode(try encoded.string()) else {
                throw encoded.fault(.breaksRule("not base64"))
            }
            return bytes
        default: throw fault(.wrongKind(wanted: "text", found: value.kind))
        }
    }
}
