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
