import MNCore

/// A script part by part, for those who play it.
extension FakeResponse {
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
}
