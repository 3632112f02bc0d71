import MNCore

/// Instances as PowerShell's lists (`Name : value`) and `wmic /value` (`Name=value`) show them.
struct CIMListFormat: PasteFormat {
    let kind = ImportKind.windowsCIM
    let name: String
    private let separator: Character

    static let list = CIMListFormat(name: "Format-List", separator: ":")
    static let values = CIMListFormat(name: "wmic /value", separator: "=")

    private func pair(_ line: String) -> (key: String, text: String)? {
        guard line.first?.isWhitespace == false, let mark = line.firstIndex(of: separator) else {
            return nil
        }
        let key = line[..<mark].trimmed
        guard !key.isEmpty, key.utf8.count < 60,
            key.utf8.allSatisfy({ $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "_") }),
            separator == "=" || line[..<mark].last == " "
        else { return nil }
        return (key, line[line.index(after: mark)...].trimmed)
    }

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first, pair(line) != nil else { return .unlike }
        return lines.prefix(90).prefix { !$0.isBlank }
            .contains { pair($0).map { CIMClass.marks.contains($0.key) } == true } ? .line : .unlike
    }

    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool {
        guard CIMClass.asked(by: command) != nil else { return false }
        return command.words.contains {
            ["/value", "/format:list", "format-list", "fl"]
                .contains($0.lowercased())
        } == (separator == "=" || command.program != "wmic")
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var rows: [[(key: String, text: String)]] = []
        var row: [(key: String, text: String)] = []
        for line in part.lines + [""] {
            let pair = pair(line)
            let isRepeated = row.contains { $0.key == pair?.key }
            // wmic puts empty lines around single values.
            let isEnd = line.isBlank && (separator == ":" || row.count > 1)
            if isRepeated || isEnd, !row.isEmpty {
                rows.append(row)
                row = []
            }
            if let pair {
                row.append(pair)
            } else if !line.isBlank, let last = row.indices.last {
                row[last].text += line.trimmed
            }
        }
        if !row.isEmpty { rows.append(row) }
        return CIMClass.telling(rows, part, type: CIMClass.asked(by: part.command))
    }
}

/// Instances as PowerShell's tables, tables of `wmic`, or CSV show them.
struct CIMTableFormat: PasteFormat {
    let kind = ImportKind.windowsCIM
    let name = "Format-Table"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        let names = Self.names(line)
        guard names.contains(where: CIMClass.marks.contains) else { return .unlike }
        let isRuled = lines.count > 1 && Self.isRule(lines[lines.startIndex + 1])
        return isRuled || names.allSatisfy(CIMClass.known.contains) ? .opening : .unlike
    }

    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool {
        CIMClass.asked(by: command) != nil
    }

    private static func names(_ line: String) -> [String] {
        guard line.utf8.count < 4_000 else { return [] }
        return line.split { $0 == " " || $0 == "," || $0 == "\"" }.map(String.init)
    }

    private static func isRule(_ line: String) -> Bool {
        line.contains("--") && line.allSatisfy { $0 == "-" || $0 == " " }
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        let type = CIMClass.asked(by: part.command)
        guard let heading = part.lines.first else { return Telling() }
        let body = part.lines.dropFirst()
        let rows: [[(key: String, text: String)]]
        if heading.contains(",") {
            rows = Self.separated(heading, body)
        } else if let rule = body.first, Self.isRule(rule) {
            rows = Self.ruled(heading, rule, body.dropFirst().prefix { !$0.isBlank })
        } else {
            rows = Self.columns(heading, body)
        }
        return CIMClass.telling(rows, part, type: type)
    }

    private static func separated(
        _ heading: String, _ body: ArraySlice<String>
    ) -> [[(key: String, text: String)]] {
        let names = cells(heading)
        return body.filter { !$0.isBlank }.compactMap { line in
            let cells = cells(line)
            return cells.count == names.count ? zip(names, cells).map { ($0, $1) } : nil
        }
    }

    private static func cells(_ line: String) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            if character == "\"" {
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                cells.append("")
            } else {
                cells[cells.count - 1].append(character)
            }
        }
        return cells.map(\.trimmed)
    }

    /// Columns below rules; numbers stand at the right, so that only a gap in all lines parts two of them.
    private static func ruled(
        _ heading: String, _ rule: String, _ body: ArraySlice<String>
    ) -> [[(key: String, text: String)]] {
        let lines = body.prefix(GPU.mostListed).map(Array.init)
        let marks = Array(rule)
        var runs: [Range<Int>] = []
        for (place, mark) in marks.enumerated() where mark == "-" {
            if let last = runs.last, last.upperBound == place {
                runs[runs.count - 1] = last.lowerBound..<place + 1
            } else {
                runs.append(place..<place + 1)
            }
        }
        let names = names(heading)
        guard names.count == runs.count else { return [] }
        var starts = [0]
        for (left, right) in zip(runs, runs.dropFirst()) {
            let gap = (left.upperBound..<right.lowerBound).last { place in
                lines.allSatisfy { place >= $0.count || $0[place] == " " }
            }
            guard let gap else { return [] }
            starts.append(gap)
        }
        return cut(lines, names, starts)
    }

    /// Columns of `wmic`, which begin where their names do.
    private static func columns(
        _ heading: String, _ body: ArraySlice<String>
    ) -> [[(key: String, text: String)]] {
        var starts: [Int] = []
        var previous: Character = " "
        for (place, character) in heading.enumerated() {
            if character != " ", previous == " " { starts.append(place) }
            previous = character
        }
        let lines = body.filter { !$0.isBlank }.prefix(GPU.mostListed).map(Array.init)
        // What does not end before the next column begins is no such table.
        let isCut = lines.contains { line in
            starts.dropFirst().contains { $0 <= line.count && line[$0 - 1] != " " }
        }
        return isCut ? [] : cut(lines, names(heading), starts)
    }

    private static func cut(
        _ lines: [[Character]], _ names: [String], _ starts: [Int]
    ) -> [[(key: String, text: String)]] {
        guard names.count == starts.count else { return [] }
        return lines.map { line in
            names.indices.map { column in
                let start = min(starts[column], line.count)
                let end =
                    column + 1 < starts.count ? min(starts[column + 1], line.count) : line.count
                return (names[column], String(line[start..<max(start, end)]).trimmed)
            }
        }
    }
}

extension GPU {
    /// More adapters, processors or modules are not looked at.
    fileprivate static let mostListed = 256
}
