package import MNCore
package import MNSim

/// Gathers what goes into a bundle, as it is; nothing of it is written before it has been redacted.
///
/// Each question has its own patience, so that a machine without Docker, or with one that hangs, gives a
/// bundle too, in which the lack has an entry.
package struct BundleCollector: Sendable {
    /// A kept recording of a run.
    package struct Recorded: Sendable {
        package var trace: Trace
        /// Milliseconds after its start at which each event was noted; empty if that is not known.
        package var timing: [Int]
        /// Whether the run was still going when it was read.
        package var isAlive: Bool
        /// When it began, in UTC to the second.
        package var began: String?

        package init(trace: Trace, timing: [Int], isAlive: Bool, began: String? = nil) {
            self.trace = trace
            self.timing = timing
            self.isAlive = isAlive
            self.began = began
        }
    }

    /// The most lines of a log that are gathered, and the bytes they have together; the newest count.
    private static let logLines = 400
    private static let logBytes = 48 << 10

    private let world: World
    private let version: String
    private let program: ScenarioRun.Program
    private let progress: @Sendable (String) -> Void

    /// - Parameter progress: is told what is asked next, which may take its time.
    package init(
        _ world: World, version: String, program: @escaping ScenarioRun.Program,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.world = world
        self.version = version
        self.program = program
        self.progress = progress
    }

    /// All that a bundle of that run holds; without a run it is about the doctor's.
    ///
    /// - Parameter unreadable: how many other recordings cannot be read.
    package func bundle(of recorded: Recorded?, unreadable: Int = 0) async -> Bundle {
        var bundle = Bundle(
            version: version, day: String(Timestamp.text(world.time.sinceEpoch).prefix(10)))
        progress("Asking the doctor")
        let doctor = await doctor(of: recorded?.trace)
        if let recorded {
            bundle.run = recorded.trace
            bundle.began = recorded.began
            bundle.timing = recorded.timing
            bundle.doctor = doctor
            if recorded.isAlive {
                bundle.gaps.append(
                    .init(.run, part: "exit", reason: "The run was still going on."))
            }
        } else {
            bundle.run = doctor
            bundle.gaps.append(
                .init(
                    .doctor,
                    reason: unreadable > 0
                        ? "It is the run itself: no recording can be read."
                        : "It is the run itself: no run that failed is kept on the machine."))
        }
        if unreadable > 0 {
            bundle.gaps.append(
                .init(
                    .run, part: "other runs",
                    reason: "\(Words.count(unreadable, "recording")) cannot be read."))
        }
        if bundle.timing.isEmpty {
            bundle.gaps.append(.init(.timing, reason: "Only a kept recording has times."))
        }
        bundle.machine = await machine(doctor)
        addFiles(to: &bundle)
        progress("Asking the Model Runner")
        await addRunner(to: &bundle)
        progress("Reading the log of the Model Runner")
        await addLogs(to: &bundle)
        return bundle
    }

    /// The checks of the doctor that load nothing.
    private func doctor(of run: Trace?) async -> Trace {
        var arguments = ["model", "doctor"]
        // The doctor of the model that the run was about.
        for case .rule(let model, _, _) in run?.events ?? [] {
            arguments.append(model)
            break
        }
        for check in Diagnosis.Check.allCases where check != .completion {
            arguments += ["--check", check.rawValue]
        }
        let tracer = tracer()
        let exit = await program(arguments, tracer.world)
        return tracer.trace(arguments, exit: exit, version: version)
    }

    /// What the probes ask, answered now.
    private func machine(_ doctor: Trace) async -> Profile {
        var recording = Recording()
        for case .access(let exchange) in doctor.events { recording.add(exchange) }
        if recording.exchanges.isEmpty {
            let recorder = RecordingMachine(world.machine)
            _ = await Hardware.probe(recorder, by: world.time)
            recording = recorder.recording
        }
        var profile = Profile(
            id: "customer-machine", title: "The machine of a bundle", provenance: .recorded,
            sources: ["mn \(version), mn support bundle"], recording: recording)
        if let simulated = world.simulatedMachine {
            profile.provenance = .derived
            profile.derivedFrom = simulated
            profile.changes = ["asked of a replay of \(simulated)"]
        }
        return profile
    }

    private func addFiles(to bundle: inout Bundle) {
        let catalog = tracer()
        _ = try? catalog.world.catalog()
        bundle.catalog = files(of: catalog, .catalog, &bundle)
        let ledger = tracer()
        _ = try? Ledger.load(ledger.world.files, ledger.world.environment)
        bundle.ledger = files(of: ledger, .ledger, &bundle)
    }

    /// The files that were read, and why others were not.
    private func files(
        of tracer: Tracer, _ section: Bundle.Section, _ bundle: inout Bundle
    ) -> [Bundle.KeptFile] {
        var files: [Bundle.KeptFile] = []
        for case .read(let path, let result) in events(of: tracer) {
            switch result {
            case .success(let bytes): files.append(.init(path: path, bytes: bytes))
            case .failure(let fault):
                let isThere = fault.reason != .notFound
                bundle.gaps.append(
                    .init(
                        section, part: path, reason: isThere ? fault.problem : "There is none."))
            }
        }
        return files
    }

    /// What the runner says of itself; the first question decides whether there is one.
    private func addRunner(to bundle: inout Bundle) async {
        let tracer = tracer()
        let world = tracer.world
        let client = RunnerClient(world.docker, environment: world.environment, time: world.time)
        do throws(EndpointFault) {
            let runner = try await client.find().runner
            _ = try? await runner.backends()
            _ = try? await runner.loadedModels()
            _ = try? await runner.diskUsage()
        } catch {
            bundle.gaps.append(.init(.runner, reason: error.problem))
        }
        bundle.runner = events(of: tracer).filter { event in
            switch event {
            case .call, .connect: true
            case .process(let argv, _): argv.first == "docker"
            default: false
            }
        }
    }

    private func addLogs(to bundle: inout Bundle) async {
        let result = await world.docker.run(
            "model", "logs", within: RunnerLimits.logs.total ?? .zero)
        guard result.ending == .exited(0) else {
            bundle.gaps.append(.init(.logs, reason: "docker model logs: \(result.ending)."))
            return
        }
        let text = String(decoding: result.standardOutput, as: UTF8.self)
        let all = text.split(separator: "\n").map(String.init)
        var lines: [String] = []
        var size = 0
        for line in all.reversed() {
            guard lines.count < Self.logLines, size + line.utf8.count <= Self.logBytes else {
                break
            }
            lines.append(line)
            size += line.utf8.count
        }
        if lines.count < all.count || result.isTruncated {
            bundle.gaps.append(
                .init(
                    .logs, part: "docker model logs", reason: "Only the newest lines are in it.",
                    kept: size, cut: text.utf8.count - size))
        }
        bundle.logs = [.init(source: "docker model logs", lines: lines.reversed())]
    }

    /// What observes the machine while nothing is shown.
    private func tracer() -> Tracer {
        var world = world
        world.terminal = SilentTerminal(width: nil)
        // What is asked for the bundle is no run of the user.
        world.recordings = nil
        world.forget()
        return Tracer(world)
    }

    private func events(of tracer: Tracer) -> [Trace.Event] {
        tracer.trace([], exit: .done, version: version).events
    }
}
