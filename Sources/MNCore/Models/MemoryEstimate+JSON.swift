extension MemoryEstimate {
    /// The document of `mn model memory`; keys are a promise.
    package func json(isSimulated: Bool) -> JSON {
        [
            "schema": "mn.model.memory/1", "engine": .string(EngineSettings.engine),
            "models": .array(entries.map { $0.json(pools, place) }),
            "together": together.isEmpty ? nil : .array(together.map(\.json)),
            "pools": .array(pools.map(\.json)),
            "pool": place.map { .string(pools[$0].kind.rawValue) } ?? .null,
            "notices": .strings(notices), "simulated": .bool(isSimulated),
        ]
    }
}

extension MemoryPool {
    fileprivate var json: JSON {
        [
            "kind": .string(kind.rawValue), "name": .string(name), "bytes": .integer(bytes),
            "shared_bytes": .integer(orNull: shared), "source": .string(source),
        ]
    }
}

extension MemoryFit {
    fileprivate var json: JSON { .object(members) }

    fileprivate var members: JSONObject {
        [
            "pool": .string(pool.kind.rawValue), "name": .string(pool.name),
            "bytes": .integer(pool.bytes), "needed_bytes": .integer(orNull: needed),
            "status": .string(status.rawValue),
        ]
    }
}

extension UnsetContext {
    /// The context that comes of it; nil where that is not known.
    package var context: Count? {
        switch self {
        case .training(let context), .shrunk(let context), .tooLarge(let context): context
        case .unknown: nil
        }
    }

    fileprivate var json: JSON {
        let word =
            switch self {
            case .training: "training"
            case .shrunk: "shrunk"
            case .tooLarge: "too_large"
            case .unknown: "unknown"
            }
        return ["result": .string(word), "context": .integer(orNull: context)]
    }
}

extension EngineSettings {
    fileprivate var json: JSON {
        [
            "slots": .integer(slots), "unified": .bool(isUnified), "batch": .integer(batch),
            "ubatch": .integer(tokensAtOnce), "cache_type_k": .string(keyType.rawValue),
            "cache_type_v": .string(valueType.rawValue),
            "flash_attention": .bool(usesFlashAttention), "swa_full": .bool(keepsWholeWindow),
            "output_rows": .integer(outputRows ?? slots), "source": .string(Self.source),
        ]
    }
}

extension MemoryEstimate.Entry {
    fileprivate func json(_ pools: [MemoryPool], _ place: Int?) -> JSON {
        func bytes(_ item: MemoryLedger.Item) -> JSON { .integer(orNull: ledger?[item]) }
        let lines = ledger?.lines(in: place.map { pools[$0].kind } ?? .dedicated) ?? []
        func here(_ item: MemoryLedger.Item) -> JSON {
            .integer(orNull: lines.first { $0.item == item }?.bytes)
        }
        let architecture = ledger?.model.architecture
        let largest = place.flatMap {
            largestContexts.indices.contains($0) ? largestContexts[$0] : nil
        }
        let members: JSONObject = [
            "name": .string(Sanitized.line(name)),
            "model": .string(orNull: model.map { Sanitized.line($0.reference) }),
            "architecture": .string(orNull: architecture.map { Sanitized.line($0.name) }),
            "quantization": .string(orNull: ledger?.model.quantization.map(Sanitized.line)),
            "training_context": .integer(orNull: architecture?.trainingContext),
            "context": .integer(orNull: ledger?.context),
            "context_origin": .string(contextOrigin.rawValue),
            "kv_bytes": .integer(orNull: ledger?.cache),
            "kv_global_bytes": bytes(.kvGlobal), "kv_sliding_bytes": bytes(.kvSliding),
            "state_bytes": bytes(.state),
            "weights_accelerator_bytes": bytes(.weightsAccelerator),
            "weights_host_bytes": bytes(.weightsHost),
            "compute_accelerator_bytes": bytes(.computeAccelerator),
            "compute_host_bytes": bytes(.computeHost), "output_bytes": bytes(.output),
            "projector_bytes": bytes(.projector), "process_bytes": here(.process),
            "reserve_bytes": here(.reserve),
            "total_accelerator_bytes": .integer(orNull: ledger?.acceleratorTotal),
            "processor_only": ledger.map { ledger in
                [
                    "weights_bytes": .integer(orNull: ledger.model.weights?.tensors),
                    "compute_bytes": .integer(ledger.processorCompute),
                    "total_bytes": .integer(orNull: ledger.processorTotal),
                ]
            } ?? .null,
            "largest_context": .integer(orNull: largest),
            "status": .string(
                (place.flatMap { fits.indices.contains($0) ? fits[$0].status : nil } ?? .unknown)
                    .rawValue),
            "lines": .array(
                lines.map { line in
                    [
                        "item": .string(line.item.rawValue), "bytes": .integer(line.bytes),
                        "place": .string(line.place.rawValue),
                        "basis": .string(line.basis.rawValue),
                        "source": .string(Sanitized.line(line.source)),
                    ]
                }),
            "pools": .array(
                fits.indices.map { index in
                    .object(
                        fits[index].members.merging([
                            "largest_context": .integer(orNull: largestContexts[index]),
                            "without_context": unsetContexts[index].json,
                        ]))
                }),
            "settings": ledger?.settings.json ?? .null,
            "remarks": .strings(remarks.map(Sanitized.line)),
        ]
        return .object(members)
    }
}
