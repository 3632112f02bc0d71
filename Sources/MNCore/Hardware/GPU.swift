/// A graphics processor of a vendor that the rules know.
package struct GPU: Hashable, Sendable {
    package enum Vendor: String, Hashable, Sendable, CaseIterable {
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
        /// The backend's build does not support this generation of Adreno: `540`.
        case tooOld(generation: String, minimum: String)
    }

    package var vendor: Vendor
    package var name: String
    /// The address on the PCI bus, `0000:01:00.0`; nil for what is not on one.
    package var address: String?
    /// The device number on the PCI bus, in lower case: `2684`; nil if it is not known.
    package var device: String?
    package var pool: Pool
    package var memory: Fact<MemorySize>
    /// The generation in the vendor's terms: compute capability `8.9`, `gfx1100`, `X1-85`, `Apple M2`.
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
        _ vendor: Vendor, name: String, address: String? = nil, pool: Pool,
        memory: Fact<MemorySize>, generation: Fact<String>, fault: Fault? = nil,
        sighting: [Evidence], driverVersion: String? = nil
    ) {
        self.vendor = vendor
        self.name = name
        self.address = address
        self.pool = pool
        self.memory = memory
        self.generation = generation
        self.fault = fault
        self.sighting = sighting
        self.driverVersion = driverVersion
    }
}
