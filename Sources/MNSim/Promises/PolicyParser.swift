import MNCore

/// Reads a policy, a line a statement; the grammar is in `docs/policy.md`.
package struct PolicyParser: Sendable {
    var lexer: PolicyLexer
    /// A token that was looked at and not taken.
    private var ahead: PolicyToken?
    /// How many brackets and `not` are open.
    var depth = 0
    /// How many facts the line has so far.
    var facts = 0

    private init(_ lexer: PolicyLexer) { self.lexer = lexer }

    /// The statements of a file.
    package static func statements(
        _ bytes: [UInt8], file: String
    ) throws(PolicyFault) -> [PolicyStatement] {
        var statements: [PolicyStatement] = []
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            var line = line
            if index == 0, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
            if line.last == 0x0D { line = line.dropLast() }
            guard let text = String(validating: line, as: UTF8.self) else {
                throw .syntax(PolicyPlace(file: file, line: index + 1, column: 1), .notText)
            }
            var parser = PolicyParser(try PolicyLexer(text, file: file, line: index + 1))
            if let statement = try parser.statement() { statements.append(statement) }
        }
        return statements
    }

    /// The promise of a line that stands alone, where `#` begins no comment.
    package static func promise(_ text: String) throws(PolicyFault) -> PolicyPromise {
        var parser = PolicyParser(
            try PolicyLexer(text, file: "--require", line: 1, takesComments: false))
        return try parser.promise()
    }

    // MARK: - Tokens

    mutating func peek() throws(PolicyFault) -> PolicyToken {
        if let ahead { return ahead }
        let token = try lexer.next()
        ahead = token
        return token
    }

    @discardableResult
    mutating func take() throws(PolicyFault) -> PolicyToken {
        let token = try peek()
        ahead = nil
        return token
    }

    /// Takes the next token if it is this one.
    mutating func takes(_ kind: PolicyToken.Kind) throws(PolicyFault) -> Bool {
        guard try peek().kind == kind else { return false }
        ahead = nil
        return true
    }

    mutating func takes(_ word: String) throws(PolicyFault) -> Bool { try takes(.word(word)) }

    /// Takes a word that must stand here.
    mutating func expect(_ word: String) throws(PolicyFault) {
        if try takes(word) { return }
        throw try expected("'\(word)'")
    }

    mutating func expect(_ kind: PolicyToken.Kind) throws(PolicyFault) {
        if try takes(kind) { return }
        throw try expected(
            kind == .end
                ? "The end of the line" : "'\(PolicyToken(kind: kind, start: 0).words)'")
    }

    mutating func expected(_ what: String) throws(PolicyFault) -> PolicyFault {
        let token = try peek()
        return .syntax(lexer.place(token.start), .expected(what, found: token.words))
    }

    /// A word, or quoted text, that is a value.
    mutating func value(_ what: String) throws(PolicyFault) -> (text: String, place: PolicyPlace) {
        let token = try peek()
        switch token.kind {
        case .word(let text), .quoted(let text):
            try take()
            return (text, lexer.place(token.start))
        default: throw try expected(what)
        }
    }

    /// The text from a token up to what was taken last.
    mutating func text(from start: Int) throws(PolicyFault) -> String {
        lexer.text(from: start, to: ahead.map(\.start) ?? lexer.position)
    }

    // MARK: - Statements

    /// Nil for a line of nothing but a comment.
    private mutating func statement() throws(PolicyFault) -> PolicyStatement? {
        let beginning = lexer
        let first = try take()
        let place = lexer.place(first.start)
        switch first.kind {
        case .end: return nil
        case .word("extends"): return try extends(place)
        case .word("fleet"): return .fleet(try fleet(place))
        case .word("let"): return .name(try name(place, first.start))
        case .word("allow"): return .waiver(try waiver(place, first.start))
        default:
            lexer = beginning
            return .promise(try promise())
        }
    }

    private mutating func extends(_ place: PolicyPlace) throws(PolicyFault) -> PolicyStatement {
        let (path, at) = try value("The path of a policy")
        guard path.hasPrefix("./") || path.hasPrefix("../"), !path.contains("://") else {
            throw .syntax(at, .expected("A path that begins with './' or '../'", found: path))
        }
        try expect(.end)
        return .extends(path: path, place)
    }

    private mutating func fleet(_ place: PolicyPlace) throws(PolicyFault) -> PolicyFleetLine {
        var name: String?
        var path = try value("The file of a fleet")
        if try takes(.comparison(.equal)) {
            name = try checked(path)
            path = try value("The file of a fleet")
        }
        var line = PolicyFleetLine(name: name, path: path.text, mostDays: nil, place: place)
        if try takes(.comma) {
            for word in ["not", "older", "than"] { try expect(word) }
            let days = try peek()
            guard let number = days.word.flatMap({ PolicyNumber($0, decimals: 1) }),
                number.scale == 1
            else { throw try expected("A number of days") }
            try take()
            line.mostDays = Int(clamping: number.parts)
            if try !takes("day") { try expect("days") }
        }
        try expect(.end)
        return line
    }

    private mutating func name(_ place: PolicyPlace, _ start: Int) throws(PolicyFault) -> PolicyName
    {
        let name = try checked(try value("A name"))
        try expect(.comparison(.equal))
        let query = try query()
        let text = try text(from: start)
        try endOfQuery([.end])
        return PolicyName(name: name, query: query, text: text, place: place)
    }

    /// A name of letters, digits, `-` and `_` that is no word of the grammar.
    private func checked(_ name: (text: String, place: PolicyPlace)) throws(PolicyFault) -> String {
        let isName = name.text.utf8.allSatisfy {
            $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "_")
        }
        guard isName, name.text.utf8.first?.isASCIILetter == true else {
            throw .syntax(
                name.place,
                .expected("A name of letters, digits, '-' and '_'", found: name.text))
        }
        if PolicyWords.all.contains(name.text.lowercased()) {
            throw .clash(name.place, name.text, with: "a word of the grammar")
        }
        return name.text
    }

    private mutating func waiver(
        _ place: PolicyPlace, _ start: Int
    ) throws(PolicyFault) -> PolicyWaiver {
        try expect("until")
        let date = try peek()
        guard let until = date.word.flatMap(CalendarDate.init) else {
            throw try expected("A day such as 2027-03-01")
        }
        try take()
        try expect(.colon)
        let model = try lexer.nextModel().words
        try expect("on")
        let query = try query()
        try endOfQuery([.word("because")])
        try expect("because")
        let reason = try peek()
        guard case .quoted(let text) = reason.kind, text.contains(where: { $0 != " " }) else {
            throw try expected("A reason in quotes")
        }
        try take()
        try expect(.end)
        return PolicyWaiver(
            text: try self.text(from: start), place: place, until: until, model: model,
            query: query, reason: text)
    }

    /// `MODEL on MACHINES: DEMAND`.
    private mutating func promise() throws(PolicyFault) -> PolicyPromise {
        let model = try lexer.nextModel()
        try expect("on")
        let start = try peek().start
        let query = try query()
        let queryText = try text(from: start)
        try endOfQuery([.colon])
        try expect(.colon)
        let demand = try demand()
        try expect(.end)
        return PolicyPromise(
            text: try text(from: model.start), place: lexer.place(model.start),
            model: model.words, query: query, queryPlace: lexer.place(start),
            queryText: queryText, demand: demand)
    }
}
