/// A pattern as it was read.
indirect enum PatternNode {
    case letter(LetterSet)
    case place(Pattern.Place)
    case sequence([PatternNode])
    case either([PatternNode])
    /// The most is nil where there is no bound.
    case repeated(PatternNode, least: Int, most: Int?)
}

/// Reads the text of a pattern.
struct PatternParser {
    private let letters: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var ignoresCase: Bool

    /// The most groups within each other.
    private static let depthLimit = 50
    private static let controls: [Unicode.Scalar: Unicode.Scalar] = [
        "t": "\t", "n": "\n", "r": "\r", "f": "\u{C}", "v": "\u{B}", "a": "\u{7}", "0": "\0",
    ]

    init(_ text: String, ignoresCase: Bool) {
        letters = Array(text.unicodeScalars)
        self.ignoresCase = ignoresCase
    }

    private var next: Unicode.Scalar? { position < letters.count ? letters[position] : nil }

    private func broken(_ problem: String) -> Pattern.Fault { .broken(problem, at: position + 1) }

    private mutating func take(_ text: String) -> Bool {
        guard letters[position...].starts(with: text.unicodeScalars) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    mutating func whole() throws(Pattern.Fault) -> PatternNode {
        if take("(?i)") { ignoresCase = true }
        let node = try choice()
        if position < letters.count { throw broken("a ')' closes nothing") }
        return node
    }

    private mutating func choice() throws(Pattern.Fault) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw .tooLarge }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .either(branches)
    }

    private mutating func sequence() throws(Pattern.Fault) -> PatternNode {
        var nodes: [PatternNode] = []
        while let letter = next, letter != "|", letter != ")" {
            nodes.append(try counted(try single()))
        }
        return .sequence(nodes)
    }

    /// What follows an element and says how often it stands there.
    private mutating func counted(_ node: PatternNode) throws(Pattern.Fault) -> PatternNode {
        let bounds: (Int, Int?)
        if take("*") {
            bounds = (0, nil)
        } else if take("+") {
            bounds = (1, nil)
        } else if take("?") {
            bounds = (0, 1)
        } else if let braces = try braces() {
            bounds = braces
        } else {
            return node
        }
        if take("+") { throw .unsupported("++") }
        _ = take("?")
        if let letter = next, "*+?".unicodeScalars.contains(letter) {
            throw broken("a second count")
        }
        return .repeated(node, least: bounds.0, most: bounds.1)
    }

    /// `{2}`, `{2,}`, `{,3}` or `{2,3}`; any other brace is a letter.
    private mutating func braces() throws(Pattern.Fault) -> (Int, Int?)? {
        let start = position
        guard take("{") else { return nil }
        let least = number()
        let hasComma = take(",")
        let most = hasComma ? number() : least
        guard take("}"), least != nil || most != nil || hasComma else {
            position = start
            return nil
        }
        let (low, high) = (least ?? 0, most)
        if max(low, high ?? 0) > Pattern.sizeLimit { throw .tooLarge }
        if let high, high < low { throw broken("a count that ends before it begins") }
        return (low, high)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let letter = next, ("0"..."9").contains(letter) {
            value = min((value ?? 0) * 10 + Int(letter.value - 48), Pattern.sizeLimit + 1)
            position += 1
        }
        return value
    }

    private mutating func single() throws(Pattern.Fault) -> PatternNode {
        guard let letter = next else { throw broken("the pattern ends too early") }
        switch letter {
        case "(": return try group()
        case "[": return .letter(try letterSet())
        case "\\": return try escaped()
        case "*", "+", "?": throw broken("'\(letter)' counts nothing")
        default: position += 1
        }
        switch letter {
        case "^": return .place(.start)
        case "$": return .place(.lastLineEnd)
        case ".": return .letter(LetterSet(parts: [.kind(.lineBreak, isNegated: true)]))
        default: return .letter(one(letter))
        }
    }

    private func one(_ letter: Unicode.Scalar) -> LetterSet {
        LetterSet(parts: [.range(letter.value...letter.value)], ignoresCase: ignoresCase)
    }

    private mutating func group() throws(Pattern.Fault) -> PatternNode {
        let start = position
        position += 1
        for sign in ["?=", "?!", "?<=", "?<!", "?>", "?P=", "?(", "?#"] where take(sign) {
            throw .unsupported("(\(sign)")
        }
        if take("?P<") || take("?<") {
            while let letter = next, letter != ">", letter != ")" { position += 1 }
            guard take(">") else { throw broken("the name of a group has no end") }
        } else if take("?"), !take(":") {
            throw .unsupported("(?")
        }
        let node = try choice()
        guard take(")") else {
            position = start
            throw broken("the group is not closed")
        }
        return node
    }

    private mutating func escaped() throws(Pattern.Fault) -> PatternNode {
        position += 1
        guard let letter = next else { throw broken("nothing follows the '\\'") }
        position += 1
        switch letter {
        case "A": return .place(.start)
        case "Z", "z": return .place(.end)
        case "b": return .place(.wordBoundary)
        case "B": return .place(.noWordBoundary)
        case "1"..."9": throw .unsupported("\\\(letter)")
        default:
            if let part = Self.kind(letter) { return .letter(LetterSet(parts: [part])) }
            return .letter(one(try escapedLetter(letter)))
        }
    }

    private static func kind(_ letter: Unicode.Scalar) -> LetterSet.Part? {
        switch letter {
        case "d": .kind(.digit, isNegated: false)
        case "D": .kind(.digit, isNegated: true)
        case "w": .kind(.word, isNegated: false)
        case "W": .kind(.word, isNegated: true)
        case "s": .kind(.blank, isNegated: false)
        case "S": .kind(.blank, isNegated: true)
        default: nil
        }
    }

    /// The letter that one after a `\` stands for.
    private mutating func escapedLetter(
        _ letter: Unicode.Scalar
    ) throws(Pattern.Fault) -> Unicode.Scalar {
        if let control = Self.controls[letter] { return control }
        if letter == "x" || letter == "u" {
            let digits = letters[position...].prefix(letter == "x" ? 2 : 4)
            let text = String(String.UnicodeScalarView(digits))
            guard digits.count == (letter == "x" ? 2 : 4), let value = UInt32(text, radix: 16),
                let scalar = Unicode.Scalar(value)
            else { throw broken("this is no number of a letter") }
            position += digits.count
            return scalar
        }
        if letter.isASCII, letter.properties.isAlphabetic { throw .unsupported("\\\(letter)") }
        return letter
    }

    private mutating func letterSet() throws(Pattern.Fault) -> LetterSet {
        let start = position
        position += 1
        var set = LetterSet(parts: [], isNegated: take("^"), ignoresCase: ignoresCase)
        while let letter = next, letter != "]" || set.parts.isEmpty {
            guard let low = try element(&set) else { continue }
            guard next == "-", position + 1 < letters.count, letters[position + 1] != "]" else {
                set.parts.append(.range(low.value...low.value))
                continue
            }
            position += 1
            guard let high = try element(&set), high.value >= low.value else {
                throw broken("a range that ends before it begins")
            }
            set.parts.append(.range(low.value...high.value))
        }
        guard take("]") else {
            position = start
            throw broken("the set is not closed")
        }
        return set
    }

    /// A letter of a set; nil if it was a kind of letters, which is added.
    private mutating func element(
        _ set: inout LetterSet
    ) throws(Pattern.Fault) -> Unicode.Scalar? {
        guard let letter = next else { throw broken("the set is not closed") }
        position += 1
        guard letter == "\\" else { return letter }
        guard let letter = next else { throw broken("nothing follows the '\\'") }
        position += 1
        if letter == "b" { return "\u{8}" }
        if let kind = Self.kind(letter) {
            set.parts.append(kind)
            return nil
        }
        return try escapedLetter(letter)
    }
}
