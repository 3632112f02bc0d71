import MNCore

/// `docker model package` (dmr-contract 4.12); it tells of its work on standard error.
extension DockerRun {
    mutating func package(_ flags: CommandFlags) throws(CommandEnd) {
        let target = flags.arguments[0]
        let context = flags["context-size"].flatMap { Int($0) }
        if let source = flags["from"] {
            return try repackage(source, as: target, context: context)
        }
        guard let path = flags["gguf"] else {
            throw advised("One of --gguf, --safetensors-dir, --dduf, or --from is required.")
        }
        guard path.hasPrefix("/") else { throw advised("GGUF path must be absolute.") }
        complain("Adding GGUF file from \(GoText.quoted(path))\n")
        guard case .weights(var content)? = setup.files[path] else {
            throw missing(path, "gguf")
        }
        if let context {
            complain("Setting context size \(context)\n")
            content.configuration.contextSize = context
        }
        if let licence = flags["license"] {
            complain("Adding license file from \(GoText.quoted(licence))\n")
            guard case .licence(let layer)? = setup.files[licence] else {
                throw missing(licence, "license")
            }
            content.layers.append(layer)
        }
        content.id = DeterministicID.digest("\(content.id) packaged as \(target)")
        if flags.has("push") { return try pushPackage(content, to: target) }
        try ensureRunner()
        try loadPackage(content, as: target)
    }

    private func advised(_ problem: String) -> CommandEnd {
        .failed("\(problem)\n\nSee 'docker model package --help' for more information")
    }

    private mutating func missing(_ path: String, _ kind: String) -> CommandEnd {
        failure(
            "add \(kind) file: create layer from \(GoText.quoted(path)): "
                + "open \(path): no such file or directory")
    }

    private mutating func failure(_ words: String) -> CommandEnd {
        complain("Failed to package model\n")
        return .failed("package model: \(words)")
    }

    private mutating func loadPackage(
        _ content: ModelContent, as target: String
    ) throws(CommandEnd) {
        complain("Loading model to Model Runner...\n")
        do throws(CommandEnd) {
            let reply = try query(
                "POST", "/models/load", bytes: ModelArchive.bytes(of: content), isPlain: true)
            let text = try body(of: reply)
            if reply.status != 200 {
                throw .failed("load failed with status \(reply.statusText): \(text)")
            }
        } catch .failed(let words) {
            complain("\n")
            throw failure("failed to load packaged model: loading model archive: \(words)")
        }
        printProgress("Transferred", of: content, repeats: 1)
        complain("\n")
        let reference = RunnerReference(
            parsing: RunnerReference.normalised(target, ids: []))
        if let reference {
            let repository = "\(reference.registry)/\(reference.repository)"
            let path = "/models/\(content.id)/tag?repo=\(repository)&tag=\(reference.tag)"
            _ = try body(of: try query("POST", path))
        }
        complain("Model loaded successfully\n")
    }

    private mutating func pushPackage(
        _ content: ModelContent, to target: String
    ) throws(CommandEnd) {
        complain("Pushing model to registry...\n")
        let normalised = RunnerReference.normalised(target, ids: [])
        guard let reference = RunnerReference(parsing: normalised) else {
            throw failure("invalid reference format")
        }
        // The plugin itself speaks to the registry, not the runner.
        let offer = runner.runner.state.registry.offer(for: reference)
        if let problem = offer.answer.pushProblem(reference), let first = content.layers.first {
            complain("\n")
            throw failure(
                "failed to save packaged model: write to registry \(GoText.quoted(target)): "
                    + "pushing layer 0: layer \(first.digest): pushing: "
                    + problem(first.digest))
        }
        printProgress("Uploaded", of: content, repeats: 2)
        complain("\nModel pushed successfully\n")
    }

    /// The first 32 KiB and the whole of each file, and the last again at the end (recordings
    /// package-ok to package-push).
    private mutating func printProgress(
        _ word: String, of content: ModelContent, repeats: Int
    ) {
        var sizes: [ByteCount] = []
        for layer in content.layers {
            if layer.size > ByteCount(32768) { sizes.append(ByteCount(32768)) }
            sizes.append(layer.size)
        }
        sizes += Array(repeating: sizes.last ?? .zero, count: repeats)
        for size in sizes {
            write("\r\u{1B}[K\(word): \(GoText.twoDecimals(size.mebibytes)) MB")
        }
    }

    /// Another context for a model that is there.
    private mutating func repackage(
        _ source: String, as target: String, context: Int?
    ) throws(CommandEnd) {
        complain("Reading model from daemon: \(GoText.quoted(source))\n")
        if let context { complain("Setting context size \(context)\n") }
        complain("Creating lightweight model variant...\n")
        var members: JSONObject = ["target": .string(target)]
        members["context_size"] = context.map { .integer($0) }
        do throws(CommandEnd) {
            let reply = try query("POST", "/models/\(source)/repackage", body: .object(members))
            let text = try body(of: reply)
            if reply.status != 201 {
                throw .failed("repackaging failed with status \(reply.statusText): \(text)")
            }
        } catch .failed(let words) { throw failure(words) }
        complain("Model variant created successfully\n")
    }
}
