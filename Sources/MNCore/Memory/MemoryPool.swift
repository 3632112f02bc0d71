/// Memory of a machine in which models may lie.
package struct MemoryPool: Hashable, Sendable {
    /// The words are a promise.
    package enum Kind: String, Hashable, Sendable {
        /// The memory of a graphics card.
        case dedicated
        /// Memory that processor and GPU share.
        case unified
        /// The part of the system's memory that a GPU may address.
        case addressable
        /// The memory of the system, where the processor computes.
        case system
    }

    package var kind: Kind
    /// What it belongs to: the name of a GPU, or `the processor`.
    package var name: String
    /// What there is of it for the accelerator.
    package var bytes: ByteCount
    /// What there is for all of a model, where host and accelerator share the memory.
    package var shared: ByteCount?
    /// Where the size stands, in words.
    package var source: String
    /// Whether a host copy of the embeddings counts: it lies in the same memory.
    var isShared: Bool { shared != nil }
}

extension Hardware {
    /// The pools that a model can lie in: of each GPU that works, and of the system.
    package var memoryPools: [MemoryPool] {
        let system = memory.usable.value?.bytes
        var pools: [MemoryPool] = []
        for gpu in gpus where gpu.fault == nil {
            guard let size = gpu.memory.value?.bytes else { continue }
            let name = Sanitized.line(gpu.name)
            switch gpu.pool {
            case .dedicated:
                pools.append(
                    MemoryPool(
                        kind: .dedicated, name: name, bytes: size, source: "as the driver reports"))
            case .unified where gpu.vendor == .apple:
                pools.append(
                    MemoryPool(
                        kind: .unified, name: name, bytes: Self.appleLimit(size), shared: size,
                        source: "Apple's limit for the GPU, by the size of the memory"))
            case .unified:
                pools.append(
                    MemoryPool(
                        kind: .unified, name: name, bytes: size, shared: size,
                        source: "the memory of the system"))
            case .addressable:
                pools.append(
                    MemoryPool(
                        kind: .addressable, name: name, bytes: size, shared: system ?? size,
                        source: "what the driver lets the GPU address"))
            }
        }
        if let system {
            pools.append(
                MemoryPool(
                    kind: .system, name: "the processor", bytes: system, shared: system,
                    source: "what the system reports"))
        }
        return pools
    }

    /// What Metal recommends as the most: two thirds of the memory up to 36 GiB, three quarters above it.
    static func appleLimit(_ memory: ByteCount) -> ByteCount {
        memory <= ByteCount(36 << 30) ? memory / 3 * 2 : memory / 4 * 3
    }
}
