/// Reads the header of a GGUF file from front to back, in pieces, and holds no more than one of them.
struct GGUFCursor {
    /// Up to `count` bytes from an offset on; fewer only where the file ends.
    typealias Pieces = (_ offset: Int, _ count: Int) throws(FileFault) -> [UInt8]

    /// The bytes of the first piece, and the most of any; each is as large as all before it.
    static let firstPiece = 1 << 12
    static let pieceSize = 1 << 18
    /// The most of a file that is taken for its header; vocabularies of 300,000 words take 16 MiB.
    static let longestHeader = 1 << 26

    private let file: String
    private let pieces: Pieces
    private var piece: [UInt8] = []
    /// Where the piece begins in the file.
    private var start = 0
    /// Where the next byte is in the file.
    private(set) var offset = 0
    /// Whether numbers stand with their highest byte first.
    var isBigEndian = false
    /// How many more elements of arrays are kept.
    var room = 1 << 16

    init(_ file: String, _ pieces: @escaping Pieces) {
        self.file = file
        self.pieces = pieces
    }

    func fault(_ problem: GGUFFault.Problem, at offset: Int? = nil) -> GGUFFault {
        .format(file: file, offset: offset ?? self.offset, problem)
    }

    /// Whether the file goes on to an offset.
    func reaches(_ end: ByteCount) throws(GGUFFault) -> Bool {
        guard let last = Int(end.number), last > 0 else { return true }
        do throws(FileFault) { return try !pieces(last - 1, 1).isEmpty } catch {
            throw .file(error)
        }
    }

    /// Makes the next bytes lie in the piece, and gives the place of the first.
    private mutating func need(_ count: Int) throws(GGUFFault) -> Int {
        let place = offset - start
        if place >= 0, place <= piece.count, piece.count - place >= count { return place }
        guard offset <= Self.longestHeader - count else {
            throw fault(.tooLong(limit: Self.longestHeader))
        }
        do throws(FileFault) {
            let size = min(max(offset, Self.firstPiece), Self.pieceSize)
            piece = try pieces(offset, max(count, size))
        } catch {
            throw .file(error)
        }
        start = offset
        guard piece.count >= count else { throw fault(.cut, at: start + piece.count) }
        return 0
    }

    private mutating func number(bytes: Int) throws(GGUFFault) -> UInt64 {
        let place = try need(bytes)
        var value: UInt64 = 0
        for index in 0..<bytes {
            let byte = UInt64(piece[place + index])
            value |= byte << ((isBigEndian ? bytes - 1 - index : index) << 3)
        }
        offset += bytes
        return value
    }

    mutating func byte() throws(GGUFFault) -> UInt8 {
        UInt8(truncatingIfNeeded: try number(bytes: 1))
    }
    mutating func uint32() throws(GGUFFault) -> UInt32 {
        UInt32(truncatingIfNeeded: try number(bytes: 4))
    }
    mutating func uint64() throws(GGUFFault) -> UInt64 { try number(bytes: 8) }
    mutating func unsigned(bytes: Int) throws(GGUFFault) -> UInt64 { try number(bytes: bytes) }

    /// A number of things that no file has more of than `limit`.
    mutating func count(of what: String, limit: Int) throws(GGUFFault) -> Int {
        let place = offset
        let count = try uint64()
        guard count <= UInt64(limit) else {
            throw fault(.tooMany(what, count, limit: limit), at: place)
        }
        return Int(clamping: count)
    }

    /// Passes over bytes without reading them.
    mutating func skip(_ count: UInt64) throws(GGUFFault) {
        guard count <= UInt64(clamping: Self.longestHeader - offset) else {
            // Where the file is shorter than that, it is cut.
            let isWhole = try reaches(ByteCount(Self.longestHeader))
            throw fault(isWhole ? .tooLong(limit: Self.longestHeader) : .cut)
        }
        offset += Int(clamping: count)
    }

    /// Passes over a text, or reads it where it is no longer than `limit`.
    mutating func text(limit: Int) throws(GGUFFault) -> String? {
        let place = offset
        let length = try uint64()
        guard length <= UInt64(limit) else {
            try skip(length)
            return nil
        }
        let count = Int(clamping: length)
        let first = try need(count)
        let bytes = piece[first..<first + count]
        offset += count
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw fault(.notText("what begins here"), at: place)
        }
        return text
    }

    /// A text that must not be longer than `limit`.
    mutating func name(of what: String, limit: Int) throws(GGUFFault) -> String {
        let place = offset
        let length = try uint64()
        guard length <= UInt64(limit) else {
            throw fault(.tooMany("bytes for \(what)", length, limit: limit), at: place)
        }
        offset = place
        return try text(limit: limit) ?? ""
    }
}
