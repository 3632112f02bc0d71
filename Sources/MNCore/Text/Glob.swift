/// A pattern in which `*` stands for any letters.
package struct Glob: Hashable, Sendable {
    private let pattern: [Character]
    private let ignoresCase: Bool

    /// A pattern that is compared without case.
    package init(_ pattern: String) { self.init(pattern, ignoresCase: true) }

    package init(_ pattern: String, ignoresCase: Bool) {
        self.pattern = Array(ignoresCase ? pattern.lowercased() : pattern)
        self.ignoresCase = ignoresCase
    }

    /// In time linear in the text for each `*`.
    package func matches(_ text: String) -> Bool {
        let text = Array(ignoresCase ? text.lowercased() : text)
        var (p, t) = (0, 0)
        var star: (pattern: Int, text: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == "*" {
                star = (p, t)
                p += 1
            } else if p < pattern.count, pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                (p, t) = (last.pattern + 1, last.text + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }

    /// The text that is the fewest edits from matching, and at most so many; of equal ones the shortest.
    package func nearest(in texts: [String], within limit: Int) -> String? {
        let most = min(limit, pattern.count { $0 != "*" } - 1)
        return texts.map { (distance: distance(to: $0), text: $0) }
            .filter { $0.distance <= most }
            .min { ($0.distance, $0.text.count, $0.text) < ($1.distance, $1.text.count, $1.text) }?
            .text
    }

    /// The number of letters to insert, delete or replace until it matches.
    private func distance(to text: String) -> Int {
        let text = Array(text.lowercased())
        var last = Array(0...text.count)
        for letter in pattern {
            var row = [last[0] + (letter == "*" ? 0 : 1)]
            for (j, other) in text.enumerated() {
                row.append(
                    letter == "*"
                        ? min(last[j + 1], row[j])
                        : min(last[j + 1] + 1, row[j] + 1, last[j] + (letter == other ? 0 : 1)))
            }
            last = row
        }
        return last[text.count]
    }
}
