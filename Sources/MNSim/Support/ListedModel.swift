import MNCore
import MNSim

/// A model that a runner listed.
struct ListedModel: Hashable {
    var tags: [String]
    var bytes: ByteCount

    /// What is taken for the size of a model that does not tell its own.
    private static let usualSize = ByteCount(1 << 30)

    /// The models of the last good list in a run.
    static func all(in events: [Trace.Event]) -> [ListedModel] {
        for case .call(let request, _, let outcome) in events.reversed() {
            guard request.method == "GET", request.target.hasSuffix("/models"),
                outcome.fault == nil, let response = outcome.response, response.head.status == 200,
                let list = (try? JSON.parse(response.body))?.array
            else { continue }
            return list.prefix(200).compactMap { entry in
                let tags = entry["tags"]?.array?.compactMap(\.string) ?? []
                let size = entry["config"]?["size"]?.string.flatMap { ByteCount(words: $0) }
                return tags.isEmpty ? nil : ListedModel(tags: tags, bytes: size ?? usualSize)
            }
        }
        return []
    }
}

extension RunnerState {
    /// This runner with models installed.
    func having(_ models: [ListedModel]) -> RunnerState {
        if models.isEmpty { return self }
        let document: JSON = [
            "schema": .string(Self.schema),
            "models": .array(
                models.map { ["tags": .strings($0.tags), "bytes": .integer($0.bytes)] }),
        ]
        return (try? RunnerState(JSONField(document), offers: registry.offers, over: self)) ?? self
    }
}
