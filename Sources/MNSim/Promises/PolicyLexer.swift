import MNCore

/// Takes a line of a policy apart.
struct PolicyLexer: Sendable {
    private let scalars: [Unicode.Scalar]
    private let file: String
    private let line: Int
    /// Whether `#` begins a comment.
    private let takesComments: Bool
    private(set) var position = 0

    /// - Throws: for a character that nobody sees or that steers a terminal.
    init(
        _ text: String, file: String, line: Int, takesComments: Bool = true
    ) throws(PolicyFault) {
        scalars = Array(text.unicodeScalars)
        self.file = file
        self.line = line
        self.takesComments = takesComments
        let seen = "x" + String(text.map { $0 == "\t" ? " " : $0 }) + "x"
        if Sanitized.line(seen) == seen { return }
        for (index, scalar) in scalars.enumerated() where scalar != "\t" {
            let seen = "x\(scalar)x"
            if Sanitized.line(seen) != seen {
                throw .syntax(place(index), .badCharacter(scalar.value))
            }
        }
    }

    func place(_ start: Int) -> PolicyPlace {
        PolicyPlace(file: file, line: line, column: start + 1)
    }

    /// The text from one token to another, with one blank where several are; quoted text stays as it is.
    func text(from start: Int, to end: Int) -> String {
        var text = String.UnicodeScalarView()
        var isQuoted = false
        for scalar in scalars[min(start, scalars.count)..<min(max(start, end), scalars.count)] {
            if scalar == "\"" { isQuoted.toggle() }
            let isBlank = Self.isBlank(scalar) && !isQuoted
            if isBlank, text.last == " " { continue }
            text.append(isBlank ? " " : scalar)
        }
        if text.last == " " { text.removeLast() }
        return String(text)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t"
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        !isBlank(scalar) && !"\",:()<>=".unicodeScalars.contains(scalar)
    }

    private mutating func skipBlanks() {
        while position < scalars.count, Self.isBlank(scalars[position]) { position += 1 }
    }

    /// The next token; at the end of the line that again and again.
    mutating func next() throws(PolicyFault) -> PolicyToken {
        skipBlanks()
        let start = position
        guard start < scalars.count, !(takesComments && scalars[start] == "#") else {
            return PolicyToken(kind: .end, start: start)
        }
        position += 1
        let kind: PolicyToken.Kind
        switch scalars[start] {
        case ",": kind = .comma
        case ":": kind = .colon
        case "(": kind = .open
        case ")": kind = .close
        case "=": kind = .comparison(.equal)
        case "<": kind = .comparison(isFollowedByEqual() ? .lessOrEqual : .less)
        case ">": kind = .comparison(isFollowedByEqual() ? .moreOrEqual : .more)
        case "\"": kind = .quoted(try quoted(start))
        default:
            while position < scalars.count, Self.isWord(scalars[position]) { position += 1 }
            kind = .word(string(scalars[start..<position]))
        }
        return PolicyToken(kind: kind, start: start)
    }

    /// What stands before ` on `, which may have a ':' in it, or a quoted text.
    mutating func nextModel() throws(PolicyFault) -> PolicyToken {
        let before = position
        skipBlanks()
        let start = position
        if start < scalars.count, scalars[start] == "\"" { return try next() }
        for index in before..<max(before, scalars.count - 3)
        where Self.isBlank(scalars[index]) && Self.isBlank(scalars[index + 3])
            && scalars[index + 1] == "o" && scalars[index + 2] == "n"
        {
            position = index
            let name = scalars[min(start, index)..<index]
            let end = (name.lastIndex { !Self.isBlank($0) } ?? index - 1) + 1
            return PolicyToken(kind: .word(string(scalars[min(start, end)..<end])), start: start)
        }
        throw .syntax(
            place(start), .expected("'MODEL on MACHINES: …'", found: string(scalars[start...])))
    }

    private mutating func isFollowedByEqual() -> Bool {
        guard position < scalars.count, scalars[position] == "=" else { return false }
        position += 1
        return true
    }

    /// The text up to the closing quote; `\"` and `\\` stand for what follows the backslash.
    private mutating func quoted(_ start: Int) throws(PolicyFault) -> String {
        var text = String.UnicodeScalarView()
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            if scalar == "\"" { return String(text) }
            if scalar == "\\" {
                guard position < scalars.count, "\"\\".unicodeScalars.contains(scalars[position])
                else { throw .syntax(place(position - 1), .badEscape) }
                text.append(scalars[position])
                position += 1
            } else {
                text.append(scalar)
            }
        }
        throw .syntax(place(start), .openText)
    }

    private func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }
}
