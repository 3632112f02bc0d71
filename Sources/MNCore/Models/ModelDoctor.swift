/// Looks at all that a model needs to run, without changing anything but what is in memory.
package struct ModelDoctor: Sendable {
    let machine: any Machine
    let docker: Docker
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
    package init(
        machine: any Machine, docker: Docker, environment: any Variables, time: any Time,
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
    struct Observations: Sendable {
        var client: Docker.State
        var container: Docker.Container
        var runner: Runner?
        var listing: RunnerClient.Listing?
        var fault: EndpointFault?
        var backends: Result<[String: String], RunnerRefusal>?
        var isInstalled: Bool?
        /// Where the engine is, if not on this machine.
        var remote: String?
    }

    /// Makes the checks that are wanted, one after the other.
    package func diagnosis(_ wanted: Set<Diagnosis.Check>) async -> Diagnosis {
        let report = await docker.report()
        var seen = Observations(client: report.state, container: report.container)
        seen.remote = client.remoteHost ?? report.remoteEngine ?? remoteEngine
        do throws(EndpointFault) {
            let (runner, listing) = try await client.find(report, waiting: waiting)
            seen.runner = runner
            seen.listing = listing
            seen.isInstalled = listing.model(called: model.reference) != nil
            do throws(RunnerRefusal) {
                seen.backends = .success(try await runner.backends())
            } catch {
                seen.backends = .failure(error)
            }
        } catch {
            seen.fault = error.on(hardware)
        }
        var diagnosis = Diagnosis()
        diagnosis.endpoint = seen.listing?.endpoint
        diagnosis.backends = (try? seen.backends?.get()) ?? [:]
        diagnosis.isInstalled = seen.isInstalled
        for check in Diagnosis.Check.allCases where wanted.contains(check) {
            diagnosis.findings.append(await finding(check, seen))
        }
        return diagnosis
    }

    /// Where the machine itself says that the engine is, if not here.
    private var remoteEngine: String? {
        if case .elsewhere(let place)? = hardware.enginePlace.value { place } else { nil }
    }

    private func finding(_ check: Diagnosis.Check, _ seen: Observations) async -> Diagnosis.Finding
    {
        switch check {
        case .dockerClient: dockerClient(seen)
        case .plugin: plugin(seen)
        case .engine: engine(seen)
        case .context: context(seen)
        case .endpoint: endpoint(seen)
        case .hostPort: hostPort(seen)
        case .sameRunner: await sameRunner(seen)
        case .backend: backend(seen)
        case .hardware: suits(seen)
        case .installed: installed(seen)
        case .disk: await disk(seen)
        case .contextSize: await contextSize(seen)
        case .completion: await completion(seen)
        case .gpu: await gpu(seen)
        }
    }
}
