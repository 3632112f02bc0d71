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
        return "Accept it all the same: "
            + CommandWords.mn(options.command, folder, "--force")
            + ", or see which machines have it: \(machines)"
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
