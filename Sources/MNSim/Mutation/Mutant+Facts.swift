import MNCore

extension Mutant {
    /// Facts that are taken otherwise before they are judged.
    static let factChanges = unknownChanges + gpuChanges + readingChanges

    private static func fact(
        _ kind: Operator, _ place: String, _ words: String,
        _ change: @escaping @Sendable (inout Hardware) -> Void
    ) -> Mutant { Mutant(kind, place, words, .hardware(change)) }

    /// The gap of a fact that a mutant makes unknown.
    private static let gap = Gap(.platform, .unrecorded)

    /// More than any model needs.
    private static let enough = MemorySize.nominal(.gibibytes(65_536))

    private static let unknownChanges: [Mutant] = [
        fact(.takeUnknown, "gpu-memory/zero", "GPU memory that is not known is 0") { hardware in
            hardware.changeGPUs { $0.memory = $0.memory.or(.nominal(.zero)) }
        },
        fact(.takeUnknown, "gpu-memory/enough", "GPU memory that is not known is enough") {
            $0.changeGPUs { $0.memory = $0.memory.or(enough) }
        },
        fact(.takeUnknown, "memory/zero", "memory that is not known is 0") {
            $0.memory.usable = $0.memory.usable.or(.nominal(.zero))
        },
        fact(.takeUnknown, "memory/enough", "memory that is not known is enough") {
            $0.memory.usable = $0.memory.usable.or(enough)
        },
        fact(.takeUnknown, "memory/installed", "where a limit is not known, there is none") {
            if $0.memory.usable.value == nil { $0.memory.usable = $0.memory.installed }
        },
        fact(.takeUnknown, "generation/known", "a generation that is not known is good") {
            $0.changeGPUs { $0.generation = $0.generation.or("9.9") }
        },
        fact(.takeUnknown, "gpu/absent", "a GPU that may be there is not") {
            $0.unknownVendors = []
        },
        fact(.takeUnknown, "gpu/present", "a GPU that may be there is, of unknown size") {
            for unknown in $0.unknownVendors {
                $0.gpus.append(
                    GPU(
                        unknown.vendor, name: "GPU", pool: .dedicated,
                        memory: .unknown(unknown.gaps), generation: .unknown(unknown.gaps),
                        sighting: []))
            }
            $0.unknownVendors = []
        },
        fact(.takeUnknown, "wsl/no", "what may be WSL2 is not") { $0.isWSL = $0.isWSL.or(false) },
        fact(.takeUnknown, "wsl/yes", "what may be WSL2 is") { $0.isWSL = $0.isWSL.or(true) },
        fact(.takeUnknown, "board/other", "what may be a Raspberry Pi is none") {
            $0.board = $0.board.or(.other(nil))
        },
        fact(.takeUnknown, "board/raspberry-pi", "what may be a Raspberry Pi is one") {
            $0.board = $0.board.or(.raspberryPi("Raspberry Pi"))
        },
        fact(.takeUnknown, "system/linux", "a system that is not known is Linux") {
            $0.system = $0.system.or(.linux)
        },
        fact(.takeUnknown, "processor/x86-64", "a processor that is not known is x86-64") {
            $0.processor = $0.processor.or(.x86_64)
        },
        fact(.takeUnknown, "processor/arm64", "a processor that is not known is ARM64") {
            $0.processor = $0.processor.or(.arm64)
        },
        fact(.takeUnknown, "engine/desktop", "an engine that does not answer is Docker Desktop") {
            // On which an AMD GPU does not count.
            if $0.engine.value == nil { $0.gpus.removeAll { $0.vendor == .amd } }
        },
    ]

    private static let gpuChanges: [Mutant] = [
        fact(.takeGPUs, "first", "only the first GPU is judged") {
            $0.gpus = Array($0.gpus.prefix(1))
        },
        fact(.takeGPUs, "last", "only the last GPU is judged") {
            $0.gpus = Array($0.gpus.suffix(1))
        },
        fact(.takeGPUs, "largest", "only the GPU with the most memory is judged") {
            $0.gpus = $0.gpus.max { $0.size < $1.size }.map { [$0] } ?? []
        },
        fact(.takeGPUs, "smallest", "only the GPU with the least memory is judged") {
            $0.gpus = $0.gpus.min { $0.size < $1.size }.map { [$0] } ?? []
        },
        fact(.takeGPUs, "sum", "the memory of all GPUs is added up") { hardware in
            let sum = hardware.gpus.map(\.size).sum()
            hardware.changeGPUs { gpu in
                gpu.memory = gpu.memory.map { MemorySize(bytes: sum, isNominal: $0.isNominal) }
            }
        },
        fact(.takeGPUs, "none", "no GPU is judged") {
            $0.gpus = []
            $0.unknownVendors = []
        },
        fact(.takeGPUs, "dedicated", "only GPUs with memory of their own are judged") {
            $0.gpus.removeAll { $0.pool != .dedicated }
        },
    ]

    private static let readingChanges: [Mutant] = [
        fact(.takeFact, "fault/ignored", "a GPU that cannot be used is used") {
            $0.changeGPUs { $0.fault = nil }
        },
        fact(.takeFact, "generation/lost", "no generation is known") {
            $0.changeGPUs { $0.generation = .unknown([gap]) }
        },
        fact(.takeFact, "limit/ignored", "limits of control groups are ignored") {
            $0.memory.usable = $0.memory.installed
        },
        fact(.takeFact, "unified/dedicated", "unified memory is measured as that of a card") {
            $0.changeGPUs { $0.pool = .dedicated }
        },
        fact(.takeFact, "dedicated/unified", "the memory of a card is measured as unified") {
            $0.changeGPUs { $0.pool = .unified }
        },
        fact(.takeFact, "exact/nominal", "exact sizes may fall short, too") {
            $0.changeSizes { $0.isNominal = true }
        },
        fact(.takeFact, "nominal/exact", "no size may fall short") {
            $0.changeSizes { $0.isNominal = false }
        },
        fact(.takeFact, "installed/gpu", "a GPU has as much memory as the system") { hardware in
            let memory = hardware.memory.usable
            hardware.changeGPUs { $0.memory = memory }
        },
        fact(.changeUnit, "gpu-memory/decimal", "a MiB of a GPU is 10^6 bytes") {
            $0.changeGPUs { $0.memory = $0.memory.map { $0.scaled(by: 1e6 / 0x1p20) } }
        },
        fact(.changeUnit, "memory/decimal", "a kB of the system is 1000 bytes, not 1024") {
            $0.memory.usable = $0.memory.usable.map { $0.scaled(by: 1000 / 1024) }
        },
    ]
}

extension Fact {
    /// This fact, or a value where it is not known.
    fileprivate func or(_ value: Value) -> Fact { self.value == nil ? .known(value, []) : self }
}

extension GPU {
    /// The bytes of its memory; 0 if they are not known.
    fileprivate var size: ByteCount { memory.value?.bytes ?? .zero }
}

extension MemorySize {
    fileprivate func scaled(by factor: Double) -> MemorySize {
        MemorySize(bytes: bytes.scaled(by: factor), isNominal: isNominal)
    }
}

extension Hardware {
    fileprivate mutating func changeGPUs(_ change: (inout GPU) -> Void) {
        for index in gpus.indices { change(&gpus[index]) }
    }

    /// Changes the size of the memory, and that of each GPU.
    fileprivate mutating func changeSizes(_ change: (inout MemorySize) -> Void) {
        func changed(_ fact: Fact<MemorySize>) -> Fact<MemorySize> {
            fact.map { size in
                var size = size
                change(&size)
                return size
            }
        }
        memory.usable = changed(memory.usable)
        changeGPUs { $0.memory = changed($0.memory) }
    }
}
