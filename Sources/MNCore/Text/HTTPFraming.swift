extension HTTPHeaders {
    /// How the body after these headers comes (RFC 9112 §6.3); nil if they do not say.
    ///
    /// Both framings at once are the chunks; a server ends the connection after that.
    func framing() throws(HTTPFault) -> HTTPBodyDecoder.Framing? {
        let codings = values("Transfer-Encoding")
        if let coding = codings.first {
            guard codings.count == 1, coding.equalsASCII("chunked") else {
                throw .unknownCoding(codings.joined(separator: ", "))
            }
            return .chunked
        }
        return try contentLength().map { .sized($0) }
    }

    /// The one length that all its headers give: digits alone, at most 18 (RFC 9110 §8.6).
    func contentLength() throws(HTTPFault) -> Int? {
        let lengths = values("Content-Length")
        guard let length = lengths.first else { return nil }
        guard lengths.allSatisfy({ $0.utf8.elementsEqual(length.utf8) }),
            (1...18).contains(length.utf8.count), length.utf8.allSatisfy(\.isASCIIDigit),
            let size = Int(length)
        else { throw .malformed("Content-Length \(lengths.joined(separator: ", "))") }
        return size
    }

    /// Whether a list of words, such as `Connection`, has this word.
    package func list(_ name: String, has word: String) -> Bool {
        values(name).contains { value in
            value.utf8.split(separator: UInt8(ascii: ",")).contains {
                Substring($0).withoutBlanks.equalsASCII(word)
            }
        }
    }
}

extension HTTPHeaders.Field {
    /// Reads `Name: value` (RFC 9112 §5); nil for what is none: a folded line, a blank before the colon, a
    /// control character other than a tab.
    init?(_ line: ArraySlice<UInt8>) {
        let name = line.prefix { $0.isTokenByte }
        guard !name.isEmpty, name.endIndex < line.endIndex,
            line[name.endIndex] == UInt8(ascii: ":")
        else { return nil }
        let value = line[(name.endIndex + 1)...].withoutBlanks
        guard !value.contains(where: { $0.isControl && $0 != 9 }) else { return nil }
        self.name = String(decoding: name, as: UTF8.self)
        self.value = String(decoding: value, as: UTF8.self)
    }
}

/// The lines of a head as they come, bounded together.
struct HTTPHeadLines: Sendable {
    /// The most headers of a head; real ones have some thirty.
    static let fieldLimit = 1000

    private(set) var lines: [ArraySlice<UInt8>] = []
    /// How many bytes more may come.
    private(set) var room: Int

    /// - Parameter limit: the most bytes of all lines with their ends.
    init(limit: Int) { room = limit }

    enum Fault: Error {
        case tooLarge
    }

    /// Reads lines until the empty one; says whether it has come.
    ///
    /// - Parameter skipsBlank: whether empty lines before the first are passed over (RFC 9112 §2.2).
    mutating func read(_ input: inout HTTPInput, skipsBlank: Bool) throws(Fault) -> Bool {
        while true {
            let line: HTTPInput.Line?
            do throws(HTTPInput.Overlong) { line = try input.line(limit: room) } catch {
                throw .tooLarge
            }
            guard let line else { return false }
            room = max(0, room - line.bytes.count - 2)
            if line.bytes.isEmpty {
                if lines.isEmpty, skipsBlank { continue }
                return true
            }
            guard lines.count <= Self.fieldLimit else { throw .tooLarge }
            // A copy of its own: a slice would keep all that came with it.
            lines.append(Array(line.bytes)[...])
        }
    }

    /// Begins another head within the same bounds.
    mutating func beginAnother() { lines = [] }
}
