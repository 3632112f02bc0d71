import MNCore

// A model, in a store or in a registry:
//
//     {"id": "sha256:…", "createdSeconds": 1795467399, "overheadBytes": 3000,
//      "configuration": {"format": "gguf", "parameters": "361.82 M", "size": "256.35 MiB", …},
//      "layers": [{"digest": "sha256:…", "bytes": 268800000, "kind": "weights"}, …],
//      "behaviour": {"loadSeconds": 2, "loadFailure": "outOfMemory"}}
//
// Without an id one is made up, and "bytes" may stand for a single layer.
extension ModelContent {
    static let keys = [
        "id", "createdSeconds", "overheadBytes", "configuration", "layers", "bytes", "behaviour",
    ]

    /// Reads the members of a model that is called `name`.
    init(_ members: JSONMembers, name: String) throws(JSONFault) {
        let configuration: ModelConfiguration =
            if let field = members.optional("configuration") {
                try ModelConfiguration(field)
            } else { ModelConfiguration() }
        self.init(
            simulating: name,
            size: try members.optional("bytes")?.byteCount() ?? ByteCount(0),
            configuration: configuration)
        if members.optional("configuration") != nil { self.configuration = configuration }
        if let field = members.optional("id") { id = try field.digest() }
        if let field = members.optional("createdSeconds") { created = try field.seconds() }
        if let field = members.optional("overheadBytes") { overhead = try field.byteCount() }
        if let field = members.optional("behaviour") { behaviour = try ModelBehaviour(field) }
        guard let field = members.optional("layers") else {
            if members.optional("bytes") == nil {
                throw members.fault(.breaksRule("a model needs 'layers' or 'bytes'"))
            }
            return
        }
        if members.optional("bytes") != nil {
            throw field.fault(.breaksRule("'layers' and 'bytes' say the same; keep one"))
        }
        layers = []
        for element in try field.array() {
            let layer = try element.object(keys: ["digest", "bytes", "kind"])
            layers.append(
                Layer(
                    digest: try layer.required("digest").digest(),
                    size: try layer.required("bytes").byteCount(),
                    kind: try layer.optional("kind")?.word(LayerKind.self) ?? .weights))
        }
    }

    /// The members of this model, all of them.
    var members: JSONObject {
        var members: JSONObject = [
            "id": .string(id), "createdSeconds": .seconds(created),
            "overheadBytes": .integer(overhead), "configuration": configuration.stateJSON,
            "layers": .array(
                layers.map {
                    [
                        "digest": .string($0.digest), "bytes": .integer($0.size),
                        "kind": .string($0.kind.rawValue),
                    ]
                }),
        ]
        if behaviour != ModelBehaviour() { members["behaviour"] = behaviour.json }
        return members
    }
}

extension JSONField {
    /// `sha256:` and 64 hexadecimal digits.
    func digest() throws(JSONFault) -> String {
        let text = try string()
        guard text.hasPrefix("sha256:"), RunnerReference.isID(text) else {
            throw fault(.outOfRange(wanted: "sha256: and 64 digits", found: "'\(text)'"))
        }
        return text
    }
}

extension ModelConfiguration {
    static let keys = [
        "format", "quantization", "parameters", "architecture", "size", "metadata", "contextSize",
    ]

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        self.init(
            format: try members.optional("format")?.string() ?? "gguf",
            quantization: try members.optional("quantization")?.string(),
            parameters: try members.optional("parameters")?.string(),
            architecture: try members.optional("architecture")?.string(),
            size: try members.optional("size")?.string(),
            contextSize: try members.optional("contextSize")?.integer())
        for (key, value) in try members.optional("metadata")?.anyObject().all ?? [] {
            metadata[key] = try value.string()
        }
    }

    var stateJSON: JSON {
        var members = words
        members["contextSize"] = contextSize.map { .integer($0) }
        if !metadata.isEmpty {
            members["metadata"] = sortedMetadata
        }
        return .object(members)
    }
}
