/// A regular expression that takes time in proportion to the text, whatever it is: nothing is tried twice.
///
/// Known are letters, `.`, `[…]`, `\d \w \s \D \W \S`, `^ $ \A \Z \b \B`, groups, `|`, `* + ? {m,n}`,
/// greedy or not, and `(?i)` at the beginning. What needs a look back at what has matched is refused:
/// `\1`, `(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)`, `(?>…)`, `*+`.
package struct Pattern: Sendable {
    /// Why a text is no pattern.
    package enum Fault: Error, Hashable, CustomStringConvertible {
        /// What is wrong, and the place of the letter, counted from one.
        case broken(String, at: Int)
        case unsupported(String)
        case tooLarge

        package var description: String {
            switch self {
            case .broken(let problem, let place): "\(problem), at letter \(place)"
            case .unsupported(let sign): "'\(sign)' is not supported"
            case .tooLarge: "it comes to more than \(Pattern.sizeLimit) letters"
            }
        }
    }

    /// The most letters of a pattern, and the most steps; `x{1000}` has a thousand.
    static let sizeLimit = 2000
    /// The most letters of a text that are searched.
    package static let textLimit = 64 << 10

    /// A step of the pattern as it is matched.
    enum Step: Sendable {
        case letter(LetterSet)
        /// Goes on at both places.
        case fork(Int, Int)
        case place(Place)
        case match
    }

    /// What must be true of a place between letters.
    enum Place: Hashable, Sendable {
        case start
        /// The end, or before a line break that is the last letter.
        case lastLineEnd
        case end
        case wordBoundary
        case noWordBoundary
    }

    /// The pattern as it was written.
    package let text: String
    let steps: [Step]

    package init(_ text: String, ignoresCase: Bool) throws(Fault) {
        guard text.unicodeScalars.count <= Self.sizeLimit else { throw .tooLarge }
        self.text = text
        var parser = PatternParser(text, ignoresCase: ignoresCase)
        var compiler = PatternCompiler()
        try compiler.compile(try parser.whole())
        steps = compiler.steps + [.match]
    }
}

/// Makes the steps of a pattern.
private struct PatternCompiler {
    private(set) var steps: [Pattern.Step] = []
    /// What was compiled, counted; an empty group that is repeated has no steps.
    private var work = 0

    mutating func compile(_ node: PatternNode) throws(Pattern.Fault) {
        work += 1
        guard max(work / 4, steps.count) < Pattern.sizeLimit else { throw .tooLarge }
        switch node {
        case .letter(let set): steps.append(.letter(set))
        case .place(let place): steps.append(.place(place))
        case .sequence(let nodes): for node in nodes { try compile(node) }
        case .either(let branches):
            var jumps: [Int] = []
            for branch in branches.dropLast() {
                try fork { (compiler) throws(Pattern.Fault) in
                    try compiler.compile(branch)
                    jumps.append(compiler.steps.count)
                    compiler.steps.append(.fork(0, 0))
                }
            }
            if let last = branches.last { try compile(last) }
            for jump in jumps { steps[jump] = .fork(steps.count, steps.count) }
        case .repeated(let node, let least, let most):
            for _ in 0..<least { try compile(node) }
            for _ in least..<(most ?? least) {
                try fork { (compiler) throws(Pattern.Fault) in try compiler.compile(node) }
            }
            if most == nil {
                let start = steps.count
                try fork { (compiler) throws(Pattern.Fault) in
                    try compiler.compile(node)
                    compiler.steps.append(.fork(start, start))
                }
            }
        }
    }

    /// Steps that may be left out.
    private mutating func fork(
        _ body: (inout PatternCompiler) throws(Pattern.Fault) -> Void
    ) throws(Pattern.Fault) {
        let fork = steps.count
        steps.append(.fork(fork + 1, 0))
        try body(&self)
        steps[fork] = .fork(fork + 1, steps.count)
    }
}

/// Letters that may stand at a place.
struct LetterSet: Sendable {
    enum Part: Sendable {
        case range(ClosedRange<UInt32>)
        case kind(Kind, isNegated: Bool)
    }

    enum Kind: Sendable {
        case digit
        case word
        case blank
        case lineBreak

        func contains(_ letter: Unicode.Scalar) -> Bool {
            switch self {
            case .digit: letter.properties.generalCategory == .decimalNumber
            case .word:
                letter == "_" || letter.properties.isAlphabetic
                    || letter.properties.numericType != nil
            case .blank: letter.properties.isWhitespace
            case .lineBreak: letter == "\n"
            }
        }
    }

    var parts: [Part]
    var isNegated = false
    var ignoresCase = false

    func contains(_ letter: Unicode.Scalar) -> Bool {
        var isIn = has(letter)
        if !isIn, ignoresCase {
            let lower = letter.properties.lowercaseMapping.unicodeScalars
            let upper = letter.properties.uppercaseMapping.unicodeScalars
            isIn = [lower, upper].contains { $0.count == 1 && $0.first.map(has) == true }
        }
        return isIn != isNegated
    }

    private func has(_ letter: Unicode.Scalar) -> Bool {
        parts.contains { part in
            switch part {
            case .range(let range): range.contains(letter.value)
            case .kind(let kind, let isNegated): kind.contains(letter) != isNegated
            }
        }
    }
}

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
