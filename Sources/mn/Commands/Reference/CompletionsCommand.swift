import MNCore
import MNSim

/// `mn completions bash`, `zsh` and `fish`: what completes command lines in that shell.
enum CompletionsCommand {
    static let bash = command(
        .bash,
        """
        For all sessions, where the package bash-completion is installed: write it to \
        ~/.local/share/bash-completion/completions/mn. Elsewhere, as on macOS with its bash 3.2, put the \
        line eval "$(mn completions bash)" into ~/.bashrc.
        """,
        .init(
            "mn completions bash > ~/.local/share/bash-completion/completions/mn",
            "for sessions that begin from now on"))

    static let zsh = command(
        .zsh,
        """
        Write it as _mn to a folder of $fpath, before compinit is called in ~/.zshrc; or put the line \
        source <(mn completions zsh) behind compinit.
        """,
        .init(
            "mn completions zsh > ~/.zsh/completions/_mn",
            "with fpath=(~/.zsh/completions $fpath) before compinit in ~/.zshrc"))

    static let fish = command(
        .fish,
        """
        Write it to ~/.config/fish/completions/mn.fish; fish reads it when it is needed.
        """,
        .init(
            "mn completions fish > ~/.config/fish/completions/mn.fish",
            "for every session, this one too"))

    private static func command(
        _ shell: CompletionScript.Shell, _ discussion: String,
        _ example: CommandSpecification.Example
    ) -> Command {
        Command(
            CommandSpecification(
                "completions \(shell.rawValue)",
                summary: "Print what completes command lines in \(shell.rawValue).",
                discussion: discussion
                    + "\n\nNames of models, profiles and others are asked of mn when they are needed.",
                examples: [example])
        ) { _, _ in
            let script = CompletionScript(tree: Program.tree, shell: shell).text
            return Report(
                json: [
                    "schema": "mn.completions/1", "shell": .string(shell.rawValue),
                    "script": .string(script),
                ]
            ) { _ in script }
        }
    }

    /// `mn completions names`: the names of a kind, a line each.
    static let names = Command(
        CommandSpecification(
            "completions names", summary: "Print the names of a kind, a line each.",
            discussion: """
                The scripts of the shells ask this. The models are those of the catalog; nothing is asked \
                of a Model Runner. A name that a line cannot hold is left out.
                """,
            positionals: [
                PositionalSpecification(
                    "KIND", help: "Which names.", allowed: ValueNames.Kind.asked.map(\.rawValue))
            ],
            options: [SimScenarios.folder],
            examples: [.init("mn completions names profiles", "what --profile takes")])
    ) { arguments, world in
        let kind = arguments.required("KIND")
        let source = kind == ValueNames.Kind.models.rawValue ? try world.catalog() : nil
        let names = try found(kind, source, arguments, world).filter { Sanitized.line($0) == $0 }
        return Report(
            json: [
                "schema": "mn.completions.names/1", "kind": .string(kind),
                "names": .strings(names), "catalog_error": source?.faultJSON ?? .null,
                "notices": .strings(source?.faultNotices ?? []),
            ], notices: source?.faultNotices ?? [],
            exitCode: source?.fault == nil ? .done : .failed
        ) { _ in names.map { $0 + "\n" }.joined() }
    }

    private static func found(
        _ kind: String, _ source: LoadedCatalog?, _ arguments: ParsedArguments, _ world: World
    ) throws -> [String] {
        switch ValueNames.Kind(rawValue: kind) {
        case .models: source?.catalog.models.map(\.id) ?? []
        case .profiles: try Machines.library(world, folders: arguments.values("profiles")).ids
        case .scenarios: try SimScenarios.library(arguments, world).names
        case .checks: ContractCheck.all.map(\.name)
        case .rules: Rule.ID.allCases.map(\.rawValue)
        case .backends: ["auto", "llama.cpp", "vllm"]
        case .vendors: GPU.Vendor.allCases.map(\.rawValue) + ["none"]
        case .commands: commandWords
        case .files, .folders, nil: []
        }
    }

    /// Every word of a command, once.
    private static var commandWords: [String] {
        var words: [String] = []
        for word in Program.commands.flatMap(\.specification.words) where !words.contains(word) {
            words.append(word)
        }
        return words
    }
}
