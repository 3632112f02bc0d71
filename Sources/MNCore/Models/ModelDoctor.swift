/// Looks at all that a model needs to run, without changing anything but what is in memory.
public struct ModelDoctor: Sendable {
    let machine: any Machine
    let docker: any Docker
    let client: RunnerClient
    let environment: any Variables
    let time: any Time
    let model: Model
    let hardware: Hardware
    let verdict: Verdict
    let advice: RuleTable.Advice
    /// The context size that was asked for when the model was installed; nil if none was.
    let askedContext: Int?
    let waiting: @Sendable () -> Void

    /// - Parameters:
    ///   - askedContext: the tokens that the ledger holds for the model.
    ///   - waiting: called once if the runner is starting and is waited for.
    public init(
        machine: any Machine, docker: any Docker, environment: any Variables, time: any Time,
        model: Model, hardware: Hardware, advice: RuleTable.Advice, askedContext: Int? = nil,
        waiting: @escaping @Sendable () -> Void = {}
    ) {
        self.machine = machine
        self.docker = docker
        self.environment = environment
        self.time = time
        self.model = model
        self.hardware = hardware
        self.advice = advice
        self.askedContext = askedContext
        self.waiting = waiting
        verdict = advice.verdict
        client = RunnerClient(docker, environment: environment, time: time)
    }

    /// What the checks share.
    struct Sight: Sendable {
        var client: DockerClient.State
        var container: DockerClient.Container
        var runner: Runner?
        var listing: RunnerClient.Listing?
        var fault: EndpointFault?
        var backends: Result<[String: String], RunnerRefusal>?
        var isInstalled: Bool?
        /// Where the engine is, if not on this machine.
        var remote: String?
    }

    /// Makes the checks that are wanted, one after the other.
    public func diagnosis(_ wanted: Set<Diagnosis.Check>) async -> Diagnosis {
        let report = await DockerClient(docker).report()
        var sight = Sight(client: report.state, container: report.container)
        sight.remote = client.remoteHost ?? report.remoteEngine ?? remoteEngine
        do throws(EndpointFault) {
            let (runner, listing) = try await client.find(report, waiting: waiting)
            sight.runner = runner
            sight.listing = listing
            sight.isInstalled = listing.model(called: model.reference) != nil
            do throws(RunnerRefusal) {
                sight.backends = .success(try await runner.backends())
            } catch {
                sight.backends = .failure(error)
            }
        } catch {
            sight.fault = error.on(hardware)
        }
        var diagnosis = Diagnosis()
        diagnosis.endpoint = sight.listing?.endpoint
        diagnosis.backends = (try? sight.backends?.get()) ?? [:]
        diagnosis.isInstalled = sight.isInstalled
        for check in Diagnosis.Check.allCases where wanted.contains(check) {
            diagnosis.findings.append(await finding(check, sight))
        }
        return diagnosis
    }

    /// Where the machine itself says that the engine is, if not here.
    private var remoteEngine: String? {
        if case .elsewhere(let place)? = hardware.enginePlace.value { place } else { nil }
    }

    private func finding(_ check: Diagnosis.Check, _ sight: Sight) async -> Diagnosis.Finding {
        switch check {
        case .dockerClient: dockerClient(sight)
        case .plugin: plugin(sight)
        case .engine: engine(sight)
        case .context: context(sight)
        case .endpoint: endpoint(sight)
        case .hostPort: hostPort(sight)
        case .sameRunner: await sameRunner(sight)
        case .backend: backend(sight)
        case .hardware: suits(sight)
        case .installed: installed(sight)
        case .disk: await disk(sight)
        case .contextSize: await contextSize(sight)
        case .completion: await completion(sight)
        case .gpu: await gpu(sight)
        }
    }
}
