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
