/// Reads a catalog override in any of its three shapes.
///
///     [ {entry}, … ]      {"version": 1, "models": [ {entry}, … ]}      {"id": {entry}, …}
public enum CatalogFile {
    /// - Parameter known: the entries of earlier layers, which an entry here may complete.
    public static func read(
        _ bytes: [UInt8], name: String, over known: [JSONObject]
    ) throws(DocumentFault) -> [JSONObject] {
        try Document.read(bytes, kind: "model catalog", name: name) {
            (field) throws(JSONFault) in
            let entries = try entries(field)
            for (entry, field) in entries { try check(entry, at: field, over: known) }
            return entries.map(\.entry)
        }
    }

    private static func entries(
        _ field: JSONField
    ) throws(JSONFault) -> [(entry: JSONObject, field: JSONField)] {
        let listed: [JSONField]
        if case .array = field.value {
            listed = try field.array()
        } else if field.value["models"] != nil {
            let members = try field.object(keys: ["version", "models"])
            let version = try members.optional("version")?.integer() ?? 1
            if version != 1, let field = members.optional("version") {
                throw field.fault(.outOfRange(wanted: "1", found: String(version)))
            }
            listed = try members.required("models").array()
        } else {
            return try keyed(try field.anyObject())
        }
        var result: [(JSONObject, JSONField)] = []
        var seen: Set<String> = []
        for element in listed {
            let members = try element.anyObject()
            let id = try members.required("id").nonEmptyString()
            guard seen.insert(id.lowercased()).inserted else {
                throw try members.required("id").fault(
                    .breaksRule("the model '\(id)' is there twice"))
            }
            result.append((members.object, element))
        }
        return result
    }

    /// An object of entries by id; an entry may repeat its id, but not have another one.
    private static func keyed(
        _ members: JSONMembers
    ) throws(JSONFault) -> [(entry: JSONObject, field: JSONField)] {
        var result: [(JSONObject, JSONField)] = []
        var seen: Set<String> = []
        for (id, element) in members.all {
            let inner = try element.anyObject()
            if let own = inner.optional("id"), try own.string() != id {
                throw own.fault(.breaksRule("the entry '\(id)' has another id inside"))
            }
            guard seen.insert(id.lowercased()).inserted else {
                throw element.fault(.breaksRule("the model '\(id)' is there twice"))
            }
            var entry = inner.object
            entry["id"] = .string(id)
            result.append((entry, element))
        }
        return result
    }

    /// Reads the entry as it will be with the one that it completes, so that a fault has its place.
    private static func check(
        _ entry: JSONObject, at field: JSONField, over known: [JSONObject]
    ) throws(JSONFault) {
        let id = entry["id"]?.string?.lowercased()
        let base = known.first { $0["id"]?.string?.lowercased() == id }
        _ = try Model(JSONField(.object(base?.merging(entry) ?? entry), at: field.pointer))
    }
}
