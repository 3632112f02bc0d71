/// The models that can be asked for, from up to three layers.
public struct Catalog: Sendable {
    package static let defaultModel = "gemma4:e2b"

    /// Something in an override that the user should know of; it is no error.
    package enum Notice: Hashable, Sendable {
        /// Two models have this alias; the first is meant.
        case ambiguousAlias(String, meant: String, other: String)
    }

    /// Sorted by id; no two ids are equal without regard to case.
    public private(set) var models: [Model]
    package private(set) var notices: [Notice]
    /// Driver data that an override changed, or of another day; nil stands for what is built in.
    package var ownDrivers: DriverData?
    /// By lower-case id and alias.
    private var index: [String: Int]

    /// What is known of drivers and images, with what overrides say of them.
    package var drivers: DriverData { ownDrivers ?? .builtin }

    /// The models that are built in.
    public static let builtin = Catalog(layers: [BuiltinCatalog.entries])

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

/// A model that cannot be found, or a catalog that was named and cannot be read.
package enum CatalogFault: DiagnosticError, Hashable {
    case unknownModel(name: String, suggestion: String?)
    /// The file that this variable names.
    case unreadable(FileFault, variable: String)

    package var code: ErrorCode {
        switch self {
        case .unknownModel: .unknownModel
        case .unreadable(let fault, _): fault.code
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .unknownModel: .unknownModel
        case .unreadable(let fault, _): fault.exitCode
        }
    }

    package var problem: String {
        switch self {
        case .unknownModel(let name, let suggestion):
            "There is no model '\(name)' in the catalog."
                + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
        case .unreadable(let fault, let variable): "\(variable) is set, but: \(fault.problem)"
        }
    }

    package var fixes: [String] {
        switch self {
        case .unknownModel: ["mn model list"]
        case .unreadable(let fault, let variable):
            ["Correct \(variable), or unset it."] + fault.fixes
        }
    }
}

/// A model reference in the one spelling that is used to compare (dmr-contract §2).
package struct Reference: Hashable, Sendable {
    /// Without registry and `ai/` where they are the usual ones, tag always there, in lower case.
    package let normalized: String

    package init(_ text: String) {
        var rest = Substring(text.lowercased())
        for registry in ["docker.io/", "index.docker.io/", "registry-1.docker.io/"]
        where rest.hasPrefix(registry) {
            rest = rest.dropFirst(registry.count)
            break
        }
        if rest.hasPrefix("huggingface.co/") { rest = "hf.co/" + rest.dropFirst(15) }
        if rest.hasPrefix("ai/") { rest = rest.dropFirst(3) }
        let last = rest.split(separator: "/").last ?? rest
        normalized = last.contains(":") || last.contains("@") ? String(rest) : rest + ":latest"
    }

    /// A reference with its registry, as ledgers have it: `docker.io/ai/gemma4:E2B`; letters stay as they are.
    package static func qualified(_ text: String) -> String {
        let first = text.prefix { $0 != "/" }
        guard first.endIndex < text.endIndex else { return "docker.io/ai/\(text)" }
        // As Docker tells a registry from the first part of a name (distribution/reference).
        let isRegistry = first.contains { $0 == "." || $0 == ":" } || first == "localhost"
        return isRegistry ? text : "docker.io/\(text)"
    }
}
