/// What a manifest says, in whatever form it is written.
package struct BlueprintManifest: Sendable {
    package var form = ManifestForm.bundle
    package var id = ""
    package var name = ""
    var revision: String?
    package var workers: [BlueprintWorker] = []
    var services: [BlueprintService] = []
    package var requirements = MachineRequirements()
    var rules: [InputRule] = []

    /// Whether it has rules for its inputs.
    package var hasRules: Bool { !rules.isEmpty }
    /// Whether it names services.
    package var hasServices: Bool { !services.isEmpty }
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
        manifest.form = ManifestForm(root)
        func text(_ keys: [String]) -> String? {
            keys.lazy.compactMap { JSON.object(root)[JSONPointer(parsing: $0) ?? JSONPointer()] }
                .compactMap(\.scalarText).first { !$0.isEmpty }
        }
        let ids: [ManifestForm: [String]] = [
            .bundle: ["/graph_id"], .workflow: ["/id"], .source: ["/identity/id", "/id"],
            .split: ["/id"],
        ]
        let names: [ManifestForm: [String]] = [
            .workflow: ["/name"], .source: ["/identity/name", "/name"], .split: ["/name"],
        ]
        manifest.id =
            text(["/metadata/blueprint_id"] + (ids[manifest.form] ?? [])) ?? "blueprint"
        manifest.name = text((names[manifest.form] ?? []) + ["/job_name"]) ?? manifest.id
        manifest.revision = text(
            ["/revision", "/metadata/revision"]
                + (manifest.form.isSource ? ["/identity/version", "/version"] : []))
        switch manifest.form {
        case .bundle: checkBundle(members)
        case .workflow: checkWorkflow(members)
        case .source, .split: checkSource(members)
        }
        if let flag = members.optional("requiredContextEngine") {
            _ = read(.manifest) { () throws(JSONFault) in try flag.bool() }
        }
        if !manifest.form.isSource {
            manifest.workers = workers(members, manifest.form == .workflow)
            checkNodes(members, manifest.workers.map(\.name))
        }
        manifest.services = services(members)
        manifest.requirements = requirements(members)
        let nodes = JSONPointer(manifest.form == .workflow ? ["agents", "nodes"] : ["nodes"])
        if let listed = JSON.object(root)[nodes] {
            manifest.requirements.unread += nodeDemands(JSONField(listed, at: nodes))
        }
        manifest.rules = rules(members)
        return manifest
    }

    /// Says what is not checked of a source; its version and identity are all that is known of its form.
    private mutating func checkSource(_ members: JSONMembers) {
        if members.object["identity"] != nil || members.optional("id") == nil {
            let identity = read(.manifest) { () throws(JSONFault) in
                try members.required("identity").anyObject()
            }
            for key in ["id", "name"] {
                guard let identity else { break }
                _ = read(.manifest) { () throws(JSONFault) in
                    try identity.required(key).nonEmptyString()
                }
            }
        }
        if let version = members.optional("apiVersion"), let text = version.value.string,
            !ManifestForm.sourceVersions.contains(text)
        {
            noteVersion(version, text, ManifestForm.sourceVersions)
        }
        note(
            .sourceForm,
            "This is a source form: its steps, agents and workers are not checked before MirrorNeuron compiles it.",
            help: "Run it with MirrorNeuron, which compiles it.", .manifest,
            JSONPointer(members.optional("apiVersion") == nil ? [] : ["apiVersion"]),
            severity: .warning)
    }

    private mutating func noteVersion(_ field: JSONField, _ text: String, _ known: [String]) {
        _ = read(.manifest) { () throws(JSONFault) -> Bool? in
            throw field.fault(
                .outOfRange(
                    wanted: "one of \(known.joined(separator: ", "))", found: "'\(text)'"))
        }
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
            noteVersion(version, text, Self.versions)
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
