package import MNMachine

/// What a fake runner sends: a head, then bytes at their times, then an end.
///
/// A script; whoever plays it, on a virtual clock or over a socket, needs to know nothing of the
/// runner. All times are counted from the request.
package struct FakeResponse: Hashable, Sendable {
    /// Bytes that are sent together; with a chunked body, one chunk.
    package struct Piece: Hashable, Sendable {
        /// Since the request.
        package var after: Duration
        /// The payload alone, without the framing of a chunk.
        package var bytes: [UInt8]

        package init(after: Duration, bytes: [UInt8]) {
            self.after = after
            self.bytes = bytes
        }
    }

    /// What happens after the last piece.
    package enum Ending: Hashable, Sendable {
        /// The body ends as it should.
        case complete
        /// The connection is closed in the middle.
        case cut
        /// The connection is torn down: the client's system says that the peer reset it.
        case reset
        /// Nothing comes any more, and the connection stays open.
        case stall
        /// A chunk whose length is no number, and then the end.
        case malformedChunk
    }

    /// Why a client cannot connect.
    package enum ConnectionFailure: Hashable, Sendable {
        case refused
        /// This user may not use the socket.
        case denied
        case unknownHost
    }

    /// Nil if the connection ends, or stalls, before a head.
    package var head: HTTPResponseHead?
    /// When the head goes out; before that nothing does.
    package var headAfter: Duration
    /// In order of time.
    package var pieces: [Piece]
    /// How the answer ends, at `endAfter`.
    package var ending: Ending
    /// When it ends; for a stall, when the last bytes came.
    package var endAfter: Duration
    /// Bytes that are no HTTP and are sent in place of all the rest.
    package var rawBytes: [UInt8]?
    /// Why there is no connection at all; then nothing else here counts.
    package var connectionFailure: ConnectionFailure?
    /// What the runner has to be told if the client leaves before the end; nil if it need not know.
    package var operation: FakeOperation?

    package init(
        head: HTTPResponseHead?, headAfter: Duration = .zero, pieces: [Piece] = [],
        ending: Ending = .complete, endAfter: Duration? = nil
    ) {
        self.head = head
        self.headAfter = headAfter
        self.pieces = pieces
        self.ending = ending
        self.endAfter = endAfter ?? pieces.last?.after ?? headAfter
    }

    /// Whether the body is sent in chunks.
    package var isChunked: Bool { head?.headers["Transfer-Encoding"] == "chunked" }
    /// The whole body, whatever its times.
    package var body: [UInt8] { pieces.flatMap(\.bytes) }

    // A script part by part, for those who play it.

    enum Part: Hashable, Sendable {
        /// Bytes that are no HTTP; the end follows.
        case raw([UInt8])
        case head(HTTPResponseHead)
        case piece(Piece)
        case end(Ending)
    }

    /// The part of this index, and when it is due, counted from the request; the end after the last.
    ///
    /// Another client may change what is still to come, so whoever plays asks anew for each part.
    func part(_ index: Int) -> (part: Part, after: Duration) {
        if let rawBytes {
            return index == 0 ? (.raw(rawBytes), headAfter) : (.end(ending), endAfter)
        }
        // Without a head no end is a good one.
        guard let head else { return (.end(ending == .complete ? .cut : ending), headAfter) }
        if index == 0 { return (.head(head), headAfter) }
        guard pieces.indices.contains(index - 1) else { return (.end(ending), endAfter) }
        return (.piece(pieces[index - 1]), pieces[index - 1].after)
    }

    // An answer as bytes of HTTP/1.1, for a server that only carries them.

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

/// Something a runner is doing for one client.
package enum FakeOperation: Hashable, Sendable {
    case pull(Int)
    case use(Int)
}
