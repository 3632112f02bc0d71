extension RuleTable.Advice {
    /// The object under `compatibility`: the keys that programs know, then ours; all a promise.
    package func json(isSimulated: Bool) -> JSON {
        let verdict = verdict
        return [
            "model_id": .string(verdict.model.id),
            "docker_model": .string(verdict.model.reference),
            "backend": .string(verdict.backend.name),
            "status": .string(verdict.status.rawValue),
            "ok": .bool(verdict.isOK),
            "accelerator": .string(verdict.accelerator.rawValue),
            "message": .string(message),
            "help": .string(help),
            "force_required": .bool(verdict.needsForce),
            "warnings": .strings(warnings),
            "rule": .string(verdict.rule.rawValue),
            "evidence": .array(verdict.evidence.map(\.json)),
            "missing": .array(verdict.gaps.map(\.json)),
            "fixes": .strings(fixes),
            "forced": .bool(verdict.isForced),
            "found_bytes": .integer(orNull: verdict.comparison?.found.bytes),
            "needed_bytes": .integer(orNull: verdict.comparison?.minimum.bytes),
            "assumed": .strings(verdict.assumed.names),
            "driver": verdict.cudaSupport?.json ?? .null,
            "simulated": .bool(isSimulated),
        ]
    }
}

extension CUDASupport {
    /// What the driver has beside what is asked of it.
    var json: JSON {
        [
            "version": .string(orNull: driverText),
            "cuda": .string(orNull: cuda.map { "\($0)" }),
            "needed_driver": .string(orNull: neededDriver.map { "\($0)" }),
            "needed_cuda": .string(orNull: neededCUDA.map { "\($0)" }),
            // That of the data is long, the same for all, and printed by `mn model rules`.
            "requirement": .string(orNull: basis == .image ? requirement?.text : nil),
            "basis": .string("\(basis)"),
        ]
    }
}

extension Evidence {
    /// Where the evidence lies, and the raw text there.
    package var json: JSON {
        ["id": .string(description), "quote": .string(Sanitized.line(quote))]
    }
}

extension Gap {
    package var json: JSON {
        ["id": .string("\(access)"), "reason": .string("\(reason)"), "fix": .string(fix)]
    }
}
