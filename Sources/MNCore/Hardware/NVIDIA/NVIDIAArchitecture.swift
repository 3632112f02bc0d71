/// A generation of NVIDIA's GPUs by its name, as `nvidia-smi -q` tells it: `Ampere`.
package struct NVIDIAArchitecture: Hashable, Sendable {
    package let name: String
    /// The least and the highest compute capability of its GPUs.
    package let capabilities: ClosedRange<ComputeCapability>

    /// NVIDIA, "CUDA GPU Compute Capability" and "Legacy CUDA GPU Compute Capability".
    private static let all: [(name: String, least: ComputeCapability, most: ComputeCapability)] = [
        ("Kepler", .init(3, 0), .init(3, 7)), ("Maxwell", .init(5, 0), .init(5, 3)),
        ("Pascal", .init(6, 0), .init(6, 2)), ("Volta", .init(7, 0), .init(7, 2)),
        ("Turing", .init(7, 5), .init(7, 5)), ("Ampere", .init(8, 0), .init(8, 7)),
        ("Ada Lovelace", .init(8, 9), .init(8, 9)), ("Hopper", .init(9, 0), .init(9, 0)),
        ("Blackwell", .init(10, 0), .init(12, 1)),
    ]

    /// Nil for a name that is not known.
    package init?(_ name: String) {
        guard let row = Self.all.first(where: { $0.name == name }) else { return nil }
        self.name = name
        capabilities = row.least...row.most
    }

    /// The compute capability, where all of its GPUs have the same.
    var capability: ComputeCapability? {
        capabilities.lowerBound == capabilities.upperBound ? capabilities.lowerBound : nil
    }
}
