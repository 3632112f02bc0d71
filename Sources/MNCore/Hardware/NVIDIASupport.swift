/// What Docker Model Runner's builds of llama.cpp need of an NVIDIA GPU.
enum NVIDIASupport {
    /// The Linux image is a CUDA 13 build, on which Pascal falls back to the CPU (dmr-contract §8.4,
    /// row 67); CUDA 13 supports 7.5 and newer (CUDA 13.0 release notes, "Deprecated architectures").
    static let minimumComputeCapability = ComputeCapability(7, 5)

    /// Below this the runner installs its CPU build on Windows (dmr-contract §7.3).
    static let minimumWindowsDriver = "452.39"

    /// Why the backend cannot use this GPU, as far as that is known.
    static func fault(of gpu: GPU, onWindows: Bool) -> GPU.Fault? {
        if onWindows {
            guard let version = gpu.driverVersion, isOlder(version, than: minimumWindowsDriver)
            else {
                return nil
            }
            return .driverTooOld(version: version, minimum: minimumWindowsDriver)
        }
        guard let generation = gpu.generation.value, let number = ComputeCapability(generation),
            number < minimumComputeCapability
        else { return nil }
        return .tooOld(generation: generation, minimum: minimumComputeCapability.description)
    }

    /// Compares dotted versions number by number; what is no number is not older.
    private static func isOlder(_ version: String, than minimum: String) -> Bool {
        let left = version.split(separator: ".").map { Int($0) }
        let right = minimum.split(separator: ".").map { Int($0) }
        for (a, b) in zip(left, right) {
            guard let a, let b else { return false }
            if a != b { return a < b }
        }
        return false
    }
}
