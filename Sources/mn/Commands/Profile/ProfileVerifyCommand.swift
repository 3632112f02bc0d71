import MNCore
import MNSim

/// `mn profile verify`: whether a profile says the same as this machine.
enum ProfileVerifyCommand {
    static let command = Command(
        CommandSpecification(
            "profile verify",
            summary: "Compare a profile with this machine: same facts, same verdicts.",
            discussion: "Ends with 7 if they differ.",
            positionals: [
                PositionalSpecification("NAME", help: "The id of a profile, or a profile file.")
            ]
        ), run: run)

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
            return table.text(width: page.width, colour: page.colour)
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
