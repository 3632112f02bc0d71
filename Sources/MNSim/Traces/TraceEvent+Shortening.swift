import MNCore

extension Trace.Event {
    /// The event with at most `limit` bytes of what was answered or printed, the first ones, cut behind a
    /// line where there is one; it says how many bytes are left out.
    ///
    /// Answers of the machine stay whole: verdicts rest on them.
    package func shortened(to limit: Int) -> Trace.Event {
        var lost = 0
        func kept(_ bytes: [UInt8]) -> [UInt8] {
            guard bytes.count > limit else { return bytes }
            var end = limit
            if let line = bytes[..<limit].lastIndex(of: UInt8(ascii: "\n")) {
                end = line + 1
            } else {
                // Not within a letter.
                while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
            }
            lost += bytes.count - end
            return Array(bytes[..<end])
        }
        let event: Trace.Event
        switch whatIsLeft {
        case .call(let request, let endpoint, let outcome):
            guard let response = outcome.response else { return self }
            let shorter = HTTPResponse(response.head, body: kept(response.body))
            event = .call(request, endpoint, HTTPOutcome(shorter, outcome.fault))
        case .process(let argv, var result):
            result.standardOutput = kept(result.standardOutput)
            result.standardError = kept(result.standardError)
            event = .process(argv, result)
        case .read(let path, .success(let bytes)):
            event = .read(path: path, .success(kept(bytes)))
        case .printed(let output, let text):
            event = .printed(output, String(decoding: kept(Array(text.utf8)), as: UTF8.self))
        default: return self
        }
        guard lost > 0 else { return self }
        if case .shortened(_, let before) = self {
            return .shortened(event, bytes: before + lost)
        }
        return .shortened(event, bytes: lost)
    }
}
