package import MNCore

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
}

/// Something a runner is doing for one client.
package struct FakeOperation: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case pull(Int)
        case use(Int)
    }

    var kind: Kind
}
