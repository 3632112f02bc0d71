/// The catalog in all its layers: built in, then home, then environment; and what is to be said of them.
package struct LoadedCatalog: Sendable {
    package let catalog: Catalog
    /// Why an override is not in the catalog; nil if all are.
    package let fault: (any DiagnosticError)?

    /// Reads all layers.
    ///
    /// A broken one is left out and reported. A missing home file is normal; a missing file that
    /// `MN_MODEL_CATALOG_PATH` names is a fault.
    ///
    /// - Parameter day: whose driver data counts; nil takes the newest.
    /// - Throws: `DriverDataFault` if there is none of that day.
    package init(
        files: any Files, environment: any Variables, day: CalendarDate? = nil
    ) throws(DriverDataFault) {
        var layers = [BuiltinCatalog.entries]
        var drivers: DriverData?
        var fault: (any DiagnosticError)?
        for (path, variable) in Self.overrides(environment) {
            do throws(FileFault) {
                let bytes = try files.read(path, limit: Document.sizeLimit)
                do throws(DocumentFault) {
                    let known = Catalog.merged(layers).map(\.entry)
                    let contents = try CatalogFile.read(
                        bytes, name: path, over: known, drivers: drivers ?? .builtin)
                    layers.append(contents.entries)
                    drivers = contents.drivers ?? drivers
                } catch {
                    if fault == nil { fault = error }
                }
            } catch {
                if fault != nil { continue }
                if let variable {
                    fault = CatalogFault.unreadable(error, variable: variable)
                } else if error.reason != .notFound {
                    fault = error
                }
            }
        }
        var catalog = layers.count == 1 ? .builtin : Catalog(layers: layers)
        catalog.ownDrivers = drivers
        if let day { catalog.ownDrivers = try catalog.drivers.asOf(day) }
        self.catalog = catalog
        self.fault = fault
    }

    /// The catalog with all its overrides.
    ///
    /// - Throws: the fault of a broken override, since it may redefine the model that is asked for.
    package var whole: Catalog {
        get throws {
            if let fault { throw fault }
            return catalog
        }
    }

    /// What to say of aliases and of a broken override, for commands that go on without it.
    package var notices: [String] { catalog.notices.map { Self.words($0) } + faultNotices }

    /// What to say of a broken override alone, for commands that are not about aliases.
    package var faultNotices: [String] {
        fault.map { ["\($0.problem) \($0.fixes.first ?? "")"] } ?? []
    }

    /// What to say of a name that could have meant another model.
    package func notices(on name: String) -> [String] {
        catalog.notices.compactMap { notice in
            switch notice {
            case .ambiguousAlias(let alias, _, _):
                alias.lowercased() == name.lowercased() ? Self.words(notice) : nil
            }
        }
    }

    private static func words(_ notice: Catalog.Notice) -> String {
        switch notice {
        case .ambiguousAlias(let alias, let meant, let other):
            "The alias '\(alias)' means \(meant) here, and not \(other), which has it too."
        }
    }

    /// The broken override as JSON, or null.
    package var faultJSON: JSON {
        fault?.json ?? .null
    }

    /// Done, or failed if an override is broken.
    package var exitCode: ExitCode { fault == nil ? .done : .failed }

    /// The files over the built-in catalog; one that a variable names must be there.
    private static func overrides(
        _ environment: any Variables
    ) -> [(path: String, variable: String?)] {
        var paths: [(String, String?)] = []
        if let home = Home.folder(environment) {
            paths.append(("\(home)/models/catalog.json", nil))
        }
        let variable = "MN_MODEL_CATALOG_PATH"
        if let named = environment[variable], !named.isEmpty {
            paths.append((Home.expand(named, environment), variable))
        }
        return paths
    }
}

/// Reads a catalog override in any of its three shapes.
///
///     [ {entry}, … ]      {"version": 1, "models": [ {entry}, … ]}      {"id": {entry}, …}
///
/// The second may also have `drivers`, which replaces parts of the driver data; programs that read only
/// models pass over it.
package enum CatalogFile {
    /// What a file holds.
    package struct Contents: Sendable {
        package var entries: [JSONObject]
        /// Nil if the file says nothing of drivers.
        package var drivers: DriverData?
    }

    /// - Parameters:
    ///   - known: the entries of earlier layers, which an entry here may complete.
    ///   - drivers: the driver data of earlier layers.
    package static func read(
        _ bytes: [UInt8], name: String, over known: [JSONObject],
        drivers: DriverData = .builtin
    ) throws(DocumentFault) -> Contents {
        try Document.read(bytes, kind: "model catalog", name: name) {
            (field) throws(JSONFault) in
            var entries: [JSONObject] = []
            for (entry, field) in try Self.entries(field) {
                let base = known.first {
                    $0["id"]?.string?.lowercased() == entry["id"]?.string?.lowercased()
                }
                // Read as it will be with the entry that it completes, so that a fault has its place.
                let entry = Model.settingReference(entry)
                _ = try Model(
                    JSONField(.object(base?.merging(entry) ?? entry), at: field.pointer))
                entries.append(entry)
            }
            return Contents(entries: entries, drivers: try Self.drivers(field, drivers))
        }
    }

    private static func drivers(
        _ field: JSONField, _ base: DriverData
    ) throws(JSONFault) -> DriverData? {
        guard case .object = field.value, case .array? = field.value["models"],
            let drivers = try field.anyObject().optional("drivers")
        else { return nil }
        return try DriverData(drivers, over: base)
    }

    private static func entries(
        _ field: JSONField
    ) throws(JSONFault) -> [(entry: JSONObject, field: JSONField)] {
        let listed: [JSONField]
        if case .array = field.value {
            listed = try field.array()
        } else if field.value["models"] != nil {
            let members = try field.object(keys: ["version", "models", "drivers"])
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
}

/// The folder in which `mn` keeps its state.
package enum Home {
    /// `MN_HOME`, or `.mn` in the user's home; nil if neither is known.
    package static func folder(_ environment: any Variables) -> String? {
        if let home = environment["MN_HOME"], !home.isEmpty { return expand(home, environment) }
        return environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.mn" }
    }

    /// A path with `~` in front replaced by the user's home.
    package static func expand(_ path: String, _ environment: any Variables) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = environment["HOME"] else {
            return path
        }
        return home + path.dropFirst()
    }
}
