/// What a manifest says, in either of its dialects.
public struct BlueprintManifest: Sendable {
    public enum Dialect: String, Hashable, Sendable {
        /// Nodes and edges at the root.
        case bundle
        case workflow
    }

    public var dialect = Dialect.bundle
    public var id = ""
    public var name = ""
    var revision: String?
    public var workers: [BlueprintWorker] = []
    var services: [BlueprintService] = []
    var rules: [InputRule] = []
}

extension BlueprintReader {
    private static let bundleKeys = [
        "manifest_version", "graph_id", "job_name", "entrypoints", "nodes",
    ]
    private static let workflowKeys = [
        "apiVersion", "kind", "id", "name", "manifest_version", "job_name", "contract", "agents",
        "runtime",
    ]
    private static let versions = ["mn.workflow/v1", "mn.workflow/v2"]

    /// Reads a manifest; what is wrong is noted, and the rest is read on.
    mutating func manifest(_ root: JSONObject) -> BlueprintManifest {
        var manifest = BlueprintManifest()
        let members = JSONMembers(object: root, pointer: JSONPointer())
        let isWorkflow =
            root["apiVersion"] != nil || root["kind"] == "Workflow"
            || root["workflow"]?.object != nil || root["flow"]?.object != nil
        manifest.dialect = isWorkflow ? .workflow : .bundle
        func text(_ keys: [String]) -> String? {
            keys.lazy.compactMap { JSON.object(root)[JSONPointer(parsing: $0) ?? JSONPointer()] }
                .compactMap(\.scalarText).first { !$0.isEmpty }
        }
        manifest.id =
            text(["/metadata/blueprint_id", isWorkflow ? "/id" : "/graph_id"]) ?? "blueprint"
        manifest.name = text([isWorkflow ? "/name" : "/job_name", "/job_name"]) ?? manifest.id
        manifest.revision = text(["/revision", "/metadata/revision"])
        if isWorkflow { checkWorkflow(members) } else { checkBundle(members) }
        if let flag = members.optional("requiredContextEngine") {
            _ = read(.manifest) { () throws(JSONFault) in try flag.bool() }
        }
        manifest.workers = workers(members, isWorkflow)
        checkNodes(members, manifest.workers.map(\.name))
        manifest.services = services(members)
        manifest.rules = rules(members)
        return manifest
    }

    private mutating func require(_ keys: [String], _ members: JSONMembers) {
        for key in keys {
            _ = read(.manifest) { () throws(JSONFault) in try members.required(key) }
        }
    }

    private mutating func checkBundle(_ members: JSONMembers) {
        require(Self.bundleKeys, members)
        for key in ["manifest_version", "graph_id", "job_name"] {
            guard let field = members.optional(key) else { continue }
            _ = read(.manifest) { () throws(JSONFault) in
                try field.nonEmptyString()
            }
        }
    }

    private mutating func checkWorkflow(_ members: JSONMembers) {
        let version = members.optional("apiVersion")
        if let version, let text = version.value.string, !Self.versions.contains(text) {
            _ = read(.manifest) { () throws(JSONFault) -> Bool? in
                throw version.fault(
                    .outOfRange(
                        wanted: "one of \(Self.versions.joined(separator: ", "))",
                        found: "'\(text)'"))
            }
        }
        // Sources of the second version are read for their models, services and inputs alone.
        if version?.value == "mn.workflow/v2" { return }
        require(Self.workflowKeys, members)
        for key in ["graph_id", "nodes", "edges", "entrypoints"] {
            guard let field = members.optional(key) else { continue }
            _ = read(.manifest) { () throws(JSONFault) -> Bool? in
                throw field.fault(.breaksRule("'\(key)' belongs to the other kind of manifest"))
            }
        }
        let graph = read(.manifest) { () throws(JSONFault) -> JSONField? in
            if let flow = members.optional("flow") { return flow }
            return try members.required("workflow")
        }
        if let graph { checkGraph(graph) }
    }

    /// The nodes: at the root a list, in a workflow below `agents`, as a list or by name.
    private mutating func workers(
        _ members: JSONMembers, _ isWorkflow: Bool
    ) -> [BlueprintWorker] {
        var nodes = members.optional("nodes")
        if isWorkflow {
            guard let agents = members.optional("agents"), agents.value.object != nil else {
                return []
            }
            nodes = agents.value["nodes"].map {
                JSONField($0, at: agents.pointer.appending("nodes"))
            }
        }
        guard let nodes else { return [] }
        if isWorkflow, nodes.value.object != nil {
            let named = read(.manifest) { () throws(JSONFault) in
                try nodes.anyObject()
            }
            return (named?.all ?? []).compactMap { worker($0.field, name: $0.key) }
        }
        let elements = read(.manifest) { () throws(JSONFault) in try nodes.array() }
        return (elements ?? []).compactMap { worker($0, name: nil) }
    }

    private mutating func checkNodes(_ members: JSONMembers, _ names: [String]) {
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !seen.insert(name).inserted {
            noteTwice(name, JSONPointer(["nodes", "\(index)"]))
        }
        guard let entrypoints = members.optional("entrypoints") else { return }
        let named = read(.manifest) { () throws(JSONFault) in
            try entrypoints.strings()
        }
        for (index, name) in (named ?? []).enumerated() where !seen.contains(name) {
            noteUnknown(name, among: names, entrypoints.pointer.appending("\(index)"))
        }
    }
}
