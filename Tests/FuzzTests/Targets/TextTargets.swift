import MNCore

@testable import MNRunner
@testable import MNSim

extension FuzzTarget {
    static let texts = [
        FuzzTarget("printable", feedPrintable), FuzzTarget("table", feedTable),
        FuzzTarget("words", feedWords), FuzzTarget("pattern", feedPattern),
        FuzzTarget("endpoint", feedEndpoint), FuzzTarget("requirement", feedRequirement),
    ]

    private static func feedPrintable(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let (line, lines) = (Sanitized.line(text), Sanitized.lines(text))
        try Ink.checkLine(line, "a line")
        try Ink.check(lines, "lines")
        try promiseEqual(Sanitized.line(line), line, "a safe line stays as it is")
        try promiseEqual(Sanitized.lines(lines), lines, "safe lines stay as they are")
        for width in [0, 1, 2, 10, 80] {
            let cut = DisplayWidth.cut(line, to: width)
            try promise(
                DisplayWidth.of(cut) <= width,
                "a text is cut to \(width) columns: \(cut.debugDescription)")
        }
    }

    private static func feedTable(_ bytes: [UInt8]) throws {
        var input = FuzzInput(bytes)
        let width = input.choose([nil, 1, 2, 7, 40, 80, 200])
        let count = 1 + Int(input.byte()) % 4
        var table = Table(
            (0..<count).map { index in
                let isRight = input.byte() % 2 == 0
                let least = input.choose([nil, 1, 8])
                return .init(
                    "T\(index)", isRight ? .right : .left, priority: index, leastWidth: least)
            })
        var cells: [Table.Cell] = []
        var rows = 0
        for part in input.parts {
            cells.append(.init(String(decoding: part, as: UTF8.self)))
            guard cells.count == count else { continue }
            table.append(cells)
            cells = []
            rows += 1
        }
        if let cell = cells.first { table.append(heading: cell) }
        let text = table.text(width: width)
        try Ink.check(text, "a table")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if let width {
            for line in lines {
                try promise(
                    DisplayWidth.of(line) <= width, "a line is over \(width) columns: \(line)")
            }
        }
        let markdown = table.markdown
        try Ink.check(markdown, "a Markdown table")
        let bars = markdown.split(separator: "\n").filter { $0.hasPrefix("|") }
        for line in bars {
            let plain = line.replacing("\\\\", with: "").replacing("\\|", with: "")
            try promiseEqual(
                plain.utf8.count { $0 == UInt8(ascii: "|") }, count + 1,
                "each row of a Markdown table has its columns: \(line)")
        }
        try promiseEqual(bars.count, rows == 0 ? 0 : rows + 2, "a Markdown table has all its rows")
    }

    /// The small readers of numbers, days, versions and words.
    private static func feedWords(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        try promiseEqual(Base64.decode(Base64.encode(bytes)), bytes, "Base64 is read back")
        if let decoded = Base64.decode(text) {
            try promiseEqual(Base64.encode(decoded), text, "Base64 has one form")
        }
        if let day = CalendarDate(text) { try promiseEqual("\(day)", text, "a day is its text") }
        if let version = DottedVersion(text) {
            try promiseEqual(DottedVersion("\(version)"), version, "a version is read back")
        }
        let names = ["--profile", "--json", "schema", "gemma4:e2b", "é"]
        if let nearest = Spelling.nearest(to: text, in: names) {
            try promise(names.contains(nearest), "a suggestion is a candidate")
        }
        for width in [nil, 1, 20, 80] {
            for line in Wrap.lines(text, width: width, indent: "  ") {
                try promise(!line.contains("\n"), "a wrapped line is one line")
            }
        }
        let line = CommandWords.line(text.split(separator: " ").map(String.init))
        try promise(line.utf8.count <= 4 * bytes.count + 1024 * 4, "a command line is not blown up")
        if let time = GoTime.parseDuration(text) { _ = GoTime.duration(time) }
        _ = GoTime.reading(text)
        if let number = Int(text) {
            _ = GoUnits.size(ByteCount(number))
            _ = GoUnits.shortSize(ByteCount(number))
            _ = GoUnits.age(.seconds(number))
            _ = GoUnits.age(.milliseconds(number))
            _ = GoTime.duration(.nanoseconds(number))
            for time in [Duration.seconds(number), .milliseconds(number)] {
                _ = Timestamp.text(time)
                _ = GoTime.precise(time)
                _ = GoTime.seconds(time)
                _ = GoTime.header(time)
            }
        }
        if let size = Double(text), size.isFinite, size >= 0, size < 0x1p33 {
            _ = ByteCount.gibibytes(size).description
        }
        _ = GoText.words(ofCommandLine: text)
        _ = GoText.htmlEscaped(text)
        if let name = RunnerReference(parsing: text) {
            try promiseEqual(RunnerReference(parsing: name.text), name, "a reference is read back")
        }
    }

    /// A pattern, and a text that is searched.
    private static func feedPattern(_ bytes: [UInt8]) throws {
        let parts = FuzzInput(bytes).parts
        let text = String(decoding: parts.last ?? [], as: UTF8.self)
        guard
            let pattern = try? Pattern(
                String(decoding: parts[0], as: UTF8.self), ignoresCase: false)
        else { return }
        let isFound = pattern.isFound(in: text)
        guard let relaxed = try? Pattern(pattern.text, ignoresCase: true) else {
            throw BrokenPromise("case makes a pattern unreadable")
        }
        // "Not this letter" becomes narrower where case does not count.
        if !pattern.text.contains("^") {
            try promise(!isFound || relaxed.isFound(in: text), "less is asked without case")
        }
    }

    private static func feedEndpoint(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let endpoint = Endpoint(text) else { return }
        try promiseEqual(Endpoint("\(endpoint)"), endpoint, "an endpoint is read back")
        for part in [endpoint.hostHeader, endpoint.prefix] {
            try promise(
                part.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F },
                "it fits into a request: \(part.debugDescription)")
        }
        if case .tcp(let host, let port) = endpoint.address {
            try promise(!host.isEmpty && (1...65535).contains(port), "there is a host and a port")
            try promise(!host.contains("@"), "a host has no user in it: \(host.debugDescription)")
        }
    }

    private static func policy(_ bytes: [UInt8]) -> Result<[PolicyStatement], PolicyFault> {
        Result { () throws(PolicyFault) in try PolicyParser.statements(bytes, file: "policy") }
    }

    /// What an image asks of drivers, and what a team asks of models.
    private static func feedRequirement(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let texts = text.split(separator: "\u{1E}").map(String.init)
        let requirement = CUDARequirement(texts)
        try promiseEqual(CUDARequirement(texts), requirement, "it is read the same again")
        if case .failure(let fault) = policy(bytes) {
            try Ink.checkLine(Sanitized.line(fault.problem), "what is wrong with a policy")
        }
        try promiseEqual(policy(bytes), policy(bytes), "it is read the same again")
        if let wanted = try? Requirement(parsing: text, catalog: .builtin) {
            try promise(!wanted.statuses.isEmpty, "it asks for a status")
            try Ink.checkLine(wanted.wanted, "what is wanted")
        }
    }
}
