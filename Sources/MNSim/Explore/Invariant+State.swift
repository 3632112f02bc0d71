import MNCore
import MNRunner
import MNSim
import MNSupport

// What is left behind: the ledger, the runner's models, files.
extension Invariant {
    static let state: [Invariant] = [
        Invariant("truth", .state, "What is said to be installed or removed is.") { played, lab in
            played.ended.compactMap { index, result, told in
                guard result.exitCode == 0, !result.arguments.contains("--dry-run"),
                    let name = result.arguments.dropFirst(2).first, !name.hasPrefix("-"),
                    let model = lab.material.model(name), played.hasUsualCatalog(lab),
                    played.states.indices.contains(index + 1)
                else { return nil }
                let isThere = played.states[index + 1].has(model.reference)
                if told.command == ["model", "install"], !isThere {
                    return Violation(index, "not installed", "\(name) is not there")
                }
                if told.command == ["model", "install"], let path = played.ledgerPath,
                    played.states[index + 1].ledger(path)?.record(of: model.reference)?.isManual
                        != true
                {
                    return Violation(index, "not written down", "the ledger has no word of \(name)")
                }
                if told.command == ["model", "remove"], isThere {
                    return Violation(index, "not removed", "\(name) is still there")
                }
                return nil
            }
        },
        Invariant(
            "ledger-in-runner", .state,
            "What the ledger holds, the runner has, if it was so before."
        ) { played, _ in
            played.ended.compactMap { index, _, _ in
                guard played.states.indices.contains(index + 1),
                    let path = played.ledgerPath, played.scenario.runner != nil
                else { return nil }
                let before = played.states[index].ledgerBeyondRunner(path)
                let after = played.states[index + 1].ledgerBeyondRunner(path)
                guard let before, let after else { return nil }
                return after.subtracting(before).sorted().first.map {
                    Violation(index, "ledger", "the ledger has \($0), and the runner has not")
                }
            }
        },
        Invariant("others-kept", .state, "What is done with one model changes nothing of another.")
        { played, lab in
            played.run.steps.enumerated().compactMap { index, result in
                guard played.states.indices.contains(index + 1), let path = played.ledgerPath,
                    let before = played.states[index].ledger(path),
                    let after = played.states[index + 1].ledger(path)
                else { return nil }
                if before.document["kept"] != after.document["kept"] {
                    return Violation(index, "unknown keys", "what the ledger held beside is gone")
                }
                guard played.findings.indices.contains(index),
                    played.findings[index].command.first == "model",
                    !result.arguments.contains("--all"),
                    let name = result.arguments.dropFirst(2).first(where: { !$0.hasPrefix("-") })
                else { return nil }
                let meant =
                    lab.material.model(name).map { Reference($0.reference) } ?? Reference(name)
                for (reference, record) in before.records.sorted(by: { $0.key < $1.key })
                where played.hasUsualCatalog(lab) && Reference(reference) != meant
                    && after.record(of: reference) != record
                {
                    return Violation(index, "records", "the record of \(reference) is another one")
                }
                return nil
            }
        },
        Invariant("no-litter", .state, "Nothing is written but what a command is to write.") {
            played, _ in
            let names = ["*/ownership.json", "*/runs/*", "*/services*", "*/recordings/*"].map(
                Glob.init)
            return zip(played.states, played.states.dropFirst()).enumerated().compactMap {
                index, pair in
                let step = played.scenario.steps[index]
                return pair.1.files.keys.sorted().first { path in
                    pair.0.files[path] == nil && step.files[path] == nil
                        && !names.contains { $0.matches(path) }
                        && !step.names(path, played.scenario.environment)
                }.map { Violation(index, "file", "it leaves \($0)") }
            }
        },
        Invariant(
            "kill-converges", .state, "After a kill the same command ends as if nothing had been.",
            share: 4
        ) { played, lab in
            guard let step = played.lastChange?.index else { return [] }
            let points = CrashPoints(lab, played.situation, step: step)
            return points.violations(at: points.someOfThem) ?? []
        },
        Invariant(
            "heals", .state,
            "When nothing goes wrong any more, what messages say to do leads to a model in order.",
            share: 4
        ) { played, lab in
            Healing.violation(after: played, lab).map { [$0] } ?? []
        },
        Invariant("twice-is-once", .state, "What is done already is not done again.", share: 3) {
            played, lab in
            guard let (step, result, told) = played.lastChange, result.exitCode == 0,
                told.command != ["model", "remove"]
            else { return [] }
            var twin = played.situation
            twin.steps = Array(twin.steps.prefix(step + 1))
            twin.steps.append(Situation.step(result.arguments))
            guard let again = lab.play(twin), again.run.steps.count == step + 2,
                again.states.count == step + 3
            else { return [] }
            let second = again.run.steps[step + 1]
            if second.exitCode != 0 {
                return [Violation(step, "fails", "the second time it ends with \(second.exitCode)")]
            }
            if again.states[step + 2].models != again.states[step + 1].models {
                return [Violation(step, "models", "the second time it changes what is installed")]
            }
            let isPulled = second.trace.sent.contains { $0.hasPrefix("POST /models/create") }
            return told.command == ["model", "install"] && isPulled
                ? [Violation(step, "pull", "the second time it pulls again")] : []
        },
        Invariant(
            "two-at-once", .state,
            "Two runs at once leave what one after the other would have left.", share: 4
        ) { played, lab in
            guard let (step, result, _) = played.lastChange, let path = played.ledgerPath else {
                return []
            }
            var stream = RandomStream(seed: UInt64(step), run: result.arguments.count, "beside")
            let words = result.arguments
            let other = stream.either(
                words, ["model", "install", "qwen3:0.6b"],
                [
                    "model", "remove",
                    words.dropFirst(2).first { !$0.hasPrefix("-") } ?? "qwen3:0.6b",
                ])
            var calm = played.situation.withoutFaults
            calm.steps = Array(calm.steps.prefix(step + 1))
            var twin = calm
            twin.steps[step]["beside"] = .strings(["mn"] + other)
            guard let both = lab.play(twin), both.states.count == step + 2 else {
                return [
                    Violation(
                        step, "stuck",
                        "with 'mn \(CommandWords.line(other))' beside it, it never ends")
                ]
            }
            func serial(_ first: [String], _ second: [String]) -> Played? {
                var serial = calm
                serial.steps[step]["run"] = .strings(["mn"] + first)
                serial.steps.append(Situation.step(second))
                return lab.play(serial)
            }
            let wanted = [serial(words, other), serial(other, words)].compactMap { $0?.states.last }
            guard let now = both.states.last, wanted.count == 2 else { return [] }
            let isSerial = wanted.contains {
                $0.models == now.models && $0.ledger(path)?.records == now.ledger(path)?.records
            }
            return isSerial
                ? []
                : [
                    Violation(
                        step, "state",
                        "with 'mn \(CommandWords.line(other))' beside it, something else is left")
                ]
        },
        Invariant(
            "remove-restores", .state, "What is installed and removed leaves nothing.", share: 3
        ) { played, lab in
            guard let (step, result, told) = played.lastChange,
                told.command == ["model", "install"],
                result.exitCode == 0, let name = result.arguments.dropFirst(2).first,
                !name.hasPrefix("-"), let model = lab.material.model(name),
                played.hasUsualCatalog(lab),
                !played.states[step].has(model.reference), let path = played.ledgerPath,
                played.states[step].ledger(path)?.record(of: model.reference) == nil
            else { return [] }
            var twin = played.situation.withoutFaults
            twin.steps = Array(twin.steps.prefix(step + 1))
            twin.steps.append(Situation.step(["model", "remove", name]))
            guard let after = lab.play(twin), after.states.count == step + 3,
                after.run.steps[step].exitCode == 0, !after.states[step].has(model.reference)
            else { return [] }
            if after.run.steps[step + 1].exitCode != 0 {
                return [Violation(step, "refused", "it cannot be removed")]
            }
            let (before, now) = (after.states[step], after.states[step + 2])
            if before.models != now.models {
                return [Violation(step, "models", "other models are there than before")]
            }
            let records = [before, now].map { $0.ledger(path)?.records ?? [:] }
            return records[0] == records[1]
                ? [] : [Violation(step, "ledger", "the ledger is another one than before")]
        },
        Invariant(
            "reads-only", .state,
            "What only tells changes no file, and asks the runner for nothing else than answers."
        ) { played, _ in
            played.run.steps.enumerated().compactMap { index, result in
                guard played.findings.indices.contains(index),
                    result.trace.isReading(played.findings[index].command)
                else { return nil }
                for event in result.trace.events {
                    switch event {
                    case .changed(let change, let path, _)
                    where change != .rehearsed
                        && !played.scenario.steps[index].names(
                            path, played.scenario.environment):
                        return Violation(index, "file", "it writes \(path)")
                    case .call(let request, _, _) where !request.isHarmless:
                        return Violation(
                            index, request.method, "it sends \(request.method) \(request.target)")
                    default: continue
                    }
                }
                return nil
            }
        },
        Invariant("same-with-force", .state, "Force lifts a verdict and changes none.", share: 3) {
            played, lab in
            guard let (step, result, told) = played.lastChange,
                told.command == ["model", "install"]
            else { return [] }
            var twin = played.situation
            twin.steps = Array(twin.steps.prefix(step + 1))
            let words = result.arguments
            twin.steps[step]["run"] = .strings(
                ["mn"]
                    + (words.contains("--force")
                        ? words.filter { $0 != "--force" } : words + ["--force"]))
            guard let other = lab.play(twin)?.findings.last,
                let left = told.rulings.first, let right = other.rulings.first, left != right
            else { return [] }
            return [
                Violation(
                    step, "ruling",
                    "it says \(left.rule) \(left.status), with force otherwise \(right.rule) \(right.status)"
                )
            ]
        },
        Invariant("no-forced-pull", .state, "What does not run is pulled only with --force.") {
            played, _ in
            played.run.steps.enumerated().compactMap { index, result in
                guard played.findings.indices.contains(index),
                    played.findings[index].command == ["model", "install"],
                    !result.arguments.contains("--force"),
                    let ruling = played.findings[index].rulings.first,
                    ["fail", "force_only"].contains(ruling.status),
                    result.trace.sent.contains(where: { $0.hasPrefix("POST /models/create") })
                else { return nil }
                return Violation(index, ruling.status, "it pulls what does not run")
            }
        },
        Invariant("owners-kept", .state, "What blueprints own is removed only with --force.") {
            played, lab in
            played.run.steps.enumerated().compactMap { index, result in
                guard played.findings.indices.contains(index), let path = played.ledgerPath,
                    played.findings[index].command == ["model", "remove"],
                    !result.arguments.contains("--force"),
                    result.trace.sent.contains(where: { $0.hasPrefix("DELETE ") }),
                    let name = result.arguments.dropFirst(2).first,
                    let model = lab.material.model(name), played.hasUsualCatalog(lab),
                    let record = played.states[index].ledger(path)?.record(of: model.reference),
                    !record.owners.isEmpty
                else { return nil }
                return Violation(index, "owned", "it removes \(name), which blueprints own")
            }
        },
        Invariant("readable-files", .state, "A ledger that could be read can be read afterwards.") {
            played, _ in
            guard let path = played.ledgerPath else { return [] }
            for (index, pair) in zip(played.states, played.states.dropFirst()).enumerated()
            where pair.0.ledger(path) != nil && pair.1.ledger(path) == nil {
                return [Violation(index, "ledger", "the ledger cannot be read any more")]
            }
            return []
        },
    ]
}
