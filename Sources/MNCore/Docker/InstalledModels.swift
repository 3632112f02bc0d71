extension RunnerClient {
    /// A model as the runner lists it.
    package struct InstalledModel: Hashable, Sendable {
        /// The manifest digest, `sha256:…`.
        package var id: String
        /// Fully qualified: `docker.io/ai/gemma4:E2B`; none for a model loaded from a file.
        package var tags: [String]
        /// What its weights take, as its configuration says (`256.35 MiB`); nil where it does not.
        package var size: ByteCount?

        package init(id: String, tags: [String], size: ByteCount? = nil) {
            self.id = id
            self.tags = tags
            self.size = size
        }

        /// Whether a text is its id, whole or in the twelve digits that `docker model list` shows.
        package func hasID(_ text: String) -> Bool { ids.contains(text) }

        /// The ways to write its id.
        fileprivate var ids: [String] {
            let digits = String(id.dropFirst("sha256:".count))
            return [id, digits, String(digits.prefix(12))]
        }
    }

    /// The models that are installed, and where that was learnt.
    package struct Listing: Hashable, Sendable {
        package let endpoint: Endpoint
        package let models: [InstalledModel]
        /// Where the first model of each name and of each id stands.
        private let names: [Reference: Int]
        private let ids: [String: Int]

        package init(endpoint: Endpoint, models: [InstalledModel]) {
            self.endpoint = endpoint
            self.models = models
            var names: [Reference: Int] = [:]
            var ids: [String: Int] = [:]
            for (index, model) in models.enumerated() {
                for tag in model.tags where names[Reference(tag)] == nil {
                    names[Reference(tag)] = index
                }
                for id in model.ids where ids[id] == nil { ids[id] = index }
            }
            self.names = names
            self.ids = ids
        }

        /// What all models take, each counted once; nil where one does not say.
        package var size: ByteCount? {
            let sizes = models.compactMap(\.size)
            return sizes.count == models.count ? sizes.sum() : nil
        }

        /// The first model that a reference or an id means; found without looking through all.
        package func model(called text: String) -> InstalledModel? {
            [names[Reference(text)], ids[text]].compactMap(\.self).min().map { models[$0] }
        }

        /// The models that none of these references or ids means.
        package func models(besides texts: some Sequence<String>) -> [InstalledModel] {
            var wanted: Set<Reference> = []
            var wantedIDs: Set<String> = []
            for text in texts {
                wanted.insert(Reference(text))
                wantedIDs.insert(text)
            }
            return models.filter { model in
                !model.tags.contains { wanted.contains(Reference($0)) }
                    && wantedIDs.isDisjoint(with: model.ids)
            }
        }
    }
}

extension Docker {
    /// Lists what a runner has.
    ///
    /// - Parameter limit: the longest time for it.
    package func listing(
        at endpoint: Endpoint, limit: Duration? = RunnerLimits.list.total
    ) async throws(TransportFault) -> RunnerClient.Listing {
        let response = try await send(
            HTTPRequest("GET", "/models"), to: endpoint, within: .list, total: limit)
        guard response.head.status == 200 else { throw .status(response.head.status) }
        return RunnerClient.Listing(
            endpoint: endpoint, models: try RunnerClient.models(response.body))
    }
}

extension RunnerClient {
    /// Reads the array of `GET /models`; keys that are not known are passed over (dmr-contract §1.9.1).
    static func models(_ body: [UInt8]) throws(TransportFault) -> [InstalledModel] {
        guard RunnerLimits.allows(body) else {
            throw .unreadable("it lists over \(RunnerLimits.values) values")
        }
        guard case .array(let elements)? = try? JSON.parse(body) else {
            let isPage = body.first { ![9, 10, 13, 32].contains($0) } == UInt8(ascii: "<")
            throw isPage ? .webPage : .unreadable("GET /models is no JSON array")
        }
        guard elements.count <= RunnerLimits.models else {
            throw .unreadable(
                "it lists \(elements.count) models, and at most \(RunnerLimits.models) are read")
        }
        var models: [InstalledModel] = []
        var names = 0
        for element in elements {
            guard let id = element["id"]?.string else { throw .unreadable("a model without an id") }
            let tags = element["tags"]?.array?.compactMap(\.string) ?? []
            names += tags.count
            guard names <= RunnerLimits.names else {
                throw .unreadable("its models have over \(RunnerLimits.names) names")
            }
            for text in [id] + tags where text.utf8.count > RunnerLimits.nameBytes {
                throw .unreadable("a name of \(text.utf8.count) bytes")
            }
            let size = element["config"]?["size"]?.string.flatMap { ByteCount(words: $0) }
            models.append(InstalledModel(id: id, tags: tags, size: size))
        }
        return models
    }
}
