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
                    path += byte < 16 ? "%0" : "%"
                    path += String(byte, radix: 16, uppercase: true)
                }
            }
        }
        return path
    }
}

extension UInt8 {
    /// Whether it stands for itself in an address, wherever it is (RFC 3986 §2.3).
    var isUnreserved: Bool { isASCIILetter || isASCIIDigit || "-._~".utf8.contains(self) }
}
