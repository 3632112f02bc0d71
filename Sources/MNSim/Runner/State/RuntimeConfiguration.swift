package import MNMachine

/// How a model shall be run: what `/engines/_configure` was told and has not forgotten.
package struct RuntimeConfiguration: Hashable, Sendable {
    /// The engine it is for.
    package var key: LoadedRunner.Key
    /// The model as it was named; only of use while its key names no stored model.
    package var modelName: String
    /// In tokens; -1 is without limit.
    package var contextSize: Int?
    /// More words of the engine's command line.
    package var flags: [String] = []
    /// Nil leaves it at five minutes.
    package var keepAlive: KeepAlive?
    /// Members the fake only repeats: `speculative`, `vllm`, `llamacpp`.
    package var extras: JSONObject = [:]
}

extension RuntimeConfiguration {
    static let keys = [
        "model", "backend", "mode", "contextSize", "flags", "keepAlive", "extras",
    ]

    init(_ field: JSONField, in state: RunnerState) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        let name = try members.required("model").string()
        self.init(
            key: try LoadedRunner.Key(members, model: name, in: state), modelName: name,
            contextSize: try members.optional("contextSize")?.integer())
        for element in try members.optional("flags")?.array() ?? [] {
            flags.append(try element.string())
        }
        if let field = members.optional("keepAlive") {
            guard let value = KeepAlive(reading: try field.string()) else {
                throw field.fault(.outOfRange(wanted: "a duration, -1", found: "other text"))
            }
            keepAlive = value
        }
        extras = try members.optional("extras")?.anyObject().object ?? [:]
    }

    var stateJSON: JSON {
        var members = key.members
        members["contextSize"] = contextSize.map { .integer($0) }
        if !flags.isEmpty { members["flags"] = .strings(flags) }
        members["keepAlive"] = keepAlive.map { .string($0.text) }
        if !extras.members.isEmpty { members["extras"] = .object(extras) }
        return .object(members)
    }
}

/// How long an engine without work is kept.
package enum KeepAlive: Hashable, Sendable {
    case time(Duration)
    case forever

    /// What a runner does unless told otherwise (dmr-contract 1.6.3).
    static let standard = KeepAlive.time(.seconds(300))

    /// `10m0s`, or `-1` for ever.
    var text: String {
        switch self {
        case .time(let time): GoTime.duration(time)
        case .forever: "-1"
        }
    }

    /// Reads what a client may write: a Go duration, where a negative one means for ever.
    init?(reading text: String) {
        guard let time = text == "-1" ? .seconds(-1) : GoTime.parseDuration(text) else {
            return nil
        }
        self = time < .zero ? .forever : .time(time)
    }
}

/// Which arguments a client may add to an engine's command line (dmr-contract 1.4.5, 6.5).
enum RuntimeFlags {
    /// What is wrong with them.
    enum Problem: Hashable, Sendable {
        case notAllowed(String, backend: String)
        case isPath(String)
        case startsWithDash(String)
        /// A command line with an open quote.
        case unreadable
        /// A key of what vLLM overrides in the model's own configuration.
        case overrideKey(String)

        var serverText: String {
            switch self {
            case .notAllowed(let flag, let backend):
                "runtime flag \(GoText.quoted(flag)) is not allowed for backend "
                    + GoText.quoted(backend)
            case .isPath(let text):
                "invalid runtime flag \(GoText.quoted(text)): paths are not allowed "
                    + "(contains '/' or '\\\\')"
            case .startsWithDash(let text):
                "invalid flag \(GoText.quoted(text)): value cannot start with '-' unless followed "
                    + "by a digit"
            case .unreadable: "invalid runtime flags: invalid command line string"
            case .overrideKey(let key):
                "invalid hf_overrides key \(GoText.quoted(key)): must contain only alphanumeric "
                    + "characters and underscores, and start with a letter or underscore"
            }
        }
    }

    /// Flags of llama.cpp's server that change how it answers and neither files nor the network.
    private static let llamaCpp: Set<String> = [
        "--batch-size", "--cache-reuse", "--cache-type-k", "--cache-type-v", "--chat-template",
        "--cont-batching", "--ctx-size", "--dry-multiplier", "--flash-attn", "--frequency-penalty",
        "--gpu-layers", "--jinja", "--keep", "--main-gpu", "--min-p", "--mirostat", "--mlock",
        "--n-gpu-layers", "--n-predict", "--no-mmap", "--numa", "--parallel", "--pooling",
        "--predict", "--presence-penalty", "--reasoning-budget", "--reasoning-format",
        "--repeat-last-n", "--repeat-penalty", "--rope-freq-base", "--rope-freq-scale",
        "--rope-scaling", "--samplers", "--seed", "--split-mode", "--swa-full", "--temp",
        "--temperature", "--tensor-split", "--threads", "--threads-batch", "--top-k", "--top-p",
        "--typical", "--ubatch-size", "--verbose", "-b", "-c", "-fa", "-n", "-ngl", "-np", "-s",
        "-t", "-tb", "-ub", "-v",
    ]
    private static let vllm: Set<String> = [
        "--dtype", "--enforce-eager", "--gpu-memory-utilization", "--kv-cache-dtype",
        "--max-model-len", "--max-num-batched-tokens", "--max-num-seqs", "--quantization",
        "--seed", "--swap-space", "--tensor-parallel-size", "--trust-remote-code",
    ]

    /// The first thing wrong with the flags, or nil.
    static func problem(in flags: [String], backend: String) -> Problem? {
        let allowed: Set<String> =
            switch backend {
            case "llama.cpp": llamaCpp
            case "vllm": vllm
            default: []
            }
        for flag in flags {
            let isFlag =
                flag.hasPrefix("-") && flag.count > 1 && flag.dropFirst().first?.isNumber != true
            if isFlag {
                let parts = flag.split(separator: "=", maxSplits: 1).map(String.init)
                guard allowed.contains(parts[0]) else {
                    return .notAllowed(parts[0], backend: backend)
                }
                if parts.count > 1, parts[1].hasPrefix("-"),
                    parts[1].dropFirst().first?.isNumber != true
                {
                    return .startsWithDash(flag)
                }
            }
            if flag.contains("/") || flag.contains("\\") { return .isPath(flag) }
        }
        return nil
    }
}

/// An engine process with a model, as `/engines/ps` shows it.
package struct LoadedRunner: Hashable, Sendable {
    /// What tells engines apart: one for each backend, model and mode.
    package struct Key: Hashable, Sendable {
        /// The name of the backend whose process it is.
        package var backend: String
        /// The whole id, or for an unknown model the name that was given.
        package var modelID: String
        /// What it was started for.
        package var mode: RunnerMode
    }

    /// No two engines have the same one.
    package var key: Key
    /// The name the first client typed, not normalised.
    package var reference: String
    /// When it last answered.
    package var lastUsed: Duration
    /// When it is ready, while it is being loaded.
    package var loadsUntil: Duration?
    /// Why it will not be ready then, in the words that follow `unable to load runner: `.
    var doom: String?
    /// The prompt it saw last, whose tokens it does not read again.
    var lastPrompt: String?
    /// Whether somebody who is not simulated keeps it busy.
    package var isHeld = false
}

extension LoadedRunner.Key {
    /// Reads what tells engines apart; any spelling names the model.
    init(_ members: JSONMembers, model name: String, in state: RunnerState) throws(JSONFault) {
        self.init(
            backend: try members.optional("backend")?.nonEmptyString() ?? "llama.cpp",
            modelID: (try? state.model(named: name))?.id ?? name,
            mode: try members.optional("mode")?.word(RunnerMode.self) ?? .completion)
    }

    var members: JSONObject {
        [
            "model": .string(modelID), "backend": .string(backend),
            "mode": .string(mode.rawValue),
        ]
    }
}

extension LoadedRunner {
    static let keys = [
        "model", "backend", "mode", "reference", "idleSeconds", "loadsForSeconds", "inUse",
    ]

    /// Reads an engine, whose times count from the start; any spelling names its model.
    init(_ field: JSONField, in state: RunnerState) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        let name = try members.required("model").nonEmptyString()
        self.init(
            key: try Key(members, model: name, in: state),
            reference: try members.optional("reference")?.string() ?? name,
            lastUsed: .zero - (try members.optional("idleSeconds")?.seconds() ?? .zero),
            loadsUntil: try members.optional("loadsForSeconds")?.seconds())
        isHeld = try members.optional("inUse")?.bool() ?? false
    }

    func json(at now: Duration) -> JSON {
        var members = key.members
        members["reference"] = .string(reference)
        members["idleSeconds"] = .seconds(max(.zero, now - lastUsed))
        members["loadsForSeconds"] = loadsUntil.map { .seconds(max(.zero, $0 - now)) }
        if isHeld { members["inUse"] = true }
        return .object(members)
    }
}

/// What an engine was started for.
package enum RunnerMode: String, Hashable, Sendable, CaseIterable {
    case completion
    case embedding
    case reranking
    case imageGeneration = "image-generation"
}
