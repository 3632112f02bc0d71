/// Command lines as one would type them in a shell; nothing is ever run from such a text.
public enum CommandWords {
    /// The words with quotes where they are needed.
    public static func line(_ argv: [String]) -> String {
        argv.map(quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy { letter in
            letter.isLetter || letter.isNumber || "-_=.,:/%@+\\".contains(letter)
        }
        if isPlain, !word.isEmpty { return word }
        return "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
