/// Which models were installed by `mn`, and which blueprints own them: `models/ownership.json`.
///
/// The layout is that of the programs before; keys that are not known here are kept when it is written.
package struct Ledger: Hashable, Sendable {
    package struct Record: Hashable, Sendable {
        /// The model's id in the catalog when it was installed.
        package var modelID: String?
        /// Whether somebody installed it by hand.
        package var isManual: Bool
        /// The blueprints that own it, sorted.
        package var owners: [String]
        /// The context in tokens that was asked for at install; nil if none was.
        package var contextSize: Int?
    }

    /// The whole document, with all that is not read here.
    package private(set) var document: JSONObject = ["version": 1, "models": [:]]

    package init() {}

    /// The entries of the document, by Docker reference.
    var models: JSONObject {
        get { document["models"]?.object ?? [:] }
        set { document["models"] = .object(newValue) }
    }

    /// By Docker reference.
    package var records: [String: Record] {
        Dictionary(uniqueKeysWithValues: models.members.map { ($0.key, Record($0.value)) })
    }

    /// The record of a reference, in any spelling.
    package func record(of reference: String) -> Record? {
        let wanted = Reference(reference)
        return models.members.lazy.filter { Reference($0.key) == wanted }
            .min { $0.key < $1.key }.map { Record($0.value) }
    }

    /// All records, by reference; of several spellings the first in order.
    package var recordsByReference: [Reference: Record] {
        Dictionary(
            models.members.sorted { $0.key < $1.key }.map { (Reference($0.key), Record($0.value)) }
        ) { first, _ in first }
    }

    /// Where the ledger lies; nil if no home is known.
    package static func path(_ environment: any Variables) -> String? {
        if let path = environment["MN_MODEL_OWNERSHIP_PATH"], !path.isEmpty {
            return Home.expand(path, environment)
        }
        return Home.folder(environment).map { "\($0)/models/ownership.json" }
    }

    /// Reads the ledger; one that is not there is empty.
    package static func load(
        _ files: any Files, _ environment: any Variables
    ) throws -> Ledger {
        guard let path = path(environment) else { return Ledger() }
        let bytes: [UInt8]
        do throws(FileFault) {
            bytes = try files.read(path, limit: Document.sizeLimit)
        } catch {
            if error.reason == .notFound { return Ledger() }
            throw error
        }
        return try read(bytes, name: path)
    }

    /// Reads the text of a ledger.
    ///
    /// - Parameter name: the file, as the user would name it.
    package static func read(_ bytes: [UInt8], name: String) throws(DocumentFault) -> Ledger {
        try Document.read(bytes, kind: "model ledger", name: name) {
            (field) throws(JSONFault) in
            let members = try field.anyObject()
            if let version = members.optional("version") {
                let number = try version.integer()
                if number > 1 { throw version.fault(.newer(version: "\(number)")) }
                if number < 1 {
                    throw version.fault(.outOfRange(wanted: "1", found: "\(number)"))
                }
            }
            var ledger = Ledger()
            ledger.document = members.object
            ledger.document["version"] = 1
            for (_, entry) in try members.optional("models")?.anyObject().all ?? [] {
                try Record.check(entry)
            }
            return ledger
        }
    }
}

extension Ledger.Record {
    /// Finds what is no entry of a ledger.
    static func check(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        _ = try members.optional("model_id")?.string()
        _ = try members.optional("manual")?.bool()
        _ = try members.optional("owners")?.anyObject()
    }

    /// Reads an entry that has been checked.
    init(_ entry: JSON) {
        modelID = entry["model_id"]?.string
        isManual = entry["manual"]?.bool ?? false
        owners = entry["owners"]?.object?.keys.sorted() ?? []
        contextSize = entry["context_size"]?.integer
    }
}

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
