import MNMachine

extension RunnerState {
    /// The sizes of all files in the store, by digest; shared files are there once.
    var blobs: [String: ByteCount] {
        var sizes = orphans
        for model in models {
            for layer in model.content.layers { sizes[layer.digest] = layer.size }
        }
        return sizes
    }

    /// Does something to the store, and takes what it needs from the room that is left.
    mutating func changeStore<Value, Failure: Error>(
        _ body: (inout RunnerState) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let before = storeSize
        let value = try body(&self)
        if let diskFree { self.diskFree = diskFree + before - storeSize }
        return value
    }

    /// What the files of the store take, whole ones and begun ones.
    private var storeSize: ByteCount {
        var begun = partials
        for pull in work.pulls where pull.isRunning {
            let elapsed = work.now - (pull.startedAt ?? work.now)
            for (digest, size) in pull.plan?.progress(after: elapsed) ?? [:] {
                begun[digest] = max(begun[digest] ?? .zero, size)
            }
        }
        return blobs.values.sum() + begun.values.sum()
    }

    /// The stored model under a name in any spelling (dmr-contract 2.1).
    func model(named name: String) throws(RunnerError) -> StoredModel {
        if isStoreBroken { throw .storeUnavailable }
        let normalised = RunnerReference.normalised(name, ids: modelIDs)
        if let model = models.first(where: { $0.id == normalised }) { return model }
        if let reference = RunnerReference(parsing: normalised),
            let model = model(tagged: reference)
        {
            return model
        }
        throw .modelNotFound(name)
    }

    /// As `model(named:)`, or the model one of whose tags has this last component.
    ///
    /// Only looking up one model and tagging do that (dmr-contract 1.3.2).
    func modelByAnyName(_ name: String) throws(RunnerError) -> StoredModel {
        do {
            return try model(named: name)
        } catch .modelNotFound {
            for model in models {
                for tag in model.tags {
                    let last = tag.split(separator: "/").last ?? ""
                    if last.split(separator: ":").first.map({ $0 == name }) == true { return model }
                }
            }
            throw .modelNotFound(name)
        }
    }

    func model(tagged reference: RunnerReference) -> StoredModel? {
        if reference.isDigest { return models.first { $0.id == reference.tag } }
        return models.first { $0.tags.contains { Self.parsed($0) == reference } }
    }

    /// A stored tag, which an old store may hold without its registry (dmr-contract 2.2).
    private static func parsed(_ tag: String) -> RunnerReference? { RunnerReference(parsing: tag) }

    /// What the registry tells of a model, without pulling it (dmr-contract 1.3.2).
    func remoteModel(named name: String) throws(RunnerError) -> ModelContent {
        let normalised = RunnerReference.normalised(name, ids: modelIDs)
        guard let reference = RunnerReference(parsing: normalised) else {
            throw .invalidReference(name)
        }
        let offer = registry.offer(for: reference)
        if offer.answer == .silent { throw .registrySilent }
        guard offer.answer == .model, let content = offer.content else {
            let answer = offer.answer == .model ? RegistryAnswer.notFound : offer.answer
            throw .registry(answer, asked: name, reference)
        }
        return content
    }

    /// Gives a model another tag, taken from the model that has it (dmr-contract 1.3.8).
    mutating func tag(_ name: String, as target: String) throws(RunnerError) {
        let model: StoredModel
        if name.hasPrefix("sha256:"), let source = models.first(where: { $0.id.hasPrefix(name) }) {
            model = source
        } else {
            model = try modelByAnyName(name)
        }
        let normalised = RunnerReference.normalised(target, ids: [])
        guard let reference = RunnerReference(parsing: normalised), !reference.isDigest else {
            throw .invalidTag(target)
        }
        if model.tags.contains(reference.text) { return }
        removeTag(reference.text)
        if let index = models.firstIndex(where: { $0.id == model.id }) {
            models[index].tags.append(reference.text)
        }
    }

    mutating func removeTag(_ tag: String) {
        for index in models.indices { models[index].tags.removeAll { $0 == tag } }
    }

    /// What a deletion did: tags first, the id if the model itself is gone.
    struct Deletion: Hashable, Sendable {
        var untagged: [String]
        var deleted: String?
    }

    /// Removes a tag, or the model with its last one; a model that is running is no obstacle.
    ///
    /// Source: dmr-contract 1.3.6.
    mutating func delete(_ name: String, isForced: Bool) throws(RunnerError) -> Deletion {
        let model = try self.model(named: name)
        let normalised = RunnerReference.normalised(name, ids: modelIDs)
        let isByID = normalised == model.id || normalised.contains("@")
        if isByID {
            if model.tags.count > 1, !isForced { throw .severalTags(name) }
        } else if model.tags.count > 1, let reference = RunnerReference(parsing: normalised),
            let tag = model.tags.first(where: { Self.parsed($0) == reference })
        {
            removeTag(tag)
            return Deletion(untagged: [tag], deleted: nil)
        }
        changeStore { $0.models.removeAll { $0.id == model.id } }
        work.hasEmptiedStore = true
        return Deletion(untagged: model.tags, deleted: model.id)
    }

    /// Empties the store; engines that run go on (dmr-contract 1.3.7).
    mutating func purge() {
        work.hasEmptiedStore = false
        changeStore {
            $0.models = []
            $0.partials = [:]
            $0.orphans = [:]
        }
    }

    /// Stores a model under a new tag with another context; the layers are shared.
    mutating func repackage(
        _ name: String, as target: String, contextSize: Int?
    ) throws(RunnerError) {
        let model = try self.model(named: name)
        guard
            let reference = RunnerReference(
                parsing: RunnerReference.normalised(target, ids: []))
        else { throw .invalidTag(target) }
        var content = model.content
        if let contextSize { content.configuration.contextSize = contextSize }
        content.id = DeterministicID.digest("\(model.id) with context \(contextSize ?? 0)")
        store(content, tag: reference.text)
    }

    /// What the models take: files, their overhead, and the store itself.
    func modelsSize() throws(RunnerError) -> ByteCount {
        if isStoreBroken { throw .storeUnavailable }
        let unpacked = models.filter { model in
            model.isUnpacked || runners.contains { $0.key.modelID == model.id }
        }
        return storeSize + models.map(\.content.overhead).sum()
            + unpacked.map(\.content.bundleSize).sum() + indexSize
    }

    /// What the index and the layout of a store take beside the models.
    private var indexSize: ByteCount {
        // An empty store holds 42 bytes of index (recording engines-df-empty). One whose last model was
        // removed lists `null` instead of `[]` (measured).
        ByteCount(models.isEmpty && work.hasEmptiedStore ? 44 : 42)
    }

    /// What the default backend takes on the disk.
    func defaultBackendSize() throws(RunnerError) -> ByteCount {
        guard let backendSize else { throw .backendDirectoryMissing(enginePath) }
        return hasEngineProgram ? backendSize : .zero
    }
}

/// A model in the store.
package struct StoredModel: Hashable, Sendable {
    /// What the tags stand for.
    package var content: ModelContent
    /// Its tags as the API shows them, `docker.io/ai/smollm2:latest`, oldest first; may be none.
    package var tags: [String]

    /// Whether an engine has been started with it, for which its files get a second name.
    package var isUnpacked = false

    /// The digest of its manifest, `sha256:` included.
    package var id: String { content.id }
}
