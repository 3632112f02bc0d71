import MNCore

/// An inventory as a table: CSV, TSV, JSON or JSON Lines, read in pieces.
package struct TableInventory {
    private let mapping: Mapping
    private let name: String
    private var gathered: FleetImport
    /// The columns of what many machines have in common.
    private let sharedNames: [String]
    /// What machines have in common, by what stands in those columns.
    private var kinds: [[String?]: ReportedMachine] = [:]
    /// The most that are remembered.
    private static let mostKinds = 10_000

    private init(_ mapping: Mapping, _ kind: String, _ name: String, _ options: FleetImport.Options)
    {
        self.mapping = mapping
        sharedNames = mapping.sharedNames
        self.name = name
        gathered = FleetImport(kind: kind, options)
    }

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - kind: what the fleet says that it was made of: `table`, or `table/jamf`.
    ///   - name: the file, as the user would name it.
    ///   - next: the bytes from an offset on, none at the end.
    /// - Throws: an `InventoryFault`, or what `next` throws.
    package static func fleet(
        _ mapping: Mapping, kind: String, name: String, _ options: FleetImport.Options,
        next: @escaping (_ offset: Int) throws -> [UInt8]
    ) async throws -> Fleet {
        var table = TableInventory(mapping, kind, name, options)
        for sentence in mapping.assumed { table.gathered.assume(sentence) }
        var pieces = Pieces(next: next)
        let first = try pieces.text { table.gathered.note($0) }
        guard let byte = first.first(where: { !$0.isWhitespace }) else {
            throw InventoryFault.empty(name)
        }
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
            try await table.readJSON(first, &pieces)
        } else {
            try await table.readDelimited(first, &pieces)
        }
        if pieces.isUTF16 { table.gathered.assume("The text is UTF-16.") }
        return try table.gathered.fleet(name: name)
    }

    private mutating func readDelimited(_ first: [UInt8], _ pieces: inout Pieces) async throws {
        var rows = DelimitedRows()
        var columns: [String: Int]?
        var piece = first
        var isWhole = true
        while true {
            let isLast = piece.isEmpty
            let body: (DelimitedRows.Row) throws -> Void = { row in
                guard let columns else {
                    columns = try header(row)
                    return
                }
                add { name in columns[name].map { row[$0] } }
            }
            isWhole = isLast ? try rows.finish(body) : try rows.read(piece, body)
            await gathered.settle()
            if isLast || !isWhole { break }
            piece = try pieces.text { gathered.note($0) }
        }
        if rows.isOpen { throw InventoryFault.endsEarly(name) }
        if !isWhole { throw InventoryFault.tooLong(name) }
        if let mark = rows.separator, mark != UInt8(ascii: ",") {
            let word = mark == 0x09 ? "tabs" : "'\(Unicode.Scalar(mark))'"
            gathered.assume("The columns are separated by \(word).")
        }
    }

    /// The places of the columns that are asked for, by the names of the mapping; case makes no difference.
    private func header(_ row: DelimitedRows.Row) throws(InventoryFault) -> [String: Int] {
        var columns: [String: Int] = [:]
        for index in 0..<row.count {
            let name = row[index].trimmed.lowercased()
            if columns[name] == nil { columns[name] = index }
        }
        try check {
            columns[$0.lowercased()] != nil
        } found: {
            (0..<row.count).prefix(40).map { row[$0] }
        }
        return Dictionary(
            mapping.names.compactMap { name in columns[name.lowercased()].map { (name, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// A table without any column for the memory, or with none for the system, is another table.
    private func check(
        _ isThere: (String) -> Bool, found: () -> [String]
    ) throws(InventoryFault) {
        for fact in [Mapping.Fact.ram, .system, .gpu] {
            guard let column = mapping.columns[fact], mapping.constants[fact] == nil else {
                continue
            }
            if fact != .gpu, !column.names.contains(where: isThere) {
                throw InventoryFault.columnMissing(
                    name, fact: fact.rawValue, wanted: column.names, found: found())
            }
        }
    }

    private mutating func readJSON(_ first: [UInt8], _ pieces: inout Pieces) async throws {
        var elements = JSONElements(keys: Set(mapping.lists + Self.lists))
        var piece = first
        var isTold = false
        func take(_ element: JSON) {
            guard element.object != nil else {
                gathered.leaveOut("it is \(element.kind), and no object")
                return
            }
            add { name in
                let text = element.text(at: name)
                if text != nil { isTold = true }
                return text
            }
        }
        do {
            while !piece.isEmpty {
                try elements.read(piece, take)
                await gathered.settle()
                piece = try pieces.text { gathered.note($0) }
            }
            try elements.finish(take)
            await gathered.settle()
        } catch let fault as JSONElements.Fault {
            throw InventoryFault(fault, name, after: elements.count)
        }
        if elements.count > 0, !isTold {
            throw InventoryFault.nothingTold(name, wanted: mapping.names)
        }
        for (key, total) in elements.totals.sorted(by: { $0.key < $1.key })
        where Self.totals.contains(key) && total > elements.count {
            gathered.assume(
                "The inventory says that there are \(total); \(elements.count) are in this file.")
        }
    }

    /// Keys under which programs put their rows.
    private static let lists = [
        "items", "results", "value", "data", "hosts", "computers", "devices", "rows",
    ]
    /// Keys under which they say how many there are.
    private static let totals: Set<String> = ["@odata.count", "totalCount", "total", "count"]

    private mutating func add(_ values: (String) -> String?) {
        do throws(NotTaken) {
            gathered.add(try mapping.machine(values, of: kind(values)))
        } catch { gathered.leaveOut(error.reason) }
    }

    /// What a row has in common with others, which is read once.
    private mutating func kind(_ values: (String) -> String?) -> ReportedMachine {
        let words = sharedNames.map(values)
        if let kind = kinds[words] { return kind }
        var kind = mapping.kind(values)
        if kinds.count < Self.mostKinds {
            kind.kind = kinds.count
            kinds[words] = kind
        }
        return kind
    }
}

/// The bytes of a file, one piece after the other, as UTF-8.
struct Pieces {
    let next: (_ offset: Int) throws -> [UInt8]
    private var offset = 0
    private var decoder = TextPieces()
    private var isAtEnd = false

    init(next: @escaping (_ offset: Int) throws -> [UInt8]) { self.next = next }

    var isUTF16: Bool { decoder.encoding.map { $0 != .utf8 } ?? false }

    /// The next text; empty at the end.
    mutating func text(_ note: ([UInt8]) -> Void) throws -> [UInt8] {
        while !isAtEnd {
            let bytes = try next(offset)
            note(bytes)
            offset += bytes.count
            if bytes.isEmpty { isAtEnd = true }
            let text = bytes.isEmpty ? decoder.finish() : decoder.read(bytes)
            if !text.isEmpty { return text }
        }
        return []
    }
}

extension JSON {
    /// What stands at a path such as `GpuInfo.Gpus.Name`; of several elements of a list all, with `;` between.
    fileprivate func text(at path: String) -> String? {
        if let value = self[path] { return value.plain }
        if object != nil, !path.utf8.contains(UInt8(ascii: ".")) { return nil }
        var values = [self]
        for key in path.split(separator: ".") {
            values = values.flatMap { value -> [JSON] in
                if let elements = value.array { return elements.compactMap { $0[String(key)] } }
                return [value[String(key)]].compactMap(\.self)
            }
        }
        let texts = values.compactMap(\.plain)
        return texts.isEmpty ? nil : texts.joined(separator: ";")
    }

    private var plain: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .bool(let flag): flag ? "true" : "false"
        case .array(let elements):
            elements.isEmpty ? nil : elements.compactMap(\.plain).joined(separator: ";")
        case .null, .object: nil
        }
    }
}
