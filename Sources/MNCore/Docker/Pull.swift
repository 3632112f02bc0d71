extension Runner {
    /// Brings a model from its registry; what is there already is not brought again.
    ///
    /// - Parameters:
    ///   - token: a token of Hugging Face, for a model from there.
    ///   - space: what is free for it, if that can be seen.
    ///   - pauses: how long to wait before each further try.
    ///   - isThere: whether somebody else has brought it; asked before each further try, and after the last.
    ///   - retrying: told of each failure that is tried again.
    package func pull(
        _ reference: String, token: String? = nil, space: StoreSpace? = nil, time: any Time,
        pauses: PullPauses, isThere: @Sendable () async -> Bool = { false },
        progress: @escaping @Sendable (PullProgress) -> Void,
        retrying: @Sendable (RunnerRefusal) -> Void = { _ in }
    ) async throws(RunnerRefusal) -> PullProgress {
        var document: JSONObject = ["from": .string(reference)]
        let isOfHuggingFace = Reference(reference).normalized.hasPrefix("hf.co/")
        if let token, isOfHuggingFace { document["bearer-token"] = .string(token) }
        var pauses = pauses
        let nothing = PullProgress(received: .zero, total: nil)
        while true {
            let start = time.now
            do throws(RunnerRefusal) {
                return try await pull(document, space, time, progress)
            } catch {
                var refusal = error
                refusal.isOfHuggingFace = isOfHuggingFace
                if refusal.isCollision, await isThere() { return nothing }
                guard refusal.isTransient, !Task.isCancelled,
                    let pause = pauses.next(after: refusal, taking: time.now - start)
                else { throw refusal }
                retrying(refusal)
                let end = time.now + pause
                // Whoever was in the way may be done long before the pause is.
                while time.now < end, !Task.isCancelled {
                    await time.sleep(for: min(end - time.now, PullPauses.look))
                    if refusal.isCollision, await isThere() { return nothing }
                }
                if refusal.isCollision, await othersPull(time, isThere) { return nothing }
                if Task.isCancelled { throw refusal }
            }
        }
    }

    /// Lets a pull that somebody else has begun go first, as long as the store grows.
    ///
    /// - Returns: whether the model is there afterwards.
    private func othersPull(_ time: any Time, _ isThere: @Sendable () async -> Bool) async -> Bool {
        let end = time.now + PullPauses.othersLimit
        while time.now < end, !Task.isCancelled, let before = try? await diskUsage() {
            await time.sleep(for: PullPauses.look)
            if await isThere() { return true }
            guard let now = try? await diskUsage(), now > before else { break }
        }
        return false
    }

    private func pull(
        _ document: JSONObject, _ space: StoreSpace?, _ time: any Time,
        _ progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(RunnerRefusal) -> PullProgress {
        let reader = PullReader(space: space, time: time, said: refusal(of:_:), progress)
        do throws(TransportFault) {
            try await exchange(
                "POST", "/models/create", .object(document), within: .pull, reader.take)
        } catch {
            if let refusal = reader.shortage ?? reader.standstill(error) { throw refusal }
            // What it said before the end tells more than the end.
            if error == .cut, let refusal = reader.complaint { throw refusal }
            throw RunnerRefusal(.lost(error))
        }
        return try reader.outcome()
    }

    /// Whether a runner says what it took away (dmr-contract §1.3.6).
    private static func namesRemoved(_ body: [UInt8]) -> Bool {
        let list = (try? JSON.parse(body))?.array ?? []
        return !list.isEmpty && list.allSatisfy { $0["Untagged"] != nil || $0["Deleted"] != nil }
    }

    /// Takes a model away; by a tag, only that tag if it has others.
    package func delete(_ reference: String) async throws(RunnerRefusal) {
        guard let path = HTTPRequest.path(reference) else {
            throw RunnerRefusal(.badReference, detail: reference)
        }
        let response = try await send("DELETE", "/models/\(path)", within: .remove)
        switch response.head.status {
        case 200:
            if Self.namesRemoved(response.body) { return }
            // Something before a runner may say yes to all: then its list tells whether the model is gone.
            if try await installedModels().model(called: reference) != nil {
                throw refusal(response) { RunnerRefusal(.gateway(status: 200), detail: $0.text) }
            }
        case 404: throw RunnerRefusal(.notInstalled)
        default: throw refusal(response)
        }
    }
}

extension HTTPResponse {
    /// The beginning of the body as text, for words to show.
    var text: String { Excerpt.beginning(body).trimmed }
}

/// The waits before a pull that failed is tried again.
///
/// One that broke off is taken up soon, as `docker model pull` does (dmr-contract §3.8). Where two pulls of
/// one model damaged each other, both fail at the same time: each then waits for another while, drawn from
/// a window that grows with every try, until one has begun alone; the other sees that and lets it through.
package struct PullPauses: Sendable {
    /// The state of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
    /// OOPSLA 2014).
    private var state: UInt64
    private var soon: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(8)]
    private var collisions = 0

    /// The most tries after collisions; the window of the last is 64 times as long as the first unit.
    private static let collisionLimit = 6
    /// As long as a try took, but not longer than this: it is more than it takes to see another pull.
    private static let longestUnit = Duration.seconds(15)
    /// How often it is looked whether the model is there meanwhile, or is being pulled.
    static let look = Duration.seconds(5)
    /// How long the pull of somebody else goes first.
    package static let othersLimit = Duration.seconds(6 * 3600)

    /// - Parameter seed: what differs from one program to the next.
    package init(seed: UInt64) { state = seed }

    /// The next wait; nil where it has been tried often enough.
    ///
    /// - Parameter taking: how long the try took that failed.
    mutating func next(after refusal: RunnerRefusal, taking: Duration) -> Duration? {
        guard refusal.isCollision else {
            return soon.isEmpty ? nil : soon.removeFirst()
        }
        guard collisions < Self.collisionLimit else { return nil }
        collisions += 1
        let window = min(max(taking, .seconds(1)), Self.longestUnit) * (1 << collisions)
        return .seconds(1) + window / 1024 * Int(random() % 1024)
    }

    private mutating func random() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// How far a pull has come.
package struct PullProgress: Hashable, Sendable {
    /// Bytes that have come in this pull; layers that the runner had before do not count.
    package var received: ByteCount
    /// Bytes of all layers together, those that are there already included; nil if not told yet.
    package var total: ByteCount?
}

/// The free space where the runner keeps its models.
package struct StoreSpace: Hashable, Sendable {
    /// The folder whose file system was looked at.
    package var path: String
    /// Bytes that are free there for ordinary users.
    package var free: ByteCount

    package init(path: String, free: ByteCount) {
        self.path = path
        self.free = free
    }
}
