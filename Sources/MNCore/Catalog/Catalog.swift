/// The models that can be asked for, from up to three layers.
package struct Catalog: Sendable {
    package static let defaultModel = "gemma4:e2b"

    /// Something in an override that the user should know of; it is no error.
    package enum Notice: Hashable, Sendable {
        /// Two models have this alias; the first is meant.
        case ambiguousAlias(String, meant: String, other: String)
    }

    /// Sorted by id; no two ids are equal without regard to case.
    package private(set) var models: [Model]
    package private(set) var notices: [Notice]
    /// What is known of drivers and images, with what overrides say of them.
    package var drivers = DriverData.builtin
    /// By lower-case id and alias.
    private var index: [String: Int]

    /// The models that are built in.
    package static let builtin = Catalog(layers: [BuiltinCatalog.entries])

    /// Merges layers of entries, a later layer over an earlier one.
    ///
    /// Objects are merged key by key; lists and scalars are replaced. An alias of a later layer beats
    /// an equal one of an earlier layer.
    ///
    /// - Throws: the fault in an entry as merged; the pointer starts at the entry.
    init(layers: [[JSONObject]]) {
        var models: [(model: Model, layer: Int)] = []
        for (entry, layer) in Self.merged(layers) {
            // Each entry was read on its own before, so the merged one can be read too.
            if let model = try? Model(JSONField(.object(entry))) { models.append((model, layer)) }
        }
        models.sort { $0.model.id < $1.model.id }
        self.models = models.map(\.model)
        (index, notices) = Self.index(models)
    }

    /// The entries of all layers, merged by id, each with the last layer that touched it.
    static func merged(_ layers: [[JSONObject]]) -> [(entry: JSONObject, layer: Int)] {
        var merged: [(entry: JSONObject, layer: Int)] = []
        var positions: [String: Int] = [:]
        for (layer, entries) in layers.enumerated() {
            for entry in entries {
                let key = (entry["id"]?.string ?? "").lowercased()
                if let position = positions[key] {
                    var over = entry
                    over["id"] = nil  // The spelling of the first layer stays.
                    merged[position] = (merged[position].entry.merging(over), layer)
                } else {
                    positions[key] = merged.count
                    merged.append((entry, layer))
                }
            }
        }
        return merged
    }

    private static func index(_ models: [(model: Model, layer: Int)]) -> ([String: Int], [Notice]) {
        var index: [String: Int] = [:]
        var notices: [Notice] = []
        for (position, entry) in models.enumerated() {
            index[entry.model.id.lowercased()] = position
        }
        let byLayer = models.indices.sorted { (models[$1].layer, $0) < (models[$0].layer, $1) }
        for position in byLayer {
            for alias in models[position].model.aliases {
                let key = alias.lowercased()
                if let taken = index[key] {
                    if taken == position { continue }
                    notices.append(
                        .ambiguousAlias(
                            alias, meant: models[taken].model.id, other: models[position].model.id))
                } else {
                    index[key] = position
                }
            }
        }
        return (index, notices)
    }

    /// The model of an id, alias or Docker reference, without regard to case.
    package func model(named name: String) throws(CatalogFault) -> Model {
        let wanted = name.lowercased()
        if let position = index[wanted] { return models[position] }
        let reference = Reference(wanted)
        if let model = models.first(where: { Reference($0.reference) == reference }) {
            return model
        }
        let names = models.flatMap { [$0.id] + $0.aliases + [$0.reference] }
        throw .unknownModel(name: name, suggestion: Spelling.nearest(to: name, in: names))
    }
}
