import Synchronization

/// Reads the stream of a pull: JSON lines, and plain text where it fails (dmr-contract §3).
final class PullReader: Sendable {
    private struct State {
        var head: HTTPResponseHead?
        /// What has come of a line that has not ended.
        var line: [UInt8] = []
        /// What has come of an answer that is no stream.
        var refusal: [UInt8] = []
        var layers: [String: ByteCount] = [:]
        /// What has come of all layers.
        var received = ByteCount.zero
        /// What the layers still lacked when they were first spoken of.
        var missing = ByteCount.zero
        var total: ByteCount?
        var isDone = false
        /// What is said of failure, in the order of its lines.
        var complaints: [String] = []
        /// The most that was ever said to have come of each layer, at most its size.
        var best: [String: ByteCount] = [:]
        var lastProgress: Duration
        var hasProgressed = false
        /// Whether what comes is no progress, for too long.
        var isStanding = false

        /// Takes that so much of a layer has come; says whether that is progress.
        mutating func advances(
            _ layer: String, to count: ByteCount, of size: ByteCount
        ) -> Bool {
            let count = size > .zero ? min(count, size) : count
            if let old = best[layer], count <= old { return false }
            best[layer] = count
            return true
        }

        mutating func add(_ bytes: ArraySlice<UInt8>) {
            line += bytes.prefix(PullReader.limits.line - line.count)
        }

        var status: Int { head?.status ?? 0 }
    }

    /// The most bytes of a line, and the most complaints that are kept.
    private static let limits = (line: 1 << 20, complaints: 20, layers: 10_000, words: 8192)
    /// The largest size of a layer that is believed, 512 TiB: the sum of all is exact.
    private static let largestSize = ByteCount(1 << 49)

    private let state: Mutex<State>
    private let space: StoreSpace?
    private let time: any Time
    private let said: Refusal
    private let report: @Sendable (PullProgress) -> Void

    /// What the bytes of a refusal mean, by what tells it of any bytes (see `Docker.refusal`).
    typealias Refusal = @Sendable ([UInt8], ([UInt8]) -> RunnerRefusal) -> RunnerRefusal

    /// - Parameters:
    ///   - space: what is free for it; a pull that is sure to need more is left.
    ///   - said: leaves of a refusal's words those that people may see.
    init(
        space: StoreSpace? = nil, time: any Time, said: @escaping Refusal = { $1($0) },
        _ report: @escaping @Sendable (PullProgress) -> Void
    ) {
        self.space = space
        self.time = time
        self.said = said
        state = Mutex(State(lastProgress: time.now))
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
                let now = time.now
                defer { state.isStanding = now - state.lastProgress > RunnerLimits.pullProgress }
                guard state.status == 200 else {
                    state.refusal += bytes.prefix(Self.limits.line - state.refusal.count)
                    return nil
                }
                var rest = bytes[...]
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    state.add(rest[..<end])
                    if Self.read(&state) {
                        state.lastProgress = now
                        state.hasProgressed = true
                    }
                    rest = rest[(end + 1)...]
                }
                state.add(rest)
                return state.received == before ? nil : Self.progress(state)
            }
        }
        if let progress { report(progress) }
        return shortage == nil && !state.withLock(\.isStanding)
    }

    /// Why the exchange ended with this fault, if it is that nothing more came of the model.
    ///
    /// Where there is no shortage, an answer is left for that alone, whatever the time is when it is told
    /// again.
    ///
    /// It is worth another try where something had come before (`RunnerLimits.pullProgress`).
    func standstill(_ fault: TransportFault) -> RunnerRefusal? {
        guard fault == .stopped || fault == .timedOut else { return nil }
        return RunnerRefusal(
            state.withLock(\.hasProgressed) ? .lost(.timedOut) : .pullStandsStill)
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
            _ = Self.read(&state)
            return state
        }
        if state.status == 200, state.isDone, state.complaints.isEmpty {
            return Self.progress(state)
        }
        throw refusal(state) { $0 }
    }

    /// What the runner said of failure in lines that came whole; nil if nothing.
    var complaint: RunnerRefusal? {
        let state = state.withLock(\.self)
        let refusal = refusal(state) { body in
            body.lastIndex(of: UInt8(ascii: "\n")).map { Array(body[..<$0]) } ?? []
        }
        return refusal.detail.isEmpty ? nil : refusal
    }

    /// - Parameter part: how much is read of an answer that is no stream.
    private func refusal(_ state: State, _ part: ([UInt8]) -> [UInt8]) -> RunnerRefusal {
        guard state.status != 200 else {
            return said(Array(state.complaints.joined(separator: "; ").utf8)) {
                .pull(status: 200, words: String(decoding: $0, as: UTF8.self))
            }
        }
        return said(state.refusal) {
            .pull(status: state.status, words: Self.words(of: part($0)))
        }
    }

    /// The lines of a page of text, up to the limit: a page is one complaint.
    private static func words(of body: [UInt8]) -> String {
        var words = ""
        for line in body.split(separator: UInt8(ascii: "\n")) where words.utf8.count < limits.words
        {
            let text = String(decoding: line, as: UTF8.self).trimmed
            if !text.isEmpty { words += words.isEmpty ? text : "\n" + text }
        }
        return words
    }

    private static func progress(_ state: State) -> PullProgress {
        PullProgress(received: state.received, total: state.total)
    }

    private static func size(_ value: JSON?) -> ByteCount? {
        value?.byteCount.map { min($0, largestSize) }
    }

    /// Reads the line that has come; says whether it tells of progress.
    private static func read(_ state: inout State) -> Bool {
        defer { state.line = [] }
        guard let line = (try? JSON.parse(state.line)) ?? unescaped(text(state)),
            let type = line["type"]?.string
        else {
            // After an error line the handler writes the same again as plain text.
            let text = text(state)
            if !text.isEmpty, state.complaints.isEmpty { state.complaints.append(text) }
            return false
        }
        switch type {
        case "success":
            defer { state.isDone = true }
            return !state.isDone
        case "error":
            if state.complaints.count < limits.complaints {
                state.complaints.append(line["message"]?.string ?? "an error without words")
            }
        default:
            if let total = line["total"]?.byteCount, total > .zero { state.total = total }
            guard let layer = line["layer"], let id = layer["id"]?.string,
                let count = size(layer["current"]),
                state.layers[id] != nil || state.layers.count < limits.layers
            else { return false }
            let whole = size(layer["size"]) ?? .zero
            if state.layers[id] == nil { state.missing += whole - count }
            state.received = state.received - (state.layers[id] ?? .zero) + count
            state.layers[id] = count
            return state.advances(id, to: count, of: whole)
        }
        return false
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
