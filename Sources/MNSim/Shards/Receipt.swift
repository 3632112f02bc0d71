package import MNCore

/// The lines of one shard, read back and known to be whole.
package struct Receipt: Hashable, Sendable {
    /// The most bytes of a file of receipts that are read.
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
    /// Of this shard.
    package var ownCells: Int
    package var ownSet: DigestSum
    package var header: JSONObject
    package var end: JSONObject
    /// Between the first line and the last.
    package var lines: [Line]
    /// All of it.
    package var bytes: [UInt8]

    package struct Line: Hashable, Sendable {
        package var text: String
        package var json: JSONObject

        /// What kind of line it is.
        package var word: String { json["t"]?.string ?? "" }
    }

    /// Reads a file of one receipt or several, one after the other.
    ///
    /// - Throws: `ReceiptFault`, for what is not whole or no receipt, and a `DocumentFault`.
    package static func read(_ bytes: [UInt8], file: String) throws -> [Receipt] {
        var reader = ReceiptReader(file: file)
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            try reader.take(line)
        }
        // What stands behind the last line feed is a line that is not ended.
        if bytes.last != 0x0A || reader.isOpen { throw ReceiptFault.cut(file: file) }
        return reader.receipts
    }
}

/// Reads receipts line by line.
private struct ReceiptReader {
    let file: String
    var receipts: [Receipt] = []
    private var header: JSONObject?
    private var lines: [Receipt.Line] = []
    private var bytes: [UInt8] = []
    private var hash = SHA256()
    /// A line of it is not as mn writes lines.
    private var isBroken = false

    init(file: String) { self.file = file }

    /// Whether a receipt has begun that is not ended.
    var isOpen: Bool { header != nil || receipts.isEmpty }

    mutating func take(_ line: ArraySlice<UInt8>) throws {
        let object = (try? JSON.parse(Array(line)))?.object
        // What is printed again is safe to print.
        let isCanonical = object.map { JSON.object($0).text(.canonical).utf8.elementsEqual(line) }
        let line = line + [0x0A]
        guard header != nil else {
            guard let object, object["t"] == "header" else {
                throw ReceiptFault.notOne(file: file)
            }
            try begin(object)
            (bytes, hash, lines, isBroken) = (Array(line), SHA256(), [], isCanonical != true)
            hash.update(line)
            return
        }
        bytes += line
        if isCanonical != true { isBroken = true }
        switch object?["t"]?.string {
        case "end": try finish(object ?? JSONObject())
        case "header": throw ReceiptFault.cut(file: file)
        case "error":
            throw ReceiptFault.failed(file: file, object?["message"]?.string ?? "")
        default:
            hash.update(line)
            guard let object else { return }
            lines.append(
                Receipt.Line(
                    text: String(decoding: line.dropLast(), as: UTF8.self), json: object))
        }
    }

    /// Looks whether what begins is of a format that can be read.
    private mutating func begin(_ object: JSONObject) throws {
        let schema = object["schema"]?.string ?? ""
        let words = schema.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == 2, let version = Shard.number(words[1]),
            ReceiptKind.allCases.contains(where: { $0.family == words[0] })
        else { throw ReceiptFault.notOne(file: file) }
        if version > 1 { throw ReceiptFault.newer(file: file, schema: schema) }
        header = object
    }

    private mutating func finish(_ end: JSONObject) throws {
        guard let header else { return }
        if header["run"] == nil { throw ReceiptFault.whole(file: file) }
        let digest = SHA256.hexadecimal(hash.finalize())
        let kind = ReceiptKind.allCases.first { $0.schema == header["schema"]?.string }
        guard !isBroken, end["sha256"]?.string == digest, let kind else {
            throw ReceiptFault.edited(file: file)
        }
        do throws(JSONFault) {
            receipts.append(try receipt(kind, header, end))
        } catch {
            throw ReceiptFault.edited(file: file)
        }
        self.header = nil
    }

    private func receipt(
        _ kind: ReceiptKind, _ header: JSONObject, _ end: JSONObject
    ) throws(JSONFault) -> Receipt {
        let members = try JSONField(.object(header)).anyObject()
        let last = try JSONField(.object(end)).anyObject()
        let shard = try members.required("shard").anyObject()
        let counts = 0...Int.max
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
            command: try members.required("command").texts(),
            cells: try members.required("cells").integer(in: counts),
            set: try members.required("set").digestSum(),
            ownCells: try last.required("cells").integer(in: counts),
            ownSet: try last.required("set").digestSum(), header: header, end: end, lines: lines,
            bytes: bytes)
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
