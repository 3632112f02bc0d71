/// A command of a blueprint as words: nothing that only a shell understands.
enum PlainCommand {
    /// Why a command is refused.
    enum Fault: Error, Hashable {
        case empty
        case openQuote
        /// The text is for a shell: what gives it away.
        case shell(String)
        case outside(String)

        /// The end of the code of an issue about it.
        var flaw: BlueprintIssue.Flaw {
            switch self {
            case .empty, .openQuote: .command
            case .shell: .shell
            case .outside: .outside
            }
        }

        var message: String {
            switch self {
            case .empty: "The command has no words."
            case .openQuote: "A quote of the command is not closed."
            case .shell(let sign): "The command needs a shell (\(sign)), and none is used."
            case .outside(let path): "'\(path)' leads out of the blueprint's folder."
            }
        }

        var help: String {
            switch self {
            case .empty, .openQuote: "Write it as a list: [\"python3\", \"payloads/check.py\"]."
            case .shell: "Put what it does into a script under payloads/, and name the script."
            case .outside: "Put the file under the blueprint's folder."
            }
        }
    }

    private static let shells: Set<String> = [
        "sh", "bash", "dash", "zsh", "ksh", "fish", "cmd", "cmd.exe", "powershell", "pwsh",
    ]
    private static let signs = "|&;<>`\n*?~"

    /// The words of a list or of a text.
    static func words(_ field: JSONField) throws(JSONFault) -> Result<[String], Fault> {
        if case .array = field.value {
            var words: [String] = []
            for element in try field.array() { words.append(try element.string()) }
            return checked(words)
        }
        let text = try field.string()
        if let sign = text.first(where: signs.contains) { return .failure(.shell("'\(sign)'")) }
        if text.contains("$(") { return .failure(.shell("'$('")) }
        return split(text).flatMap(checked)
    }

    private static func checked(_ words: [String]) -> Result<[String], Fault> {
        guard let program = words.first, !program.isEmpty else { return .failure(.empty) }
        let name = program.split(separator: "/").last.map(String.init) ?? program
        if shells.contains(name.lowercased()),
            words.dropFirst().contains(where: {
                ["-c", "-lc", "/c", "-command"].contains($0.lowercased())
            })
        {
            return .failure(.shell("'\(name) \(words[1])'"))
        }
        if program.contains("/"), !program.hasPrefix("/"), !BlueprintPath.isBelow(program) {
            return .failure(.outside(program))
        }
        return .success(words)
    }

    /// Words apart by blanks; quotes of either kind hold one together.
    private static func split(_ text: String) -> Result<[String], Fault> {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for letter in text {
            if let open = quote {
                if letter == open { quote = nil } else { word = (word ?? "") + String(letter) }
            } else if letter == "'" || letter == "\"" {
                quote = letter
                word = word ?? ""
            } else if letter == " " || letter == "\t" {
                if let whole = word { words.append(whole) }
                word = nil
            } else {
                word = (word ?? "") + String(letter)
            }
        }
        if quote != nil { return .failure(.openQuote) }
        if let whole = word { words.append(whole) }
        return .success(words)
    }
}
