/// Reads the XML that tools print (XML 1.0, https://www.w3.org/TR/xml/) without its dangerous parts.
///
/// A document type is skipped unread, so that there are no entities but the five of XML itself and
/// numbers, and nothing outside the text is ever fetched. Text before and after the root element is
/// skipped too, because tools print warnings there. The time is linear in the size.
package struct XMLReader {
    /// The deepest nesting that is read.
    package static let depthLimit = 64

    /// Reads the root element of UTF-8 text of at most `limit` bytes.
    package static func read(_ bytes: [UInt8], limit: Int) throws(XMLFault) -> XMLElement {
        guard bytes.count <= limit else {
            throw XMLFault(.tooLarge(limit: limit), offset: limit)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw XMLFault(.notUTF8, offset: 0)
        }
        guard StreamSafe.holds(text) else {
            throw XMLFault(.tooManyMarks(limit: StreamSafe.limit), offset: 0)
        }
        var reader = XMLReader(bytes: bytes)
        return try reader.document()
    }

    /// An element whose end has not been reached.
    private struct Open {
        var element: XMLElement
        var text: [UInt8] = []
    }

    private let bytes: [UInt8]
    private var position = 0
    private var open: [Open] = []
    private var root: XMLElement?

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func document() throws(XMLFault) -> XMLElement {
        while position < bytes.count {
            if bytes[position] != UInt8(ascii: "<") {
                try characters()
            } else if take("<!--") {
                try skip(past: "-->")
            } else if take("<?") {
                try skip(past: "?>")
            } else if !open.isEmpty, take("<![CDATA[") {
                let start = position
                try skip(past: "]]>")
                open[open.count - 1].text += bytes[start..<position - 3]
            } else if open.isEmpty, root == nil, take("<!DOCTYPE") {
                try skipDocumentType()
            } else if take("</") {
                try endTag()
            } else {
                position += 1
                try startTag()
            }
        }
        guard open.isEmpty else { throw fault(.unexpectedEnd) }
        guard let root else { throw fault(.noElement) }
        return root
    }

    private mutating func characters() throws(XMLFault) {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            if bytes[position] == UInt8(ascii: "&"), !open.isEmpty { break }
            position += 1
        }
        guard !open.isEmpty else { return }
        open[open.count - 1].text += bytes[start..<position]
        if position < bytes.count, bytes[position] == UInt8(ascii: "&") {
            open[open.count - 1].text += try reference()
        }
    }

    private mutating func startTag() throws(XMLFault) {
        if root != nil { throw fault(.secondRoot) }
        if open.count == Self.depthLimit { throw fault(.tooDeep(limit: Self.depthLimit)) }
        var element = XMLElement(try name())
        while true {
            let hadBlanks = skipBlanks()
            if take("/>") { return close(element) }
            if take(">") { return open.append(Open(element: element)) }
            guard hadBlanks else { throw expected("a blank or '>'") }
            let start = position
            let name = try name()
            skipBlanks()
            guard take("=") else { throw expected("'='") }
            skipBlanks()
            let value = try attributeValue()
            guard element.attributes.updateValue(value, forKey: name) == nil else {
                throw XMLFault(.duplicateAttribute(name), offset: start)
            }
        }
    }

    private mutating func endTag() throws(XMLFault) {
        let start = position
        let name = try name()
        guard let last = open.popLast() else { throw expected("a start tag", at: start) }
        guard last.element.name == name else {
            throw XMLFault(
                .wrongEndTag(expected: last.element.name, found: name), offset: start)
        }
        skipBlanks()
        guard take(">") else { throw expected("'>'") }
        var element = last.element
        element.text = Self.trimmed(last.text)
        close(element)
    }

    private mutating func close(_ element: XMLElement) {
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].element.children.append(element)
        }
    }

    private mutating func attributeValue() throws(XMLFault) -> String {
        guard position < bytes.count else { throw fault(.unexpectedEnd) }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw expected("a value in quotes")
        }
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            switch bytes[position] {
            case quote:
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "<"): throw expected("no '<' in a value")
            case UInt8(ascii: "&"): text += try reference()
            case let byte:
                text.append(byte)
                position += 1
            }
        }
        throw fault(.unexpectedEnd)
    }

    /// Reads `&name;` or `&#number;`.
    private mutating func reference() throws(XMLFault) -> [UInt8] {
        // The longest there is, `&#1114111;`, has ten bytes; leading zeros are given some room.
        let body = bytes[(position + 1)...].prefix(16).prefix {
            $0 == UInt8(ascii: "#") || Self.isInName($0, first: false)
        }
        if body.endIndex == bytes.count { throw fault(.unexpectedEnd) }
        guard bytes[body.endIndex] == UInt8(ascii: ";") else { throw expected("';' after '&'") }
        let name = String(decoding: body, as: UTF8.self)
        let scalar: Unicode.Scalar? =
            switch name {
            case "amp": "&"
            case "lt": "<"
            case "gt": ">"
            case "quot": "\""
            case "apos": "'"
            case _ where name.hasPrefix("#x"): Self.scalar(name.dropFirst(2), radix: 16)
            case _ where name.hasPrefix("#"): Self.scalar(name.dropFirst(1), radix: 10)
            default: nil
            }
        guard let scalar else { throw fault(.unknownEntity(name)) }
        position = body.endIndex + 1
        return Array(String(scalar).utf8)
    }

    /// The character of a number, if XML allows it (section 2.2).
    private static func scalar(_ digits: Substring, radix: Int) -> Unicode.Scalar? {
        guard let value = UInt32(digits, radix: radix), let scalar = Unicode.Scalar(value),
            scalar != "\u{FFFE}", scalar != "\u{FFFF}"
        else { return nil }
        return value >= 0x20 || ["\t", "\n", "\r"].contains(scalar) ? scalar : nil
    }

    /// Skips to the end of a document type, over quotes, comments and the part in brackets.
    private mutating func skipDocumentType() throws(XMLFault) {
        var isInBrackets = false
        while position < bytes.count {
            if take("<!--") {
                try skip(past: "-->")
            } else if take("\"") {
                try skip(past: "\"")
            } else if take("'") {
                try skip(past: "'")
            } else if take(">") {
                if !isInBrackets { return }
            } else {
                if bytes[position] == UInt8(ascii: "[") { isInBrackets = true }
                if bytes[position] == UInt8(ascii: "]") { isInBrackets = false }
                position += 1
            }
        }
        throw fault(.unexpectedEnd)
    }

    private mutating func name() throws(XMLFault) -> String {
        let start = position
        while position < bytes.count, Self.isInName(bytes[position], first: position == start) {
            position += 1
        }
        if position == start { throw expected("a name") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Whether a byte may be in a name; beyond ASCII everything may.
    private static func isInName(_ byte: UInt8, first: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...: true
        case UInt8(ascii: "-"), UInt8(ascii: "."): !first
        default: byte.isASCIILetter || byte.isASCIIDigit && !first
        }
    }

    private mutating func skip(past end: String) throws(XMLFault) {
        while position < bytes.count {
            if take(end) { return }
            position += 1
        }
        throw fault(.unexpectedEnd)
    }

    @discardableResult
    private mutating func skipBlanks() -> Bool {
        let start = position
        while position < bytes.count, bytes[position].isWhitespace { position += 1 }
        return position > start
    }

    private mutating func take(_ word: String) -> Bool {
        guard position < bytes.count, bytes[position] == word.utf8.first,
            bytes[position...].starts(with: word.utf8)
        else { return false }
        position += word.utf8.count
        return true
    }

    private static func trimmed(_ text: [UInt8]) -> String {
        guard let start = text.firstIndex(where: { !$0.isWhitespace }),
            let end = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(decoding: text[start...end], as: UTF8.self)
    }

    private func fault(_ problem: XMLFault.Problem) -> XMLFault {
        XMLFault(problem, offset: position)
    }

    private func expected(_ wanted: String, at offset: Int? = nil) -> XMLFault {
        position < bytes.count || offset != nil
            ? XMLFault(.expected(wanted), offset: offset ?? position)
            : fault(.unexpectedEnd)
    }
}
