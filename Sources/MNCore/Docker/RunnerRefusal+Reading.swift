// How words are found in what others say; all of it is in lower case.
extension RunnerRefusal {
    /// Whether a line has these words, and one of some others.
    static func hasLine(_ text: String, _ words: String, with others: String...) -> Bool {
        text.split(separator: "\n").contains { line in
            line.contains(words) && others.contains(where: line.contains)
        }
    }

    /// Whether one of these words stands in a text by itself, and not in the name or the tag of a model.
    static func hasWord(_ words: String..., in text: String) -> Bool {
        words.contains { word in
            text.ranges(of: word).contains { range in
                !endsInName(text[..<range.lowerBound])
                    && !beginsWithName(text[range.upperBound...])
            }
        }
    }

    /// Of `acme/x:gated` the tag, of `"code":"denied"` and `x\ndenied` as JSON writes it none.
    private static func endsInName(_ text: Substring) -> Bool {
        guard let last = text.last else { return false }
        let before = text.dropLast().last
        if last == ":" || last == "." {
            return before?.isLetter == true || before?.isNumber == true
        }
        if before == "\\", "nrt".contains(last) { return false }
        return isOfName(last)
    }

    private static func beginsWithName(_ text: Substring) -> Bool {
        guard let first = text.first else { return false }
        guard first == ":" || first == "." else { return isOfName(first) }
        let next = text.dropFirst().first
        return next?.isLetter == true || next?.isNumber == true
    }

    private static func isOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "-_/".contains(character)
    }

    /// Whether a line tells one of these as the status of an answer: `unexpected status: 522 <none>`,
    /// `unexpected status code https://huggingface.co/v2/x: 429`.
    static func hasStatus(_ codes: Set<Int>, in text: String) -> Bool {
        text.split(separator: "\n").contains { line in
            guard let mark = line.firstRange(of: "status") else { return false }
            return line[mark.upperBound...].split(separator: " ").contains { word in
                let digits = word.prefix { $0.isASCII && $0.isNumber }
                let rest = word[digits.endIndex...]
                return digits.count == 3 && rest.allSatisfy { ".:,;)\"'}".contains($0) }
                    && Int(digits).map(codes.contains) == true
            }
        }
    }

    /// Whether a program ended with one of these codes of Windows, which are told in hexadecimal or as a number.
    static func hasEnded(with codes: UInt32..., in text: String) -> Bool {
        guard text.contains("0xc0000") || text.contains("exit status 32212") else { return false }
        return codes.contains {
            hasWord("0x" + String($0, radix: 16), "exit status \($0)", in: text)
        }
    }
}
