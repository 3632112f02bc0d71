/// Names that a real runner would draw at random: the same ones for the same cause, every time.
enum DeterministicID {
    /// A digest nobody has computed: `sha256:` and 64 digits that follow from the text.
    static func digest(_ text: String) -> String {
        var digits = ""
        for round in 0..<4 {
            let word = String(hash("\(round) \(text)"), radix: 16)
            digits += String(repeating: "0", count: 16 - word.count) + word
        }
        return "sha256:" + digits
    }

    /// So many letters and digits, such as stand in ids of answers.
    static func letters(_ count: Int, alphabet: String = lowerCase, for text: String) -> String {
        let alphabet = Array(alphabet)
        var state = hash(text)
        var result = ""
        for _ in 0..<count {
            state = mixed(state &+ 0x9E37_79B9_7F4A_7C15)
            result.append(alphabet[Int(state % UInt64(alphabet.count))])
        }
        return result
    }

    static let lowerCase = "abcdefghijklmnopqrstuvwxyz0123456789"
    static let bothCases =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    /// FNV-1a, 64 bits, mixed so that near texts do not give near numbers.
    private static func hash(_ text: String) -> UInt64 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return mixed(value)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
