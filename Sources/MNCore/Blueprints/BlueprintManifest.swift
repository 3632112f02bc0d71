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
            let named = object(nodes, .manifest)
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

/// The forms in which people write manifests.
package enum ManifestForm: String, Hashable, Sendable, CaseIterable {
    /// Nodes and edges at the root.
    case bundle
    /// `mn.workflow/v1`, or `v2`.
    case workflow
    /// What MirrorNeuron compiles into a workflow before it runs: `mn.workflow.source/v1`, or `v2`.
    case source
    /// A source whose parts lie in files of their own, which the manifest names.
    case split

    static let configurationName = "config/default.json"
    static let sourceVersions = ["mn.workflow.source/v1", "mn.workflow.source/v2"]
    private static let sourceKind = "WorkflowSource"

    /// A key that stands alone in an object of a source and names a file to put in its place.
    enum Reference: String {
        case text = "$file"
        case json = "$json_file"
        /// The JSON as one text.
        case jsonText = "$json_string_file"
    }

    /// Whether nothing can be said of steps, agents and workers before it is compiled.
    package var isSource: Bool { self == .source || self == .split }

    init(_ root: JSONObject) {
        let version = root["apiVersion"]?.string ?? ""
        if root["kind"]?.string == Self.sourceKind || version.hasPrefix("mn.workflow.source/") {
            self = .source
        } else if root["workflow"]?.string != nil || root["execution"]?.string != nil {
            self = .split
        } else if root["apiVersion"] != nil || root["kind"] == "Workflow"
            || root["workflow"]?.object != nil || root["flow"]?.object != nil
        {
            self = .workflow
        } else {
            self = .bundle
        }
    }

    /// The file that holds the configuration, as the manifest names it.
    func configuration(_ root: JSONObject) -> String? {
        switch self {
        case .source: (root["config"]?["default"] ?? root["config"]?["default_file"])?.string
        case .split: root["config"]?.string
        case .bundle, .workflow: nil
        }
    }

    /// The files that hold parts of the manifest, in the order in which they count.
    func parts(_ root: JSONObject) -> [String] {
        self == .split ? [root["execution"]?.string].compactMap(\.self) : []
    }

    /// The file that holds the models of a split manifest, and whether it must be there.
    func models(_ root: JSONObject) -> (file: String, isRequired: Bool)? {
        guard self == .split, let part = root["extensions"]?["mn.llm"],
            let file = part["file"]?.string
        else { return nil }
        return (file, part["required"]?.bool ?? false)
    }

    /// The manifest with what its section `manifest` says under all else.
    func whole(_ root: JSONObject) -> JSONObject {
        guard self == .source, let section = root["manifest"]?.object else { return root }
        return section.merging(root)
    }

    /// What the configuration takes from the manifest, under its own layers: the parts that
    /// `manifest_defaults` names, by name or by `from` and `to`, and its models.
    ///
    /// - Parameter fault: is told what is named and is not there.
    func defaults(_ root: JSONObject, _ fault: (JSONFault) -> Void) -> JSONObject {
        var result = JSONObject()
        if isSource, let models = root["llm"]?.object { result["llm"] = .object(models) }
        let place = JSONPointer(["config", "manifest_defaults"])
        let listed = root["config"]?["manifest_defaults"]
        if isSource, let listed, listed != .null, listed.array == nil {
            fault(JSONFault(.wrongKind(wanted: "an array", found: listed.kind), at: place))
        }
        for (index, part) in (listed?.array ?? []).enumerated() {
            let from = part.string ?? part["from"]?.string
            let to = part.string ?? part["to"]?.string ?? from
            let target = to.map { Self.pointer($0).tokens } ?? []
            let isDeep = target.count > JSON.depthLimit
            guard let from, !isDeep, let value = JSON.object(root)[Self.pointer(from)] else {
                let why =
                    isDeep
                    ? "a path of more than \(JSON.depthLimit) names"
                    : from.map { "the manifest has no '\($0)'" } ?? "a path is expected"
                fault(JSONFault(.breaksRule(why), at: place.appending("\(index)")))
                continue
            }
            let whole = target.reversed().reduce(value) { [$1: $0] }
            result = result.merging(whole.object ?? JSONObject())
        }
        if isSource, let data = root["config"]?["data"]?.object { result = result.merging(data) }
        return result
    }

    private static func pointer(_ path: String) -> JSONPointer {
        if path.hasPrefix("/"), let pointer = JSONPointer(parsing: path) { return pointer }
        return JSONPointer(path.split(separator: ".").map(String.init))
    }
}
