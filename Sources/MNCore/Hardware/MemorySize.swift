/// An amount of memory as it was reported, and how exact that report is.
package struct MemorySize: Hashable, Sendable {
    package var bytes: ByteCount
    /// Whether the report falls somewhat short of the size on the box.
    ///
    /// Linux and Windows memory and dedicated GPU memory do. `hw.memsize`, cgroup limits, MIG instances, vGPU slices and GTT are exact.
    package var isNominal: Bool

    package static func nominal(_ bytes: ByteCount) -> MemorySize {
        MemorySize(bytes: bytes, isNominal: true)
    }
    package static func exact(_ bytes: ByteCount) -> MemorySize {
        MemorySize(bytes: bytes, isNominal: false)
    }

    package init(bytes: ByteCount, isNominal: Bool) {
        self.bytes = bytes
        self.isNominal = isNominal
    }
}
