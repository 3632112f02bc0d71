/// The headers of an HTTP message, in order and in the spelling of the wire.
package struct HTTPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var fields: [Field]

    package init(_ fields: [(String, String)] = []) {
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    package init(dictionaryLiteral elements: (String, String)...) { self.init(elements) }

    /// The value of the first field of this name, compared without case.
    package subscript(name: String) -> String? {
        fields.first { $0.name.equalsASCII(name) }?.value
    }

    /// The values of all fields of this name, compared without case.
    package func values(_ name: String) -> [String] {
        fields.filter { $0.name.equalsASCII(name) }.map(\.value)
    }
}

/// An HTTP request.
package struct HTTPRequest: Hashable, Sendable {
    package var method: String
    /// The path and query as sent: `/models/ai/smollm2?remote`.
    package var target: String
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(
        _ method: String, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

/// The first part of an HTTP response; its body follows, perhaps in pieces.
package struct HTTPResponseHead: Hashable, Sendable {
    package var status: Int
    package var headers: HTTPHeaders

    package init(status: Int, headers: HTTPHeaders = [:]) {
        self.status = status
        self.headers = headers
    }
}

/// An HTTP response whose body has come whole.
public struct HTTPResponse: Hashable, Sendable {
    /// The most bytes of a body that are kept; more is a fault.
    package static let bodyLimit = 16 << 20

    package var head: HTTPResponseHead
    public var body: [UInt8]

    /// The status: 200.
    public var status: Int { head.status }
    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    package init(_ head: HTTPResponseHead, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}

// The one place that writes requests, and so the one that sees that each stays one request.
extension HTTPRequest {
    /// The headers that the writer sets itself; another of them would tell of another message.
    private static let ownHeaders = ["Host", "Connection", "Content-Length", "Transfer-Encoding"]

    /// The bytes of the request over HTTP/1.1, on a connection of its own (RFC 9112 §3).
    ///
    /// - Parameters:
    ///   - host: what the `Host` header says.
    ///   - prefix: what stands before the target.
    /// - Throws: `unsendable` for what would be read as something else than it is: a line break, blank or
    ///   control character out of its place, a header that frames the message.
    package func wireBytes(host: String, prefix: String = "") throws(HTTPFault) -> [UInt8] {
        guard !method.isEmpty, method.utf8.allSatisfy(\.isTokenByte) else {
            throw Self.unsendable("the method", method)
        }
        let target = prefix + target
        guard Self.isTarget(target) else { throw Self.unsendable("the path", target) }
        guard HTTPAuthority(host) != nil else { throw Self.unsendable("the host", host) }
        var head = "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n"
        if !body.isEmpty || method == "POST" { head += "Content-Length: \(body.count)\r\n" }
        for field in headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(\.isTokenByte),
                !Self.ownHeaders.contains(where: field.name.equalsASCII)
            else { throw Self.unsendable("the header", field.name) }
            guard !field.value.utf8.contains(where: { $0.isControl && $0 != 9 }),
                field.value.utf8.elementsEqual(field.value.withoutBlanks.utf8)
            else { throw Self.unsendable("the value of", field.name) }
            head += "\(field.name): \(field.value)\r\n"
        }
        return Array((head + "\r\n").utf8) + body
    }

    private static func unsendable(_ part: String, _ text: String) -> HTTPFault {
        .unsendable("\(part) '\(Excerpt.line(text, limit: 60))' cannot be sent")
    }

    /// Whether it is a path, perhaps with a query, of the characters of RFC 3986 §3.3 and §3.4.
    private static func isTarget(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "/") else { return false }
        return bytes.indices.allSatisfy { index in
            if bytes[index] == UInt8(ascii: "%") {
                return bytes[(index + 1)...].prefix(2).count { $0.isHexDigit } == 2
            }
            return bytes[index].isUnreserved || "/?:@!$&'()*+,;=".utf8.contains(bytes[index])
        }
    }

    /// The text as parts of a path: what has a meaning in an address is escaped, but for `/`, `:` and `@`.
    ///
    /// Nil for an empty part, `.` and `..`, which name another path even when they are escaped.
    package static func path(_ text: String) -> String? {
        var path = ""
        for part in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        {
            let word = Substring(part)
            guard !word.isEmpty, word != ".", word != ".." else { return nil }
            if part.startIndex > text.startIndex { path += "/" }
            for byte in part {
                if byte.isUnreserved || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "@") {
                    path.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    path += "%" + byte.digits(2, radix: 16, uppercase: true)
                }
            }
        }
        return path
    }
}

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

/// What is wrong with an HTTP message.
package enum HTTPFault: Error, Hashable, Sendable {
    case malformed(String)
    /// A body in a coding other than chunks.
    case unknownCoding(String)
    case endedEarly
    /// A body larger than it may be.
    case tooLarge
    /// A request that cannot be sent as it is; the words say what is wrong with it.
    case unsendable(String)
}

extension HTTPFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let problem): problem
        case .unknownCoding(let coding): "the transfer coding '\(Excerpt.line(coding))'"
        case .endedEarly: "the end came too early"
        case .tooLarge: "a body that is too large"
        case .unsendable(let problem): problem
        }
    }
}
