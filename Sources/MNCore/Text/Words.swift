/// Small pieces of English.
package enum Words {
    /// A list as in a sentence: `a`, `a and b`, `a, b and c`.
    package static func list(_ items: [String], _ conjunction: String = "and") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
    }

    /// A number and its noun: `1 model`, `2 models`, `0 models`.
    ///
    /// - Parameter plural: the plural, if it is not made with an `s`.
    package static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(number) " + (number == 1 ? noun : plural ?? noun + "s")
    }
}

/// The words of commands: put together for a program, or as one would type them in a shell.
package enum CommandWords {
    /// The words of a program that takes `--` for the end of its options.
    ///
    /// Every name from outside that is a word of its own belongs to the operands: whatever it begins with,
    /// it is no option. (A value that follows its option is none either.)
    package static func argv(
        _ program: [String], options: [String], operands: [String]
    ) -> [String] {
        program + options + ["--"] + operands
    }

    /// A command of this program about something with a name, for somebody to type: whatever the name is, a
    /// shell takes it for one word, and the program for no option.
    package static func mn(_ command: String, _ name: String, _ options: String? = nil) -> String {
        let name = Sanitized.line(name)
        let words = ["mn \(command)", options].compactMap(\.self)
        if name.hasPrefix("-") { return (words + ["--", quoted(name)]).joined(separator: " ") }
        return ([words[0], quoted(name)] + words.dropFirst()).joined(separator: " ")
    }

    /// The words with quotes where they are needed; nothing is ever run from such a text.
    package static func line(_ argv: [String]) -> String {
        argv.map(quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy {
            $0.isASCIILetter || $0.isASCIIDigit || $0 >= 0x80 || "-_=.,:/%@+\\".utf8.contains($0)
        }
        if isPlain, !word.isEmpty { return word }
        return "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

/// Finds what somebody probably meant.
package enum Spelling {
    /// The candidate nearest to a misspelt word, or nil if none is near.
    ///
    /// Near means at most one edit for each three letters, but one in any case, and at least one
    /// letter in common; upper and lower case are the same. Of equally near ones one wins that the word
    /// begins with, else the first.
    package static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
        let word = letters(word)
        let limit = max(1, word.count / 3)
        var best: (distance: Int, isBeginning: Bool, candidate: String)?
        for candidate in candidates {
            let letters = letters(candidate)
            guard abs(letters.count - word.count) <= limit else { continue }
            let distance = editDistance(word, letters)
            guard distance <= limit, distance < max(word.count, letters.count) else { continue }
            let isBeginning = word.starts(with: letters)
            if let best {
                let isEqual = distance == best.distance && isBeginning && !best.isBeginning
                guard distance < best.distance || isEqual else { continue }
            }
            best = (distance, isBeginning, candidate)
        }
        return best?.candidate
    }

    /// The most scalars of a word that are compared.
    private static let lengthLimit = 64

    /// The beginning of a word; it is cut before anything else is done with it.
    private static func letters(_ word: String) -> [Unicode.Scalar] {
        let beginning = String(String.UnicodeScalarView(word.unicodeScalars.prefix(lengthLimit)))
        return Array(beginning.lowercased().unicodeScalars.prefix(lengthLimit))
    }

    /// The number of letters to insert, delete, replace or swap (optimal string alignment distance).
    static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var row = [i + 1]
            for (j, b) in right.enumerated() {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], b == left[i - 1] {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
