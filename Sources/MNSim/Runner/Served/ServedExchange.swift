package import MNCore

/// A request that a served runner has answered, and how that went.
package struct ServedExchange: Hashable, Sendable {
    /// Nil for bytes that are no request.
    package var method: String?
    /// What was asked for, as the client sent it.
    package var target: String
    /// Nil where no head was sent.
    package var status: Int?
    /// From the request to the last byte, in the runner's time.
    package var duration: Duration
    /// Of the body, as far as it was sent.
    package var bytes: ByteCount
    /// False where the connection ended before the answer did.
    package var isWhole: Bool

    /// The exchange in a line: `GET /models 200 3 ms 1.2 KiB`.
    package var line: String {
        let milliseconds = Int(saturating: Double(Seconds(duration)) * 1000)
        var words = [
            method ?? "-", target.isEmpty ? "-" : target, status.map(String.init) ?? "-",
            "\(milliseconds) ms", "\(bytes)",
        ]
        if !isWhole { words.append("broken off") }
        return Sanitized.line(words.joined(separator: " "))
    }
}
