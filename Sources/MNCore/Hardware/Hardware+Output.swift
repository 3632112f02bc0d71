extension Hardware {
    /// A fact about the machine as a row for people: what, its value, and where that comes from.
    package struct Row: Hashable, Sendable {
        package var label: String
        package var value: String
        package var evidence: [Evidence]
        package var gaps: [Gap]
    }

    /// The facts in the order in which one would tell them.
    package var rows: [Row] {
        var rows = [
            Self.row("System", system) {
                [$0.words, release].compactMap(\.self).joined(separator: ", ")
            },
            Self.row("Processor", processor) { processor in
                let words = processor == .other ? machineName ?? processor.words : processor.words
                return processorName.map { "\($0) (\(words))" } ?? words
            },
            Self.row("Memory", memory.usable) { usable in
                guard let installed = memory.installed.value, installed.bytes > usable.bytes else {
                    return "\(usable)"
                }
                // A limit is exact, and what the kernel manages is not.
                let why =
                    !usable.isNominal
                    ? "limited by a control group"
                    : system.value == .windows
                        ? "the rest is kept for graphics and firmware"
                        : "the rest is set aside for graphics"
                return "\(usable) of \(installed) (\(why))"
            },
        ]
        if case .known(.other(nil), _) = board {
        } else {
            rows.append(
                Self.row("Board", board) { board in
                    switch board {
                    case .raspberryPi(let model): model
                    case .other(let name): name ?? "unknown"
                    }
                })
        }
        rows += gpus.map(\.row)
        rows += unknownVendors.map {
            Row(
                label: "GPU", value: "\($0.vendor.words): cannot be told", evidence: [],
                gaps: $0.gaps)
        }
        if gpus.isEmpty, unknownVendors.isEmpty {
            rows.append(Row(label: "GPU", value: "none that is supported", evidence: [], gaps: []))
        }
        rows.append(
            Self.row("Docker", engine) { engine in
                engine.runtimes.isEmpty
                    ? engine.name
                    : "\(engine.name) (runtimes: \(engine.runtimes.joined(separator: ", ")))"
            })
        return rows
    }

    private static func row<Value>(
        _ label: String, _ fact: Fact<Value>, _ words: (Value) -> String
    ) -> Row {
        Row(
            label: label, value: fact.value.map(words) ?? "unknown", evidence: fact.evidence,
            gaps: fact.gaps)
    }
}

extension GPU {
    fileprivate var row: Hardware.Row {
        var parts = [name, memory.value.map { "\($0)" } ?? "memory unknown"]
        switch pool {
        case .dedicated: break
        case .unified: parts.append("shared with the system")
        case .addressable: parts.append("addressable in system memory")
        }
        if let generation = generation.value, !name.contains(generation) {
            parts.append(vendor == .nvidia ? "compute capability \(generation)" : generation)
        }
        if let driverVersion { parts.append("driver \(driverVersion)") }
        if let fault { parts.append("not usable: \(fault)") }
        return Hardware.Row(
            label: "GPU", value: parts.joined(separator: ", "),
            evidence: (sighting + memory.evidence + generation.evidence).uniqued(),
            gaps: (memory.gaps + generation.gaps).uniqued())
    }
}

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
