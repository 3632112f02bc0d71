import MNCore

/// Cuts what is too long, between lines where that can be.
enum TextCut {
    private static let newline = UInt8(ascii: "\n")

    /// What was cut somewhere, without its last line, in which half a secret may stand.
    static func withoutCutWord(_ bytes: [UInt8]) -> [UInt8] {
        let end = bytes.lastIndex(of: newline).map { $0 + 1 } ?? max(0, bytes.count - 4096)
        return Array(bytes[..<end])
    }

    /// The first and the last of the bytes, at most `limit` of them, and how many are left out.
    static func middleOut(_ bytes: [UInt8], limit: Int) -> (kept: [UInt8], cut: Int) {
        guard bytes.count > limit else { return (bytes, 0) }
        var head = bytes.prefix(limit / 2)
        var tail = bytes.suffix(limit / 2)
        head = head.lastIndex(of: newline).map { head[...$0] } ?? letters(head)
        tail =
            tail.firstIndex(of: newline).map { tail[($0 + 1)...] }
            ?? tail.drop { $0 & 0xC0 == 0x80 }
        return (Array(head + tail), bytes.count - head.count - tail.count)
    }

    /// The bytes without a letter of UTF-8 that is cut at the end.
    private static func letters(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let lead = bytes.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }),
            bytes[lead] >= 0xC0
        else { return bytes }
        return bytes[..<lead]
    }
}

extension Trace.Event {
    /// The event with at most `limit` bytes of each text in it, and how many are left out.
    func shortened(to limit: Int) -> (event: Trace.Event, cut: Int) {
        var cut = 0
        func kept(_ bytes: [UInt8]) -> [UInt8] {
            let (kept, count) = TextCut.middleOut(bytes, limit: limit)
            cut += count
            return kept
        }
        func kept(_ text: String) -> String {
            text.utf8.count <= limit
                ? text : String(decoding: kept(Array(text.utf8)), as: UTF8.self)
        }
        func kept(_ result: CommandResult) -> CommandResult {
            var result = result
            result.standardOutput = kept(result.standardOutput)
            result.standardError = kept(result.standardError)
            return result
        }
        var event = self
        switch self {
        case .access(var exchange):
            switch exchange.outcome {
            case .bytes(let bytes): exchange.outcome = .bytes(kept(bytes))
            case .value(let value): exchange.outcome = .value(kept(value))
            case .ended(let result): exchange.outcome = .ended(kept(result))
            default: break
            }
            event = .access(exchange)
        case .call(let request, let endpoint, var outcome):
            if let body = outcome.response?.body { outcome.response?.body = kept(body) }
            event = .call(request, endpoint, outcome)
        case .process(let argv, let result): event = .process(argv, kept(result))
        case .read(let path, .success(let bytes)): event = .read(path: path, .success(kept(bytes)))
        case .variable(let name, let value): event = .variable(name, value.map(kept))
        case .printed(let output, let text): event = .printed(output, kept(text))
        default: break
        }
        return (event, cut)
    }
}
