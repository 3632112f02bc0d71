/// A graphics processor of a vendor that the rules know.
public struct GPU: Hashable, Sendable {
    /// No machine has as many.
    static let most = 256

    public enum Vendor: String, Hashable, Sendable, CaseIterable {
        case apple, nvidia, amd, adreno
    }

    /// What the memory of a GPU is.
    package enum Pool: String, Hashable, Sendable {
        /// Memory of its own.
        case dedicated
        /// The memory of the system, all of it: Apple, Adreno, Jetson, GB10.
        case unified
        /// The part of the system's memory that the GPU may address: an AMD APU.
        case addressable
    }

    /// Why a GPU that is there cannot be used now.
    package enum Fault: Hashable, Sendable {
        /// The driver's program is there and did not work.
        case driverError(Gap)
        /// The kernel module and the library are of different versions; a restart mends it.
        case driverMismatch
        /// The kernel uses another driver, or none, for the device; nil is none.
        case noDriver(bound: String?)
        /// MIG is on, and no instance was made.
        case noMIGInstance
        /// A slice of a board without its license, which the driver slows down to an idle level after 20
        /// minutes (docs.nvidia.com/ai-enterprise, "NVIDIA vGPU for Compute Licensing").
        case unlicensed
        /// The switches between the GPUs of a board are not set up, until which CUDA's error is 802, "system not yet
        /// initialized" (jax-ml/jax#34113; kata-containers/kata-containers#11730): the state that was told.
        case fabricNotReady(String)
        /// No program may compute on it: compute mode Prohibited (nvidia-smi's manual, "Compute Mode").
        case computeProhibited
        /// The backend's build does not support this generation of Adreno: `540`.
        case tooOld(generation: String, minimum: String)
    }

    public var vendor: Vendor
    public var name: String
    /// The address on the PCI bus, `0000:01:00.0`; nil for what is not on one.
    package var address: String?
    /// The device number on the PCI bus, in lower case: `2684`; nil if it is not known.
    package var device: String?
    package var pool: Pool
    package var memory: Fact<MemorySize>
    /// The generation in the vendor's terms: compute capability `8.9`, or else `Ampere`, `gfx1100`, `X1-85`, `Apple M2`.
    package var generation: Fact<String>
    /// Nil if it can be used.
    package var fault: Fault?
    /// How it is known that the device is there at all.
    package var sighting: [Evidence]
    /// As the driver's program or Windows tells it; nil if it does not.
    package var driverVersion: String?
    /// Where the version stands.
    package var driverEvidence: [Evidence] = []
    /// The highest CUDA of the driver, where its program tells that.
    package var cuda: Fact<DottedVersion> = .unknown([])
    /// The brand as the driver's program gives it, in lower case and without blanks: `geforce`.
    package var brand: Fact<String> = .unknown([])

    package init(
        _ vendor: Vendor, name: String, address: String? = nil, device: String? = nil, pool: Pool,
        memory: Fact<MemorySize>, generation: Fact<String>, fault: Fault? = nil,
        sighting: [Evidence], driverVersion: String? = nil
    ) {
        self.vendor = vendor
        self.name = name
        self.address = address
        self.device = device
        self.pool = pool
        self.memory = memory
        self.generation = generation
        self.fault = fault
        self.sighting = sighting
        self.driverVersion = driverVersion
    }
}

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
    /// More than this is taken for nonsense: a recorded machine once claimed 400 TB (hardware.md, case 70).
    package static let believable = ByteCount(64 << 40)

    /// A believable number of bytes, perhaps none; nil for any other.
    static func believed(_ count: Int?) -> ByteCount? {
        guard let count, count >= 0, ByteCount(count) <= believable else { return nil }
        return ByteCount(count)
    }
}

extension Fact<MemorySize> {
    /// The size together with what the kernel does not manage.
    func adding(_ more: Fact<ByteCount>) -> Fact<MemorySize> {
        guard case .known(let size, let evidence) = self, case .known(let more, let source) = more
        else { return self }
        let sum = MemorySize(bytes: size.bytes + more, isNominal: size.isNominal)
        return .known(sum, evidence + source)
    }
}

extension GPU.Fault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .driverError(let gap): "its driver does not work (\(gap.reason))"
        case .driverMismatch:
            "its driver was updated and not yet loaded: library and kernel module differ"
        case .noDriver(let bound?): "its kernel driver is '\(bound)', not 'nvidia'"
        case .noDriver(nil): "no kernel driver is bound to it"
        case .noMIGInstance: "MIG mode is on, and no MIG instance was made"
        case .unlicensed:
            "it is a vGPU without its license, which the driver soon slows down to an idle level"
        case .fabricNotReady(let state):
            "the switches between its board's GPUs are not set up (fabric state '\(state)')"
        case .computeProhibited: "its compute mode is Prohibited"
        case .tooOld(let generation, let minimum):
            "its generation (\(generation)) is older than the backend supports (\(minimum))"
        }
    }

    /// The way to use the GPU after all; nil if there is none.
    package func fix(isWSL: Bool = false) -> String? {
        switch self {
        case .driverError where isWSL, .driverMismatch where isWSL, .noDriver where isWSL:
            "Install or repair the NVIDIA driver on Windows, then run there: wsl --shutdown"
        case .driverError where isLost: "Restart the machine: sudo reboot"
        case .driverError, .noDriver(nil):
            "Install or repair the NVIDIA driver until this works: nvidia-smi"
        case .noDriver: "Install NVIDIA's own driver, and restart: nvidia-smi"
        case .driverMismatch: "Restart the machine: sudo reboot"
        case .noMIGInstance: "Make an instance: sudo nvidia-smi mig -cgi 0 -C"
        case .unlicensed:
            "Give this machine its license of NVIDIA vGPU, until this says Licensed: nvidia-smi -q"
        case .fabricNotReady:
            "Start what sets them up, of the driver's version: sudo systemctl restart nvidia-fabricmanager"
        case .computeProhibited: "Let programs compute on it: sudo nvidia-smi -c DEFAULT"
        case .tooOld: nil
        }
    }

    /// Whether a driver says that the card is gone, which no other driver brings back (NVML,
    /// `NVML_ERROR_GPU_IS_LOST`, `NVML_ERROR_RESET_REQUIRED`).
    var isLost: Bool {
        guard case .driverError(let gap) = self else { return false }
        let words = "\(gap.reason)"
        return words.contains("GPU is lost") || words.contains("GPU requires reset")
    }
}

extension MemorySize: CustomStringConvertible {
    package var description: String { bytes.description }
}
