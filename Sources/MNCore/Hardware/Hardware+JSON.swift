extension Hardware {
    /// The object under `hardware`: the keys that programs know, then ours; keys are a promise.
    package var json: JSON {
        let best = gpus.max {
            ($0.memory.value?.bytes ?? .zero) < ($1.memory.value?.bytes ?? .zero)
        }
        let unified = gpus.first { $0.pool == .unified }
        var members: JSONObject = [
            "system": .string(
                system.value == .macos ? "darwin" : system.value?.rawValue ?? "unknown"),
            "machine": .string(orNull: machineName),
            "total_memory_gb": .gibibytes(memory.usable.value?.bytes),
            "unified_memory_gb": .gibibytes(unified?.memory.value?.bytes),
            "gpu_vendor": .string(orNull: best?.vendor.rawValue),
            "gpu_name": .string(orNull: best.map { Sanitized.line($0.name) }),
            "gpu_memory_gb": .gibibytes(best?.memory.value?.bytes),
            "gpu_api_version": nil,
            "capabilities": [],
            "has_apple_silicon": .bool(gpus.contains { $0.vendor == .apple }),
            "has_nvidia_cuda": .bool(gpus.contains { $0.vendor == .nvidia && $0.fault == nil }),
            "has_amd_gpu": .bool(gpus.contains { $0.vendor == .amd }),
            "has_adreno_gpu": .bool(gpus.contains { $0.vendor == .adreno }),
        ]
        members["processor"] = .string(orNull: processor.value?.rawValue)
        members["processor_name"] = .string(orNull: processorName.map(Sanitized.line))
        members["kernel_release"] = .string(orNull: release)
        members["wsl"] = isWSL.value.map { .bool($0) } ?? .null
        members["installed_memory_bytes"] = .integer(orNull: memory.installed.value?.bytes)
        members["usable_memory_bytes"] = .integer(orNull: memory.usable.value?.bytes)
        members["gpus"] = .array(gpus.map(\.json))
        members["docker_engine"] =
            engine.value.map { engine in
                [
                    "kind": .string(engine.kind.rawValue),
                    "name": .string(Sanitized.line(engine.name)),
                    "runtimes": .strings(engine.runtimes.map(Sanitized.line)),
                ]
            } ?? .null
        members["notes"] = .strings(notes.map(\.description))
        members["missing"] = .array(gaps.map(\.json))
        return .object(members)
    }

    /// All that could not be learnt, each once.
    package var gaps: [Gap] {
        var gaps = system.gaps + processor.gaps + memory.usable.gaps + board.gaps + isWSL.gaps
        gaps += unknownVendors.flatMap(\.gaps) + doubts
        gaps += gpus.flatMap { $0.memory.gaps + $0.generation.gaps }
        return (gaps + engine.gaps).uniqued()
    }
}

extension GPU {
    var json: JSON {
        [
            "vendor": .string(vendor.rawValue), "name": .string(Sanitized.line(name)),
            "address": .string(orNull: address), "pool": .string(pool.rawValue),
            "memory_bytes": .integer(orNull: memory.value?.bytes),
            "generation": .string(orNull: generation.value.map(Sanitized.line)),
            "driver": .string(orNull: driverVersion.map(Sanitized.line)),
            "usable": .bool(fault == nil),
            "problem": .string(orNull: fault?.description),
            "evidence": .array(
                (sighting + memory.evidence + generation.evidence).uniqued().map(\.json)),
        ]
    }
}

extension JSON {
    /// A size in GiB with two decimals, cut off; null for nil.
    fileprivate static func gibibytes(_ size: ByteCount?) -> JSON {
        size.map { .number((($0.gibibytes * 100).rounded(.down)) / 100) } ?? .null
    }
}
