import MNCore

/// An answer as bytes of HTTP/1.1, for a server that only carries them.
extension FakeResponse {
    /// The status line and the headers, or nothing if no head is sent.
    ///
    /// - Parameter version: that of the client; Go answers with the same.
    func wireHead(version: String = "HTTP/1.1") -> [UInt8] {
        guard let head else { return [] }
        var text = "\(version) \(HTTPStatus.text(head.status))\r\n"
        for field in head.headers.fields { text += "\(field.name): \(field.value)\r\n" }
        return Array((text + "\r\n").utf8)
    }

    /// The bytes of a piece, framed as a chunk if the body is chunked.
    func wire(_ piece: Piece) -> [UInt8] {
        guard isChunked else { return piece.bytes }
        let size = String(piece.bytes.count, radix: 16)
        return Array("\(size)\r\n".utf8) + piece.bytes + Array("\r\n".utf8)
    }

    /// What is sent after the last piece, before the connection is kept, closed or left hanging.
    var wireEnd: [UInt8] {
        switch ending {
        case .complete: isChunked ? Array("0\r\n\r\n".utf8) : []
        case .malformedChunk: Array("no length\r\n".utf8)
        case .cut, .reset, .stall: []
        }
    }

    /// Whether a client can tell where the body ends without the end of the connection.
    func isFramed(for method: String) -> Bool {
        guard let head else { return false }
        return isChunked || head.headers["Content-Length"] != nil || method == "HEAD"
            || [204, 304].contains(head.status)
    }

    /// The same for a client of HTTP/1.0, as Go's server does it (net/http/server.go, writeHeader): no
    /// chunks, and a connection that is kept only if the client asks for it and the length is known.
    ///
    /// - Parameter isLast: whether the client wants no more answers than this.
    func old(for method: String, isLast: Bool) -> FakeResponse {
        var response = self
        let closes = head?.headers.list("Connection", has: "close") ?? false
        let kept = head?.headers.fields.filter {
            !$0.name.equalsASCII("Transfer-Encoding") && !$0.name.equalsASCII("Connection")
        }
        response.head?.headers = HTTPHeaders((kept ?? []).map { ($0.name, $0.value) })
        if !isLast, !closes, response.isFramed(for: method) {
            response.head?.headers.fields.append(.init(name: "Connection", value: "keep-alive"))
        }
        return response
    }
}
