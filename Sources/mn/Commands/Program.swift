import MNCore
import MNSim

/// The `mn` command line over any world; it reads and writes nothing but through it.
enum Program {
    static let version = "0.1.0"

    static let commands: [Command] = [
        ModelListCommand.command, ModelShowCommand.command, ModelInstallCommand.command,
        ModelUpdateCommand.command, ModelRemoveCommand.command, ModelDoctorCommand.command,
        ModelRecommendCommand.command, ModelMemoryCommand.command, ModelRulesCommand.command,
        HardwareCommand.command,
        BlueprintInitCommand.command, BlueprintValidateCommand.command,
        BlueprintRunCommand.command,
        ProfileListCommand.command, ProfileShowCommand.command, ProfileRecordCommand.command,
        ProfileVerifyCommand.command, ProfileImportCommand.command,
        ProfileMergeCommand.command,
        ProfileLintCommand.command, ProfileDiffCommand.command,
        SimMatrixCommand.command, SimMergeCommand.command, SimRunCommand.command,
        SimListCommand.command, SimNewCommand.command,
        SimShowCommand.command, SimCoverageCommand.command, SimMutateCommand.command,
        SimServeCommand.command, SimExecCommand.command, SimContractCommand.command,
        SimExploreCommand.command,
        FleetImportCommand.command, FleetShowCommand.command, FleetVerdictCommand.command,
        PolicyCheckCommand.command, PolicyExplainCommand.command, PolicyCoverageCommand.command,
        PolicyInitCommand.command,
        SupportReplayCommand.command, SupportExplainCommand.command, SupportCheckCommand.command,
        SupportBundleCommand.command, SupportOpenCommand.command, SupportHTMLCommand.command,
        SupportMinimizeCommand.command, SupportAdoptCommand.command, SupportDiffCommand.command,
        SupportServeCommand.command, SupportTriageCommand.command, SupportWhatIfCommand.command,
        SupportAddCommand.command,
        SchemaCommand.command,
        HelpTopicCommand.environment, HelpTopicCommand.exitCodes, HelpTopicCommand.limits,
        CompletionsCommand.bash, CompletionsCommand.zsh, CompletionsCommand.fish,
        CompletionsCommand.names, ManualCommand.command,
    ]

    static let tree = CommandTree(
        "mn",
        summary: "Tells whether a language model runs on a machine, this one or any recorded one.",
        commands: commands,
        groups: [
            .init("model", summary: "Models: what there is, and whether it runs on the machine."),
            .init(
                "blueprint", summary: "Blueprints: making one, whether it runs here, running it."),
            .init("profile", summary: "Machine profiles: recorded evidence of machines."),
            .init("sim", summary: "Simulation: many machines at once."),
            .init("fleet", summary: "Fleets: the machines of a team, from its inventories."),
            .init("policy", summary: "Policies: what a team promises of models on its machines."),
            .init("support", summary: "Support: what happened in another run."),
            .init("help", summary: "Tables: environment, exit codes, limits."),
            .init("completions", summary: "Completions: what a shell completes lines with."),
        ], sections: sections,
        options: [
            json, field, profile, profiles, SimulatedWorld.option, dataAsOf, trace, color, wide,
            quiet,
        ],
        starts: starts, otherWords: otherWords)

    static let json = OptionSpecification(
        "json", help: "Print one JSON document.", forms: ["": .json])
    static let profile = OptionSpecification(
        "profile", .value("NAME|FILE"), help: "Judge that machine instead of this one.",
        names: .one(of: .profiles, .files),
        isInTrace: true)
    static let profiles = OptionSpecification(
        "profiles", .value("DIR"),
        help: "Add the profiles of a folder; beside those of MN_PROFILES_PATH.",
        names: .one(of: .folders), repeats: true)

    static let dataAsOf = OptionSpecification(
        "data-as-of", .value("DATE"),
        help: "Judge by the driver data of that day, such as 2026-06-30.")

    static let trace = OptionSpecification(
        "trace", .value("FILE"), help: "Write down all that is asked and answered; see MN_TRACE.",
        names: .one(of: .files),
        isInTrace: true)

    static let field = OptionSpecification(
        "field", .value("POINTER"),
        help: "Print one value of that document, such as /models/0/id (RFC 6901).", form: .json)

    static let color = OptionSpecification(
        "color", .value("WHEN", allowed: Presentation.ColourChoice.allCases.map(\.rawValue)),
        help: "Use colours.", isOfPresentation: true)

    static let wide = OptionSpecification(
        "wide", help: "Print tables with all columns, however wide.", isOfPresentation: true)

    static let quiet = OptionSpecification(
        "quiet", letter: "q", help: "Print the result and errors alone: no notices, no progress.",
        isOfPresentation: true)

    /// The model that a command is about.
    static let model = PositionalSpecification(
        "MODEL", help: "An id, alias or Docker reference; \(Catalog.defaultModel) if left out.",
        names: .one(of: .models),
        count: .atMostOnce)

    /// Something that a run decided, for who watches it.
    enum Note: Hashable, Sendable {
        case ruling(Report.Ruling)
        /// A check came out so.
        case check(Report.Check)
        /// The run ended with such an error: its word, what is wrong, and what to do.
        case fault(ErrorCode, word: String, problem: String, fixes: [String])

        init(_ fault: any DiagnosticError) {
            self = .fault(
                fault.code, word: fault.codeWord, problem: fault.problem, fixes: fault.fixes)
        }
    }

    /// Runs one command line and says how it ended.
    static func run(_ arguments: [String], _ world: World) async -> ExitCode {
        await run(tree.read(arguments), world) { _ in }
    }

    /// Runs one command line, tells `note` what it decides, and says how it ended.
    static func run(
        _ invocation: Invocation, _ world: World, note: (Note) -> Void
    ) async -> ExitCode {
        var world = inJob(world)
        world.terminal = PresentedTerminal(world.terminal, invocation.arguments.presentation)
        world.forget()
        return await LifeSigns.shown(of: world) { world in
            await run(invocation, shownIn: world, note: note)
        }
    }

    /// Runs one command line in a world that shows what goes on.
    private static func run(
        _ invocation: Invocation, shownIn world: World, note: (Note) -> Void
    ) async -> ExitCode {
        do {
            return try await answer(invocation, world, note)
        } catch {
            let fault = reported(error, invocation, world)
            note(Note(fault))
            return complain(fault, invocation, world.discreet())
        }
    }

    /// Ends a command line that cannot be read as text.
    ///
    /// - Parameter invocation: what can be read of it.
    static func refuse(
        _ fault: ProcessArguments.NotUTF8, _ invocation: Invocation, _ world: World
    ) -> ExitCode {
        complain(fault, invocation, inJob(world).discreet())
    }

    /// The world with the log of the CI job that the program runs in, if it does.
    private static func inJob(_ world: World) -> World {
        guard let log = JobTerminal(world.terminal, environment: world.environment) else {
            return world
        }
        var world = world
        world.terminal = log
        return world
    }

    private static func answer(
        _ invocation: Invocation, _ world: World, _ note: (Note) -> Void
    ) async throws -> ExitCode {
        let field = try invocation.arguments.wantedField
        switch invocation.request {
        case .version:
            let about = VersionText(version, world.build)
            if invocation.arguments.wantsDocument {
                try world.terminal.write(about.json, field)
            } else {
                world.terminal.write(about.text)
            }
            return .done
        case .help(let words):
            world.terminal.write(HelpText(tree, on: world.terminal).text(words) ?? "")
            return .done
        case .essentials:
            world.terminal.write(HelpText(tree, on: world.terminal).essentials())
            return .done
        case .wrong(let error): throw error
        case .command(let command):
            let arguments = invocation.arguments
            let world = try await Machines.world(world, arguments, command)
            let trace = arguments.value("trace") ?? world.environment["MN_TRACE"] ?? ""
            return try await watched(
                command, invocation, trace: command.tracesItself ? "" : trace, world, note)
        }
    }

    /// The trace without what is private, and with what its replay prints: stand-ins are of other
    /// lengths, so that lines and tables come out otherwise than they did.
    static func shareable(
        _ trace: Trace, _ environment: [String: String], in world: World
    ) -> Trace {
        let identity = Identity(environment, hostName: world.hostName)
        return TraceReplay.settled(
            trace.redacted(identity, environment: environment), in: world, program: Program.run)
    }

    /// Runs a command whose world is complete.
    static func answer(
        _ command: Command, _ arguments: ParsedArguments, _ world: World, note: (Note) -> Void
    ) async throws -> ExitCode {
        let report = try await command.run(arguments, world)
        for ruling in report.rulings { note(.ruling(ruling)) }
        for check in report.checks { note(.check(check)) }
        if arguments.wantsDocument {
            try world.terminal.write(report.json, try arguments.wantedField)
        } else {
            // Where a command fails, its notices may be all that says why.
            let kind: TerminalMessage.Kind = report.exitCode == .done ? .notice : .reason
            for notice in report.notices { world.terminal.say(TerminalMessage(kind, notice)) }
            world.terminal.write(report.text(Page(world.terminal.presentation)))
        }
        return try await report.afterwards?() ?? report.exitCode
    }

    /// The error for people; the reports that were asked for are written with it.
    static func reported(
        _ error: any Error, _ invocation: Invocation, _ world: World
    ) -> any DiagnosticError {
        let streamed = error as? FailedReport.Streamed
        let cause = streamed?.cause ?? error.diagnostic
        if invocation.command != nil {
            FailedReport(invocation.arguments, world.discreet())
                .write(cause, isStreamed: streamed != nil)
        }
        return cause
    }

    /// Says what went wrong: on standard error, or as the one JSON document.
    static func complain(
        _ error: any DiagnosticError, _ invocation: Invocation, _ world: World
    ) -> ExitCode {
        let document: JSON = ["error": error.json]
        if invocation.arguments.wantsErrorDocument {
            world.terminal.writeDocument(document)
        } else if !world.terminal.write(error, document, invocation.arguments) {
            world.terminal.say(TerminalMessage(.error, error.problem, lines: error.fixes))
        }
        return error.exitCode
    }
}

extension ParsedArguments {
    /// What is wrong with how the command was called, with its usage.
    func usage(_ reason: UsageError.Reason) -> UsageError {
        Program.tree.error(reason, at: command.words)
    }
}
