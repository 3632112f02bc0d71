/// Masks what comes piece by piece as if it had come whole.
///
/// A line is handed on when it ends. One that does not end is handed on in parts, of which none ends
/// inside a secret.
public struct SecretStream: Sendable {
    /// How much of an endless line stays behind: longer than a name and a gap before a value.
    private static let least = 512

    private let secrets: Secrets
    private var pending: [UInt8] = []
    /// The secret that has begun and whose end has not come; its mask has been handed on.
    private var open: SecretScan.Open?

    /// The most bytes of a line that are kept waiting.
    private let lineLimit: Int

    /// - Parameter lineLimit: the most bytes of a line that are kept waiting; at least 1,024.
    public init(_ secrets: Secrets, lineLimit: Int = 64 << 10) {
        self.secrets = secrets
        self.lineLimit = lineLimit
    }

    /// Takes the next bytes; gives what can be shown now.
    public mutating func take(_ bytes: [UInt8]) -> [UInt8] {
        pending += bytes
        var result: [UInt8] = []
        if let end = pending.lastIndex(of: 10) {
            result += show(end + 1, isEnd: false)
        }
        while pending.count > lineLimit {
            let count = pending.count
            result += show(cut(), isEnd: false)
            if pending.count == count { break }
        }
        return result
    }

    /// Gives what is left.
    public mutating func finish() -> [UInt8] { show(pending.count, isEnd: true) }

    /// Where a line without end can be cut: not inside a secret, nor where one may begin.
    private func cut() -> Int {
        let hold = max(Self.least, secrets.values.longest)
        let place = max(1, pending.count - hold)
        let scan = SecretScan(pending, secrets.values)
        let crossed = Secrets.merged(scan.ranges).first {
            $0.lowerBound < place && place < $0.upperBound
        }
        guard let crossed else { return place }
        // One that began with the line is cut all the same, and goes on as an open one.
        return crossed.lowerBound > 0 ? crossed.lowerBound : crossed.upperBound
    }

    /// Takes so many bytes out of what waits, and masks them.
    private mutating func show(_ count: Int, isEnd: Bool) -> [UInt8] {
        var text = pending.prefix(count)
        pending.removeFirst(text.count)
        switch open {
        case .keyBlock?:
            guard let end = SecretScan.keyEnd(text) else { return [] }
            text = text[end...]
            open = nil
        case .word?:
            text = text.drop { SecretShape.isWord($0) || $0 == 45 || $0 == 46 }
            if text.isEmpty { return [] }
            open = nil
        case nil: break
        }
        let bytes = Array(text)
        // What is open at the end of a line that has ended is over, but for a key.
        let scanned = SecretScan(bytes, secrets.values).open
        open = scanned == .word && bytes.last == 10 ? nil : isEnd ? nil : scanned
        return secrets.masked(bytes) ?? bytes
    }
}
