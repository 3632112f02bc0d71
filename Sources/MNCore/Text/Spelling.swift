/// Finds what somebody probably meant.
public enum Spelling {
    /// The candidate nearest to a misspelt word, or nil if none is near.
    ///
    /// Near means at most one edit for each three letters, but one in any case, and at least one
    /// letter in common; upper and lower case are the same. Of equally near ones one wins that the word
    /// begins with, else the first.
    public static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
        let word = Array(word.lowercased().prefix(64))
        let limit = max(1, word.count / 3)
        var best: (distance: Int, isBeginning: Bool, candidate: String)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().prefix(64))
            let distance = editDistance(word, letters)
            guard distance <= limit, distance < max(word.count, candidate.count) else { continue }
            let isBeginning = word.starts(with: letters)
            if let best {
                let isEqual = distance == best.distance && isBeginning && !best.isBeginning
                guard distance < best.distance || isEqual else { continue }
            }
            best = (distance, isBeginning, candidate)
        }
        return best?.candidate
    }

    /// The number of letters to insert, delete, replace or swap (optimal string alignment distance).
    static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
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
