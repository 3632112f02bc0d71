extension Ledger {
    /// A blueprint that uses a model.
    package struct Owner: Hashable, Sendable {
        package var blueprintID: String
        package var revision: String
        /// Where the blueprint came from: a folder or an address.
        package var source: String

        package init(blueprintID: String, revision: String, source: String) {
            self.blueprintID = blueprintID
            self.revision = revision
            self.source = source
        }
    }

    /// On whose behalf a model is installed.
    package enum Installer: Hashable, Sendable {
        /// Somebody who asked for the model by name; it is theirs until they remove it.
        case user
        /// A blueprint from this folder or address, which owns the model once it runs.
        case blueprint(source: String)
    }

    /// Writes down that a model was installed.
    ///
    /// - Parameters:
    ///   - forced: what was forced against a verdict; nil if nothing was.
    ///   - contextSize: the tokens that were asked for; nil keeps what was asked for before.
    ///   - time: since 1970.
    package mutating func recordInstall(
        of model: Model, backend: Backend, by installer: Installer = .user, forced: String?,
        contextSize: Int? = nil, at time: Duration
    ) {
        let isNew = record(of: model.reference) == nil
        change(model, backend, at: time) { entry in
            switch installer {
            case .user:
                entry["manual"] = true
                entry["install_source"] = "manual"
            case .blueprint(let source):
                if isNew { entry["install_source"] = .string(source) }
            }
            entry["forced"] = forced.map { .string($0) }
            if let contextSize { entry["context_size"] = .integer(contextSize) }
        }
    }

    /// Writes down that a blueprint uses a model.
    ///
    /// - Parameter wasThere: whether the model was installed before without a record; then it is
    ///   somebody's own, and is not the blueprint's to remove.
    package mutating func recordOwner(
        _ owner: Owner, of model: Model, backend: Backend, wasThere: Bool, at time: Duration
    ) {
        let stamp = JSON.string(Timestamp.text(time))
        let isNew = record(of: model.reference) == nil
        change(model, backend, at: time) { entry in
            if isNew {
                entry["manual"] = .bool(wasThere)
                entry["install_source"] = .string(owner.source)
            }
            var owners = entry["owners"]?.object ?? [:]
            var value = owners[owner.blueprintID]?.object ?? ["installed_at": stamp]
            value["blueprint_id"] = .string(owner.blueprintID)
            value["blueprint_revision"] = .string(owner.revision)
            value["install_source"] = .string(owner.source)
            value["updated_at"] = stamp
            owners[owner.blueprintID] = .object(value)
            entry["owners"] = .object(owners)
        }
    }

    /// Takes the record of a model away, in whatever spelling it is kept.
    package mutating func removeRecord(of reference: String) {
        let wanted = Reference(reference)
        let kept = models.members.filter { Reference($0.key) != wanted }
        models = JSONObject(kept.map { ($0.key, $0.value) })
    }

    /// Puts a record back as it was in another ledger.
    package mutating func restoreRecord(of reference: String, from other: Ledger) {
        let wanted = Reference(reference)
        for member in other.models.members where Reference(member.key) == wanted {
            models[member.key] = member.value
        }
    }

    /// The ledger as a file.
    package var text: String { JSON.object(document).text() + "\n" }

    private mutating func change(
        _ model: Model, _ backend: Backend, at time: Duration, _ body: (inout JSONObject) -> Void
    ) {
        let wanted = Reference(model.reference)
        let stamp = JSON.string(Timestamp.text(time))
        // Programs before wrote keys of other spellings; one model has one record.
        let same = models.members.filter { Reference($0.key) == wanted }
        let key = model.recordKey
        var entry: JSONObject = ["installed_at": stamp, "owners": [:], "manual": false]
        for (index, member) in same.sorted(by: { $0.key < $1.key }).enumerated() {
            let found = member.value.object ?? [:]
            entry = index == 0 ? found : Self.joined(entry, found)
        }
        if same.map(\.key) != [key] {
            models = JSONObject(
                models.members.filter { Reference($0.key) != wanted }.map { ($0.key, $0.value) })
        }
        entry["model_id"] = .string(model.id)
        entry["docker_model"] = .string(model.reference)
        entry["provider"] = .string(model.provider)
        entry["backend"] = .string(backend.name)
        body(&entry)
        entry["updated_at"] = stamp
        models[key] = .object(entry)
    }

    /// Two records of one model: who owns it in either does, and whose it is in either it is.
    private static func joined(_ first: JSONObject, _ second: JSONObject) -> JSONObject {
        var joined = second.merging(first)
        joined["manual"] = .bool(first["manual"]?.bool == true || second["manual"]?.bool == true)
        return joined
    }
}
