import MNCore
import MNSim
import MNSupport

/// `mn support adopt`: a customer's run becomes a machine and a scenario of this repository.
enum SupportAdoptCommand {
    static let command = Command(
        CommandSpecification(
            "support adopt",
            summary: "Make a customer's run a profile and a scenario.",
            discussion: """
                The profile says what was taken out of it as its changes. The scenario has a simulated \
                runner that answers as the customer's did; where that cannot be stated, it plays the \
                trace. It passes at once. With --expect-exit it states how the run should end instead, and \
                fails until the program does so; then it has no transcript yet. Nothing is overwritten.
                """,
            positionals: [SupportReplayCommand.file],
            options: [
                OptionSpecification(
                    "id", .value("ID"), help: "The name of both: letters a-z, digits, '-' and '.'."),
                OptionSpecification(
                    "folder", .value("DIR"),
                    help: "Where Profiles and Scenarios are; the current folder if left out.",
                    names: .one(of: .folders)),
                OptionSpecification(
                    "expect-exit", .value("N"), help: "The exit code that the run should have."),
            ],
            examples: [
                .init("mn support adopt customer.json --id customer-4711", "a regression test"),
                .init(
                    "mn support adopt customer.json --id customer-4711 --expect-exit 0",
                    "one that fails until it is mended"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = arguments.required("FILE")
        guard let id = arguments.value("id") else {
            throw arguments.usage(.missingValue(option: "--id", placeholder: "ID"))
        }
        guard Profile.isID(id) else {
            throw arguments.usage(
                .badValue(
                    "--id", Sanitized.line(id), wanted: "1 to 80 of a-z, 0-9, '-' and '.'"))
        }
        let exitCode = try arguments.value("expect-exit").map { text in
            guard let number = Int(text), (0...255).contains(number) else {
                throw arguments.usage(
                    .badValue("--expect-exit", Sanitized.line(text), wanted: "0 to 255"))
            }
            return number
        }
        let file = try SupportFile.read(path, in: world.files)
        let ended = try file.endedRun(name: path)
        let played = SupportReplay(in: world, program: Program.watched).play(ended.run)
        guard played.isAnswered else { throw ReplayFault(ended.run, played) }
        let adoption = try ScenarioMaker(
            id, file, ended, in: world, offers: RegistryOffer.offers(of: .builtin),
            program: Program.watched
        ).adoption(played.signature, exitCode: exitCode)

        let folder = arguments.value("folder").map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
        var texts: [(path: String, text: String)] = []
        if let profile = adoption.profile {
            texts.append(("\(folder)Profiles/\(id).json", profile.json.text(.file) + "\n"))
        }
        texts.append(("\(folder)Scenarios/\(id).json", adoption.scenario))
        if let transcript = adoption.transcript {
            texts.append(("\(folder)Scenarios/\(id).txt", transcript))
        }
        for place in texts.map(\.path) + ["\(folder)Scenarios/\(id).txt"]
        where !world.files.lacks(place) {
            throw FilePresent(path: place, fix: "Take another --id, or another --folder.")
        }
        let discretion = Discretion(world)
        for (path, text) in texts {
            try world.files.replace(path, with: Array(discretion.shown(text).utf8))
        }
        return report(adoption, texts.map(\.path), folder, exitCode, played.signature)
    }

    private static func report(
        _ adoption: Adoption, _ paths: [String], _ folder: String, _ exitCode: Int?,
        _ signature: Signature
    ) -> Report {
        let made =
            adoption.form == .runner
            ? "a simulated runner that answers as the customer's did" : "the trace, which is played"
        return Report(
            json: [
                "schema": "mn.support.adopt/1", "form": .string(adoption.form.rawValue),
                "files": .strings(paths), "passes": .bool(adoption.failures.isEmpty),
                "failures": .strings(adoption.failures.map(Sanitized.line)),
                "failure": signature.json, "expected_exit": .integer(orNull: exitCode),
                "simulated": true,
            ]
        ) { page in
            let profiles = adoption.profile == nil ? [] : ["--profiles", "\(folder)Profiles"]
            let check = CommandWords.line(
                ["mn", "sim", "run", "--scenarios", "\(folder)Scenarios"] + profiles)
            var rows = [("Failure", "\(signature)"), ("Scenario", made)]
            rows += paths.map { ("Written", $0) }
            rows += adoption.failures.map { ("Fails now", $0) }
            if adoption.failures.isEmpty { rows.append(("Passes", "as it is")) }
            rows.append(("Check", check))
            return page.list(rows)
        }
    }
}
