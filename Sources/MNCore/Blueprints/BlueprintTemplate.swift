/// The smallest blueprint that validates and runs: one worker on the host that asks its model something.
package struct BlueprintTemplate: Hashable, Sendable {
    /// A file below the blueprint's folder.
    package struct File: Hashable, Sendable {
        package var path: String
        package var text: String
    }

    /// The name of the folder, made safe for the names of runs and containers.
    package let id: String
    package let name: String
    /// As they should be written: a folder that holds the last, the manifest, holds all.
    package let files: [File]

    /// The name of the node, of its folder below `payloads`, and of its program.
    private static let worker = "worker"
    /// What a folder is called of whose name nothing can be used.
    private static let fallback = "blueprint"
    /// The most letters of an id.
    private static let idLimit = 64

    /// - Parameter folder: the name of the folder in which the blueprint will lie.
    package init(_ model: Model, folder: String) {
        id = Self.id(folder)
        let shown = Sanitized.line(folder)
        name = ["", ".", ".."].contains(shown) ? Self.fallback : shown
        files = [
            File(
                path: "payloads/\(Self.worker)/\(Self.worker).py",
                text: WorkerProgram(purpose: model.purpose).text),
            File(path: "config/default.json", text: Self.configuration(model).text() + "\n"),
            File(path: "manifest.json", text: Self.manifest(id, name).text() + "\n"),
        ]
    }

    /// Lower-case ASCII letters, digits and `_`, with a dash for whatever stands between them.
    private static func id(_ folder: String) -> String {
        let words = folder.lowercased().split { letter in
            !(letter.isASCII && (letter.isLetter || letter.isNumber || letter == "_"))
        }
        let id = String(words.joined(separator: "-").prefix(idLimit))
        let trimmed = id.hasSuffix("-") ? String(id.dropLast()) : id
        return trimmed.isEmpty ? fallback : trimmed
    }

    private static func manifest(_ id: String, _ name: String) -> JSON {
        [
            "manifest_version": "1.0", "graph_id": .string(id), "job_name": .string(name),
            "entrypoints": [.string(worker)],
            "nodes": [
                [
                    "node_id": .string(worker),
                    "config": [
                        "runner_module": .string(BlueprintWorker.hostModule),
                        "command": ["python3", .string("\(worker).py")],
                        "upload_path": .string(worker),
                    ],
                ]
            ],
        ]
    }

    private static func configuration(_ model: Model) -> JSON {
        var entry: JSONObject = [
            "provider": .string(Model.runnerProvider), "mode": "openai_compatible",
            "runtime_model": .string(model.id), "model": .string(model.id), "api_base": "auto",
            "backend": .string(model.backend.name),
        ]
        if let size = model.contextSize { entry["context_size"] = .integer(size) }
        entry["timeout_seconds"] = 60
        if model.purpose == .completion { entry["max_tokens"] = 800 }
        return [
            "llm": [
                "enabled": true, "default_config": "primary",
                "configs": ["primary": .object(entry)],
            ]
        ]
    }
}
