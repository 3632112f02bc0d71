/// What words mean that other programs have for commands, and that this one has not.
struct OtherWords: Hashable, Sendable {
    /// By a first word the lines that answer it, without the program: `["models": ["model list"]]`.
    var lines: [String: [String]] = [:]
    /// Words and the one that is used here: `["ls": "list"]`.
    var synonyms: [String: String] = [:]
}

extension CommandTree {
    /// The lines that somebody probably meant by a word that may not stand behind these.
    ///
    /// They are those of the table; else the commands whose last word it is; else the same for a synonym.
    func meant(by word: String, after words: [String]) -> [[String]] {
        let word = word.lowercased()
        for word in [word, otherWords.synonyms[word]].compactMap(\.self) {
            if words.isEmpty, let lines = otherWords.lines[word] {
                return lines.map { $0.split(separator: " ").map(String.init) }
            }
            let commands = commands(below: words).map(\.words).filter { $0.last == word }
            if !commands.isEmpty { return commands }
        }
        return []
    }
}
