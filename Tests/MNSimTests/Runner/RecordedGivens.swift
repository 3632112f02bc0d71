import MNCore

@testable import MNRunner
@testable import MNSim

/// The states in which the exchanges were recorded, as their `given` describes them.
enum RecordedGiven {
    /// Nil means that the exchange follows the one before on the same runner.
    static func state(for exchange: RecordedExchange) -> RunnerState? {
        switch exchange.given {
        case "right after create-cut-once", "while create-concurrent-first and -second run",
            "the same":
            return nil
        case let given where given.contains("stand-in"): return standIn
        case let given where given.contains("without a llama-server"):
            var state = with(given.contains("tinyrec") ? [.tinyrec] : [])
            state.hasEngineProgram = false
            return state
        case let given where given.contains("DMR_ORIGINS"):
            var state = with([])
            state.origins = ["*"]
            state.hasMetrics = false
            return state
        case let given where given.hasPrefix("tinyrec has four tags"):
            var state = with([.tinyrec, .bigrec])
            state.models[0].tags += [
                "docker.io/ai/other:v1", "localhost:13455/mine/tiny:v2", "docker.io/ai/mine:x",
            ]
            if given.contains("tinyrec-ctx") {
                var content = RecordedModel.tinyrec
                content.id =
                    "sha256:d2792670ce1f6427b0300d583160ffd46d897ce057fbd7151c4115a2f8bc18a4"
                state.models.append(
                    StoredModel(content: content, tags: ["docker.io/ai/tinyrec-ctx:512"]))
            }
            return state
        case "tinyrec was exported, deleted and loaded again":
            var state = with([.tinyrec])
            state.models[0].tags = []
            return state
        default: return plain(exchange.given)
        }
    }

    private static func plain(_ given: String) -> RunnerState {
        switch given {
        case "runner just started, no model in the store", "store emptied first",
            "store is empty again", "no models; nothing else is going on",
            "no models, no engine runs":
            return with([])
        case "the content of midrec is not in the store": return with([.bigrec])
        case "store holds docker.io/ai/tinyrec:latest": return with([.tinyrec])
        case let given where given.hasPrefix("one model: docker.io/ai/tinyrec"):
            return with([.tinyrec])
        case let given where given.hasPrefix("7 models"):
            return with([
                .tinyrec, .midrec, .bigrec, .bigrecSmall, .embedrec, .brokenrec, .alienrec,
            ])
        case let given where given.hasPrefix("three models"):
            return with([.tinyrec, .midrec, .bigrec])
        case let given where given.contains("two models"): return with([.tinyrec, .bigrec])
        case let given where given.hasPrefix("models tinyrec, bigrec"):
            return with([.tinyrec, .bigrec, .embedrecPooled, .brokenrec, .alienrec])
        case "embedrec:v2 is loaded": return loaded([.embedrecPooled])
        case "embedrec:v2 and tinyrec are loaded": return loaded([.embedrecPooled, .tinyrec])
        case let given where given.contains("asked for by its id"):
            var state = loaded([.tinyrec])
            state.runners[0].reference = RecordedModel.tinyrec.id
            return state
        case "tinyrec is loaded", "after standin-chat-hang": return loaded([.tinyrec])
        case "midrec is loaded": return loaded([.midrec])
        case let given where given.hasPrefix("tinyrec is loaded (context 512)"):
            return configuring
        default: return with(all)
        }
    }

    /// A stored model and the tag it has there.
    struct Stored {
        var content: ModelContent
        var tag: String

        static let tinyrec = Stored(
            content: RecordedModel.tinyrec, tag: "docker.io/ai/tinyrec:latest")
        static let midrec = Stored(content: RecordedModel.midrec, tag: "docker.io/ai/midrec:latest")
        static let bigrec = Stored(content: RecordedModel.bigrec, tag: "docker.io/ai/bigrec:latest")
        static let bigrecSmall = Stored(
            content: RecordedModel.bigrecSmallContext, tag: "docker.io/ai/bigrec:15M-F32")
        static let embedrec = Stored(
            content: RecordedModel.embedrec, tag: "localhost:13455/other/embedrec:v1")
        static let embedrecPooled = Stored(
            content: RecordedModel.embedrecPooled, tag: "localhost:13455/other/embedrec:v2")
        static let brokenrec = Stored(
            content: RecordedModel.brokenrec, tag: "docker.io/ai/brokenrec:latest")
        static let alienrec = Stored(
            content: RecordedModel.alienrec, tag: "docker.io/ai/alienrec:latest")
    }

    static let all: [Stored] = [.tinyrec, .midrec, .bigrec, .embedrec, .brokenrec, .alienrec]

    static func with(_ models: [Stored]) -> RunnerState {
        var state = RunnerState()
        state.storePath = RecordedExchange.storePath
        state.enginePath = RecordedExchange.enginePath
        // The machine of the recordings had two processors.
        state.slotLimit = 2
        state.engineBuild = "b1-0c1e570"
        state.models = models.map { StoredModel(content: $0.content, tags: [$0.tag]) }
        state.registry = RecordedRegistry.registry
        for index in state.backends.indices where state.backends[index].name == "diffusers" {
            // The front that stood for Docker Hub did not have it.
            state.backends[index].failure = .installation(
                "failed to install diffusers: failed to pull image: fetching image: "
                    + "registry-1.docker.io/docker/model-runner:"
                    + "diffusers-v0.1.0-20260617-000000: not found")
        }
        return state
    }

    static func loaded(_ models: [Stored]) -> RunnerState {
        var state = with(
            models.contains { $0.tag.hasSuffix(":v2") } ? all + [.embedrecPooled] : all)
        state.runners = models.map { model in
            let isEmbedding = model.content.behaviour.embeddingLength != nil
            return LoadedRunner(
                key: LoadedRunner.Key(
                    backend: "llama.cpp", modelID: model.content.id,
                    mode: isEmbedding ? .embedding : .completion),
                reference: model.tag.replacing("docker.io/", with: "")
                    .replacing(":latest", with: ""), lastUsed: .zero)
        }
        return state
    }

    /// One slot loads embedrec, tinyrec holds the other, and bigrec waits for it.
    private static var configuring: RunnerState {
        var state = loaded([.tinyrec])
        for index in state.models.indices {
            state.models[index].content.behaviour.loadTime = .seconds(5)
        }
        state.runners.insert(
            LoadedRunner(
                key: LoadedRunner.Key(
                    backend: "llama.cpp", modelID: RecordedModel.embedrec.id, mode: .completion),
                reference: "localhost:13455/other/embedrec:v1", lastUsed: .zero,
                loadsUntil: .seconds(2)), at: 0)
        state.work.waitingLoads = [
            RunnerWork.WaitingLoad(
                reference: "ai/bigrec",
                key: LoadedRunner.Key(
                    backend: "llama.cpp", modelID: RecordedModel.bigrec.id, mode: .completion))
        ]
        return state
    }

    /// The engine stand-in speaks otherwise than llama.cpp; only what the runner does is compared.
    private static var standIn: RunnerState { loaded([.tinyrec]) }
}

/// What could be pulled when the exchanges were recorded.
enum RecordedRegistry {
    static let registry: Registry = {
        var offers = [
            RegistryOffer("docker.io/ai/tinyrec:latest", RecordedModel.tinyrec),
            RegistryOffer("docker.io/ai/midrec:latest", RecordedModel.midrec),
            RegistryOffer("docker.io/ai/bigrec:latest", RecordedModel.bigrec),
            RegistryOffer("docker.io/ai/bigrec:15M-F32", RecordedModel.bigrecSmallContext),
            RegistryOffer("localhost:13455/other/embedrec:v1", RecordedModel.embedrec),
            RegistryOffer("localhost:13455/other/embedrec:v2", RecordedModel.embedrecPooled),
            RegistryOffer("docker.io/ai/brokenrec:latest", RecordedModel.brokenrec),
            RegistryOffer("docker.io/ai/alienrec:latest", RecordedModel.alienrec),
            RegistryOffer(
                "registry.example.com/ai/x:latest", nil, answer: .unreachable("Bad Gateway")),
            RegistryOffer("huggingface.co/gated/model-gguf:latest", nil, answer: .tokenRefused),
            RegistryOffer(
                "huggingface.co/busy/model-gguf:Q4_K_M", nil, answer: .status(429, detail: nil)),
        ]
        for (name, answer) in faults {
            offers.append(RegistryOffer("docker.io/ai/fault-\(name):latest", nil, answer: answer))
            offers.append(
                RegistryOffer("localhost:13450/fault/\(name):latest", nil, answer: answer))
        }
        for (name, fault, bandwidth) in [
            ("cut", nil, nil), ("cutalways", nil, nil), ("wrongdigest", .wrongDigest, nil),
            ("slow", nil, ByteCount(4_700_000)),
            ("stall", .stall(after: ByteCount(13_000_000)), nil),
            ("cutdead", .cut(after: ByteCount(8_000_000)), nil),
        ] as [(String, TransferFault?, ByteCount?)] {
            offers.append(
                RegistryOffer(
                    "docker.io/ai/mode-\(name):latest", RecordedModel.midrec,
                    transferFault: fault, bandwidth: bandwidth))
        }
        return Registry(offers)
    }()

    private static let faults: [(String, RegistryAnswer)] = [
        ("e401", .denied), ("e403", .status(403, detail: "denied")), ("n404", .notFound),
        ("e429", .status(429, detail: nil)), ("e500", .status(500, detail: nil)),
        ("e503", .status(503, detail: nil)), ("html", .page), ("reset", .closed),
        ("foreign", .unsupported(mediaType: "application/vnd.oci.image.config.v1+json")),
        ("t401", .tokenRefused), ("t500", .tokenFailed(500)),
    ]
}
