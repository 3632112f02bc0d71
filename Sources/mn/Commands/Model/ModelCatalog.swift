import MNCore

/// The catalog for commands, and what to do when an override of it is broken.
struct ModelCatalog {
    let catalog: Catalog
    /// Why an override is not in the catalog; nil if all are.
    let fault: (any DiagnosticError)?

    /// The model that a command is about.
    static let argument = PositionalSpecification(
        "MODEL", help: "An id, alias or Docker reference; \(Catalog.defaultModel) if left out.",
        count: .atMostOnce)

    /// - Throws: `DriverDataFault` if there is no driver data of the day that is asked for.
    init(_ world: World) throws {
        let loaded = CatalogSource(files: world.files, environment: world.environment).load()
        var catalog = loaded.catalog
        if let day = world.dataDay { catalog.drivers = try catalog.drivers.asOf(day) }
        self.catalog = catalog
        fault = loaded.fault
    }

    /// The catalog with all its overrides.
    ///
    /// - Throws: the fault of a broken override, since it may redefine the model that is asked for.
    var whole: Catalog {
        get throws {
            if let fault { throw fault }
            return catalog
        }
    }

    /// What to say of aliases and of a broken override, for commands that go on without it.
    var notices: [String] { catalog.notices.map { Self.words($0) } + faultNotices }

    /// What to say of a broken override alone, for commands that are not about aliases.
    var faultNotices: [String] {
        fault.map { ["\($0.problem) \($0.fixes.first ?? "")"] } ?? []
    }

    /// What to say of a name that could have meant another model.
    func notices(on name: String) -> [String] {
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
    var faultJSON: JSON {
        fault?.json ?? .null
    }

    /// Done, or failed if an override is broken.
    var exitCode: ExitCode { fault == nil ? .done : .failed }
}
