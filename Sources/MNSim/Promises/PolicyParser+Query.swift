import MNCore

extension PolicyParser {
    /// The most brackets and `not` within one another.
    private static let depthLimit = 64
    /// The most facts of a line.
    private static let factLimit = 1000

    private static let units: [String: UInt64] = [
        "MB": 1 << 20, "MiB": 1 << 20, "GB": 1 << 30, "GiB": 1 << 30, "TB": 1 << 40,
        "TiB": 1 << 40,
    ]

    /// Machines of which one of several parts is true; a comma is `or`.
    mutating func query() throws(PolicyFault) -> PolicyQuery {
        try skipCommas()
        var parts = [try conjunction()]
        while true {
            if try skipCommas() {
                switch try peek().kind {
                case .word("because"), .colon, .close, .end: break
                default:
                    parts.append(try conjunction())
                    continue
                }
            } else if try takes("or") {
                parts.append(try conjunction())
                continue
            }
            return parts.count == 1 ? parts[0] : .any(parts)
        }
    }

    /// Checks that a query ends before one of these tokens.
    mutating func endOfQuery(_ ends: [PolicyToken.Kind]) throws(PolicyFault) {
        let token = try peek()
        if ends.contains(token.kind) { return }
        if case .word(let word) = token.kind {
            let words = ["and", "or"] + ends.compactMap { PolicyToken(kind: $0, start: 0).word }
            throw .unknownWord(
                lexer.place(token.start), word,
                suggestion: Spelling.nearest(to: word, in: words))
        }
        throw try expected(
            ends.contains(.end)
                ? "The end of the line" : "'\(PolicyToken(kind: ends[0], start: 0).words)'")
    }

    @discardableResult
    private mutating func skipCommas() throws(PolicyFault) -> Bool {
        var isThere = false
        while try takes(.comma) { isThere = true }
        return isThere
    }

    private mutating func conjunction() throws(PolicyFault) -> PolicyQuery {
        var parts = [try negation()]
        while try takes("and") { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation() throws(PolicyFault) -> PolicyQuery {
        let token = try peek()
        guard token.kind == .word("not") || token.kind == .open else { return try fact() }
        try take()
        depth += 1
        defer { depth -= 1 }
        if depth > Self.depthLimit {
            throw .syntax(lexer.place(token.start), .tooDeep(limit: Self.depthLimit))
        }
        if token.kind != .open { return .not(try negation()) }
        let query = try query()
        try endOfQuery([.close])
        try expect(.close)
        return query
    }

    private mutating func fact() throws(PolicyFault) -> PolicyQuery {
        let token = try peek()
        guard case .word(let word) = token.kind else { throw try expected("A choice of machines") }
        let place = lexer.place(token.start)
        facts += 1
        if facts > Self.factLimit { throw .syntax(place, .tooLong(limit: Self.factLimit)) }
        if PolicyWords.all.contains(word), !PolicyWords.facts.contains(word) {
            throw try expected("A choice of machines")
        }
        try take()
        let fact: PolicyFact
        switch word {
        case "fleet": fact = .fleet
        case "shipped": fact = .shipped
        case "virtual": fact = .virtual
        case "ram": fact = .ram(try comparison("'ram >= 16GB'"), try size())
        case "vram": fact = .vram(try comparison("'vram >= 12GB'"), try size())
        case "driver": fact = .driver(try comparison("'driver >= 550'"), try version())
        case "share":
            fact = .share(try comparison("'share >= 0.5% of fleet'"), try share(), of: try group())
        case "covering": fact = .covering(try share(), of: try group())
        case "vendor":
            let names = GPU.Vendor.allCases.map(\.rawValue) + ["none"]
            fact = .vendor(GPU.Vendor(rawValue: try choice(names, "A vendor")))
        case "system":
            fact = .system(
                try named(Hardware.System.init(rawValue:), Hardware.System.allCases, "A system"))
        case "arch":
            fact = .arch(
                try named(
                    Hardware.Processor.init(rawValue:), Hardware.Processor.allCases,
                    "A processor"))
        case "tag": fact = .tag(try text("A tag"))
        case "model": fact = .model(try text("What the maker calls the machine"))
        case "hardware": fact = .hardware(try text("The id of a machine"))
        default:
            fact = word.contains("*") ? .pattern(word) : .name(word)
            try checkName(word, place)
        }
        return .fact(fact, place)
    }

    /// Tells a misspelt fact by what follows it.
    private mutating func checkName(
        _ word: String, _ place: PolicyPlace
    ) throws(PolicyFault) {
        let suggestion = Spelling.nearest(to: word, in: PolicyWords.facts)
        switch try peek().kind {
        case .comparison: break
        case .word("and"), .word("or"), .word("because"): return
        case .word, .quoted: if suggestion == nil { return }
        default: return
        }
        throw .unknownWord(place, word, suggestion: suggestion)
    }

    // MARK: - Values

    mutating func comparison(_ example: String) throws(PolicyFault) -> PolicyComparison {
        guard case .comparison(let comparison) = try peek().kind else {
            throw try expected("A comparison as in \(example)")
        }
        try take()
        return comparison
    }

    /// A share such as `0.5%`, also with a blank before the `%`.
    mutating func share() throws(PolicyFault) -> PolicyShare {
        let token = try peek()
        guard var text = token.word else { throw try expected("A share such as 70%") }
        try take()
        if !text.hasSuffix("%"), try takes("%") { text += "%" }
        guard let share = PolicyShare(text) else {
            throw .syntax(
                lexer.place(token.start),
                .expected("A share from 0% to 100%, such as 70% or 0.5%", found: text))
        }
        return share
    }

    /// A size such as `12GB`, also with a blank before the unit; a fraction of a byte is dropped.
    private mutating func size() throws(PolicyFault) -> ByteCount {
        let token = try peek()
        guard var text = token.word else { throw try expected("A size such as 12GB") }
        try take()
        if let unit = try peek().word, Self.units[unit] != nil {
            try take()
            text += unit
        }
        let unit = text.drop { $0.isNumber || $0 == "." }
        guard let factor = Self.units[String(unit)],
            let number = PolicyNumber(text.dropLast(unit.count), decimals: 6)
        else {
            throw .syntax(
                lexer.place(token.start),
                .expected("A size in MB, GB or TB, such as 12GB", found: text))
        }
        return ByteCount(
            clamping: UInt128(number.parts) * UInt128(factor) / UInt128(number.scale))
    }

    private mutating func version() throws(PolicyFault) -> DottedVersion {
        guard let version = try peek().word.flatMap({ DottedVersion($0) }) else {
            throw try expected("A version such as 550 or 550.54")
        }
        try take()
        return version
    }

    /// What a share is of: `fleet`, or a name.
    private mutating func group() throws(PolicyFault) -> String {
        try expect("of")
        guard let word = try peek().word,
            word == "fleet" || !PolicyWords.all.contains(word)
        else { throw try expected("'fleet' or a name") }
        try take()
        return word
    }

    /// A word or quoted text, after `=` or nothing.
    private mutating func text(_ what: String) throws(PolicyFault) -> String {
        _ = try takes(.comparison(.equal))
        return try value(what).text
    }

    private mutating func choice(
        _ allowed: [String], _ what: String
    ) throws(PolicyFault) -> String {
        _ = try takes(.comparison(.equal))
        let (word, place) = try value("\(what), one of \(allowed.joined(separator: ", "))")
        if allowed.contains(word) { return word }
        throw .unknownWord(place, word, suggestion: Spelling.nearest(to: word, in: allowed))
    }

    private mutating func named<Value: RawRepresentable<String>>(
        _ make: (String) -> Value?, _ all: [Value], _ what: String
    ) throws(PolicyFault) -> Value {
        let word = try choice(all.map(\.rawValue), what)
        return make(word) ?? all[0]
    }
}
