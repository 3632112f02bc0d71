import MNCore

/// Models as the API's different families show them (dmr-contract 1.9).
extension ModelContent {
    /// The model of `/models`; a remote one has no tags.
    func json(tags: [String]) -> JSON {
        var members: JSONObject = ["id": .string(id)]
        if !tags.isEmpty { members["tags"] = .strings(tags) }
        members["created"] = .integer(Seconds(created).whole)
        members["config"] = configuration.json
        return .object(members)
    }
}

extension ModelConfiguration {
    /// `config`, whose members are all optional while it is always there itself.
    var json: JSON {
        var members = words
        if !metadata.isEmpty {
            members[format ?? "gguf"] = sortedMetadata
        }
        members["context_size"] = contextSize.map { .integer($0) }
        return .object(members)
    }

    /// What is text, in the order in which it is written.
    var words: JSONObject {
        var members = JSONObject()
        members["format"] = format.map { .string($0) }
        members["quantization"] = quantization.map { .string($0) }
        members["parameters"] = parameters.map { .string($0) }
        members["architecture"] = architecture.map { .string($0) }
        members["size"] = size.map { .string($0) }
        return members
    }

    /// The metadata in the order of Go, which sorts the keys of a map.
    var sortedMetadata: JSON {
        let sorted = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return .object(JSONObject(sorted.map { ($0.key, JSON.string($0.value)) }))
    }
}

extension StoredModel {
    var json: JSON { content.json(tags: tags) }

    /// The name under which the model is listed where it can have only one.
    var firstName: String { tags.first ?? id }

    /// The model of `/v1/models`.
    var openAIJSON: JSON {
        let configuration = content.configuration
        var details = JSONObject()
        details["context_window"] = configuration.contextWindow.map { .integer($0) }
        details["architecture"] = configuration.architecture.map { .string($0) }
        details["parameters"] = configuration.parameters.map { .string($0) }
        details["quantization"] = configuration.quantization.map { .string($0) }
        details["size"] = configuration.size.map { .string($0) }
        return [
            "id": .string(firstName), "object": "model",
            "created": .integer(Seconds(content.created).whole), "owned_by": "docker",
            "dmr": .object(details),
        ]
    }

    /// `details` of Ollama's routes.
    var ollamaDetails: JSON {
        let configuration = content.configuration
        let family = configuration.architecture ?? ""
        return [
            "format": "gguf", "family": .string(family), "families": [.string(family)],
            "parameter_size": .string(configuration.parameters ?? ""),
            "quantization_level": .string(configuration.quantization ?? ""),
        ]
    }
}
