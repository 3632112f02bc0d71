package import MNCore
package import MNSim

/// A customer's run made a scenario: what the runner and the machine said is stated anew, or the trace is played.
package struct Adoption: Sendable {
    /// What the scenario is made of.
    package enum Form: String, Hashable, Sendable {
        /// A simulated runner that answers as the customer's did.
        case runner
        /// The trace itself, since its answers cannot be stated otherwise.
        case trace
    }

    package var form: Form
    /// The machine; nil if the run asked nothing of it.
    package var profile: Profile?
    /// The scenario file.
    package var scenario: String
    /// What the scenario prints now; nil if something else was wanted of it.
    package var transcript: String?
    /// In what ways it is not as wanted.
    package var failures: [String]
}

/// Makes scenarios of runs.
package struct ScenarioMaker {
    private let id: String
    private let trace: Trace
    private let exitCode: Int
    private let profile: Profile?
    private let base: World
    private let program: RunFindings.Program
    private let offers: [RegistryOffer]

    /// - Parameters:
    ///   - id: of the scenario and the profile.
    ///   - ended: the run of the file, and how it ended.
    ///   - offers: what a simulated registry has.
    package init(
        _ id: String, _ file: SupportFile, _ ended: (run: Trace, exitCode: Int), in base: World,
        offers: [RegistryOffer], program: @escaping RunFindings.Program
    ) {
        self.id = id
        trace = ended.run
        exitCode = ended.exitCode
        self.base = base
        self.program = program
        self.offers = offers
        profile = file.adoptedMachine(id)
    }

    /// - Parameters:
    ///   - signature: how the run fails.
    ///   - exitCode: the end that is wanted; nil is that of the run.
    package func adoption(_ signature: Signature, exitCode: Int?) throws -> Adoption {
        let made = try stated(signature) ?? settled(replaying)
        var members = made.members
        if let exitCode { members.expect(exitCode) }
        let text = Scenario.text(members, offers: offers)
        let run = try play(text).run
        let failures = run.failures.filter { failure in
            exitCode == nil || run.scenario.map { !failure.isUnasked(by: $0) } ?? true
        }
        return Adoption(
            form: made.form, profile: profile, scenario: text,
            transcript: failures.isEmpty ? run.transcript : nil,
            failures: failures.map(\.description))
    }

    private typealias Made = (form: Adoption.Form, members: JSONObject)

    /// The scenario with a simulated runner, if it fails as the run did.
    private func stated(_ signature: Signature) throws -> Made? {
        let runner = TracedRunner(trace.events)
        let first = try play(JSON.object(members(runner, nil)).text())
        for now in [first.run.steps.first?.trace.events, nil] {
            let answers = TracedAnswers(trace.events, unlike: now, places: runner.places)
            guard let made = try? settled((.runner, members(runner, answers))),
                let played = try? play(JSON.object(made.members).text()),
                played.signature.isAlike(signature), played.run.passed
            else { continue }
            return made
        }
        return nil
    }

    /// The scenario with all that it writes named, and no fault that nothing meets.
    private func settled(_ made: Made) throws -> Made {
        var made = made
        for _ in 0..<3 {
            let run = try play(JSON.object(made.members).text()).run
            if run.passed { break }
            var written: [String] = []
            for failure in run.failures {
                switch failure {
                case .exitCode(_, _, let found): made.members.expect(found)
                case .written(let path): written.append(path)
                case .unmetFault(let id): made.members.dropFault(id)
                default: break
                }
            }
            if !written.isEmpty { made.members["then"] = ["written": .strings(written.sorted())] }
        }
        return made
    }

    private func play(_ text: String) throws -> (run: ScenarioRun, signature: Signature) {
        let scenario = try Scenario.read(Array(text.utf8), name: id, offers: offers)
        let listener = Listener()
        let run = ScenarioRun(scenario, in: base, profile: profile) { [program] arguments, world in
            await program(arguments, world) { listener.take($0) }
        }
        let step = run.steps.first
        return (
            run,
            Signature(
                listener.findings, events: step?.trace.events ?? [], exitCode: step?.exitCode)
        )
    }

    // MARK: - The file

    private func members(_ runner: TracedRunner, _ answers: TracedAnswers?) -> JSONObject {
        var members = beginning(tags: ["customer"])
        if !runner.places.isEmpty {
            members["runner"] = runner.state
            members["runnerAt"] = .strings(runner.places.map(\.description))
            if let answers, !answers.faults.isEmpty {
                members["runnerFaults"] = .array(answers.faults)
            }
        }
        if let socket = runner.deniedSocket {
            members["docker"] = ["engine": "denied", "engineHost": .string("unix://\(socket)")]
        }
        if let answers, !answers.services.isEmpty || trace.areServicesKnown {
            members["services"] = .array(answers.services)
        }
        let files = FoundFiles(trace.events)
        if !files.texts.isEmpty { members["files"] = .object(files.json) }
        if !files.faults.isEmpty { members["fileFaults"] = .object(files.faultsJSON) }
        if trace.hasNoDocker { members["docker"] = .null }
        members["steps"] = [
            ["run": .strings(["mn"] + trace.arguments), "exit": .integer(exitCode)]
        ]
        return members
    }

    /// The scenario that plays the trace.
    private var replaying: Made {
        let name = "\(id).jsonl"
        var members = beginning(tags: ["customer", "trace"])
        members["files"] = .object([
            name: .strings(trace.text.split(separator: "\n").map(String.init))
        ])
        members["steps"] = [
            [
                "run": .strings(["mn", "support", "replay", name]),
                "exit": .integer(exitCode),
            ]
        ]
        return (.trace, members)
    }

    private func beginning(tags: [String]) -> JSONObject {
        let line = CommandWords.line(["mn"] + trace.arguments)
        var members: JSONObject = [
            "schema": .string(Scenario.schema),
            "title": .string("A customer's '\(Sanitized.line(line))'"),
            "intent": "What a customer met stays as it was when it was understood.",
            "tags": .strings(tags),
        ]
        if let profile { members["profile"] = .string(profile.id) }
        var environment = JSONObject(
            trace.environment.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        if !environment.contains("HOME") { environment["HOME"] = .null }
        members["environment"] = .object(environment)
        if let width = trace.width, (20...500).contains(width) {
            members["terminal"] = .integer(width)
        }
        return members
    }
}

extension Signature {
    /// Whether it is the same failure where a machine is made up: what was asked last may be another thing.
    fileprivate func isAlike(_ other: Signature) -> Bool {
        var (one, other) = (self, other)
        one.lastCall = nil
        other.lastCall = nil
        return one == other
    }
}

extension JSONObject {
    /// Lets the one step end so.
    fileprivate mutating func expect(_ exitCode: Int) {
        guard case .array(let steps)? = self["steps"], var step = steps.first?.object else {
            return
        }
        step["exit"] = .integer(exitCode)
        self["steps"] = .array([.object(step)])
    }

    /// Leaves out a fault of the runner, or of a file.
    fileprivate mutating func dropFault(_ id: String) {
        if let faults = self["runnerFaults"]?.array {
            let left = faults.filter { $0["id"]?.string != id }
            self["runnerFaults"] = left.isEmpty ? nil : .array(left)
        }
        if var faults = self["fileFaults"]?.object {
            faults[id] = nil
            self["fileFaults"] = faults.members.isEmpty ? nil : .object(faults)
        }
    }
}

extension Trace {
    /// Whether every `docker` that was run was not there.
    fileprivate var hasNoDocker: Bool {
        let endings = events.compactMap { event -> ProcessOutcome? in
            guard case .process(let argv, let result) = event, argv.first == "docker" else {
                return nil
            }
            return result.ending
        }
        return !endings.isEmpty && endings.allSatisfy { $0 == .absent }
    }
}
