import Synchronization

/// Reads the stream of a pull: JSON lines, and plain text where it fails (dmr-contract §3).
final class PullReader: Sendable {
    private struct State {
        var head: HTTPResponseHead?
        /// What has come of a line that has not ended; of an answer that is no stream, all.
        var line: [UInt8] = []
        var layers: [String: ByteCount] = [:]
        /// What has come of all layers.
        var received = ByteCount.zero
        /// What the layers still lacked when they were first spoken of.
        var missing = ByteCount.zero
        var total: ByteCount?
        var isDone = false
        /// What is said of failure, in the order of its lines.
        var complaints: [String] = []

        mutating func add(_ bytes: ArraySlice<UInt8>) {
            line += bytes.prefix(PullReader.limits.line - line.count)
        }
    }

    /// The most bytes of a line, and the most complaints that are kept.
    private static let limits = (line: 1 << 20, complaints: 20, layers: 10_000)
    /// The largest size of a layer that is believed, 512 TiB: the sum of all is exact.
    private static let largestSize = ByteCount(1 << 49)

    private let state = Mutex(State())
    private let space: StoreSpace?
    private let report: @Sendable (PullProgress) -> Void

    /// - Parameter space: what is free for it; a pull that is sure to need more is left.
    init(space: StoreSpace? = nil, _ report: @escaping @Sendable (PullProgress) -> Void) {
        self.space = space
        self.report = report
    }

    func take(_ part: HTTPResponsePart) -> Bool {
        let progress: PullProgress? = state.withLock { state in
            switch part {
            case .head(let head):
                state.head = head
                return nil
            case .body(let bytes):
                let before = state.received
                var rest = bytes[...]
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    state.add(rest[..<end])
                    Self.read(&state)
                    rest = rest[(end + 1)...]
                }
                state.add(rest)
                return state.received == before ? nil : Self.progress(state)
            }
        }
        if let progress { report(progress) }
        return shortage == nil
    }

    /// That the disk has too little room for what is known to be missing; layers that are not spoken of
    /// yet may be there already.
    var shortage: RunnerRefusal? {
        guard let space else { return nil }
        let missing = state.withLock(\.missing)
        return missing > space.free
            ? RunnerRefusal(.diskTooSmall(missing: missing, space: space)) : nil
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
        PullProgress(received: state.received, total: state.total)
    }

    private static func size(_ value: JSON?) -> ByteCount? {
        value?.byteCount.map { min($0, largestSize) }
    }

    private static func read(_ state: inout State) {
        defer { state.line = [] }
        guard state.head?.status == 200,
            let line = (try? JSON.parse(state.line)) ?? unescaped(text(state)),
            let type = line["type"]?.string
        else {
            // After an error line the handler writes the same again as plain text.
            let text = text(state)
            if !text.isEmpty, state.complaints.isEmpty { state.complaints.append(text) }
            return
        }
        switch type {
        case "success": state.isDone = true
        case "error":
            if state.complaints.count < limits.complaints {
                state.complaints.append(line["message"]?.string ?? "an error without words")
            }
        default:
            if let total = line["total"]?.byteCount, total > .zero { state.total = total }
            guard let layer = line["layer"], let id = layer["id"]?.string,
                let count = size(layer["current"]),
                state.layers[id] != nil || state.layers.count < limits.layers
            else { return }
            if state.layers[id] == nil {
                state.missing += (size(layer["size"]) ?? .zero) - count
            }
            state.received = state.received - (state.layers[id] ?? .zero) + count
            state.layers[id] = count
        }
    }

    private static func text(_ state: State) -> String {
        String(decoding: state.line, as: UTF8.self).trimmed
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
