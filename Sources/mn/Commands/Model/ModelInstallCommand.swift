import MNCore
import Synchronization

/// `mn model install`: judge, pull, configure, load, write down.
enum ModelInstallCommand {
    static let command = Command(
        CommandSpecification(
            "model install", summary: "Install a model, if it runs on the machine.",
            discussion: """
                The verdict comes first: a model that does not run here is not pulled. An install that was \
                interrupted is taken up where it was; a model that is there is left as it is.
                """,
            positionals: [Program.model],
            options: [
                OptionSpecification(
                    "backend", .value("NAME"), help: "Use this backend (auto, llama.cpp, vllm).",
                    names: .one(of: .backends)),
                OptionSpecification(
                    "context-size", .value("TOKENS"),
                    help: "Configure this context size; the catalog's, if it has one, otherwise."),
                OptionSpecification("force", help: "Install a model that does not run here."),
                OptionSpecification("dry-run", help: "Say what would be done, and do nothing."),
            ],
            examples: [
                .init("mn model install gemma4:e2b", "the default model"),
                .init("mn model install qwen3:8b --context-size 8192 --json", "for a script"),
            ]), isRecorded: true, run: run)

    /// The most tokens that may be asked for; no model has more.
    private static let contextSizes = 1...1_000_000_000

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let contextSize = try arguments.value("context-size").map { text in
            guard let size = Int(text), contextSizes.contains(size) else {
                throw arguments.usage(
                    .badValue("--context-size", text, wanted: "a number of tokens, 1 or more"))
            }
            return size
        }
        var request = ModelManager.InstallRequest(
            arguments.optional("MODEL") ?? Catalog.defaultModel)
        request.backend = arguments.value("backend")
        request.contextSize = contextSize
        request.isForced = arguments.has("force")
        request.isDry = arguments.has("dry-run")
        let display = PullDisplay(world)
        let again = request
        let lastWords = world.endRequests?.addLastWords { display.lastWords(again) }
        defer {
            lastWords?.withdraw()
            display.end()
        }
        let manager = try ModelManager(world, tell: display.tell)
        return report(try await manager.install(request), world)
    }

    /// What an install came to; also where a blueprint asks for it.
    static func report(
        _ result: ModelManager.InstallResult, _ world: World
    ) -> Report {
        let target = result.target
        var members: JSONObject = [
            "schema": "mn.model.install/1", "model_id": .string(target.name),
            "docker_model": .string(target.reference), "status": .string(word(result.outcome)),
            "backend": .string(target.backend.name), "compatibility": target.compatibility(world),
            "digest": nil, "received_bytes": nil, "context_size": nil, "endpoint": nil,
            "warnings": .strings(target.warnings), "notices": [],
            "simulated": .bool(world.simulatedMachine != nil),
        ]
        switch result.outcome {
        case .refused(let refusal): members["error"] = refusal.json
        case .planned(let contextSize): members["context_size"] = .integer(orNull: contextSize)
        case .done(let installation, let endpoint):
            members["digest"] = .string(orNull: installation.digest)
            members["received_bytes"] = .integer(installation.received)
            members["context_size"] = .integer(orNull: installation.contextSize)
            members["endpoint"] = .string("\(endpoint)")
        }
        return Report(
            json: .object(members),
            notices: result.refusal.map { [$0.problem] } ?? [],
            exitCode: result.refusal?.exitCode ?? .done,
            verdicts: target.advice.map { [$0.verdict] } ?? []
        ) { page in
            Machines.heading(world) + text(target, result.outcome, page)
        }
    }

    private static func word(_ outcome: ModelManager.InstallResult.Outcome) -> String {
        switch outcome {
        case .refused: "refused"
        case .planned: "planned"
        case .done(let installation, _):
            installation.wasInstalled ? "already_installed" : "installed"
        }
    }

    private static func text(
        _ target: ModelTarget, _ outcome: ModelManager.InstallResult.Outcome, _ page: Page
    ) -> String {
        var sentences: [String] = []
        switch outcome {
        case .refused:
            return target.advice.map { VerdictText(advice: $0, notes: []).text(page) } ?? ""
        case .planned(let contextSize):
            let size = target.model?.downloadSize.map { " (\($0))" } ?? ""
            sentences = [
                "Would pull \(target.reference)\(size), "
                    + (contextSize.map { "configure a context of \($0) tokens, " } ?? "")
                    + "and load it on \(target.backend). Nothing was changed."
            ]
        case .done(let installation, _):
            let context = installation.contextSize.map { ", context \($0) tokens" } ?? ""
            sentences =
                installation.wasInstalled
                ? ["\(target.name) is installed already (\(target.reference))\(context)."]
                : [
                    "Installed \(target.name) (\(target.reference)): "
                        + "\(installation.received) pulled\(context), loaded on "
                        + "\(target.backend)."
                ]
            sentences.append("Next: " + CommandWords.mn("model doctor", target.name))
        }
        sentences.insert(contentsOf: target.warnings.map { "Warning: \($0)" }, at: 1)
        return sentences.map { page.wrapped(Sanitized.line($0), hanging: 0) }.joined()
    }
}

/// Shows what a `ModelInstaller` does: one changing line on a terminal, a line for each tenth elsewhere.
final class PullDisplay: Sendable {
    private struct State {
        var start: Duration?
        /// The tenths that were told of the pull.
        var tenths = 0
        var total: ByteCount?
        /// What is left where it is, if the program ends now.
        var left = "Nothing was pulled yet."
    }

    private let terminal: any Terminal
    private let time: any Time
    private let state = Mutex(State())

    init(_ world: World) {
        terminal = world.terminal
        time = world.time
    }

    func tell(_ event: ModelInstaller.Event) {
        switch event {
        case .starting: say("The Model Runner is starting; waiting for it.")
        case .waiting(let reference):
            say("Another mn works on \(reference); waiting for it.")
        case .estimated(let sentence): say(sentence)
        case .pulling(let reference):
            state.withLock {
                $0 = State(start: time.now)
                $0.left = "What has come of \(reference) is kept."
            }
            say("Pulling \(reference).")
        case .notBegun:
            say("Nothing comes yet: the Model Runner pulls two models at a time. Waiting.")
        case .retrying(_, let refusal):
            say("\(refusal.sentence) Trying again.")
        case .loading(let reference):
            terminal.showProgress(nil)
            state.withLock { $0.left = "\(reference) is there, and not loaded yet." }
            say("Loading \(reference).")
        case .progress(let reference, let progress): show(reference, progress)
        }
    }

    /// What is said where the program ends in the middle: what is left, and how to go on.
    func lastWords(_ request: ModelManager.InstallRequest) -> TerminalMessage {
        let options = [
            request.backend.map { "--backend \(CommandWords.line([Sanitized.line($0)]))" },
            request.contextSize.map { "--context-size \($0)" },
            request.isForced ? "--force" : nil,
        ].compactMap(\.self)
        return TerminalMessage(
            .error, "Interrupted. \(state.withLock(\.left))",
            lines: [
                "To go on:",
                CommandWords.mn(
                    "model install", request.model,
                    options.isEmpty ? nil : options.joined(separator: " ")),
            ])
    }

    /// Takes the changing line away.
    func end() { terminal.showProgress(nil) }

    private func say(_ sentence: String) {
        terminal.tell(sentence)
    }

    private func show(_ reference: String, _ progress: PullProgress) {
        guard let total = progress.total, total > .zero else { return }
        if let width = terminal.progressWidth {
            terminal.showProgress(line(reference, progress, total, width))
            return
        }
        let told: Int? = state.withLock { state in
            // A model of Hugging Face has two phases, each with a total of its own.
            if state.total != total {
                state.total = total
                state.tenths = 0
            }
            let tenths = progress.received.percent(of: total) / 10
            guard tenths > state.tenths else { return nil }
            state.tenths = tenths
            return tenths
        }
        if let told { say("\(told)0% of \(total).") }
    }

    /// `ai/smollm2  43%  110 MiB of 256 MiB  12 MiB/s  12 s left`, as much of it as fits.
    private func line(
        _ reference: String, _ progress: PullProgress, _ total: ByteCount, _ width: Int
    ) -> String {
        let share = progress.received.percent(of: total)
        var parts = [
            Sanitized.line(reference), "\(share)%",
            "\(progress.received) of \(total)",
        ]
        let elapsed = Double(Seconds(time.now) - Seconds(state.withLock(\.start) ?? time.now))
        if elapsed >= 1, progress.received > .zero {
            let rate = Double(progress.received) / elapsed
            let left = Seconds(Double(total - progress.received) / rate).whole
            parts.append("\(ByteCount(rate))/s")
            parts.append(left < 120 ? "\(left) s left" : "\(left / 60) min left")
        }
        // The last column stays free: a full line would wrap on some terminals.
        while parts.count > 2, DisplayWidth.of(parts.joined(separator: "  ")) >= width {
            parts.removeLast()
        }
        return parts.joined(separator: "  ")
    }
}
