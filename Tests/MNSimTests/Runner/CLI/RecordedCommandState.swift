import MNCore

@testable import MNRunner
@testable import MNSim

/// The runners that the commands were recorded with, as their `given` describes them.
enum RecordedCommandState {
    typealias Stored = RecordedGiven.Stored

    /// The second embedding model, packaged anew before the commands were recorded.
    private static let embedrec: Stored = {
        var content = RecordedModel.embedrecPooled
        content.created = .seconds(1_795_467_959)
        content.configuration.parameters = "12.59K"
        content.configuration.size = "49.16KiB"
        content.configuration.metadata["llama.embedding_length"] = "16"
        content.configuration.metadata["llama.feed_forward_length"] = "32"
        content.configuration.metadata["llama.pooling_type"] = "1"
        content.configuration.metadata["llama.rope.dimension_count"] = "4"
        content.layers = [
            ModelContent.Layer(
                digest: DeterministicID.digest("embedrec:v2"), size: ByteCount(58_850))
        ]
        return Stored(content: content, tag: "localhost:13455/other/embedrec:v2")
    }()

    private static var seven: RunnerState {
        var state = with([
            .tinyrec, .midrec, .bigrec, .bigrecSmall, embedrec, .brokenrec, .alienrec,
        ])
        state.models[1].tags.insert("docker.io/ai/mode-slow:latest", at: 0)
        return state
    }

    static func with(_ models: [Stored]) -> RunnerState {
        var state = RecordedGiven.with(models)
        var small = RecordedModel.tinyrec
        small.id = "sha256:7bf4a731802c103d0ca88b60b04d7fd872f4a35575551cddf8466de0e4c27781"
        small.configuration.contextSize = 512
        state.registry.offers.removeAll { $0.reference.hasSuffix("embedrec:v2") }
        state.registry.offers += [
            RegistryOffer("docker.io/ai/tinyrec:0.1M-F32", small),
            RegistryOffer("docker.io/ai/mode-reset:latest", RecordedModel.tinyrec),
            RegistryOffer("localhost:13455/other/embedrec:v2", embedrec.content),
        ]
        return state
    }

    private static func loaded(_ state: RunnerState, _ models: [Stored]) -> RunnerState {
        var state = state
        state.runners = models.map { model in
            LoadedRunner(
                key: LoadedRunner.Key(
                    backend: "llama.cpp", modelID: model.content.id, mode: .completion),
                reference: RegistryName.short(model.tag), lastUsed: .zero)
        }
        return state
    }

    private enum RegistryName {
        static func short(_ tag: String) -> String {
            tag.replacing("docker.io/", with: "").replacing(":latest", with: "")
        }
    }

    /// Nil means that the command follows the one before on the same runner.
    static func state(for command: RecordedCommand) -> RunnerState? {
        if ["042-pull-cut-tty", "275-pull-resume"].contains(command.name) { return nil }
        var state = plain(command)
        adjust(&state, for: command)
        return state
    }

    private static func plain(_ command: RecordedCommand) -> RunnerState {
        switch command.given {
        case let given where given.hasPrefix("models tinyrec"): return seven
        case "tinyrec is loaded", "tinyrec is loaded, prompt from standard input":
            return loaded(seven, [.tinyrec, .bigrec])
        case "tinyrec and bigrec are loaded":
            let isUnload = command.name.contains("unload")
            return loaded(seven, isUnload ? [.tinyrec] : [.bigrec, .tinyrec])
        case let given where given.hasPrefix("tinyrec is loaded; \"/bye\""): return seven
        case "tinyrec has two tags":
            var state = seven
            state.models[0].tags.append("docker.io/ai/other:v1")
            return state
        case let given where given.contains("has the tags") || given == "the same":
            var state = seven
            state.models[0].tags += [
                "docker.io/ai/mode-reset:latest", "localhost:13455/mine/t:v1",
            ]
            if given.contains("ai/other:v1") {
                state.models[0].tags.append("docker.io/ai/other:v1")
            }
            return state
        case "the engine cannot load the file", "the engine does not know the architecture":
            return seven
        case let given where given.hasPrefix("ai/mode-reset is not there"): return seven
        case "midrec is there": return with([.tinyrec, .midrec])
        case let given where given.hasPrefix("tinyrec was loaded from a tar"):
            var state = with([.tinyrec])
            state.models[0].tags = []
            return state
        case let given
        where given.hasPrefix("runner with") || given.contains("stand-in")
            || given.contains("tinyrec is there") || given.contains("tinyrec:latest is there"):
            return with([.tinyrec])
        default: return with([])
        }
    }

    /// What `given` leaves unsaid and the recording itself shows.
    private static func adjust(_ state: inout RunnerState, for command: RecordedCommand) {
        func behave(_ index: Int, _ change: (inout ModelBehaviour) -> Void) {
            change(&state.models[index].content.behaviour)
        }
        switch command.name {
        case "001-status", "002-status-json":
            for index in state.backends.indices where state.backends[index].isDeferred {
                state.backends[index].status =
                    "Installing: downloading diffusers v0.1.0-20260617-000000"
            }
        case "076-configure-show", "077-configure-show-model":
            state.configurations = [configuration(contextSize: 256)]
        case "085-run-prompt", "088-run-prompt-tty", "089-run-stdin", "098-run-debug",
            "272-standin-run-dies":
            behave(0) { $0.voice = voice(command) }
            if command.name.hasPrefix("272") { behave(0) { $0.crash = .afterTokens(2) } }
        case "273-standin-run-dies-early":
            behave(0) { $0.crash = .beforeAnswer(words: nil, exitCode: 9) }
        case "095-run-broken", "096-run-alien":
            for index in state.models.indices where index > 4 {
                behave(index) { $0.loadFailure = .saying(engineWords(command)) }
            }
        case "121-rm-ok", "122-rm-several":
            for name in ["v1", "v2", "v3", "ctx"] {
                var content = RecordedModel.tinyrec
                content.id = DeterministicID.digest(name)
                state.models.append(
                    StoredModel(content: content, tags: ["docker.io/ai/packed:\(name)"]))
            }
        case "047-pull-second-tag": state.models = with([.bigrec]).models
        case "043-pull-wrong-digest": state.orphans = [midrecWeights: ByteCount(46_718_016)]
        default: break
        }
        adjustEngine(&state, for: command)
    }

    private static func adjustEngine(_ state: inout RunnerState, for command: RecordedCommand) {
        if command.given.contains("without llama-server") {
            state.hasEngineProgram = false
            // The file was laid out once more for the engine.
            state.orphans = [DeterministicID.digest("bundle"): ByteCount(498_176)]
            state.configurations = [configuration(contextSize: 256)]
        }
        if command.name.hasPrefix("268"), let index = state.backends.firstIndex(where: \.isRunning)
        {
            state.backends[index].status = "Running: llama.cpp a1b2c3d"
        }
        if command.name.hasSuffix("oom") {
            state.models[0].content.behaviour.loadFailure = .saying(engineWords(command))
        }
    }

    private static let midrecWeights = RecordedModel.midrec.layers[0].digest

    private static func configuration(contextSize: Int) -> RuntimeConfiguration {
        RuntimeConfiguration(
            key: LoadedRunner.Key(
                backend: "llama.cpp", modelID: RecordedModel.tinyrec.id, mode: .completion),
            modelName: "ai/tinyrec", contextSize: contextSize)
    }

    /// The words of a recorded answer, for the engine to say them again.
    private static func voice(_ command: RecordedCommand) -> [String] {
        var answer = command.output.replacing("\r\n", with: "\n")
        if answer.hasPrefix("Running") {
            answer = String(answer.drop { $0 != "\n" }.dropFirst())
        }
        if answer.hasSuffix("\n") { answer.removeLast() }
        var tokens: [String] = []
        for character in answer {
            if character == " " || tokens.isEmpty { tokens.append("") }
            tokens[tokens.count - 1].append(character)
        }
        return tokens
    }

    /// What the engine said in a recording, for the fake to have its engine say.
    private static func engineWords(_ command: RecordedCommand) -> String {
        guard let range = command.errors.firstRange(of: "Verbose output:\n") else { return "" }
        return String(command.errors[range.upperBound...].dropLast(2))
    }
}
