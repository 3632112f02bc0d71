import MNCore
import MNSandbox
import MNSim

/// One run of a program in the machine of a plan.
struct ExecRun: Sendable {
    var plan: MachinePlan
    let argv: [String]
    let engines: [SandboxEngine]
    let address: String
    let engine: StandIn.Engine

    /// - Parameters:
    ///   - engines: those that may be tried, best first.
    ///   - port: where the runner answers.
    ///   - path: the path there at which `docker` is answered.
    init(
        plan: MachinePlan, argv: [String], engines: [SandboxEngine], port: Int, path: String
    ) {
        self.plan = plan
        self.argv = argv
        self.engines = engines
        address = "http://127.0.0.1:\(port)"
        engine = StandIn.Engine(port: port, path: path, address: address)
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
                case .noProgram(let problem):
                    throw SandboxFault.noProgram(
                        argv[0], problem, on: plan.machine,
                        isThere: argv[0].contains("/") && sandbox.kind(argv[0]) != nil)
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
