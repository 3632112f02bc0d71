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
