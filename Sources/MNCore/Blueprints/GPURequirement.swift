/// GPUs that a machine must have: each meets all of it alone.
package struct GPURequirement: Hashable, Sendable {
    package var count = 1
    /// In lower case: `nvidia`.
    package var vendor: String?
    /// What programs reach it by, in lower case: `cuda`.
    package var driver: String?
    package var memory: ByteCount?
    package var memoryComparison = MachineRequirements.Comparison.atLeast
    /// The version of the driver's interface: with `cuda` the highest CUDA that it offers.
    package var version: DottedVersion?
    package var versionComparison = MachineRequirements.Comparison.atLeast
    /// One of these is enough; in lower case, with dashes: `nvidia-h100`.
    package var capabilities: [String] = []
    package var enforcement = MachineRequirements.Enforcement.wish
    /// Keys that look like demands and cannot be read: whether they are met is not known.
    package var unread: [String] = []
    var pointer = JSONPointer()

    /// The vendors that answer to each driver.
    static let drivers: [String: GPU.Vendor] = [
        "cuda": .nvidia, "rocm": .amd, "metal": .apple, "opencl": .adreno,
    ]
    /// Other names of vendors.
    static let vendors: [String: GPU.Vendor] = ["qualcomm": .adreno]

    static func vendor(_ name: String) -> GPU.Vendor? {
        GPU.Vendor(rawValue: name) ?? vendors[name]
    }
}
