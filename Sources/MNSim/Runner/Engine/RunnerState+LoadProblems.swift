import MNMachine

extension RunnerState {
    private static let waiting = "error waiting for runner to be ready: "

    /// Why the command line of an engine cannot be made (dmr-contract 1.6.3).
    func argumentProblem(of model: StoredModel, _ key: LoadedRunner.Key) -> String? {
        switch (key.backend, key.mode) {
        case ("llama.cpp", .imageGeneration):
            Self.waiting
                + "failed to get args for llama.cpp: unsupported backend mode \"image-generation\""
        case ("llama.cpp", _) where (model.content.configuration.format ?? "gguf") != "gguf":
            Self.waiting
                + "failed to get args for llama.cpp: GGUF file required by llama.cpp backend"
        case ("diffusers", let mode) where mode != .imageGeneration:
            Self.waiting + "diffusers backend only supports image-generation mode, got "
                + mode.rawValue
        default: draftProblem(key)
        }
    }

    /// Why a model that drafts for another cannot be had (measured: loading then fails; the words are
    /// those of pkg/inference/backends/llamacpp/llamacpp.go and pkg/inference/models/manager.go).
    private func draftProblem(_ key: LoadedRunner.Key) -> String? {
        let configuration = configurations.first { $0.key == key }
        guard ["llama.cpp", "vllm"].contains(key.backend),
            let name = configuration?.extras["speculative"]?["draft_model"]?.string,
            !name.isEmpty, (try? model(named: name)) == nil
        else { return nil }
        return Self.waiting
            + "failed to get draft model: error while getting model bundle: model not found"
    }

    /// Why an engine does not start, in the words that follow `unable to load runner: `.
    func loadProblem(of model: StoredModel, _ key: LoadedRunner.Key) -> String? {
        if let text = Self.missingProgramText(of: self, model, key) { return text }
        if let failure = model.content.behaviour.loadFailure {
            return text(of: failure, model, key.backend)
        }
        guard let gpuMemory else { return nil }
        var needed = model.content.weightSize
        for runner in runners where runner.key != key {
            let other = models.first { $0.id == runner.key.modelID }
            needed += other?.content.weightSize ?? .zero
        }
        return needed > gpuMemory ? text(of: .outOfMemory, model, key.backend) : nil
    }

    static func missingProgramText(
        of state: RunnerState, _ model: StoredModel, _ key: LoadedRunner.Key
    ) -> String? {
        if state.hasEngineProgram || key.backend != "llama.cpp" { return nil }
        let program = "\(state.enginePath)/llama-server"
        let arguments = state.arguments(of: model, key).map(GoText.quoted).joined(separator: " ")
        return waiting + "unable to start llama.cpp: unable to start process: name: '\(program)' "
            + "arg: '[\(arguments)]' err: fork/exec \(program): no such file or directory"
    }

    /// The engine's command line (dmr-contract 6.5).
    func arguments(of model: StoredModel, _ key: LoadedRunner.Key) -> [String] {
        let bundle = "\(storePath)/bundles/sha256/\(model.id.dropFirst(7))/model"
        var arguments = ["-ngl", "999", "--metrics"]
        if system == .macOS { arguments.append("--no-mmap") }
        arguments += ["--model", "\(bundle)/model.gguf", "--host"]
        arguments.append(
            "inference-runner-\(runners.firstIndex { $0.key == key } ?? runners.count).sock")
        switch key.mode {
        case .embedding: arguments.append("--embeddings")
        case .reranking: arguments += ["--embeddings", "--reranking"]
        case .completion, .imageGeneration: break
        }
        let configuration = configurations.first { $0.key == key }
        let wanted = configuration?.contextSize.flatMap { $0 > 0 || $0 == -1 ? $0 : nil }
        if let context = wanted ?? model.content.configuration.contextSize {
            arguments += ["--ctx-size", String(context)]
        }
        arguments += configuration?.flags ?? []
        if model.content.hasProjector {
            arguments += ["--mmproj", "\(bundle)/model.mmproj"]
        } else {
            arguments.append("--jinja")
        }
        return arguments
    }

    private func text(
        of failure: ModelBehaviour.LoadFailure, _ model: StoredModel, _ backend: String
    ) -> String {
        let process = EngineProcess(backend, on: system)
        func ended(_ words: String?, status: String = "") -> String {
            Self.waiting + process.ended(words: words, status: status)
        }
        switch failure {
        case .saying(let words): return ended(words)
        case .exiting(let code): return ended(nil, status: "exit status \(code)")
        case .signalled(let signal): return ended(nil, status: "signal: \(signal)")
        case .neverReady: return Self.waiting + "inference backend took too long to initialize"
        case .outOfMemory, .corrupt, .unknownArchitecture:
            return ended(
                backend == "llama.cpp"
                    ? llamaCppWords(for: failure, model) : pythonWords(for: failure, model))
        }
    }

    private func llamaCppWords(
        for failure: ModelBehaviour.LoadFailure, _ model: StoredModel
    ) -> String {
        let file = "\(storePath)/bundles/sha256/\(model.id.dropFirst(7))/model/model.gguf"
        let ending =
            "llama_model_load_from_file_impl: failed to load model\n"
            + "srv    load_model: failed to load model, '\(file)'\n"
            + "srv  llama_server: exiting due to model loading error\n"
        switch failure {
        case .outOfMemory where system == .macOS:
            return "ggml_backend_metal_buffer_type_alloc_buffer: error: failed to allocate buffer, "
                + "size = \(megabytes(model)) MiB\n" + ending
        case .outOfMemory:
            return "ggml_backend_cuda_buffer_type_alloc_buffer: allocating \(megabytes(model)) MiB "
                + "on device 0: cudaMalloc failed: out of memory\n" + ending
        case .corrupt:
            return "llama_model_load: error loading model: tensor 'blk.0.ffn_gate.weight' data is "
                + "not within the file bounds, model is corrupted or incomplete\n" + ending
        default:
            let name = model.content.configuration.architecture ?? "unknown"
            return "llama_model_load: error loading model: unknown model architecture: '\(name)'\n"
                + ending
        }
    }

    /// The last line of the other engines, which are written in Python: PyTorch's, safetensors' and
    /// vLLM's own words.
    private func pythonWords(
        for failure: ModelBehaviour.LoadFailure, _ model: StoredModel
    ) -> String {
        switch failure {
        case .outOfMemory:
            return "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate "
                + "\(megabytes(model)) MiB.\n"
        case .corrupt:
            return "safetensors_rust.SafetensorError: Error while deserializing header: "
                + "MetadataIncompleteBuffer\n"
        default:
            let name = model.content.configuration.architecture ?? "unknown"
            return "ValueError: Model architectures ['\(name)'] are not supported for now.\n"
        }
    }

    private func megabytes(_ model: StoredModel) -> String {
        GoText.twoDecimals(model.content.weightSize.mebibytes)
    }
}

/// The program behind a backend, under the name that the runner gives it when it ends.
///
/// Source: docker/model-runner, `BackendName` in pkg/inference/backends/*/*.go; what is said of an end:
/// pkg/inference/backends/runner.go, `RunBackend`.
struct EngineProcess: Hashable, Sendable {
    /// `vLLM`.
    var name: String
    /// What its HTTP server calls itself.
    var server: String
    /// Whether the runner knows its last words and explains them.
    private var explainsWords: Bool

    init(_ backend: String, on system: RunnerSystem) {
        name =
            switch backend {
            case "vllm": system == .macOS ? "vllm-metal" : "vLLM"
            case "mlx": "MLX"
            case "sglang": "SGLang"
            case "diffusers": "Diffusers"
            default: backend
            }
        explainsWords = backend == "llama.cpp"
        // The others are served by Uvicorn.
        server = explainsWords ? "llama.cpp" : "uvicorn"
    }

    /// What the runner says of a process that ended by itself.
    ///
    /// - Parameter status: how it ended, in Go's words, where it said nothing: `exit status 1`.
    func ended(words: String?, status: String) -> String {
        "\(name) terminated unexpectedly: "
            + (words.map { "\(name) failed: " + explained($0) }
                ?? "\(name) exit status: \(status)")
    }

    /// The last words, or a sentence and the words below it if they are of a known kind
    /// (dmr-contract 1.6.3).
    private func explained(_ words: String) -> String {
        // The runner keeps the last 1024 bytes.
        let tail = String(decoding: words.utf8.suffix(1024), as: UTF8.self)
        let known = Self.sentences.first { explainsWords && tail.contains($0.pattern) }
        return known.map { "\($0.sentence)\n\nVerbose output:\n\(tail)" } ?? tail
    }

    private static let sentences: [(pattern: String, sentence: String)] = [
        ("cudaMalloc failed: out of memory", "not enough GPU memory to load the model (CUDA)"),
        ("failed to allocate buffer, size = ", "not enough GPU memory to load the model (Metal)"),
        ("exiting due to model loading error", "failed to load model"),
    ]

    /// The body for a client whose answer it did not begin (dmr-contract 1.6.4).
    func deathJSON(words: String?, exitCode: Int) -> JSON {
        [
            "type": "error", "code": nil,
            "message": .string(ended(words: words, status: "exit status \(exitCode)")),
            "param": nil, "sequence_number": 1,
        ]
    }
}
