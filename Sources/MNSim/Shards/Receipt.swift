package import MNCore

/// The lines of one shard, read back and known to be whole.
///
/// It holds their bytes and nothing else of them: each is read again where it is needed.
package struct Receipt: Hashable, Sendable {
    /// The most bytes of receipts that are read, of one file and of all together.
    package static let sizeLimit = 1 << 30

    /// The file that it is in, as the user would name it.
    package var file: String
    package var kind: ReceiptKind
    package var parts: RunParts
    package var shard: Shard
    package var attempt: Int
    package var command: [String]
    /// Of the whole run.
    package var cells: Int
    package var set: DigestSum
    /// Of this shard, by its lines.
    var own = ReceiptCells()
    package var header: JSONObject
    package var end: JSONObject
    /// All of it, with the first line and the last.
    package var bytes: ArraySlice<UInt8>

    /// A line between the first and the last.
    package struct Line: Hashable, Sendable {
        package var bytes: ArraySlice<UInt8>
        package var json: JSONObject

        /// What kind of line it is.
        package var word: String { json["t"]?.string ?? "" }
    }

    /// Reads a file of one receipt or several, one after the other.
    ///
    /// - Throws: `ReceiptFault`, for what is not whole or no receipt, and a `DocumentFault`.
    package static func read(_ bytes: [UInt8], file: String) throws -> [Receipt] {
        var reader = ReceiptReader(file: file, bytes: bytes)
        for line in ByteLines(bytes[...]) { try reader.take(line) }
        // What stands behind the last line feed is a line that is not ended.
        if bytes.last != 0x0A || reader.isOpen { throw ReceiptFault.cut(file: file) }
        return reader.receipts
    }

    /// Reads the lines between the first and the last, one after the other.
    package func eachLine(
        _ body: (Line) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        for line in ByteLines(bytes).dropFirst() {
            guard let json = try JSON.parse(Array(line)).object, json["t"] != "end" else { return }
            try body(Line(bytes: line, json: json))
        }
    }
}

/// Reads receipts line by line.
private struct ReceiptReader {
    let file: String
    /// All of the file.
    let bytes: [UInt8]
    var receipts: [Receipt] = []
    private var open: Open?
    private var hash = SHA256()

    /// A receipt that has begun.
    private struct Open {
        var header: JSONObject
        /// Where it begins.
        var start: Int
        /// Why it is not as mn writes them.
        var flaw: String?
        /// Nil for what is of no shard.
        var head: (receipt: Receipt, count: ReceiptCount)?
    }

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    /// Whether a receipt has begun that is not ended.
    var isOpen: Bool { open != nil || receipts.isEmpty }

    mutating func take(_ line: ArraySlice<UInt8>) throws {
        let object = (try? JSON.parse(Array(line)))?.object
        // What is printed again is safe to print.
        let isCanonical = object.map { JSON.object($0).text(.canonical).utf8.elementsEqual(line) }
        let withEnd = bytes[line.startIndex...line.endIndex]
        guard open != nil else {
            guard let object, object["t"] == "header" else {
                throw ReceiptFault.notOne(file: file)
            }
            try begin(object, at: line.startIndex)
            if isCanonical != true { open?.flaw = Self.otherForm }
            hash = SHA256()
            hash.update(withEnd)
            return
        }
        if isCanonical != true { open?.flaw = Self.otherForm }
        switch object?["t"]?.string {
        case "end": try finish(object ?? JSONObject(), at: line.endIndex)
        case "header": throw ReceiptFault.cut(file: file)
        case "error":
            throw ReceiptFault.failed(file: file, object?["message"]?.string ?? "")
        default:
            hash.update(withEnd)
            guard let object, open?.flaw == nil else { return }
            do throws(JSONFault) {
                try open?.head?.count.take(object)
            } catch {
                open?.flaw = "\(error)"
            }
        }
    }

    private static let otherForm = "a line has another form"

    /// Looks whether what begins is of a format that can be read.
    private mutating func begin(_ object: JSONObject, at start: Int) throws {
        let schema = object["schema"]?.string ?? ""
        let words = schema.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == 2, let version = Shard.number(words[1]),
            let kind = ReceiptKind.allCases.first(where: { $0.family == words[0] })
        else { throw ReceiptFault.notOne(file: file) }
        if version > 1 { throw ReceiptFault.newer(file: file, schema: schema) }
        var open = Open(header: object, start: start)
        if kind.schema != schema { open.flaw = "its schema is not written so" }
        if object["run"] != nil {
            let format = object["receipt"]?.integer ?? 1
            if format > ReceiptWriter.format {
                throw ReceiptFault.newer(file: file, schema: "receipt \(format)")
            }
            if format < ReceiptWriter.format { throw ReceiptFault.older(file: file) }
            do throws(JSONFault) {
                let receipt = try receipt(kind, object)
                open.head = (receipt, try ReceiptCount(kind, object, receipt.parts))
            } catch {
                open.flaw = "\(error)"
            }
        }
        self.open = open
    }

    private mutating func finish(_ end: JSONObject, at last: Int) throws {
        guard let open else { return }
        if open.header["run"] == nil { throw ReceiptFault.whole(file: file) }
        guard end["sha256"]?.string == SHA256.hexadecimal(hash.finalize()) else {
            throw ReceiptFault.edited(file: file)
        }
        guard open.flaw == nil, let (head, count) = open.head else {
            throw ReceiptFault.edited(file: file, why: open.flaw ?? "")
        }
        do throws(JSONFault) {
            try count.check(try JSONField(.object(end)).anyObject())
        } catch {
            throw ReceiptFault.edited(file: file, why: "\(error)")
        }
        var receipt = head
        receipt.own = count.cells
        receipt.end = end
        receipt.bytes = bytes[open.start...last]
        receipts.append(receipt)
        self.open = nil
    }

    /// What the first line says.
    private func receipt(
        _ kind: ReceiptKind, _ header: JSONObject
    ) throws(JSONFault) -> Receipt {
        let members = try JSONField(.object(header)).anyObject()
        let shard = try members.required("shard").anyObject()
        let counts = 0...Int.max
        let command = try members.required("command")
        let words = try command.texts()
        // It is shown, and may be typed.
        guard words.starts(with: ["mn"] + kind.command),
            words.allSatisfy({ Sanitized.line($0) == $0 })
        else { throw command.fault(.breaksRule("it makes no such shard")) }
        guard
            let part = Shard(
                try shard.required("index").integer(in: counts),
                of: try shard.required("total").integer(in: counts))
        else { throw shard.fault(.breaksRule("there is no such shard")) }
        let parts = try RunParts(members.required("parts"))
        guard try members.required("run").string() == parts.digest else {
            throw members.fault(.breaksRule("'run' is not the digest of 'parts'"))
        }
        return Receipt(
            file: file, kind: kind, parts: parts, shard: part,
            attempt: try members.required("attempt").integer(in: 1...Shard.most),
            command: words,
            cells: try members.required("cells").integer(in: counts),
            set: try members.required("set").digestSum(), header: header, end: JSONObject(),
            bytes: [])
    }
}

extension JSONField {
    fileprivate func digestSum() throws(JSONFault) -> DigestSum {
        guard let sum = DigestSum(text: try string()) else {
            throw fault(.breaksRule("64 hexadecimal digits are expected"))
        }
        return sum
    }
}
