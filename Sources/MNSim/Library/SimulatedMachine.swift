public import MNCore
import Profiles

/// A recorded machine that programs can be run on, with a Model Runner that is not there.
///
///     let machine = try SimulatedMachine("vendor-part-size")
///     let run = try machine.run { world in await MyTool(world).main() }
///     #expect(run.exitStatus == 0)
public struct SimulatedMachine: Sendable {
    /// What is known of it.
    public let profile: Profile

    public init(_ profile: Profile) { self.profile = profile }

    /// One of the machines that come with the library; `Profile.builtinIDs` names them.
    ///
    /// - Throws: a `DiagnosticError` where there is none of this name.
    public init(_ id: String) throws { profile = try Profile(builtin: id) }

    /// What can be found out about it.
    public func hardware() async -> Hardware { await Hardware.probe(ReplayMachine(profile)) }

    /// Whether a model runs on it.
    public func verdict(on model: Model) async -> Verdict {
        RuleTable.standard.verdict(model, on: await hardware())
    }

    /// Runs a program on the machine, in virtual time and on the calling thread, so that every run is the
    /// same.
    ///
    /// - Parameters:
    ///   - runner: its Model Runner; up and empty if left out.
    ///   - files: what lies on its disk: text by absolute path.
    ///   - variables: the environment of the program.
    ///   - program: answers the exit status; an error that it throws is written to standard error, and the
    ///     status is 1.
    /// - Throws: `StuckProgram` where the program waits for what never comes, or for more than seven days of
    ///   its time. What never waits, such as a loop around a sleep of zero, is not seen.
    public func run(
        runner: SimulatedRunner = SimulatedRunner(), files: [String: String] = [:],
        variables: [String: String] = ["HOME": "/home/user"],
        _ program: @escaping @Sendable (World) async throws -> Int
    ) throws -> ProgramRun {
        do throws(Simulation.Stuck) {
            return try Simulation.run { time in
                await self.run(runner, files.mapValues { Array($0.utf8) }, variables, program, time)
            }
        } catch {
            throw StuckProgram(stuck: error)
        }
    }

    private func run(
        _ runner: SimulatedRunner, _ files: [String: [UInt8]], _ variables: [String: String],
        _ program: @Sendable (World) async throws -> Int, _ time: VirtualTime
    ) async -> ProgramRun {
        let hardware = await hardware()
        let docker = SimulatedDocker(
            runner.state(on: hardware), faults: runner.faults, setup: DockerSetup(on: hardware),
            time: time)
        let services = SimulatedServices(nil, beside: docker, environment: variables, time: time)
        let disk = MemoryFiles(files, time: time)
        let tracer = Tracer(
            World(
                machine: ReplayMachine(profile), http: services, processes: services, files: disk,
                terminal: SilentTerminal(width: nil), time: time, environment: variables,
                simulatedMachine: profile.id))
        let start = time.now
        var status = 1
        do {
            status = try await program(tracer.world)
        } catch {
            let problem = (error as? any DiagnosticError)?.problem ?? "\(error)"
            tracer.world.printError(problem)
        }
        let trace = tracer.trace([], exit: status == 0 ? .done : .failed, version: "")
        return ProgramRun(
            exitStatus: status, output: trace.printed(.standard),
            error: trace.printed(.error), requests: trace.events.compactMap(\.request),
            duration: time.now - start,
            files: disk.all.filter { files[$0.key] != $0.value }, runner: docker.state)
    }
}

/// A Model Runner that is not there: what it has, and what goes wrong in it.
public struct SimulatedRunner: Sendable {
    private let document: JSON?
    let faults: [RunnerFault]

    /// A runner that is up and empty; its registry offers every model of the built-in catalog.
    public init() {
        document = nil
        faults = []
    }

    /// A runner as a document of `mn.runner-state/1` has it; what it leaves out is as the machine has it.
    ///
    /// - Parameters:
    ///   - state: the document: `{"schema": "mn.runner-state/1", "models": []}`.
    ///   - faults: what goes wrong, and when.
    /// - Throws: a `DiagnosticError` that names the place in the document.
    public init(state: String, faults: [RunnerFault] = []) throws {
        document = try Document.read(
            Array(state.utf8), kind: "state of a Model Runner", name: "the document"
        ) { (field) throws(JSONFault) in
            _ = try RunnerState(field, offers: RegistryOffer.builtin, over: RunnerState())
            return field.value
        }
        self.faults = faults
    }

    func state(on hardware: Hardware) -> RunnerState {
        let base = RunnerState(on: hardware, offers: RegistryOffer.builtin)
        // It was read once before, and what a machine adds cannot make it unreadable.
        return document.flatMap {
            try? RunnerState(JSONField($0), offers: RegistryOffer.builtin, over: base)
        } ?? base
    }
}

/// How a program ran on a simulated machine.
public struct ProgramRun: Hashable, Sendable {
    /// What the program answered.
    public let exitStatus: Int
    /// What it wrote to standard output.
    public let output: String
    /// What it wrote to standard error.
    public let error: String
    /// What it asked of the Model Runner and which programs it ran, in order: `GET /models`,
    /// `docker model list`.
    public let requests: [String]
    /// How long it took, in virtual time.
    public let duration: Duration
    /// The files that it wrote, by path.
    public let files: [String: [UInt8]]
    /// What the Model Runner has afterwards.
    public let runner: RunnerState
}

extension Trace.Event {
    /// What was asked of the runner, or which program was run; nil for everything else.
    fileprivate var request: String? {
        switch self {
        case .call(let request, _, _): "\(request.method) \(request.target)"
        case .process(let argv, _): argv.joined(separator: " ")
        default: nil
        }
    }
}

/// A program that never ends on a simulated machine.
public struct StuckProgram: Error, Hashable, CustomStringConvertible {
    let stuck: Simulation.Stuck

    public var description: String {
        switch stuck {
        case .deadlock(let time):
            "The program waits for what never comes, since \(time) of its time; "
                + "it may wait through its world alone."
        case .endless(let time): "The program was still waiting after \(time) of its time."
        }
    }
}
