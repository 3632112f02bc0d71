/// The catalog: what of it runs on the machine, what is installed, and who uses it.
package struct ModelInventory: Sendable {
    package let source: LoadedCatalog
    package let installed: InstalledModels
    package let owners: ModelOwners
    /// Of the models of the catalog that are listed.
    package let verdicts: [Verdict]
    /// Installed models that the catalog does not know.
    package let outsiders: [String]
    package let notices: [String]

    /// - Parameters:
    ///   - onlyInstalled: whether a runner that cannot be reached is an error.
    ///   - onlyCompatible: whether models are left out that do not run here, or of which that is not known.
    package init(_ world: World, onlyInstalled: Bool, onlyCompatible: Bool) async throws {
        source = try world.catalog()
        let installed = await InstalledModels.ask(world)
        owners = ModelOwners(world)
        if onlyInstalled, case .unknown(let fault) = installed {
            throw await RunnerClient(
                world.docker, environment: world.environment, time: world.time
            ).explained(fault)
        }
        let rules = source.catalog.rules
        let machine = rules.prepared(await world.hardware())
        verdicts = source.catalog.models
            .filter { !onlyInstalled || installed.isInstalled($0) == true }
            .map { rules.verdict($0, on: machine) }
            .filter { !onlyCompatible || $0.status.isAccepted }
        outsiders = onlyCompatible ? [] : installed.outsiders(source.catalog)
        notices = source.notices + owners.notices + [installed.reason].compactMap(\.self)
        self.installed = installed
    }

    /// An override or a ledger that cannot be read does not end the command, but is its end.
    package var exitCode: ExitCode { owners.fault == nil ? source.exitCode : .failed }

    /// All of them, for programs.
    package var json: JSON {
        .array(
            verdicts.map { verdict in
                let members = verdict.model.members(
                    isInstalled: installed.isInstalled(verdict.model), owners)
                return .object(members.merging(["compatibility": verdict.summary]))
            } + outsiders.map(outsider))
    }

    /// A model that is installed, and of which the catalog says nothing.
    private func outsider(_ name: String) -> JSON {
        let members: JSONObject = [
            "id": .string(name), "name": .string(name), "provider": .string(Model.runnerProvider),
            "model": .string(name), "docker_model": .string(name), "backend": "unknown",
            "backends": [], "aliases": [], "context_size": nil, "requirements": [:],
            "installed": true, "default": false, "status": "", "compatibility": nil,
        ]
        return .object(members.merging(owners.members(of: name, isInstalled: true)))
    }
}

/// One model: what the catalog, the runner and the ledger say of it.
package struct ModelInspection: Sendable {
    /// What is looked at.
    package enum Subject: Sendable {
        case known(Model)
        /// A model that the runner has and the catalog does not know, such as an old version without a name.
        case outsider(RunnerClient.InstalledModel)
    }

    package let subject: Subject
    package let catalog: Catalog
    package let installed: InstalledModels
    package let owners: ModelOwners
    package let notices: [String]

    /// - Parameter mayBeOutsider: whether a model will do that the catalog does not know.
    package init(_ world: World, _ name: String, mayBeOutsider: Bool) async throws {
        let source = try world.catalog()
        catalog = try source.whole
        owners = ModelOwners(world)
        notices = source.notices(on: name) + owners.notices
        let model: Model
        do throws(CatalogFault) {
            model = try catalog.model(named: name)
        } catch {
            guard mayBeOutsider, Self.mayBeOfRunner(name) else { throw error }
            installed = await InstalledModels.ask(world)
            guard case .known(let listing) = installed, let found = listing.model(called: name)
            else { throw error }
            subject = .outsider(found)
            return
        }
        subject = .known(model)
        installed = await InstalledModels.ask(world)
    }

    /// Whether a name that the catalog does not have is worth asking the runner for: a reference, or an id.
    private static func mayBeOfRunner(_ name: String) -> Bool {
        name.contains("/") || name.hasPrefix("sha256:")
            || name.utf8.count >= 12 && name.allSatisfy(\.isHexDigit)
    }
}

/// What is installed, as far as the Model Runner tells.
package enum InstalledModels: Sendable {
    case known(RunnerClient.Listing)
    /// The runner does not answer: nothing is known, and that is not "nothing installed".
    case unknown(EndpointFault)

    static func ask(_ world: World) async -> InstalledModels {
        do throws(EndpointFault) {
            let client = RunnerClient(
                world.docker, environment: world.environment, time: world.time)
            return .known(try await client.installedModels())
        } catch {
            return .unknown(error)
        }
    }

    /// Whether a model is installed; nil if that is not known.
    package func isInstalled(_ model: Model) -> Bool? {
        guard case .known(let listing) = self else { return nil }
        return listing.model(called: model.reference) != nil
    }

    /// Installed models that the catalog does not know, by their first tag or id.
    package func outsiders(_ catalog: Catalog) -> [String] {
        guard case .known(let listing) = self else { return [] }
        return listing.models(besides: catalog.models.lazy.map(\.reference))
            .map { $0.tags.first ?? $0.id }
            .sorted()
    }

    /// Why it is not known what is installed, in a sentence; nil if it is known.
    package var reason: String? {
        if case .unknown(let fault) = self { fault.problem } else { nil }
    }

    /// Where the runner answers, or why it cannot be reached.
    package var json: JSON {
        switch self {
        case .known(let listing): ["reachable": true, "endpoint": .string("\(listing.endpoint)")]
        case .unknown(let fault):
            [
                "reachable": false, "message": .string(fault.problem),
                "fixes": .strings(fault.fixes),
            ]
        }
    }
}

extension Model {
    /// The model as programs know it from `mn model list`; the keys are a promise.
    package func members(isInstalled: Bool?, _ owners: ModelOwners) -> JSONObject {
        let isDefault = id == Catalog.defaultModel
        let members: JSONObject = [
            "id": .string(id), "name": .string(name), "provider": .string(provider),
            "model": .string(reference), "docker_model": .string(reference),
            "backend": .string(backend.name), "backends": .strings(backends.map(\.name)),
            "aliases": .strings(aliases), "context_size": .integer(orNull: contextSize),
            "requirements": requirements.json,
            "installed": isInstalled.map { .bool($0) } ?? .null, "default": .bool(isDefault),
            "status": .string(isDefault ? "default" : ""),
        ]
        return members.merging(owners.members(of: reference, isInstalled: isInstalled))
    }
}

/// Who uses the models, for commands; and why that cannot be told, if it cannot.
package struct ModelOwners: Sendable {
    private let records: [Reference: Ledger.Record]
    package let fault: (any DiagnosticError)?

    package init(_ world: World) {
        do {
            records = try Ledger.load(world.files, world.environment).recordsByReference
            fault = nil
        } catch {
            records = [:]
            fault = error.diagnostic
        }
    }

    /// What to say of a ledger that cannot be read.
    package var notices: [String] { fault.map { ["\($0.problem) \($0.fixes.first ?? "")"] } ?? [] }

    /// The tokens that were asked for when a model was installed.
    package func askedContext(of reference: String) -> Int? {
        records[Reference(reference)]?.contextSize
    }

    /// The keys of a model that tell who uses it; null where the ledger cannot be read.
    package func members(of reference: String, isInstalled: Bool?) -> JSONObject {
        if fault != nil {
            return ["used_by": nil, "owner_count": nil, "orphaned": nil, "manual": nil]
        }
        let record = records[Reference(reference)]
        let owners = record?.owners ?? []
        let isManual = record?.isManual ?? false
        return [
            "used_by": .strings(owners), "owner_count": .integer(owners.count),
            // A model that was pulled without mn has no record, and is nobody's orphan.
            "orphaned": .bool(
                record != nil && owners.isEmpty && !isManual && isInstalled != false),
            "manual": .bool(isManual),
        ]
    }
}
