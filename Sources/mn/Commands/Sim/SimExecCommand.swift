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
                    "mn sim exec --profile nvidia-rtx3060-12gb-driver570 -- ./install.sh",
                    "an installer on that machine"),
                .init(
                    "mn sim exec --profile my-machine.json --report FILE -- nvidia-smi",
                    "and who answered"),
                .init(
                    "mn sim exec --machines 'nvidia-*' --jobs 4 --junit FILE -- ./check.sh",
                    "a test in many machines"),
            ]), tracesItself: true, makesWorld: true,
        passedOn: { $0.has("machines") ? [] : $0.all("PROGRAM") }, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        if arguments.has("machines") {
            return try await SimExecMatrix.run(arguments, world)
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
        var machine = world
        machine.machine = ReplayMachine(profile)
        machine.simulatedMachine = profile.id
        machine.environment = SimulatedWorld.variables(world.environment)
        let faults = try arguments.values("fault").flatMap {
            try SimServeCommand.faults($0, world.files)
        }
        // What the user has written is read before the program starts, the rest once somebody asks.
        var state: RunnerState?
        if let file = arguments.value("state") {
            state = try SimulatedWorld.state(on: await machine.hardware(), file: file, machine)
        }
        guard let ports = world.ports else { throw PortFault.noPorts }
        let port = try ports.open(try SimServeCommand.number(arguments) ?? 0)
        let run = ExecRun(
            plan: plan, argv: arguments.all("PROGRAM"), engines: engines(arguments),
            port: port.number, path: "/\(sandbox.token())")
        let isQuiet = arguments.has("quiet")
        let (report, ending) = try await withServed(at: port) { [machine, state] in
            let hardware = await machine.hardware()
            return ServedRunner(
                try state ?? SimulatedWorld.state(on: hardware, file: nil, machine),
                faults: faults, at: world.time.sinceEpoch,
                console: run.console(DockerSetup(on: hardware)))
        } during: { [machine] in
            try await run.report(in: machine, sandbox) { engine in
                if !isQuiet { world.terminal.writeError(run.opening(engine)) }
            }
        }
        if !isQuiet || !report.isComparable { world.terminal.writeError(run.closing(report)) }
        if let path = arguments.value("report") {
            let shown = Discretion(world).shown(report.json)
            try world.files.replace(path, with: Array((shown.text() + "\n").utf8))
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

    /// Serves a runner for as long as the body takes; it is made for the first client.
    private static func withServed<Value: Sendable>(
        at port: any OpenPort, _ runner: @escaping @Sendable () async throws -> ServedRunner,
        during body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                if try await port.isWanted() { try await port.serve(try await runner()) }
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
