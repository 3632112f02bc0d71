extension Pattern {
    /// Whether the pattern is found anywhere in a text of at most `textLimit` letters.
    package func isFound(in text: String) -> Bool {
        let letters = Array(text.unicodeScalars)
        var search = PatternSearch(steps, letters)
        for place in letters.indices {
            // A match may begin at every place.
            search.enter(0, at: place)
            if search.isFound { return true }
            search.take(letters[place], at: place)
        }
        search.enter(0, at: letters.count)
        return search.isFound
    }
}

/// All ways through a pattern at once; a step that two ways reach at the same place is one.
private struct PatternSearch {
    let steps: [Pattern.Step]
    let letters: [Unicode.Scalar]
    private(set) var isFound = false
    /// Steps that wait for the letter at the present place.
    private var waiting: [Int] = []
    /// The last place, counted from one, at which each step was entered.
    private var entered: [Int]

    init(_ steps: [Pattern.Step], _ letters: [Unicode.Scalar]) {
        self.steps = steps
        self.letters = letters
        entered = Array(repeating: 0, count: steps.count)
    }

    /// Follows the pattern from a step to all steps that wait for a letter.
    mutating func enter(_ step: Int, at place: Int) {
        var open = [step]
        while let step = open.popLast() {
            guard entered[step] != place + 1 else { continue }
            entered[step] = place + 1
            switch steps[step] {
            case .letter: waiting.append(step)
            case .fork(let left, let right): open += [right, left]
            case .place(let wanted): if isTrue(wanted, place) { open.append(step + 1) }
            case .match: isFound = true
            }
        }
    }

    /// Goes on with the ways that take this letter.
    mutating func take(_ letter: Unicode.Scalar, at place: Int) {
        let before = waiting
        waiting = []
        for step in before {
            guard case .letter(let set) = steps[step], set.contains(letter) else { continue }
            enter(step + 1, at: place + 1)
        }
    }

    private func isTrue(_ wanted: Pattern.Place, _ place: Int) -> Bool {
        switch wanted {
        case .start: return place == 0
        case .end: return place == letters.count
        case .lastLineEnd:
            return place == letters.count || place == letters.count - 1 && letters[place] == "\n"
        case .wordBoundary, .noWordBoundary:
            let before = place > 0 && LetterSet.Kind.word.contains(letters[place - 1])
            let after =
                place < letters.count && LetterSet.Kind.word.contains(letters[place])
            return (before != after) == (wanted == .wordBoundary)
        }
    }
}
