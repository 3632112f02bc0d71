/// How far a pull has come.
package struct PullProgress: Hashable, Sendable {
    /// Bytes that have come in this pull; layers that the runner had before do not count.
    package var received: ByteCount
    /// Bytes of all layers together, those that are there already included; nil if not told yet.
    package var total: ByteCount?
}
