import MNCore
import MNSandbox
import MNSim

/// `mn sim exec`: any program inside of a recorded machine.
enum SimExecCommand {
    static let command = Command(
        CommandSpecification(
            "sim exec",
            summary: "Run any program inside a recorded machine; on Linux.",
            discussion: """
                The program is not changed and knows nothing of it: the files, folders, commands, variables, \
                memory and kernel that it finds are those of the profile, and where the profile says that \
                something is absent, it is absent. 'docker' and 'docker model' are answered by a \
                simulated engine, whose Model Runner also answers at MODEL_RUNNER_HOST and ends \
                with the program. Standard streams, terminal, working folder, signals and the exit \
                code are the program's.

                A command that was not recorded says so, ends with 127, and makes the run not \
                comparable: nothing is invented. --report tells who answered what.

                The engine 'namespaces' has mounts of its own, as root or as a user; 'notify' answers \
                system calls alone, where a container allows no mounts. 'commands' has stand-ins for \
                commands and the host's files, and is taken with --partial only: without another engine \
                the program is not started, and the exit code is 125. What shows the host all the \
                same is told on standard error, unless --quiet is given.

                With --machines it is run once in each of many machines, and passes where it ends with 0 \
                or with the code of --expect; a run that is not comparable fails. The exit code is then \
                7 if one has failed.
                """,
            positionals: [
                PositionalSpecification(
                    "PROGRAM", help: "The program and its arguments, after '--'.",
                    count: .atLeastOnce)
            ],
            options: [
                OptionSpecification(
                    "engine",
                    .value("NAME", allowed: ["auto"] + SandboxEngine.allCases.map(\.rawValue)),
                    help: "What makes the machine; the best that works if left out."),
                OptionSpecification(
                    "partial", help: "Go on where only commands can stand in."),
                OptionSpecification(
                    "fault", .value("JSON|FILE"), help: "Something that goes wrong in the runner.",
                    names: .one(of: .files), repeats: true),
                OptionSpecification(
                    "report", .value("FILE"), help: "Write down who answered what, as JSON.",
                    names: .one(of: .files)),
                SimServeCommand.port, SimServeCommand.quiet, SimExecMatrix.machines,
                SimExecMatrix.jobs, SimExecMatrix.junit, SimExecMatrix.expect,
            ],
            examples: [
                .init(
                    "mn sim exec --profile nvidia-rtx3060-12gb -- ./install.sh",
                    "an installer on that machine"),
                .init(
                    "mn sim exec --profile my-machine.json --report FILE -- nvidia-smi",
                    "and who answered"),
                .init(
                    "mn sim exec --machines 'nvidia-*' --jobs 4 --junit FILE -- ./check.sh",
                    "a test in many machines"),
            ]), tracesItself: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        if let patterns = arguments.value("machines") {
            return try await SimExecMatrix.run(patterns, arguments, world)
        }
        for option in ["jobs", "junit", "expect"] where arguments.has(option) {
            throw arguments.usage(.needs("--\(option)", "--machines"))
        }
        // Standard output is the program's.
        if arguments.wantsDocument { throw arguments.usage(.needs("--json", "--machines")) }
        guard let name = arguments.value("profile") else {
            throw arguments.usage(.needs("mn sim exec", "--profile"))
        }
        guard let sandbox = world.sandbox else {
            throw world.ports == nil ? SandboxFault.noPrograms : SandboxFault.wrongHost
        }
        let profile = try Machines.library(world, folders: arguments.values("profiles"))
            .profile(name)
        let plan = try MachinePlan(profile)
        let hardware = await world.hardware()
        let state = try SimulatedWorld.state(
            on: hardware, file: arguments.value("state"), world)
        let faults = try arguments.values("fault").flatMap {
            try SimServeCommand.faults($0, world.files)
        }
        guard let ports = world.ports else { throw PortFault.noPorts }
        let port = try ports.open(try SimServeCommand.number(arguments) ?? 0)
        let run = ExecRun(
            plan: plan, argv: arguments.all("PROGRAM"), engines: engines(arguments),
            address: "http://127.0.0.1:\(port.number)",
            engine: StandIn.Engine(
                port: port.number, path: "/\(sandbox.token())",
                address: "http://127.0.0.1:\(port.number)"))
        let runner = ServedRunner(
            state, faults: faults, at: world.time.sinceEpoch,
            console: run.console(DockerSetup(on: hardware)))
        let isQuiet = arguments.has("quiet")
        let (report, ending) = try await withServed(runner, at: port) {
            try await run.report(in: world, sandbox) { engine in
                if !isQuiet { world.terminal.writeError(run.opening(engine)) }
            }
        }
        if !isQuiet || !report.isComparable { world.terminal.writeError(run.closing(report)) }
        if let path = arguments.value("report") {
            try world.files.replace(path, with: Array((report.json.text() + "\n").utf8))
        }
        var answer = Report(json: report.json) { _ in "" }
        switch ending.kind {
        case .exited(let code): answer.exitCode = ExitCode(rawValue: code) ?? .failed
        case .signalled(let number):
            sandbox.endLater(by: number)
            answer.exitCode = ExitCode(rawValue: 128 + number) ?? .failed
        default: answer.exitCode = ExitCode(rawValue: 137) ?? .failed
        }
        return answer
    }

    /// The engines that may be tried, best first.
    private static func engines(_ arguments: ParsedArguments) -> [SandboxEngine] {
        let named = arguments.value("engine").flatMap(SandboxEngine.init)
        let wanted = named.map { [$0] } ?? SandboxEngine.allCases
        return wanted.filter { $0 != .commands || arguments.has("partial") }
    }

    /// Serves the runner for as long as the body takes.
    private static func withServed<Value: Sendable>(
        _ runner: ServedRunner, at port: any OpenPort,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await port.serve(runner)
                return nil
            }
            group.addTask { try await body() }
            while let value = try await group.next() {
                guard let value else { continue }
                group.cancelAll()
                return value
            }
            throw SandboxFault.noPrograms
        }
    }
}

/// One run of a program in the machine of a plan.
private struct ExecRun: Sendable {
    var plan: MachinePlan
    let argv: [String]
    let engines: [SandboxEngine]
    let address: String
    let engine: StandIn.Engine

    init(
        plan: MachinePlan, argv: [String], engines: [SandboxEngine], address: String,
        engine: StandIn.Engine
    ) {
        self.plan = plan
        self.argv = argv
        self.engines = engines
        self.address = address
        self.engine = engine
        self.plan.programs["docker"]?.engine = engine
    }

    func console(_ setup: DockerSetup) -> DockerConsole {
        DockerConsole(path: engine.path, setup: setup)
    }

    func opening(_ used: SandboxEngine) -> String {
        let leaks = (MachinePlan.leaks + used.leaks).joined(separator: "; ")
        var text = "mn: In \(Sanitized.line(plan.machine)), by \(used.rawValue). "
        text += "Of this machine it still sees \(leaks).\n"
        if !plan.isClosed {
            text +=
                "mn: The profile does not tell everything; what it does not tell is absent here.\n"
        }
        for conflict in plan.conflicts {
            text += "mn: No kernel could show this: \(Sanitized.line(conflict))\n"
        }
        return text
    }

    func closing(_ report: ExecReport) -> String {
        var text = report.missed.map { "mn: Done without \(Sanitized.line($0))\n" }.joined()
        if !report.isComparable {
            let count = Words.count(report.unrecorded.count, "command")
            text += "mn: Not comparable with the machine: \(count) not recorded, "
            text += "such as \(Sanitized.line(CommandWords.line(report.unrecorded[0]))).\n"
        }
        return text
    }

    /// Runs the program by the first engine that works.
    func report(
        in world: World, _ sandbox: any Sandbox, opening: @Sendable (SandboxEngine) -> Void
    ) async throws -> (ExecReport, SandboxEnding) {
        guard let program = sandbox.ownProgram() else { throw SandboxFault.wrongHost }
        var failures: [SandboxFault.EngineFailure] = []
        for used in engines {
            for run in try runs(used, world, sandbox, program) {
                opening(used)
                let ending = await sandbox.run(run)
                switch ending.kind {
                case .noMachine(let step, let reason):
                    let place = step.map { "\($0.path): " } ?? ""
                    failures.append(.init(used, place + reason))
                    continue
                case .noProgram(let reason, let isAbsent):
                    throw SandboxFault.noProgram(argv[0], reason: reason, isAbsent: isAbsent)
                default: break
                }
                let report = ExecReport(
                    plan, engine: used, program: argv, runner: address, ending: ending)
                return (report, ending)
            }
        }
        if failures.isEmpty { failures = [.init(.commands, "only with --partial")] }
        throw SandboxFault.noEngine(failures)
    }

    /// The ways in which an engine may do it, best first.
    private func runs(
        _ used: SandboxEngine, _ world: World, _ sandbox: any Sandbox, _ program: String
    ) throws -> [SandboxRun] {
        let all = world.environment.all
        let path = all["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        let memory = plan.memory.map {
            [$0.total, $0.unused, $0.buffers, $0.swap, $0.unusedSwap]
        }
        func run(_ way: SandboxRun.Way, bin: String) -> SandboxRun {
            var variables = all.merging(plan.variables) { $1 }
            for name in plan.unset { variables[name] = nil }
            variables["PATH"] = "\(bin):\(path)"
            variables["MODEL_RUNNER_HOST"] = address
            var run = SandboxRun(
                way, directory: sandbox.directory(), argv: argv, variables: variables)
            run.facts = SandboxRun.Facts(platform: plan.platform, memory: memory ?? [])
            run.capabilities = Capabilities.kept(
                hasDenied: !plan.tree.denied.isEmpty, hasMounts: used == .namespaces)
            return run
        }
        switch used {
        case .namespaces:
            let steps = MachineSteps(plan, on: sandbox, program: program, path: path).steps
            return (sandbox.isRoot ? [false, true] : [true]).map { user in
                var run = run(.mounts(user: user), bin: MachineSteps.bin)
                run.steps = steps
                run.log = MachineSteps.log
                return run
            }
        case .notify, .commands:
            let folder = MachineFolder(
                plan, on: sandbox, program: program, path: path, hasFiles: used == .notify)
            let place = try sandbox.store(folder.steps)
            let way =
                used == .notify
                ? SandboxRun.Way.answers(tree: place, gone: folder.gone) : .plain
            var run = run(way, bin: place + MachineFolder.bin)
            run.log = place + MachineFolder.log
            run.rubbish = place
            return [run]
        }
    }
}

/// What root may do inside: what it may in a container, and less where something is closed to it.
private enum Capabilities {
    /// capabilities(7): CHOWN, FOWNER, FSETID, KILL, SETGID, SETUID, NET_BIND_SERVICE, NET_RAW.
    private static let usual: [UInt64] = [0, 3, 4, 5, 6, 7, 10, 13]
    /// DAC_OVERRIDE, DAC_READ_SEARCH: no folder is closed to whoever has them.
    private static let pastPermissions: [UInt64] = [1, 2]

    /// - Parameter hasMounts: whether others could take the mounts away.
    static func kept(hasDenied: Bool, hasMounts: Bool) -> UInt64 {
        let most = hasMounts ? bits(usual + pastPermissions) : UInt64.max
        return hasDenied ? most & ~bits(pastPermissions) : most
    }

    private static func bits(_ numbers: [UInt64]) -> UInt64 {
        numbers.reduce(into: 0) { $0 |= 1 << $1 }
    }
}
