extension Runner {
    /// How often a pull that breaks off is taken up again, and the waits before (as `docker model pull`
    /// does, dmr-contract §3.8).
    private static let pauses: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(8)]

    /// Brings a model from its registry; what is there already is not brought again.
    ///
    /// - Parameters:
    ///   - token: a token of Hugging Face, for a model from there.
    ///   - space: what is free for it, if that can be seen.
    ///   - retrying: told of each failure that is tried again.
    public func pull(
        _ reference: String, token: String? = nil, space: StoreSpace? = nil, time: any Time,
        progress: @escaping @Sendable (PullProgress) -> Void,
        retrying: @Sendable (RunnerRefusal) -> Void = { _ in }
    ) async throws(RunnerRefusal) -> PullProgress {
        var document: JSONObject = ["from": .string(reference)]
        let isOfHuggingFace = Reference(reference).normalized.hasPrefix("hf.co/")
        if let token, isOfHuggingFace { document["bearer-token"] = .string(token) }
        var pauses = Self.pauses[...]
        while true {
            do throws(RunnerRefusal) {
                return try await pull(document, space, time, progress)
            } catch {
                var refusal = error
                refusal.isOfHuggingFace = isOfHuggingFace
                guard refusal.isTransient, !Task.isCancelled, let pause = pauses.popFirst() else {
                    throw refusal
                }
                retrying(refusal)
                await time.sleep(for: pause)
            }
        }
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
    public func delete(_ reference: String) async throws(RunnerRefusal) {
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
