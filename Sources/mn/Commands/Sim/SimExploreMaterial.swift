import MNCore
import MNExplore
import MNFleet
import MNSim

// What `mn sim explore` makes situations of, and holds them against.
extension SimExploreCommand {
    /// The models that are explored, and the bytes of the catalog that was named.
    private static func models(
        _ arguments: ParsedArguments, _ world: World
    ) throws -> (catalog: Catalog, bytes: [UInt8]?) {
        guard let path = arguments.value("catalog") else { return (.builtin, nil) }
        let bytes = try world.files.read(path, limit: Document.sizeLimit)
        let variables = ["MN_MODEL_CATALOG_PATH": path]
        let loaded = try LoadedCatalog(
            files: MemoryFiles([path: bytes]), environment: variables, day: nil)
        return (try loaded.whole, bytes)
    }

    static func laboratory(
        _ arguments: ParsedArguments, _ world: World
    ) throws -> Laboratory {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        var files = JSONObject()
        let (catalog, bytes) = try models(arguments, world)
        var registry: [JSON]?
        if let bytes {
            registry = RegistryOffer.offers(of: catalog).map(\.json)
            files["/home/user/.mn/models/catalog.json"] = .string(
                String(decoding: bytes, as: UTF8.self))
        }
        var blueprints: [String] = []
        if let folder = arguments.value("blueprint") {
            try add(folder, as: "/blueprint", to: &files, world.files)
            blueprints = ["/blueprint"]
        }
        let material = Material(
            profiles: try library.ids.map(library.profile), models: catalog.models,
            offers: RegistryOffer.offers(of: .builtin), registry: registry, files: files,
            blueprints: blueprints)
        return Laboratory(material, in: world, program: program)
    }

    /// That a policy holds; what nobody could make up, such as a share, is not looked at, which is said.
    static func policy(
        _ path: String, _ arguments: ParsedArguments, _ world: World
    ) throws -> (invariant: Invariant, notices: [String]) {
        let catalog = try models(arguments, world).catalog
        let policy = try policy(path, catalog, arguments, world).policy
        let others = policy.promisesOfOthers
        if others.count == policy.promises.count { throw NoPromiseToExplore(path: path) }
        let places = Words.list(others.map { "\($0.place)" })
        return (
            .policy(policy, catalog),
            others.isEmpty
                ? [] : ["Not looked at, as of shares or of machines by their names: \(places)."]
        )
    }

    /// A policy, and the bytes of all files that it is read of.
    private static func policy(
        _ path: String, _ catalog: Catalog, _ arguments: ParsedArguments, _ world: World
    ) throws -> (policy: FleetPolicy, files: [JSON]) {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        var files: [JSON] = []
        let policy = try FleetPolicy(path, catalog: catalog, profiles: library.ids) { path, limit in
            let bytes = try world.files.read(path, limit: limit)
            files.append(.string(SHA256.hexadecimal(SHA256.digest(bytes))))
            return bytes
        }
        return (policy, files)
    }

    /// Takes the documents of a blueprint: its manifest and its configuration.
    private static func add(
        _ folder: String, as place: String, to files: inout JSONObject, _ disk: any Files
    ) throws {
        let config = ((try? disk.list("\(folder)/config")) ?? []).filter { $0.hasSuffix(".json") }
        for name in ["manifest.json"] + config.map({ "config/\($0)" }) {
            let path = "\(folder)/\(name)"
            let bytes = try disk.read(path, limit: Document.sizeLimit)
            _ = try Document.read(bytes, kind: "blueprint", name: path) {
                (field) throws(JSONFault) in try field.anyObject().object
            }
            files["\(place)/\(name)"] = .string(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// What the document of a shard says of it, and of what it is a part.
    static func shard(
        _ sharding: Sharding, _ laboratory: Laboratory, _ arguments: ParsedArguments,
        _ world: World
    ) throws -> JSONObject {
        let material = laboratory.material
        let catalog = try models(arguments, world).catalog
        var files: JSON = .null
        if let path = arguments.value("policy") {
            files = .array(try policy(path, catalog, arguments, world).files)
        }
        var parts = RunParts(
            version: Program.version, catalog, models: material.models, policy: files)
        parts.set(.machines, .array(material.profiles.map(\.json)))
        parts.set(.files, .object(material.files))
        let command = arguments.line(without: ParsedArguments.outputs.union(["shard", "output"]))
        return [
            "shard": [
                "index": .integer(sharding.shard.index), "total": .integer(sharding.shard.total),
            ],
            "parts": parts.json, "run": .string(parts.digest),
            "command": .strings(command.map { Sanitized.line($0) }),
        ]
    }
}

/// A policy of which no promise says anything of a machine that is made up.
private struct NoPromiseToExplore: DiagnosticError {
    var path: String

    var code: ErrorCode { .nothingSelected }
    var problem: String {
        "\(Sanitized.line(path)) promises nothing of machines by what they are: its promises are of shares, or of "
            + "machines by their names."
    }
    var fixes: [String] {
        ["Promise verdicts, such as: gemma4:e2b on vendor nvidia and vram >= 8GB: pass, warning"]
    }
}
