/// Tokens of a text that a model says: words, each with the space before it.
///
/// A real vocabulary cuts otherwise; what matters is that the tokens joined are the text again.
enum SpokenWords {
    static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var token = ""
        var isInWord = false
        for character in text {
            if character.isWhitespace, isInWord {
                tokens.append(token)
                token = ""
                isInWord = false
            } else if !character.isWhitespace {
                isInWord = true
            }
            token.append(character)
        }
        return token.isEmpty ? tokens : tokens + [token]
    }
}
