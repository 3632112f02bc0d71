/// Words on one line, in quotes where a POSIX shell wants them; nothing else that a shell does is done.
///
/// Between `'` and `'` all is as it is; between `"` and `"`, too, but for `\` before one of `" \ $` and the
/// backtick; elsewhere `\` takes the letter behind it. What would be more to a shell than a letter is refused, so
/// that a line never means one thing here and another there.
package enum ShellWords {
    /// Why a line is more, or less, than words.
    package struct Fault: Error, Hashable, Sendable {
        package enum Problem: Hashable, Sendable {
            /// A quote that is opened, and never closed.
            case unclosed(Unicode.Scalar)
            /// A letter that a shell takes for more than a letter.
            case meaning(Unicode.Scalar, inQuotes: Bool)
            /// A backslash at the end.
            case nothingEscaped
        }

        package var problem: Problem
        /// The letter at which it is, as Unicode counts them (scalars), from 0.
        package var letter: Int
    }

    /// The words of a line.
    package static func words(of line: String) throws(Fault) -> [String] {
        var splitter = Splitter(letters: Array(line.unicodeScalars))
        return try splitter.words()
    }

    /// The shortest line that has these words.
    package static func line(_ words: [String]) -> String {
        words.map(quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy {
            $0.isASCIILetter || $0.isASCIIDigit || $0 >= 0x80 || "-_=.,:/%@+".utf8.contains($0)
        }
        if isPlain, !word.isEmpty { return word }
        let scalars = word.unicodeScalars
        if !scalars.contains("'") { return "'\(word)'" }
        if !scalars.contains(where: { "\"$`\\\n".unicodeScalars.contains($0) }) {
            return "\"\(word)\""
        }
        return "'" + word.replacing("'", with: "'\\''") + "'"
    }

    private struct Splitter {
        let letters: [Unicode.Scalar]
        private var position = 0
        private var found: [String] = []
        /// The word that has begun; nil between words.
        private var word: String.UnicodeScalarView?

        init(letters: [Unicode.Scalar]) { self.letters = letters }

        mutating func words() throws(Fault) -> [String] {
            while position < letters.count {
                let letter = letters[position]
                switch letter {
                case " ", "\t": endWord()
                case "'": try takeQuoted("'")
                case "\"": try takeQuoted("\"")
                case "\\":
                    position += 1
                    guard position < letters.count else {
                        throw Fault(problem: .nothingEscaped, letter: position - 1)
                    }
                    if letters[position] == "\n" { throw meaning() }
                    append(letters[position])
                case "|", "&", ";", "<", ">", "(", ")", "$", "`", "*", "?", "[", "\n":
                    throw meaning()
                case "#", "~":
                    if word == nil { throw meaning() }
                    append(letter)
                default: append(letter)
                }
                position += 1
            }
            endWord()
            return found
        }

        private func meaning(inQuotes: Bool = false) -> Fault {
            Fault(problem: .meaning(letters[position], inQuotes: inQuotes), letter: position)
        }

        private mutating func append(_ letter: Unicode.Scalar) {
            word = word ?? String.UnicodeScalarView()
            word?.append(letter)
        }

        private mutating func endWord() {
            if let word { found.append(String(word)) }
            word = nil
        }

        /// Takes what stands between two quotes, and stops at the second.
        private mutating func takeQuoted(_ quote: Unicode.Scalar) throws(Fault) {
            let start = position
            word = word ?? String.UnicodeScalarView()
            position += 1
            while position < letters.count, letters[position] != quote {
                if quote == "\"" {
                    if ["$", "`"].contains(letters[position]) { throw meaning(inQuotes: true) }
                    let next = position + 1 < letters.count ? letters[position + 1] : " "
                    if letters[position] == "\\", ["\"", "\\", "$", "`"].contains(next) {
                        position += 1
                    }
                }
                word?.append(letters[position])
                position += 1
            }
            if position == letters.count {
                throw Fault(problem: .unclosed(quote), letter: start)
            }
        }
    }
}

extension ShellWords.Fault: CustomStringConvertible {
    package var description: String {
        switch problem {
        case .unclosed(let quote): "this \(quote) is not closed"
        case .nothingEscaped: "nothing stands behind this \\"
        case .meaning("\n", _): "a command line is one line"
        case .meaning(let letter, inQuotes: false):
            "to a shell \(letter) is more than a letter, and no shell is here; "
                + "if the letter is meant, put it in '…'"
        case .meaning(let letter, inQuotes: true):
            "to a shell \(letter) is more than a letter in \"…\", and no shell is here; "
                + "if the letter is meant, take '…'"
        }
    }
}

extension JSONField {
    /// The words of a command: a list, or one line of them.
    package func commandLine() throws(JSONFault) -> [String] {
        guard let line = value.string else {
            guard value.array != nil else {
                throw fault(
                    .wrongKind(
                        wanted: "a line of words, or a list of them", found: value.kind))
            }
            return try texts()
        }
        do throws(ShellWords.Fault) {
            return try ShellWords.words(of: line)
        } catch {
            throw JSONFault(.breaksRule("\(error)"), at: pointer, letter: error.letter)
        }
    }
}
