// The facts of a machine by their names: reading one, and taking one otherwise.

extension Hardware {
    /// What a fact says, and what it was read from; nil if it is not known or there is no such fact.
    package func reading(_ name: FactName) -> (value: FactValue, evidence: [Evidence])? {
        func read<Value>(
            _ fact: Fact<Value>, _ value: (Value) -> FactValue
        ) -> (value: FactValue, evidence: [Evidence])? {
            fact.value.map { (value($0), fact.evidence) }
        }
        switch name {
        case .system: return read(system) { .text($0.rawValue) }
        case .processor: return read(processor) { .text($0.rawValue) }
        case .release: return release.map { (.text($0), system.evidence) }
        case .wsl: return read(isWSL) { .flag($0) }
        case .board:
            return read(board) { board in
                switch board {
                case .raspberryPi(let model): .text(model)
                case .other(let name): .text(name ?? "")
                }
            }
        case .installedMemory: return read(memory.installed) { .size($0.bytes) }
        case .usableMemory: return read(memory.usable) { .size($0.bytes) }
        case .gpu(let index, let part):
            return gpus.indices.contains(index) ? gpus[index].reading(part) : nil
        case .engineKind: return read(engine) { .text($0.kind.rawValue) }
        case .engineName: return read(engine) { .text($0.name) }
        case .engineRuntimes: return read(engine) { .list($0.runtimes) }
        case .enginePlace:
            return read(enginePlace) { place in
                switch place {
                case .here: .text("here")
                case .elsewhere(let place): .text(place)
                case .context(let name): .text("context \(name)")
                }
            }
        case .runner: return read(runner) { .text($0?.state ?? "none") }
        case .toolkit: return read(toolkit) { .text($0.map { "\($0.version)" } ?? "none") }
        case .capabilities: return read(capabilities) { .list($0) }
        case .anotherGPU: return nil
        case .unknownVendor: return nil
        }
    }

    /// The facts that are known, in the order of the document of `mn hardware`.
    package var factNames: [FactName] {
        let names: [FactName] =
            [.system, .processor, .release, .wsl, .board, .installedMemory, .usableMemory]
            + gpus.indices.prefix(GPU.most).flatMap { index in
                FactName.Part.allCases.map { .gpu(index, $0) }
            } + [
                .engineKind, .engineName, .engineRuntimes, .enginePlace, .runner, .toolkit,
                .capabilities,
            ]
        return names.filter { reading($0) != nil }
    }

    /// The machine with one fact taken otherwise, and those that hang on it; nil if that makes no sense.
    ///
    /// What the new value rests on is nothing: it is an assumption.
    package func taking(_ name: FactName, _ value: FactValue) -> Hardware? {
        var other = self
        switch (name, value) {
        case (.system, .text(let word)):
            guard let system = System(rawValue: word) else { return nil }
            other.system = .known(system, [])
            if system != .linux { other.isWSL = .known(false, []) }
        case (.processor, .text(let word)):
            guard let processor = Processor(rawValue: word) else { return nil }
            other.processor = .known(processor, [])
        case (.wsl, .flag(let flag)): other.isWSL = .known(flag, [])
        case (.board, .text(let name)): other.board = .known(.other(name), [])
        case (.usableMemory, .size(let bytes)):
            let isNominal = memory.usable.value?.isNominal ?? true
            other.memory.usable = .known(MemorySize(bytes: bytes, isNominal: isNominal), [])
        case (.gpu(let index, let part), _):
            guard gpus.indices.contains(index) else { return nil }
            if part == .present {
                guard value == .flag(false) else { return nil }
                other.gpus.remove(at: index)
            } else if !other.gpus[index].take(part, value) {
                return nil
            }
        case (.anotherGPU(let vendor), .size(let bytes)):
            let size = MemorySize.nominal(bytes)
            other.gpus.append(
                GPU(
                    vendor, name: "GPU",
                    pool: vendor == .nvidia || vendor == .amd ? .dedicated : .unified,
                    memory: .known(size, []), generation: .known("9.0", []), sighting: []))
        case (.unknownVendor(let index), .flag(false)):
            guard unknownVendors.indices.contains(index) else { return nil }
            other.unknownVendors.remove(at: index)
        case (.engineKind, .text(let word)):
            guard let kind = EngineKind(rawValue: word) else { return nil }
            let name = kind == .desktop ? "Docker Desktop" : "Docker Engine"
            other.engine = .known(
                Engine(kind: kind, name: name, runtimes: engine.value?.runtimes ?? []), [])
            // A container of the runner is of the engine that made it.
            other.runner = .known(nil, [])
        case (.engineRuntimes, .list(let runtimes)):
            guard var engine = engine.value else { return nil }
            engine.runtimes = runtimes.sorted()
            engine.hasNVIDIAProgram = .known(false, [])
            other.engine = .known(engine, [])
        case (.enginePlace, .text("here")): other.enginePlace = .known(.here, [])
        case (.runner, .text("none")): other.runner = .known(nil, [])
        case (.toolkit, .text(let word)):
            guard let version = DottedVersion(word) else { return nil }
            other.toolkit = .known(Toolkit(version: version, mode: nil), [])
        case (.capabilities, .list(let words)): other.capabilities = .known(words, [])
        default: return nil
        }
        return other
    }
}

extension GPU {
    fileprivate func reading(_ part: FactName.Part) -> (value: FactValue, evidence: [Evidence])? {
        switch part {
        case .name: (.text(name), sighting)
        case .memory: memory.value.map { (.size($0.bytes), memory.evidence) }
        case .generation: generation.value.map { (.text($0), generation.evidence) }
        case .driver: driverVersion.map { (.text($0), driverEvidence) }
        case .cuda: cuda.value.map { (.text("\($0)"), cuda.evidence) }
        case .brand: brand.value.map { (.text($0), brand.evidence) }
        case .usable: (.flag(fault == nil), [])
        case .present: (.flag(true), sighting)
        }
    }

    /// Takes a part otherwise; false if it cannot be that.
    fileprivate mutating func take(_ part: FactName.Part, _ value: FactValue) -> Bool {
        switch (part, value) {
        case (.memory, .size(let bytes)):
            let isNominal = memory.value?.isNominal ?? true
            memory = .known(MemorySize(bytes: bytes, isNominal: isNominal), [])
        case (.generation, .text(let word)): generation = .known(word, [])
        case (.driver, .text(let word)):
            driverVersion = word
            // What CUDA it has, the data on drivers tells.
            cuda = .unknown([])
        case (.usable, .flag(true)): fault = nil
        default: return false
        }
        return true
    }
}
