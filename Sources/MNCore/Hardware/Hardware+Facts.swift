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
