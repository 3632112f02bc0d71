import MNCore
import MNSim

/// `mn sim new`: writes a scenario to begin with.
enum SimNewCommand {
    static let command = Command(
        CommandSpecification(
            "sim new", summary: "Write a scenario to begin with, which passes at once.",
            discussion: """
                The scenario has a machine, a Model Runner and two command lines that change nothing. \
                The machine is that of --profile, or else one on which the default model runs; the \
                runner has no model, or what --state says. It is played before it is written, so that \
                it expects what is so today. A file that is there already is left as it is.

                JSON has no comments: what to change is said here, and in docs/scenarios.md. 'profile' \
                names another machine, 'runner' says what its Model Runner has, 'runnerFaults' and \
                'machineFaults' what goes wrong, 'files' and 'environment' what the user has; each of \
                'steps' is a command line with what it must end with and print.
                """,
            positionals: [
                PositionalSpecification("NAME", help: "Its name: letters a-z, digits, '-' and '.'.")
            ],
            options: [
                OptionSpecification(
                    "output", letter: "o", .value("FILE"),
                    help: "Where to write it; Scenarios/NAME.json if left out.",
                    names: .one(of: .files))
            ],
            examples: [
                .init("mn sim new first", "then: mn sim run first --scenarios Scenarios")
            ]), takesStateAlone: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let name = arguments.required("NAME")
        guard Profile.isID(name) else {
            throw arguments.usage(
                .badValue("NAME", Sanitized.line(name), wanted: "1 to 80 of a-z, 0-9, '-' and '.'"))
        }
        let path = try arguments.newFile() ?? "Scenarios/\(name).json"
        // Otherwise no folder of scenarios has it.
        guard path.hasSuffix(".json") else {
            throw arguments.usage(
                .badValue("--output", Sanitized.line(path), wanted: "a name that ends with .json"))
        }
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let profile = try machine(arguments.value("profile"), library)
        let draft = try await ScenarioDraft(
            name, on: profile, state: arguments.value("state"), world)
        guard world.files.lacks(path) else {
            throw FilePresent(path: path, fix: "Take another NAME, or another --output.")
        }
        try world.files.replace(path, with: Array(draft.text.utf8))
        return report(name, path, profile, draft, arguments)
    }

    /// The machine that was asked for, or else the first real one, by its id, on which the default model runs.
    private static func machine(
        _ wanted: String?, _ library: ProfileLibrary
    ) throws -> Profile {
        if let wanted { return try library.profile(wanted) }
        var profiles: [Profile] = []
        for id in library.ids { profiles.append(try library.profile(id)) }
        func isSound(_ profile: Profile) -> Bool {
            let expected = profile.expectations.first { $0.model == Catalog.defaultModel }
            return profile.provenance != .synthetic && expected?.status == "pass"
        }
        guard let found = profiles.first(where: isSound) ?? profiles.first else {
            throw ProfileFault.noMatch(pattern: "*", suggestion: nil)
        }
        return found
    }

    private static func report(
        _ name: String, _ path: String, _ profile: Profile, _ draft: ScenarioDraft,
        _ arguments: ParsedArguments
    ) -> Report {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
        let file = String(parts.last?.dropLast(5) ?? "")
        var options = "--scenarios " + CommandWords.line([folder.isEmpty ? "/" : folder])
        for folder in arguments.values("profiles") {
            options += " --profiles " + CommandWords.line([folder])
        }
        let next = [
            CommandWords.mn("sim run", file, options), CommandWords.mn("sim show", file, options),
            CommandWords.mn("sim run", file, "--update \(options)"),
        ]
        return Report(
            json: [
                "schema": "mn.sim.new/1", "file": .string(path), "name": .string(file),
                "profile": .string(profile.id), "steps": .integer(draft.stepCount),
                "next": .strings(next), "simulated": true,
            ]
        ) { page in
            var text = page.wrapped(
                "Wrote \(Sanitized.line(path)): \(Words.count(draft.stepCount, "command line")) on "
                    + "\(profile.id). It passes as it is.", hanging: 0)
            text += page.next(
                next, ["play it", "see what it prints", "keep that beside it, to be compared"])
            return text + "\n"
                + page.wrapped(
                    "What to change in it: mn sim new --help, docs/scenarios.md", hanging: 0)
        }
    }
}

/// A new scenario that expects what is so.
private struct ScenarioDraft {
    let text: String
    let stepCount: Int

    private static let lines = [
        "mn model show --compatibility --exit-code", "mn model list --installed",
    ]

    /// - Parameter state: the file of the runner's state; nil is a runner without models.
    init(_ name: String, on profile: Profile, state: String?, _ world: World) async throws {
        let offers = RegistryOffer.offers(of: .builtin)
        var members: JSONObject = [
            "schema": .string(Scenario.schema), "title": .string("What \(name) is about"),
            "intent": "In one sentence, what must stay true.", "profile": .string(profile.id),
            "runner": .object(try await Self.runner(profile, state, offers, world)),
        ]
        func play(_ steps: [JSON]) throws -> ScenarioRun {
            members["steps"] = .array(steps)
            let scenario = try Scenario.read(
                Array(JSON.object(members).text(.compact).utf8), name: name, offers: offers)
            return ScenarioRun(scenario, in: world, profile: profile) { arguments, world in
                await Program.run(arguments, world)
            }
        }
        let steps = try play(Self.lines.map { ["run": .string($0)] }).steps
        members["steps"] = .array(
            zip(Self.lines, steps).map { line, step in
                var members: JSONObject = ["run": .string(line)]
                members["exit"] = .integer(step.exitCode)
                if let part = Self.verdict(in: step.standardOutput) {
                    members["stdout"] = ["contains": [.string(part)]]
                }
                return .object(members)
            })
        members["then"] = ["neverSent": ["DELETE *"]]
        text = Scenario.text(members, offers: offers)
        stepCount = steps.count
    }

    /// `Compatibility: pass`, of a page that says so.
    private static func verdict(in output: String) -> String? {
        output.split(separator: "\n").first { $0.hasPrefix("Compatibility: ") }
            .map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    }

    /// What the runner of this machine is, and what the file says of it.
    private static func runner(
        _ profile: Profile, _ path: String?, _ offers: [RegistryOffer], _ world: World
    ) async throws -> JSONObject {
        var members = JSONObject()
        let usual = RunnerState(on: await Hardware.probe(ReplayMachine(profile)), offers: offers)
        for key in ["engine", "system"] { members[key] = usual.json[key] }
        members["models"] = []
        guard let path else { return members }
        let bytes = try world.files.read(path, limit: Document.sizeLimit)
        return try Document.read(bytes, kind: "state of a Model Runner", name: path) {
            (field) throws(JSONFault) in
            _ = try RunnerState(field, offers: offers)
            return members.merging(field.value.object ?? [:])
        }
    }
}
