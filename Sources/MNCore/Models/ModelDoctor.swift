/// Looks at all that a model needs to run, without changing anything but what is in memory.
package struct ModelDoctor: Sendable {
    let world: World
    let client: RunnerClient
    package let model: Model
    package let hardware: Hardware
    package let advice: RuleTable.Advice
    package let owners: ModelOwners
    /// What to say besides, a sentence each.
    package let notices: [String]
    /// Whether something is wrong that no check is about.
    private let failsElsewhere: Bool
    private let waiting: @Sendable () -> Void

    var verdict: Verdict { advice.verdict }

    /// - Parameters:
    ///   - name: of a model of the catalog.
    ///   - waiting: called once if the runner is starting and is waited for.
    package init(
        _ world: World, _ name: String, waiting: @escaping @Sendable () -> Void
    ) async throws {
        let source = try world.catalog()
        self.world = world
        // A broken override may be the very thing that is looked for, so it is told and not fatal.
        model = try source.catalog.model(named: name)
        hardware = await world.hardware()
        let machine = source.catalog.rules.prepared(hardware)
        advice = source.catalog.rules.advice(
            model, on: machine,
            suitable: source.catalog.rules.suitable(in: source.catalog, on: machine))
        owners = ModelOwners(world)
        notices = source.faultNotices + owners.notices
        failsElsewhere = source.fault != nil || owners.fault != nil
        self.waiting = waiting
        client = RunnerClient(world.docker, environment: world.environment, time: world.time)
    }

    /// The tokens that were asked for when the model was installed; nil if none were.
    var askedContext: Int? { owners.askedContext(of: model.reference) }

    /// How the command ends: as the first check that failed, or as what is wrong besides.
    package func exitCode(_ diagnosis: Diagnosis) -> ExitCode {
        diagnosis.isOK && failsElsewhere ? .failed : diagnosis.exitCode
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
        let report = await world.docker.report()
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

/// What `mn model doctor` found.
package struct Diagnosis: Hashable, Sendable {
    /// A thing that is looked at; the names are a promise, and the order is that of the report.
    package enum Check: String, Hashable, Sendable, CaseIterable {
        case dockerClient = "docker-client"
        case plugin
        case engine
        case context
        case endpoint
        case hostPort = "host-port"
        case sameRunner = "same-runner"
        case backend
        case hardware
        case installed
        case disk
        case contextSize = "context-size"
        case completion
        case gpu

        /// What it asks, for the help.
        package var question: String {
            switch self {
            case .dockerClient: "is there a docker program?"
            case .plugin: "does docker know the command 'model'?"
            case .engine: "does the Docker engine answer?"
            case .context: "is the runner on this machine?"
            case .endpoint: "does the Model Runner answer over HTTP?"
            case .hostPort: "can programs of this machine reach it over HTTP?"
            case .sameRunner: "do 'docker model' and HTTP speak to the same runner?"
            case .backend: "does the runner have the model's backend?"
            case .hardware: "does the model run on this machine?"
            case .installed: "is the model installed?"
            case .disk: "what do the models take, and how much is free?"
            case .contextSize: "is the context size the one that is wanted?"
            case .completion: "does the model do what it is for, once?"
            case .gpu: "does the runner use the GPU?"
            }
        }
    }

    /// How a check came out.
    package enum State: String, Hashable, Sendable {
        case ok, warning, failed
        /// It could not be looked at, or does not matter here.
        case skipped
    }

    package struct Finding: Hashable, Sendable {
        package var check: Check
        package var state: State
        /// What was seen, in a sentence.
        package var seen: String
        /// What mends it, the best first; none where nothing is to be done.
        package var fixes: [String]
        /// The exit code if this is the first failure.
        package var exitCode: ExitCode

        init(
            _ check: Check, _ state: State, _ seen: String, fix: String? = nil,
            exitCode: ExitCode = .failed
        ) {
            self.init(
                check, state, seen, fixes: [fix].compactMap(\.self), exitCode: exitCode)
        }

        init(
            _ check: Check, _ state: State, _ seen: String, fixes: [String],
            exitCode: ExitCode = .failed
        ) {
            self.check = check
            self.state = state
            self.seen = seen
            self.fixes = fixes
            self.exitCode = exitCode
        }
    }

    /// In the order of the checks.
    package var findings: [Finding] = []
    package var endpoint: Endpoint?
    package var backends: [String: String] = [:]
    /// Nil if it could not be told.
    package var isInstalled: Bool?

    package var isOK: Bool { !findings.contains { $0.state == .failed } }

    /// That of the first check that failed.
    package var exitCode: ExitCode {
        findings.first { $0.state == .failed }?.exitCode ?? .done
    }
}
