import MNCore
import MNSandbox
import MNSim

/// `mn sim exec --machines`: a program once in each of many machines.
enum SimExecMatrix {
    /// The most runs at once that can be asked for.
    private static let jobLimit = 64
    /// The most that is kept of what a program prints.
    private static let outputLimit = 16 << 10

    static let machines = OptionSpecification(
        "machines", .value("PATTERNS"),
        help: "Run it once in each of these machines, such as 'nvidia-*,amd-*'.",
        names: .one(of: .profiles))
    static let jobs = OptionSpecification(
        "jobs", .value("N"), help: "So many at once, with --machines; 1 if left out.")
    static let junit = OptionSpecification(
        "junit", .value("FILE"), help: "Write a JUnit report, with --machines.",
        names: .one(of: .files), namesReport: true)
    static let expect = OptionSpecification(
        "expect", .value("FILE"),
        help:
            "The exit codes that are wanted, by pattern of machines: {\"nvidia-*\": 0, \"*\": 3}.",
        names: .one(of: .files))

    static func run(
        _ arguments: ParsedArguments, _ world: World
    ) async throws -> Report {
        guard let sandbox = world.sandbox else {
            throw world.ports == nil ? SandboxFault.noPrograms : SandboxFault.wrongHost
        }
        guard let program = sandbox.ownProgram() else { throw SandboxFault.wrongHost }
        for option in ["profile", "report", "port"] where arguments.has(option) {
            throw arguments.usage(.conflict("--machines", "--\(option)"))
        }
        let jobs = try jobs(arguments)
        let junitPath = try arguments.newReportFile(world)
        let expectation = try arguments.value("expect").map { path in
            try ExecExpectation.read(
                try world.files.read(path, limit: Document.sizeLimit), name: path)
        }
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let ids = try library.ids(matching: arguments.list("machines"))
        let folder = try sandbox.store([])
        defer { sandbox.remove(folder) }
        let runs = ExecRuns(
            program: program, argv: arguments.all("PROGRAM"), options: options(arguments),
            folder: folder, directory: sandbox.directory())
        let wanted = expectation ?? ExecExpectation()
        var matrix = ExecMatrix(program: arguments.all("PROGRAM"), runs: [])
        let all = await withTaskGroup(of: ExecMatrix.Run.self) { group in
            var rest = ids[...]
            var done: [ExecMatrix.Run] = []
            for id in rest.prefix(jobs) {
                group.addTask { await runs.run(id, wanted.exit(on: id), library, world) }
            }
            rest = rest.dropFirst(jobs)
            while let run = await group.next() {
                done.append(run)
                // Who ends one run means all that would come.
                if run.state == .interrupted { rest = [] }
                guard let id = rest.popFirst() else { continue }
                group.addTask { await runs.run(id, wanted.exit(on: id), library, world) }
            }
            return done
        }
        matrix = ExecMatrix(program: matrix.program, runs: all)
        if let junitPath {
            let shown: (String) -> String = Discretion(world).shown
            try world.files.replace(junitPath, with: Array(matrix.junit(shown).utf8))
        }
        return report(matrix, of: ids.count, wanted.unmatched(ids))
    }

    private static func jobs(_ arguments: ParsedArguments) throws -> Int {
        guard let text = arguments.value("jobs") else { return 1 }
        guard let number = Int(text), (1...jobLimit).contains(number) else {
            throw arguments.usage(
                .badValue("--jobs", Sanitized.line(text), wanted: "a number from 1 to \(jobLimit)"))
        }
        return number
    }

    /// The options of each run, as they were given.
    private static func options(_ arguments: ParsedArguments) -> [String] {
        var words = ["engine", "state", "data-as-of"].flatMap { name in
            arguments.value(name).map { ["--\(name)=\($0)"] } ?? []
        }
        words += ["fault", "profiles"].flatMap { name in
            arguments.values(name).map { "--\(name)=\($0)" }
        }
        return words + (arguments.has("partial") ? ["--partial"] : [])
    }

    private static func report(
        _ matrix: ExecMatrix, of count: Int, _ unmatched: [String]
    ) -> Report {
        var notices = unmatched.map { "No machine of this run matches '\($0)' of --expect." }
        let isInterrupted = matrix.runs.contains { $0.state == .interrupted }
        if isInterrupted {
            let left = Words.count(count - matrix.runs.count, "machine")
            notices.append("Interrupted; not tried: \(left).")
        }
        var json = matrix.json
        if case .object(var members) = json {
            members["notices"] = .strings(notices)
            json = .object(members)
        }
        return Report(
            json: json, notices: notices,
            exitCode: isInterrupted ? .interrupted : matrix.failed == 0 ? .done : .differs
        ) { page in
            var table = Table([
                .init("MACHINE", priority: 2), .init("STATE", priority: 3),
                .init("WHY", priority: 1, leastWidth: 12),
            ])
            for run in matrix.runs {
                let style: TextStyle = run.problem == nil ? .plain : .bad
                table.append([
                    .init(run.machine), .init(run.word, style), .init(run.problem ?? ""),
                ])
            }
            let passed = matrix.runs.count - matrix.failed - matrix.skipped
            return table.text(width: page.width, colour: page.colour)
                + "\n\(passed) passed, \(matrix.failed) failed, \(matrix.skipped) skipped\n"
        }
    }

    /// What is the same in all runs; each is a process of this program.
    private struct ExecRuns: Sendable {
        let program: String
        let argv: [String]
        let options: [String]
        let folder: String
        let directory: String

        func run(
            _ id: String, _ wanted: Int, _ library: ProfileLibrary, _ world: World
        ) async -> ExecMatrix.Run {
            do {
                _ = try MachinePlan(try library.profile(id))
            } catch SandboxFault.otherSystem(let machine, let system) {
                return .init(
                    machine: machine, state: .skipped("It runs \(system)."), wanted: wanted)
            } catch {
                return .init(
                    machine: id, state: .refused(error.diagnostic.problem), wanted: wanted)
            }
            let file = "\(folder)/\(id).json"
            var command = ProcessCommand(
                [program, "sim", "exec", "--quiet", "--profile=\(id)", "--report=\(file)"]
                    + options + ["--"] + argv,
                environment: .only(world.environment.all), directory: directory)
            command.takesInterruption = true
            let result = await world.processes.collect(command)
            if result.ending == .interrupted {
                return .init(machine: id, state: .interrupted, wanted: wanted)
            }
            let bytes = result.standardOutput + result.standardError
            let output = String(
                decoding: bytes.suffix(SimExecMatrix.outputLimit), as: UTF8.self)
            guard let report = try? world.files.read(file, limit: Document.sizeLimit),
                let json = try? JSON.parse(report)
            else {
                let line = output.split(whereSeparator: \.isNewline).first ?? "It was not run."
                return .init(
                    machine: id, state: .refused(Sanitized.line(String(line))), wanted: wanted,
                    output: output)
            }
            let unrecorded = (json["unrecorded"]?.array ?? []).map { item in
                CommandWords.line((item["command"]?.array ?? []).compactMap(\.string))
            }
            let signal = json["signal"]?.integer.map { 128 + $0 }
            return .init(
                machine: id,
                state: .ended(
                    exit: json["exit"]?.integer ?? signal ?? 137, unrecorded: unrecorded),
                wanted: wanted, output: output)
        }
    }
}
