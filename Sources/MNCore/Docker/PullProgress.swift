/// How far a pull has come.
public struct PullProgress: Hashable, Sendable {
    /// Bytes that have come in this pull; layers that the runner had before do not count.
    public var received: ByteCount
    /// Bytes of all layers together, those that are there already included; nil if not told yet.
    public var total: ByteCount?
}
