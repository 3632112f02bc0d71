extension RuleTable {
    /// A verdict with what is needed to speak of it: other models that suit, and the machine without GPU.
    package struct Advice: Sendable {
        package var verdict: Verdict
        package var alternatives: [Model]
        /// Nil where the verdict is not one on a GPU that is too small or unusable.
        package var withoutGPU: Verdict?

        package var message: String { verdict.message }
        package var warnings: [String] { verdict.warnings(withoutGPU: withoutGPU) }
        package var fixes: [String] { verdict.fixes(alternatives: alternatives) }
        package var help: String { verdict.help(alternatives: alternatives) }
    }

    /// Judges a model, and finds what to advise if it does not suit.
    ///
    /// - Parameter suitable: the models that suit this machine, see `suitable(in:on:)`.
    package func advice(
        _ model: Model, backend: Backend? = nil, on machine: PreparedMachine, force: Bool = false,
        suitable: [Model]
    ) -> Advice {
        let verdict = verdict(model, backend: backend, on: machine, force: force)
        if verdict.status.isAccepted {
            return Advice(verdict: verdict, alternatives: [], withoutGPU: nil)
        }
        let size = model.requirements.videoMemory.bytes
        return Advice(
            verdict: verdict,
            alternatives: suitable.filter {
                $0.id != model.id && $0.requirements.videoMemory.bytes <= size
            },
            withoutGPU: withoutGPU(verdict, machine.hardware))
    }

    /// The models of a catalog that suit a machine, the most demanding first.
    package func suitable(in catalog: Catalog, on machine: PreparedMachine) -> [Model] {
        catalog.models
            .filter { model in
                model.provider == Model.runnerProvider
                    && decision(model, on: machine).status.isAccepted
            }
            .sorted {
                ($1.requirements.videoMemory.bytes, $0.id)
                    < ($0.requirements.videoMemory.bytes, $1.id)
            }
    }

    private func withoutGPU(_ verdict: Verdict, _ hardware: Hardware) -> Verdict? {
        switch verdict.rule {
        case .cudaSmall, .cudaUnusable, .cudaEngine, .amdSmall:
            var bare = hardware
            bare.gpus = []
            bare.unknownVendors = []
            return self.verdict(verdict.model, backend: verdict.backend, on: bare)
        default: return nil
        }
    }
}

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
