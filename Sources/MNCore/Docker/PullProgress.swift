import Synchronization

/// How far a pull has come.
public struct PullProgress: Hashable, Sendable {
    /// Bytes that have come in this pull; layers that the runner had before do not count.
    public var received: Int
    /// Bytes of all layers together, those that are there already included; nil if not told yet.
    public var total: Int?
}

/// Reads the stream of a pull: JSON lines, and plain text where it fails (dmr-contract §3).
final class PullReader: Sendable {
    private struct State {
        var head: HTTPResponseHead?
        /// What has come of a line that has not ended; of an answer that is no stream, all.
        var line: [UInt8] = []
        var layers: [String: Int] = [:]
        var total: Int?
        var isDone = false
        /// What is said of failure, in the order of its lines.
        var complaints: [String] = []
    }

    /// The most bytes of a line, and the most complaints that are kept.
    private static let limits = (line: 1 << 20, complaints: 20)

    private let state = Mutex(State())
    private let report: @Sendable (PullProgress) -> Void

    init(_ report: @escaping @Sendable (PullProgress) -> Void) { self.report = report }

    func take(_ part: HTTPResponsePart) -> Bool {
        let progress: PullProgress? = state.withLock { state in
            switch part {
            case .head(let head):
                state.head = head
                return nil
            case .body(let bytes):
                let before = state.layers
                for byte in bytes {
                    if byte == UInt8(ascii: "\n") {
                        Self.read(&state)
                    } else if state.line.count < Self.limits.line {
                        state.line.append(byte)
                    }
                }
                return state.layers == before ? nil : Self.progress(state)
            }
        }
        if let progress { report(progress) }
        return true
    }

    /// How far it came, once the answer has ended well.
    ///
    /// - Throws: what the runner said instead of success.
    func outcome() throws(RunnerRefusal) -> PullProgress {
        let state = state.withLock { state in
            Self.read(&state)
            return state
        }
        let status = state.head?.status ?? 0
        if status == 200, state.isDone, state.complaints.isEmpty { return Self.progress(state) }
        throw .pull(status: status, words: state.complaints.joined(separator: "; "))
    }

    /// What the runner said of failure in lines that came whole; nil if nothing.
    var complaint: RunnerRefusal? {
        let (status, words) = state.withLock { state in
            (state.head?.status ?? 0, state.complaints.joined(separator: "; "))
        }
        return words.isEmpty ? nil : .pull(status: status, words: words)
    }

    private static func progress(_ state: State) -> PullProgress {
        PullProgress(received: state.layers.values.reduce(0, +), total: state.total)
    }

    private static func read(_ state: inout State) {
        defer { state.line = [] }
        let text = String(decoding: state.line, as: UTF8.self).trimmed
        guard !text.isEmpty else { return }
        guard state.head?.status == 200, let line = (try? JSON.parse(text)) ?? unescaped(text),
            let type = line["type"]?.string
        else {
            // After an error line the handler writes the same again as plain text.
            if state.complaints.isEmpty { state.complaints.append(text) }
            return
        }
        switch type {
        case "success": state.isDone = true
        case "error":
            if state.complaints.count < limits.complaints {
                state.complaints.append(line["message"]?.string ?? "an error without words")
            }
        default:
            if let total = line["total"]?.integer, total > 0 { state.total = total }
            if let id = line["layer"]?["id"]?.string, let count = line["layer"]?["current"]?.integer
            {
                state.layers[id] = max(0, count)
            }
        }
    }

    /// A line as the runner writes it for a client that asked for no JSON.
    private static func unescaped(_ text: String) -> JSON? {
        var plain = text
        for (escape, character) in [
            ("&#34;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"),
        ] {
            plain = plain.replacing(escape, with: character)
        }
        return plain == text ? nil : try? JSON.parse(plain)
    }
}
