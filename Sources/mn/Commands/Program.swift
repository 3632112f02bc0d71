import MNCore
import MNSim

/// The `mn` command line over any world; it reads and writes nothing but through it.
enum Program {
    static let version = "0.1.0"

    static let commands: [Command] = [
        ModelListCommand.command, ModelShowCommand.command, ModelInstallCommand.command,
        ModelUpdateCommand.command, ModelRemoveCommand.command, ModelDoctorCommand.command,
        ModelRulesCommand.command,
        HardwareCommand.command,
        BlueprintInitCommand.command, BlueprintValidateCommand.command,
        BlueprintRunCommand.command,
        ProfileListCommand.command, ProfileShowCommand.command, ProfileRecordCommand.command,
        ProfileVerifyCommand.command, ProfileImportCommand.command,
        ProfileLintCommand.command, ProfileDiffCommand.command,
        SimMatrixCommand.command, SimRunCommand.command, SimListCommand.command,
        SimShowCommand.command, SimCoverageCommand.command, SimMutateCommand.command,
        SimServeCommand.command, SimContractCommand.command,
        SupportReplayCommand.command, SupportCheckCommand.command,
        HelpTopicCommand.environment, HelpTopicCommand.exitCodes, HelpTopicCommand.limits,
    ]

    static let tree = CommandTree(
        "mn",
        summary: "Tells whether a language model suits a machine, this one or any recorded one.",
        commands: commands.map(\.specification),
        groups: [
            .init("model", summary: "Models: what there is, and whether it suits the machine."),
            .init(
                "blueprint", summary: "Blueprints: making one, whether it runs here, running it."),
            .init("profile", summary: "Machine profiles: recorded evidence of machines."),
            .init("sim", summary: "Simulation: many machines at once."),
            .init("support", summary: "Support: what happened in another run."),
            .init("help", summary: "Tables: environment, exit codes, limits."),
        ], options: [json, profile, profiles, SimulatedRunner.option, dataAsOf, trace])

    static let json = OptionSpecification("json", help: "Print one JSON document.")
    static let profile = OptionSpecification(
        "profile", .value("NAME|FILE"), help: "Judge that machine instead of this one.")
    static let profiles = OptionSpecification(
        "profiles", .value("DIR"),
        help: "Add the profiles of a folder; beside those of MN_PROFILES_PATH.", repeats: true)

    static let dataAsOf = OptionSpecification(
        "data-as-of", .value("DATE"),
        help: "Judge by the driver data of that day, such as 2026-06-30.")

    static let trace = OptionSpecification(
        "trace", .value("FILE"), help: "Write down all that is asked and answered; see MN_TRACE.")

    /// Something that a run decided, for who watches it.
    enum Note: Hashable, Sendable {
        case ruling(Report.Ruling)
        /// The run ended with such an error.
        case fault(ErrorCode)
    }

    /// Runs one command line and says how it ended.
    static func run(_ arguments: [String], _ world: World) async -> ExitCode {
        await run(arguments, world) { _ in }
    }

    /// Runs one command line, tells `note` what it decides, and says how it ended.
    static func run(
        _ arguments: [String], _ world: World, note: (Note) -> Void
    ) async -> ExitCode {
        let world = inJob(world)
        do {
            return try await answer(arguments, world, note)
        } catch {
            let explained = explained(error, arguments, world)
            note(.fault(explained.code))
            return complain(explained, arguments, world.discreet())
        }
    }

    /// The error for people; the reports that were asked for are written with it.
    private static func explained(
        _ error: any Error, _ arguments: [String], _ world: World
    ) -> any DiagnosticError {
        let streamed = error as? FailedReport.Streamed
        let explained =
            streamed?.cause ?? error as? any DiagnosticError ?? InternalFault(error: "\(error)")
        FailedReport(arguments, world.discreet())?.write(
            explained, isStreamed: streamed != nil)
        return explained
    }

    /// Ends a command line that cannot be read as text.
    ///
    /// - Parameter arguments: what can be read of it.
    static func refuse(
        _ fault: ProcessArguments.NotUTF8, _ arguments: [String], _ world: World
    ) -> ExitCode {
        complain(fault, arguments, inJob(world).discreet())
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
        _ arguments: [String], _ world: World, _ note: (Note) -> Void
    ) async throws -> ExitCode {
        let help = HelpText(tree, width: world.terminal.width)
        // "mn help model show" is "mn model show --help", unless it is a topic.
        if arguments.first == "help", let text = help.text(Array(arguments.dropFirst())) {
            world.terminal.write(text)
            return .done
        }
        switch try tree.parse(arguments) {
        case .version:
            let document: JSON = ["schema": "mn.version/1", "version": .string(version)]
            let wantsJSON = arguments.contains("--json")
            if wantsJSON { world.terminal.writeDocument(document) }
            if !wantsJSON { world.terminal.write("mn \(version)\n") }
            return .done
        case .help(let words):
            world.terminal.write(help.text(words) ?? "")
            return .done
        case .command(let parsed):
            let world = try await Machines.world(world, parsed)
            let named = parsed.value("trace") ?? world.environment["MN_TRACE"] ?? ""
            // A replay reads a trace, and must not write over it; scenarios are traced step by step.
            let tracesItself = [["support", "replay"], ["sim", "run"]].contains(
                parsed.command.words)
            guard !named.isEmpty, !tracesItself else {
                return try await answer(parsed, world.discreet(), note: note)
            }
            return try await traced(parsed, arguments, to: named, world)
        }
    }

    /// Runs a command and writes its trace, also if the command fails.
    private static func traced(
        _ parsed: ParsedArguments, _ arguments: [String], to path: String, _ world: World
    ) async throws -> ExitCode {
        let tracer = Tracer(world)
        let traced = tracer.world.discreet()
        var exit: ExitCode
        do {
            exit = try await answer(parsed, traced) { note in
                guard case .ruling(let ruling) = note else { return }
                tracer.note(ruling.event)
            }
        } catch {
            exit = complain(explained(error, arguments, world), arguments, traced)
        }
        let trace = shareable(
            tracer.trace(Traced.arguments(arguments), exit: exit, version: version),
            world.environment.all, in: world)
        do throws(FileFault) {
            try world.files.replace(path, with: Array(trace.text.utf8), isPrivate: true)
        } catch {
            // How the command itself ended has been said, and is not lost for that.
            traced.terminal.writeError(
                "mn: The trace was not written: \(Sanitized.line(error.problem))\n")
            if exit == .done { exit = .failed }
        }
        return exit
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
    private static func answer(
        _ parsed: ParsedArguments, _ world: World, note: (Note) -> Void
    ) async throws -> ExitCode {
        guard let command = commands.first(where: { $0.specification == parsed.command }) else {
            throw InternalFault(error: "no such command: \(parsed.command.words)")
        }
        let report = try await command.run(parsed, world)
        for ruling in report.rulings { note(.ruling(ruling)) }
        if parsed.has("json") || report.isDocument {
            world.terminal.writeDocument(report.json)
        } else {
            for notice in report.notices {
                world.terminal.writeError("mn: \(Sanitized.line(notice))\n")
            }
            let page = Page(width: world.terminal.width, colour: world.terminal.hasColour)
            world.terminal.write(report.text(page))
        }
        return try await report.afterwards?() ?? report.exitCode
    }

    /// Says what went wrong: on standard error, or as the one JSON document.
    private static func complain(
        _ error: any DiagnosticError, _ arguments: [String], _ world: World
    ) -> ExitCode {
        let words = arguments.prefix { $0 != "--" }
        if words.contains("--json") || BlueprintOutput.isJSON(words) {
            world.terminal.writeDocument(["error": error.json])
        } else {
            let problem = Sanitized.line(error.problem)
            let fixes = error.fixes.map(Sanitized.line)
            world.terminal.writeError("mn: \(problem)\n")
            for fix in fixes { world.terminal.writeError("    \(fix)\n") }
        }
        return error.exitCode
    }
}

/// Command lines that are traced.
private enum Traced {
    /// What a replay does not need: the trace's own file, and the profile and the state of its runner,
    /// whose answers are in the trace.
    private static let options = ["--trace", "--profile", "--state"]

    /// The words that a replay needs.
    static func arguments(_ arguments: [String]) -> [String] {
        var result: [String] = []
        var skipsNext = false
        for (index, word) in arguments.enumerated() {
            if word == "--" { return result + arguments[index...] }
            if skipsNext {
                skipsNext = false
            } else if options.contains(word) {
                skipsNext = true
            } else if !options.contains(where: { word.hasPrefix("\($0)=") }) {
                result.append(word)
            }
        }
        return result
    }
}

extension ParsedArguments {
    /// What is wrong with how the command was called, with its usage.
    func usage(_ reason: UsageError.Reason) -> UsageError {
        Program.tree.error(reason, at: command.words)
    }
}
