/// Reads a JSON text byte by byte.
struct JSONParser {
    let bytes: [UInt8]
    var position = 0
    private var path: [Step] = []
    /// The path of a value whose offset somebody wants to know.
    var wanted: [String]?
    var offsetOfWanted: Int?
    /// Where each value begins, if somebody wants to know of many.
    var offsets: [JSONPointer: Int]?
    /// Whether a key may be there twice, of which the last counts; the first are kept.
    var takesLast = false
    var repeated: [(JSONPointer, Int)] = []
    private static let repeatedLimit = 100

    /// A step on the path, made a token only where somebody asks.
    private enum Step {
        case member(String)
        case element(Int)

        var token: String {
            switch self {
            case .member(let key): key
            case .element(let index): String(index)
            }
        }
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONFault) -> JSON {
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
            || (bytes.count > 1 && (bytes[0] == 0) != (bytes[1] == 0))
        {
            throw JSONFault(.utf16, offset: 0)
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        skipBlanks()
        if position == bytes.count { throw fault(.empty) }
        let value = try value()
        skipBlanks()
        if position < bytes.count { throw unexpected("the end of the text") }
        return value
    }

    mutating func value() throws(JSONFault) -> JSON {
        skipBlanks()
        if let wanted, wanted.count == path.count,
            // From the last, which differs most often.
            zip(wanted, path).reversed().allSatisfy({ $0.utf8.elementsEqual($1.token.utf8) })
        {
            offsetOfWanted = position
            // Nobody wants to know what follows.
            throw fault(.unexpectedEnd)
        }
        guard position < bytes.count else { throw fault(.unexpectedEnd) }
        if offsets != nil {
            let pointer = pointer
            offsets?[pointer] = position
        }
        switch bytes[position] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if path.count == JSON.depthLimit { throw fault(.tooDeep(limit: JSON.depthLimit)) }
            if take("{") { return .object(try object()) }
            position += 1
            return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: return try word()
        }
    }

    private static let words: [(String, JSON)] = [("true", true), ("false", false), ("null", nil)]

    private mutating func word() throws(JSONFault) -> JSON {
        let rest = bytes[position...]
        for (word, value) in Self.words {
            if rest.starts(with: word.utf8) {
                position += word.utf8.count
                return value
            }
            if word.utf8.starts(with: rest) {
                position = bytes.count
                throw fault(.unexpectedEnd)
            }
        }
        throw unexpected("a value")
    }

    private mutating func object() throws(JSONFault) -> JSONObject {
        var object = JSONObject()
        skipBlanks()
        if take("}") { return object }
        repeat {
            skipBlanks()
            let start = position
            guard position < bytes.count else { throw fault(.unexpectedEnd) }
            guard bytes[position] == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
            let key = try string()
            let isRepeated = object.contains(key)
            if isRepeated {
                guard takesLast else { throw fault(.duplicateKey(key), at: start) }
                if repeated.count < Self.repeatedLimit {
                    repeated.append((pointer.appending(key), start))
                }
            }
            skipBlanks()
            guard take(":") else { throw unexpected("':'") }
            path.append(.member(key))
            if isRepeated { object[key] = try value() } else { object.append(key, try value()) }
            path.removeLast()
            skipBlanks()
        } while take(",")
        guard take("}") else { throw unexpected("',' or '}'") }
        return object
    }

    private mutating func array() throws(JSONFault) -> [JSON] {
        var elements: [JSON] = []
        skipBlanks()
        if take("]") { return [] }
        repeat {
            path.append(.element(elements.count))
            elements.append(try value())
            path.removeLast()
            skipBlanks()
        } while take(",")
        guard take("]") else { throw unexpected("',' or ']'") }
        return elements
    }

    private mutating func number() throws(JSONFault) -> JSON {
        let start = position
        var isInteger = true
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") {
            isInteger = false
            try digits()
        }
        if take("e") || take("E") {
            isInteger = false
            if !take("+") { _ = take("-") }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger {
            guard let value = Int(text) else { throw fault(.numberOutOfRange(text), at: start) }
            return .integer(value)
        }
        guard let value = Double(text), value.isFinite else {
            throw fault(.numberOutOfRange(text), at: start)
        }
        return .number(value)
    }

    private mutating func digits() throws(JSONFault) {
        let start = position
        while position < bytes.count, bytes[position].isASCIIDigit { position += 1 }
        if position == start { throw unexpected("a digit") }
    }

    private mutating func string() throws(JSONFault) -> String {
        let start = position
        position += 1
        var (text, isASCII, runStart) = ([UInt8](), true, position)
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let run = bytes[runStart..<position]
                position += 1
                // Of most strings nothing is to be checked or put together.
                if isASCII, text.isEmpty { return String(decoding: run, as: UTF8.self) }
                text += run
                guard let result = String(validating: text, as: UTF8.self) else {
                    throw fault(.notUTF8, at: start)
                }
                guard StreamSafe.holds(result) else {
                    throw fault(.tooManyMarks(limit: StreamSafe.limit), at: start)
                }
                return result
            case UInt8(ascii: "\\"):
                text += bytes[runStart..<position]
                position += 1
                text += String(try escape()).utf8
                runStart = position
            case 0..<0x20: throw fault(.controlCharacterInString)
            default: (isASCII, position) = (isASCII && bytes[position] < 0x80, position + 1)
            }
        }
        throw fault(.unexpectedEnd)
    }

    /// Reads what follows a backslash; two surrogates make one character.
    private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
        guard position < bytes.count else { throw fault(.unexpectedEnd) }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let first = try hexadecimal()
            if let scalar = Unicode.Scalar(first) { return scalar }
            guard first < 0xDC00, take("\\"), take("u") else {
                throw fault(position < bytes.count ? .badEscape : .unexpectedEnd)
            }
            let second = try hexadecimal()
            guard (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            else { throw fault(.badEscape) }
            return scalar
        default: throw fault(.badEscape)
        }
    }

    private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw fault(.unexpectedEnd) }
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw fault(.badEscape)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func skipBlanks() {
        while position < bytes.count, bytes[position].isWhitespace { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
            return false
        }
        position += 1
        return true
    }

    /// Where the value lies that is read now.
    private var pointer: JSONPointer { JSONPointer(path.map(\.token)) }

    private func fault(_ problem: JSONFault.Problem, at offset: Int? = nil) -> JSONFault {
        JSONFault(problem, at: pointer, offset: offset ?? position)
    }

    private func unexpected(_ wanted: String) -> JSONFault {
        guard position < bytes.count else { return fault(.unexpectedEnd) }
        let byte = bytes[position]
        let found =
            (0x21...0x7E).contains(byte)
            ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
        return fault(.unexpected(found: found, wanted: wanted))
    }
}
