import MNCore

/// The elements of a JSON text that comes in pieces, one after the other.
///
/// The text is an array, an object with an array under a key, or a value a line. No more than one element is held.
struct JSONElements {
    /// The most bytes of an element.
    static let elementLimit = Document.sizeLimit

    /// The keys under which lists stand.
    private let keys: Set<String>
    /// Numbers that stand beside the list, by their key: how many there should be.
    private(set) var totals: [String: Int] = [:]
    private(set) var count = 0

    private enum Place { case top, inObject, inArray }

    private var place = Place.top
    /// How deep the scan is below the value that is captured, or below the object around the list.
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var captured: [UInt8] = []
    private var isCapturing = false
    /// The last string at the first level of the object around the list.
    private var key: [UInt8] = []
    private var isKeyOpen = false
    private var isBehindColon = false
    private var number: [UInt8] = []

    enum Fault: Error { case tooLarge, notJSON(JSONFault), endsEarly, noList }

    init(keys: Set<String>) { self.keys = keys }

    /// Takes in the next bytes.
    mutating func read(_ piece: [UInt8], _ body: (JSON) throws -> Void) throws {
        var index = piece.startIndex
        while index < piece.endIndex {
            let end = plain(piece, from: index)
            if end > index {
                // What has no meaning here is taken in at once.
                if isCapturing {
                    captured += piece[index..<end]
                    if captured.count > Self.elementLimit { throw Fault.tooLarge }
                }
                if isKeyOpen { key += piece[index..<end] }
                index = end
                if index == piece.endIndex { break }
            }
            try read(piece[index], body)
            index += 1
        }
    }

    /// Where the bytes end that change nothing: those within a string, and between brackets in an element.
    private func plain(_ piece: [UInt8], from start: Int) -> Int {
        if isInString {
            if isEscaped { return start }
            var end = start
            while end < piece.endIndex, piece[end] != UInt8(ascii: "\""),
                piece[end] != UInt8(ascii: "\\")
            {
                end += 1
            }
            return end
        }
        guard isCapturing, place == .inArray else { return start }
        var end = start
        while end < piece.endIndex, !Self.isMark(piece[end]) { end += 1 }
        return end
    }

    /// Whether a byte outside of strings may begin or end something.
    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }

    /// - Throws: `Fault.endsEarly` where something is open.
    mutating func finish(_ body: (JSON) throws -> Void) throws {
        // A bare value at the top ends with the text.
        if place == .top, isCapturing, depth == 0, !isInString { try emit(body) }
        if place != .top || isCapturing || isInString { throw Fault.endsEarly }
    }

    private mutating func read(_ byte: UInt8, _ body: (JSON) throws -> Void) throws {
        if isCapturing {
            captured.append(byte)
            if captured.count > Self.elementLimit { throw Fault.tooLarge }
        }
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
                isKeyOpen = false
                return
            }
            if isKeyOpen { key.append(byte) }
            return
        }
        switch place {
        case .top: try readTop(byte, body)
        case .inObject: readAround(byte)
        case .inArray: try readList(byte, body)
        }
    }

    /// Outside of any list: a list begins, or a value that stands on its own.
    private mutating func readTop(_ byte: UInt8, _ body: (JSON) throws -> Void) throws {
        if !isCapturing {
            if byte.isWhitespace || byte == UInt8(ascii: ",") { return }
            if byte == UInt8(ascii: "[") {
                place = .inArray
                depth = 0
                return
            }
            isCapturing = true
            captured = [byte]
            depth = 0
        }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth += 1
            // The value of a key of the first level that is a list of machines.
            if byte == UInt8(ascii: "["), depth == 2, isBehindColon,
                keys.contains(String(decoding: key, as: UTF8.self))
            {
                isCapturing = false
                captured = []
                depth = 0
                place = .inArray
                isAround = true
            }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            if depth == 0 { try emit(body) }
        default: readKey(byte)
        }
    }

    /// Whether an object is around the list.
    private var isAround = false

    /// Behind the list, in the object around it.
    private mutating func readAround(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            if depth == 0 {
                place = .top
                isAround = false
                noteNumber()
            }
        default: readKey(byte)
        }
    }

    /// Notes keys of the first level, and the numbers behind them.
    private mutating func readKey(_ byte: UInt8) {
        if byte == UInt8(ascii: "\"") {
            isInString = true
            if depth == 1, !isBehindColon {
                key.removeAll(keepingCapacity: true)
                isKeyOpen = true
            }
        } else if depth == 1 {
            if byte == UInt8(ascii: ":") {
                isBehindColon = true
                number.removeAll(keepingCapacity: true)
            } else if byte == UInt8(ascii: ",") {
                noteNumber()
            } else if byte.isASCIIDigit, number.count < 12 {
                number.append(byte)
            }
        }
    }

    private mutating func noteNumber() {
        if isBehindColon, !number.isEmpty, let total = Int(String(decoding: number, as: UTF8.self))
        {
            totals[String(decoding: key, as: UTF8.self)] = total
        }
        isBehindColon = false
        number.removeAll(keepingCapacity: true)
    }

    private mutating func readList(_ byte: UInt8, _ body: (JSON) throws -> Void) throws {
        if !isCapturing {
            if byte.isWhitespace || byte == UInt8(ascii: ",") { return }
            if byte == UInt8(ascii: "]") {
                place = isAround ? .inObject : .top
                depth = 1
                isBehindColon = false
                return
            }
            isCapturing = true
            captured = [byte]
            depth = 0
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"):
            depth -= 1
            if depth == 0 { try emit(body) }
        case UInt8(ascii: "]"):
            if depth == 0 {
                // It ends the list, behind a bare value.
                captured.removeLast()
                try emit(body)
                try readList(byte, body)
                return
            }
            depth -= 1
            if depth == 0 { try emit(body) }
        case UInt8(ascii: ",") where depth == 0:
            captured.removeLast()
            try emit(body)
        default: break
        }
    }

    private mutating func emit(_ body: (JSON) throws -> Void) throws {
        isCapturing = false
        isBehindColon = false
        count += 1
        let element: JSON
        do throws(JSONFault) {
            element = try JSON.parse(captured)
        } catch { throw Fault.notJSON(error) }
        captured.removeAll(keepingCapacity: true)
        try body(element)
    }
}
