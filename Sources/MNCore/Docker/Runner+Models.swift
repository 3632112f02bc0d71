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
        let reader = PullReader(space: space, time: time, progress)
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

    /// Takes a model away; by a tag, only that tag if it has others.
    package func delete(_ reference: String) async throws(RunnerRefusal) {
        guard let path = HTTPRequest.path(reference) else {
            throw RunnerRefusal(.badReference, detail: reference)
        }
        let response = try await send("DELETE", "/models/\(path)", within: .remove)
        switch response.head.status {
        case 200: return
        case 404: throw RunnerRefusal(.notInstalled)
        case let status: throw RunnerRefusal(.other(status: status), detail: response.text)
        }
    }
}

extension HTTPResponse {
    /// The beginning of the body as text, for words to show.
    var text: String { Excerpt.beginning(body).trimmed }
}
