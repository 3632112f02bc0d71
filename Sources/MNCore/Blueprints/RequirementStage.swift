extension Blueprint {
    /// Holds what the blueprint demands against the machine.
    func checkRequirements(
        _ result: inout Validation.StageResult, in world: World, _ hardware: Hardware,
        _ policy: Policy, _ options: ValidationOptions
    ) async {
        let demanded = manifest.requirements
        let capacity = await Capacity.look(
            for: demanded, world.machine, hardware, by: world.time)
        for finding in demanded.findings(on: hardware, capacity, policy) {
            let issue = issue(finding, options)
            result.add(
                [
                    "name": .string(finding.name), "type": "requirement",
                    "required": .bool(finding.enforcement == .hard),
                    "enforcement": .string(finding.enforcement.rawValue),
                    "ok": finding.word == "not_checked" ? .null : .bool(issue?.severity != .error),
                    "status": .string(finding.word), "expected": finding.expected,
                    "actual": finding.actual,
                    "evidence": .array(finding.evidence.map(\.json)),
                    "missing": .array(finding.gaps.map(\.json)),
                ], issue: issue)
        }
    }

    /// What is to be said of a demand; nil if nothing is.
    func issue(
        _ finding: MachineRequirements.Finding, _ options: ValidationOptions
    ) -> BlueprintIssue? {
        // Of what cannot be read its reader has told already, unless it decides.
        guard finding.status != .pass, !(finding.isUnread && finding.status == .warning) else {
            return nil
        }
        let isLifted = options.isForced && finding.status != .warning
        let isWarning = isLifted || finding.status == .warning
        return BlueprintIssue(
            finding.code,
            Sanitized.line((isLifted ? "Forced: " : "") + finding.sentence),
            help: help(finding, options, isLifted: isLifted, isWarning: isWarning),
            severity: isWarning ? .warning : .error,
            at: texts.place(.manifest, finding.pointer), expected: finding.expected,
            actual: finding.actual,
            exitCode: finding.status == .forceOnly ? .needsForce : .notCompatible)
    }

    private func help(
        _ finding: MachineRequirements.Finding, _ options: ValidationOptions, isLifted: Bool,
        isWarning: Bool
    ) -> String {
        if finding.isUnread { return "Correct the key, or take it out." }
        if finding.truth == .unknown {
            return "Look what is known of the machine: mn hardware"
        }
        if isLifted { return "It may be slow, or fail." }
        let machines = CommandWords.mn("blueprint validate", folder, "--matrix")
        if isWarning || finding.name == "disk" {
            return "See which machines have it: \(machines)"
        }
        return "See which machines have it with --matrix, or accept it all the same: "
            + CommandWords.mn(options.command, folder, "--force")
    }
}

extension MachineRequirements.Finding {
    /// The outcome as reports say it.
    package var word: String {
        switch truth {
        case .yes: "met"
        case .no: "unmet"
        case .unknown: isUnseen || isUnread ? "not_checked" : "unknown"
        }
    }
}

extension MachineRequirements {
    /// The codes of what is not met, or not known.
    package static let rules = [
        BlueprintIssue.Code.gpuUnavailable, .processorsInsufficient, .memoryInsufficient,
        .diskInsufficient, .requirementsUnknown,
    ].map(\.rawValue)

    /// What one demand comes to on a machine.
    package struct Finding: Hashable, Sendable {
        /// `cpu`, `memory`, `disk` or `gpu`.
        package var name: String
        package var truth: Ternary
        package var enforcement: Enforcement
        /// What is demanded and what is there, in one sentence.
        package var sentence: String
        package var expected: JSON
        package var actual: JSON
        /// The sizes that decide, where sizes do.
        package var comparison: Verdict.Comparison?
        /// What the answer rests on.
        package var evidence: [Evidence] = []
        /// What is missing for an answer.
        package var gaps: [Gap] = []
        /// Whether nothing tells of it, and nothing was made to: processors and disk are not on every record.
        package var isUnseen = false
        /// Whether the demand itself is not understood.
        var isUnread = false
        var pointer: JSONPointer

        /// The status, as a verdict on a model has one.
        package var status: Status {
            switch (truth, enforcement) {
            case (.yes, _): .pass
            case (.unknown, .hard): isUnseen ? .warning : .fail
            case (.unknown, .wish): isUnseen ? .pass : .warning
            case (.no, .wish): .warning
            // With fewer processors it is slower, and runs.
            case (.no, .hard): name == "cpu" ? .forceOnly : .fail
            }
        }

        /// What decided, as a verdict on a model names a rule: the code of the issue.
        package var rule: String { code.rawValue }

        /// The finding for a report.
        package var json: JSON {
            [
                "name": .string(name), "enforcement": .string(enforcement.rawValue),
                "status": .string(word), "message": .string(Sanitized.line(sentence)),
                "expected": expected, "actual": actual,
                "evidence": .array(evidence.map(\.json)), "missing": .array(gaps.map(\.json)),
            ]
        }

        var code: BlueprintIssue.Code {
            if truth == .unknown { return .requirementsUnknown }
            return switch name {
            case "cpu": .processorsInsufficient
            case "memory": .memoryInsufficient
            case "disk": .diskInsufficient
            default: .gpuUnavailable
            }
        }
    }

    /// Holds each demand against a machine.
    ///
    /// - Parameter policy: with it sizes are compared as for models.
    package func findings(
        on hardware: Hardware, _ capacity: Capacity, _ policy: Policy
    ) -> [Finding] {
        minimums.map { finding($0, on: hardware, capacity, policy) }
            + (gpu.map { [$0.finding(on: hardware, policy)] } ?? [])
            + unread.map { unread in
                Finding(
                    name: unread.name, truth: .unknown, enforcement: unread.enforcement,
                    sentence: "The demand '\(unread.name)' cannot be read, and was not checked.",
                    expected: .null, actual: .null, isUnread: true, pointer: JSONPointer())
            }
    }

    private func finding(
        _ minimum: Minimum, on hardware: Hardware, _ capacity: Capacity, _ policy: Policy
    ) -> Finding {
        let name = minimum.resource.rawValue
        let unit = minimum.resource == .cpu ? "cores" : "GB"
        let wanted = JSON.gigabytes((minimum.amount * 100).rounded() / 100)
        let truth: Ternary
        let found: (words: String, json: JSON, evidence: [Evidence], gaps: [Gap])
        let demand: String
        var comparison: Verdict.Comparison?
        switch minimum.resource {
        case .cpu:
            let processors = capacity.processors
            truth = Ternary(processors.value) { Double($0) >= minimum.amount }
            demand = wanted == 1 ? "1 processor" : "\(wanted.text()) processors"
            found = (
                processors.value.map { "has \($0)" } ?? "does not tell how many it has",
                .integer(orNull: processors.value), processors.evidence, processors.gaps
            )
        case .memory:
            let usable = hardware.memory.usable
            let least = Requirements.Minimum(
                .processorMemory, gigabytes: minimum.amount, isAssumed: false)
            truth = policy.suffices(usable.value, least)
            comparison = usable.value.map { .init(found: $0, minimum: least, policy: policy) }
            let box = comparison.flatMap { $0.isOfBox ? " (at least \($0.leastWords))" : nil }
            demand = "\(wanted.text()) GB\(box ?? "") of memory"
            found = (
                comparison.map { "has \($0.foundWords)" } ?? "does not tell how much it has",
                usable.value.map { .number($0.bytes.gibibytes) } ?? .null, usable.evidence,
                usable.gaps
            )
        case .disk:
            let free = capacity.store?.free
            truth = Ternary(free) { $0.gibibytes >= minimum.amount }
            demand = "\(wanted.text()) GB of free disk"
            found = (
                capacity.store.map {
                    let size = $0.free.words(beside: .gibibytes(minimum.amount))
                    return "has \(size) free at \($0.path)"
                }
                    ?? "does not show how much is free",
                free.map { .number($0.gibibytes) } ?? .null,
                [], []
            )
        }
        let verb = minimum.enforcement == .hard ? "needs" : "wishes for"
        return Finding(
            name: name, truth: truth, enforcement: minimum.enforcement,
            sentence: "The blueprint \(verb) \(demand); this machine \(found.words).",
            expected: ["resource": .string(name), "minimum": wanted, "unit": .string(unit)],
            actual: ["resource": .string(name), "available": found.json, "unit": .string(unit)],
            comparison: comparison, evidence: found.evidence, gaps: found.gaps,
            isUnseen: truth == .unknown && minimum.resource != .memory, pointer: minimum.pointer)
    }
}
