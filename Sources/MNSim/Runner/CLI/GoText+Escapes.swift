extension GoText {
    /// The text that `htmlEscaped` was given.
    static func htmlUnescaped(_ text: String) -> String {
        text.replacing("&#34;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&amp;", with: "&")
    }

    /// The text as a value in a query, as Go's `url.QueryEscape` writes it.
    static func queryEscaped(_ text: String) -> String {
        text.utf8.map { byte -> String in
            let character = Character(Unicode.Scalar(byte))
            if byte < 128, character.isLetter || character.isNumber || "-_.~".contains(character) {
                return String(character)
            }
            if character == " " { return "+" }
            return (byte < 16 ? "%0" : "%") + String(byte, radix: 16).uppercased()
        }.joined()
    }
}
