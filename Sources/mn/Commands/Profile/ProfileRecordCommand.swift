import MNCore
import MNSandbox
import MNSim

/// `mn profile record`: writes down everything the probes ask of this machine.
enum ProfileRecordCommand {
    static let command = Command(
        CommandSpecification(
            "profile record", summary: "Record this machine as a profile.",
            discussion: """
                The recorder is the probes themselves, so what is recorded is what a verdict rests on. \
                After them a little is asked that other programs want to know, and no verdict rests on: \
                more of each GPU on the bus, the processors, PATH, and what nvidia-smi and rocm-smi \
                print by themselves. Serial numbers, names of users and processes are blanked; the profile is replayed before it is \
                written, and must give the same verdicts as the machine.
                """,
            options: [
                OptionSpecification(
                    "output", letter: "o", .value("FILE"),
                    help: "Write to a file, not to standard output.", names: .one(of: .files)),
                OptionSpecification(
                    "id", .value("ID"),
                    help: "The profile's id: vendor-part-size[-system]; that of FILE if left out."),
                OptionSpecification(
                    "title", .value("TEXT"), help: "One line that names the machine."),
                OptionSpecification(
                    "also", .value("FILE"),
                    help:
                        "Ask as well what a report of 'mn sim exec' lacked, if that changes nothing.",
                    names: .one(of: .files)),
                OptionSpecification(
                    "compact",
                    help:
                        "On one line, without what only other programs ask: for a fleet's inventory."
                ),
            ], examples: [.init("mn profile record -o my-machine.json", "then: mn profile verify")]),
        isRecorded: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let id = arguments.value("id") ?? Self.id(of: arguments.value("output") ?? "")
        guard Profile.isID(id) else { throw ProfileFault.badID(id) }
        let missed =
            try arguments.value("also").map { path in
                try MissedQuestions.read(
                    try world.files.read(path, limit: Document.sizeLimit), name: path)
            } ?? MissedQuestions()
        let recorder = RecordingMachine(world.machine)
        let live = await Hardware.probe(recorder, by: world.time)
        let isCompact = arguments.has("compact")
        var evidence =
            isCompact
            ? recorder.recording
            : await ExtraEvidence.added(
                to: recorder.recording, asking: world.machine, by: world.time)
        for argv in missed.asked where evidence[.command(argv)] == nil {
            let outcome = await world.machine.answer(
                .command(argv), within: TimeLimit.long.duration)
            if outcome == .unrecorded { continue }
            evidence.add(.init(.command(argv), outcome, isForOthers: true))
        }
        let title = Sanitized.line(arguments.value("title") ?? "")
        var profile = Profile(
            id: id, title: title.isEmpty ? Self.title(live) : title,
            tags: tags(live), provenance: .recorded,
            sources: ["mn \(Program.version), mn profile record"],
            recording: Redaction.redacted(
                evidence, Identity(world.environment.all, hostName: world.hostName),
                secrets: Secrets(environment: world.environment.all)))
        if let simulated = world.simulatedMachine {
            profile.provenance = .derived
            profile.derivedFrom = simulated
            profile.changes = ["recorded from a replay of \(simulated)"]
        }
        let replayed = await Hardware.probe(ReplayMachine(profile))
        for model in Catalog.builtin.models {
            let verdict = RuleTable.standard.verdict(model, on: live)
            guard RuleTable.standard.verdict(model, on: replayed).rule == verdict.rule else {
                throw RecordFault.replayDiffers(model: model.id)
            }
            if model.id == Catalog.defaultModel {
                profile.expectations = [
                    .init(
                        model: model.id, rule: verdict.rule.rawValue,
                        status: verdict.status.rawValue)
                ]
            }
        }
        let document = profile.json
        let text = document.text(isCompact ? .canonical : .indented) + "\n"
        guard let path = arguments.value("output") else {
            return Report(json: document) { _ in text }
        }
        try world.files.replace(path, with: Array(text.utf8))
        let count = profile.recording.exchanges.count
        let others = profile.recording.exchanges.count(where: \.isForOthers)
        let notices = missed.refused.map {
            "Not asked, since it may change something: \(CommandWords.line($0))"
        }
        return Report(
            json: [
                "schema": "mn.profile.record/1", "file": .string(path), "id": .string(id),
                "answers": .integer(count), "for_others": .integer(others),
                "notices": .strings(notices),
            ], notices: notices
        ) { page in
            page.wrapped(
                "Recorded \(count) answers to \(Sanitized.line(path)), \(others) for other programs.",
                hanging: 0)
        }
    }

    /// The name of a file without its ending, if that can be an id.
    private static func id(of path: String) -> String {
        let name = String(path.split(separator: "/").last ?? "")
        let id = name.hasSuffix(".json") ? String(name.dropLast(5)) : name
        return Profile.isID(id) ? id : "recorded-machine"
    }

    /// The vendors of the GPUs, or `cpu`, and the system.
    private static func tags(_ hardware: Hardware) -> [String] {
        let vendors = GPU.Vendor.allCases.filter { vendor in
            hardware.gpus.contains { $0.vendor == vendor }
        }
        let system = hardware.isWSL.value == true ? "wsl2" : hardware.system.value?.rawValue
        return (vendors.isEmpty ? ["cpu"] : vendors.map(\.rawValue)) + (system.map { [$0] } ?? [])
    }

    private static func title(_ hardware: Hardware) -> String {
        let system = hardware.system.value?.words ?? "Machine"
        let memory = hardware.memory.usable.value.map { ", \($0)" } ?? ""
        let gpu = hardware.gpus.first.map { ", \(Sanitized.line($0.name))" } ?? ", no GPU"
        return "\(system) machine\(memory)\(gpu)"
    }
}

/// A machine that cannot be recorded.
enum RecordFault: DiagnosticError {
    /// With the identifiers blanked, the recording gives another verdict.
    case replayDiffers(model: String)

    var code: ErrorCode { .redactionRefused }
    var problem: String {
        switch self {
        case .replayDiffers(let model):
            "The recording, with its identifiers blanked, gives another verdict for \(model)."
        }
    }
    var fixes: [String] { ["Try again; if it stays so, report it: mn hardware --explain"] }
}

/// `mn profile verify`: whether a profile says the same as this machine.
enum ProfileVerifyCommand {
    static let command = Command(
        CommandSpecification(
            "profile verify",
            summary: "Compare a profile with this machine: facts, verdicts.",
            discussion: "Ends with 7 if they differ.",
            positionals: [
                PositionalSpecification(
                    "NAME", help: "The id of a profile, or a profile file.",
                    names: .one(of: .profiles, .files))
            ]
        ), isRecorded: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let profile = try library.profile(arguments.required("NAME"))
        let catalog = try world.catalog().whole
        let live = await world.hardware()
        let replayed = await Hardware.probe(ReplayMachine(profile))

        var differences = JSON.differences(live.comparable, replayed.comparable)
        for model in catalog.models {
            let here = RuleTable.standard.verdict(model, on: live)
            let there = RuleTable.standard.verdict(model, on: replayed)
            if here.rule != there.rule || here.status != there.status {
                differences.append(
                    .init(
                        place: model.id, left: here.rule.rawValue, right: there.rule.rawValue))
            }
        }
        let found = differences
        return Report(
            json: [
                "schema": "mn.profile.verify/1", "profile": .string(profile.id),
                "equal": .bool(found.isEmpty), "models": .integer(catalog.models.count),
                "differences": .array(
                    found.map {
                        [
                            "place": .string($0.place), "machine": .string($0.left),
                            "profile": .string($0.right),
                        ]
                    }),
            ], exitCode: found.isEmpty ? .done : .differs
        ) { page in
            if found.isEmpty {
                let models = Words.count(catalog.models.count, "model")
                return page.wrapped(
                    "\(Sanitized.line(profile.id)): same facts, and the same verdicts for \(models).",
                    hanging: 0)
            }
            var table = Table([
                .init("DIFFERS", priority: 2), .init("THIS MACHINE", priority: 1, leastWidth: 12),
                .init("PROFILE", priority: 1, leastWidth: 12),
            ])
            for difference in found {
                table.append([
                    .init(difference.place), .init(difference.left), .init(difference.right),
                ])
            }
            return page.table(table)
        }
    }
}

extension Hardware {
    /// The facts without the words about them.
    fileprivate var comparable: JSON {
        guard case .object(var members) = json else { return json }
        members["notes"] = .strings(notes.map(\.description).sorted())
        return .object(members)
    }
}

extension JSON {
    /// A place at which two documents differ, with the text of each.
    struct Difference: Hashable {
        var place: String
        var left: String
        var right: String
    }

    /// The places at which two documents differ, in the order of the first.
    static func differences(
        _ left: JSON, _ right: JSON, at pointer: JSONPointer = JSONPointer()
    ) -> [Difference] {
        if left == right { return [] }
        if case .object(let a) = left, case .object(let b) = right {
            let keys = a.keys + b.keys.filter { a[$0] == nil }
            return keys.flatMap { key in
                differences(a[key] ?? .null, b[key] ?? .null, at: pointer.appending(key))
            }
        }
        if case .array(let a) = left, case .array(let b) = right, a.count == b.count {
            return zip(a, b).enumerated().flatMap { index, pair in
                differences(pair.0, pair.1, at: pointer.appending(String(index)))
            }
        }
        return [
            Difference(
                place: pointer.description, left: left.text(.canonical),
                right: right.text(.canonical))
        ]
    }
}
