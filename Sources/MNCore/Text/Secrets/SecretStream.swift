/// Masks what comes piece by piece as if it had come whole.
///
/// A line is handed on when it ends. One that does not end is handed on in parts, of which none ends
/// inside a secret.
package struct SecretStream: Sendable {
    /// How much of an endless line stays behind: longer than a name and a gap before a value.
    private static let least = 512

    private let secrets: Secrets
    private var pending: [UInt8] = []
    /// The secret that has begun and whose end has not come; its mask has been handed on.
    private var open: SecretScan.Open?

    /// The last lines that were handed on: what they name may stand on the next.
    private var context: [UInt8] = []
    /// The most bytes of them.
    private static let contextLimit = 1024

    /// The most bytes of a line that are kept waiting.
    private let lineLimit: Int

    /// - Parameter lineLimit: the most bytes of a line that are kept waiting; at least 1,024.
    package init(_ secrets: Secrets, lineLimit: Int = 64 << 10) {
        self.secrets = secrets
        self.lineLimit = lineLimit
    }

    /// Takes the next bytes; gives what can be shown now.
    package mutating func take(_ bytes: [UInt8]) -> [UInt8] {
        let waiting = pending.count
        pending += bytes
        var result: [UInt8] = []
        if let end = bytes.lastIndex(of: 10) {
            let lines = Array(pending[...(waiting + end)])
            pending.removeSubrange(...(waiting + end))
            result += show(lines: lines)
        }
        while pending.count > lineLimit {
            let scan = SecretScan(pending, secrets.values, after: open)
            context = []
            let ranges = Secrets.merged(scan.ranges)
            let place = cut(ranges)
            let part = Array(pending[..<place])
            let isWhole = place == pending.count
            pending.removeSubrange(..<place)
            result += show(
                part, ranges.filter { $0.upperBound <= place }, opening: isWhole ? scan.open : nil)
        }
        return result
    }

    /// Gives what is left.
    package mutating func finish() -> [UInt8] {
        defer {
            pending = []
            open = nil
        }
        return show(lines: pending)
    }

    /// Masks whole lines with an eye to those before them.
    private mutating func show(lines: [UInt8]) -> [UInt8] {
        var before = context
        if case .below? = open { before = [] }
        let text = before + lines
        let scan = SecretScan(text, secrets.values, after: open)
        let linked = scan.linked.filter { $0.upperBound > before.count }.map {
            max(0, $0.lowerBound - before.count)..<$0.upperBound - before.count
        }
        context = Self.lastLines(text)
        return switch scan.open {
        case .keyBlock?, .below?: show(lines, Secrets.merged(linked), opening: scan.open)
        default: show(lines, Secrets.merged(linked), opening: nil)
        }
    }

    private static func lastLines(_ text: [UInt8]) -> [UInt8] {
        var start = text.count
        var count = 0
        while start > 0, text.count - start < contextLimit {
            if text[start - 1] == 10 { count += 1 }
            if count > 3 { break }
            start -= 1
        }
        // A part of a line would be read as a whole one.
        if start > 0, text[start - 1] != 10 {
            start = (text[start...].firstIndex(of: 10) ?? text.count - 1) + 1
        }
        return Array(text[start...])
    }

    /// Where a line without end can be cut: behind a secret, and never between a secret and its name.
    private func cut(_ ranges: [Range<Int>]) -> Int {
        let place = max(1, pending.count - max(Self.least, secrets.values.longest))
        for range in ranges where range.upperBound > place {
            // Too far away for a name, a scheme or a gap to stand there.
            if range.lowerBound - Self.least / 2 >= place { break }
            if range.upperBound < pending.count { return range.upperBound }
            let before = ranges.last { $0.upperBound <= range.lowerBound }?.upperBound ?? 0
            let start = max(before, range.lowerBound - Self.least / 2)
            return start > 0 ? start : pending.count
        }
        return place
    }

    /// Masks a part, which begins inside a secret if one is open.
    ///
    /// - Parameters:
    ///   - ranges: the secrets in it, as far as more than it tells.
    ///   - opening: the secret in which it ends.
    private mutating func show(
        _ bytes: [UInt8], _ ranges: [Range<Int>], opening: SecretScan.Open?
    ) -> [UInt8] {
        let rest: ArraySlice<UInt8>
        switch open {
        case .keyBlock?:
            let end = SecretScan.keyContinuation(bytes[...])
            if end == bytes.count, SecretScan.keyEnd(bytes[...]) == nil { return [] }
            rest = bytes[end...]
        case .word?: rest = bytes.drop { $0.isNameByte }
        case .line?: rest = bytes.drop { $0 != 10 && $0 != 13 }
        case .below?, nil: rest = bytes[...]
        }
        if open != nil, rest.isEmpty { return [] }
        open = opening
        let skipped = rest.startIndex
        let known = ranges.filter { $0.upperBound > skipped }.map {
            max(0, $0.lowerBound - skipped)..<$0.upperBound - skipped
        }
        let masked = Secrets.replaced(Array(rest), known)
        return secrets.masked(masked) ?? masked
    }
}
