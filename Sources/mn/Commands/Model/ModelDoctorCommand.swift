import MNCore

/// `mn model doctor`: all that a model needs to run, checked one by one.
enum ModelDoctorCommand {
    static let command = Command(
        CommandSpecification(
            "model doctor", summary: "Check all that a model needs to run here.",
            discussion: """
                Nothing is changed, but that the model is loaded to write one token. The exit code is that \
                of the first check that failed.
                """,
            positionals: [Program.model],
            options: [
                OptionSpecification(
                    "check", .value("NAME", allowed: Diagnosis.Check.allCases.map(\.rawValue)),
                    help: "Make only this check.", repeats: true),
                OptionSpecification("list-checks", help: "Print the checks."),
            ],
            examples: [
                .init("mn model doctor", "is the default model ready?"),
                .init("mn model doctor qwen3:8b --check endpoint --check gpu", "two things only"),
            ]), isRecorded: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        if arguments.has("list-checks") { return listing }
        let display = PullDisplay(world)
        let doctor = try await ModelDoctor(
            world, arguments.optional("MODEL") ?? Catalog.defaultModel,
            waiting: { display.tell(.starting) })
        let named = Set(arguments.values("check").compactMap(Diagnosis.Check.init))
        let diagnosis = await doctor.diagnosis(
            named.isEmpty ? Set(Diagnosis.Check.allCases) : named)
        var report = Report(
            json: json(doctor, diagnosis, isSimulated: world.simulatedMachine != nil),
            notices: doctor.notices, exitCode: doctor.exitCode(diagnosis),
            verdicts: [doctor.advice.verdict]
        ) { page in
            Machines.heading(world) + text(doctor.model, diagnosis, page)
        }
        report.checks = diagnosis.findings.map {
            .init(
                name: $0.check.rawValue, state: $0.state.rawValue,
                seen: Sanitized.line($0.seen), fixes: $0.fixes)
        }
        return report
    }

    private static func text(_ model: Model, _ diagnosis: Diagnosis, _ page: Page) -> String {
        // The sign, the word and a gap; a terminal too narrow for that and the name has the text below.
        let names = (diagnosis.findings.map { $0.check.rawValue.count }.max() ?? 0) + 2
        let column = Diagnosis.State.wordWidth + 2 + names
        let isNarrow = page.width.map { $0 < column + 24 } ?? false
        let hanging = isNarrow ? 4 : column
        let margin = String(repeating: " ", count: hanging)
        var text = diagnosis.findings.map { finding in
            let name = finding.check.rawValue
            let start = page.styled(finding.state.word, finding.state.style) + "  " + name
            let gap =
                isNarrow
                ? "\n" + margin : String(repeating: " ", count: names - name.count)
            return start + gap + page.wrapped(Sanitized.line(finding.seen), hanging: hanging)
                + finding.fixes.enumerated().map { index, fix in
                    let mark =
                        index == 0 ? "Fix: " : fix.hasPrefix("Then ") ? "" : "Or: "
                    return margin + page.wrapped(mark + Sanitized.line(fix), hanging: hanging)
                }.joined()
        }.joined()
        text += page.wrapped(summary(model, diagnosis), hanging: 0)
        return text
    }

    /// A model is called ready only after all checks.
    private static func summary(_ model: Model, _ diagnosis: Diagnosis) -> String {
        let failed = diagnosis.findings.count { $0.state == .failed }
        let made = diagnosis.findings.count
        let all = Diagnosis.Check.allCases.count
        if made < all {
            return "\(made) of \(Words.count(all, "check")): "
                + (failed == 0 ? "none failed." : "\(failed) failed.")
        }
        return failed == 0
            ? "\(model.id) is ready."
            : "\(model.id) is not ready: \(Words.count(failed, "check")) failed."
    }

    private static func json(
        _ doctor: ModelDoctor, _ diagnosis: Diagnosis, isSimulated: Bool
    ) -> JSON {
        let isRunning = diagnosis.endpoint != nil
        return [
            "schema": "mn.model.doctor/1",
            "model": .object(
                doctor.model.members(isInstalled: diagnosis.isInstalled, doctor.owners)),
            "compatibility": doctor.advice.json(isSimulated: isSimulated),
            "docker_model_runner": [
                "status": [
                    "running": .bool(isRunning),
                    "backends": .object(
                        JSONObject(
                            diagnosis.backends.sorted { $0.key < $1.key }
                                .map { ($0.key, .string($0.value)) })),
                ],
                "running": .bool(isRunning),
                "endpoint": .string(orNull: diagnosis.endpoint.map { "\($0)/engines/v1" }),
                "endpoint_ok": .bool(isRunning),
            ],
            "hardware": doctor.hardware.json, "ok": .bool(diagnosis.isOK),
            "checks": .array(
                diagnosis.findings.map { finding in
                    [
                        "name": .string(finding.check.rawValue),
                        "status": .string(finding.state.rawValue),
                        "seen": .string(Sanitized.line(finding.seen)),
                        "fix": .string(orNull: finding.fixes.first.map(Sanitized.line)),
                        "fixes": .strings(finding.fixes.map(Sanitized.line)),
                    ]
                }),
            "notices": .strings(doctor.notices), "simulated": .bool(isSimulated),
        ]
    }

    private static var listing: Report {
        let checks = Diagnosis.Check.allCases
        return Report(
            json: [
                "schema": "mn.model.doctor.checks/1",
                "checks": .array(
                    checks.map {
                        ["name": .string($0.rawValue), "question": .string($0.question)]
                    }),
            ]
        ) { page in page.list(checks.map { ($0.rawValue, $0.question) }) }
    }
}

extension Diagnosis.State {
    /// The columns of each word.
    static let wordWidth = 9

    /// A sign and a word of equal width.
    var word: String {
        switch self {
        case .ok: "✓ ok     "
        case .warning: "! warning"
        case .failed: "✗ failed "
        case .skipped: "- skipped"
        }
    }

    var style: TextStyle {
        switch self {
        case .ok: .good
        case .warning: .caution
        case .failed: .bad
        case .skipped: .faint
        }
    }
}
