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
    private(set) var document: JSONObject = ["version": 1, "models": [:]]

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
            if let version = members.optional("version"), try version.integer() != 1 {
                throw version.fault(.outOfRange(wanted: "1", found: version.value.text(.canonical)))
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
