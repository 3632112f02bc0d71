package import MNCore

/// What is told of a machine, as far as it decides something or a promise can name it; nothing of it is
/// anybody's.
///
/// Machines of equal facts are one class of a fleet.
package struct FleetFacts: Hashable, Sendable {
    /// The memory that the system sees.
    package var memory: Testimony<ByteCount>
    var kind: Shared<Kind>

    /// What machines have in common that differ in nothing but their memory.
    package struct Kind: Hashable, Sendable {
        var system: Testimony<Hardware.System>
        var processor: Testimony<Hardware.Processor>
        var isMemoryExact = false
        var gpus: [FleetGPU] = []
        var untold: [Untold] = []
        var docker: FleetDocker?
        var isWSL: Bool? = false
        var isRaspberryPi: Bool? = false
        var isVirtual: Bool?
        var model: String?
        var tags: [String] = []

        init(_ system: Testimony<Hardware.System>, _ processor: Testimony<Hardware.Processor>) {
            self.system = system
            self.processor = processor
        }
    }

    package struct Untold: Hashable, Sendable {
        package var vendor: GPU.Vendor
        package var reason: String

        package init(_ vendor: GPU.Vendor, _ reason: String) {
            self.vendor = vendor
            self.reason = reason
        }
    }

    package init(
        system: Testimony<Hardware.System>, processor: Testimony<Hardware.Processor>,
        memory: Testimony<ByteCount>
    ) {
        self.init(Shared(Kind(system, processor)), memory: memory)
    }

    init(_ kind: Shared<Kind>, memory: Testimony<ByteCount>) {
        self.kind = kind
        self.memory = memory
    }
}

extension FleetFacts {
    package var system: Testimony<Hardware.System> {
        get { kind.value.system }
        set { kind.value.system = newValue }
    }
    package var processor: Testimony<Hardware.Processor> {
        get { kind.value.processor }
        set { kind.value.processor = newValue }
    }
    /// Whether the size of the memory is exact, and does not fall short of the one on the box: of a Mac, of a limit.
    package var isMemoryExact: Bool {
        get { kind.value.isMemoryExact }
        set { kind.value.isMemoryExact = newValue }
    }
    /// The GPUs that are told, of vendors that the rules know; sorted.
    package var gpus: [FleetGPU] {
        get { kind.value.gpus }
        set { kind.value.gpus = newValue }
    }
    /// The vendors of which there may be a GPU that is not told, and why; sorted by vendor.
    package var untold: [Untold] {
        get { kind.value.untold }
        set { kind.value.untold = newValue }
    }
    /// Nil where nothing is told of Docker, which is usual.
    package var docker: FleetDocker? {
        get { kind.value.docker }
        set { kind.value.docker = newValue }
    }
    /// Nil where it is not known, which only a record of the machine says.
    package var isWSL: Bool? {
        get { kind.value.isWSL }
        set { kind.value.isWSL = newValue }
    }
    /// Whether it is a Raspberry Pi; nil likewise.
    package var isRaspberryPi: Bool? {
        get { kind.value.isRaspberryPi }
        set { kind.value.isRaspberryPi = newValue }
    }
    /// Nil where it is not told.
    package var isVirtual: Bool? {
        get { kind.value.isVirtual }
        set { kind.value.isVirtual = newValue }
    }
    /// What the maker calls the machine.
    package var model: String? {
        get { kind.value.model }
        set { kind.value.model = newValue }
    }
    /// Words that the team gave it; sorted.
    package var tags: [String] {
        get { kind.value.tags }
        set { kind.value.tags = newValue }
    }
}

/// What is told of one GPU.
package struct FleetGPU: Hashable, Sendable {
    package var vendor: GPU.Vendor
    package var name: String
    /// Of its own; where the pool is the system's memory, that counts and not this.
    package var memory: Testimony<ByteCount>
    package var pool: GPU.Pool
    /// Whether the size is exact, as that of a slice, and does not fall short of the one on a box.
    package var isExact = false
    package var driver: Testimony<String>
    /// As the vendor numbers it, such as `8.9`; nil leaves it to the name.
    package var generation: String?
    /// Why it cannot be used; nil if nothing says so.
    package var fault: String?

    package init(
        _ vendor: GPU.Vendor, name: String, memory: Testimony<ByteCount>,
        pool: GPU.Pool = .dedicated, driver: Testimony<String>
    ) {
        self.vendor = vendor
        self.name = name
        self.memory = memory
        self.pool = pool
        self.driver = driver
    }
}

extension FleetGPU: Comparable {
    package static func < (left: FleetGPU, right: FleetGPU) -> Bool {
        left.order.lexicographicallyPrecedes(right.order)
    }

    private var order: [String] {
        [vendor.rawValue, name, "\(memory)", "\(driver)", generation ?? "", fault ?? ""]
    }
}

extension FleetFacts {
    /// The machine as the rules see it; what has more than one value is not known to them.
    var hardware: Hardware {
        let nominal = memory.fact().map { size in
            isMemoryExact ? MemorySize.exact(size) : .nominal(size)
        }
        var hardware = Hardware(
            system: system.fact(), processor: processor.fact(), memory: nominal,
            engine: docker.map { ($0.kind, $0.runtimes) },
            gpus: gpus.map { $0.gpu(memory: nominal) },
            unknownVendors: untold.map {
                Hardware.UnknownVendor($0.vendor, [Testimony<Never>.gap($0.reason)])
            }, otherwise: Testimony<Never>.gap("it tells nothing of Docker"))
        let open = Testimony<Never>.gap("the record does not tell it")
        hardware.isWSL = isWSL.map { .known($0, []) } ?? .unknown([open])
        switch isRaspberryPi {
        case true?: hardware.board = .known(.raspberryPi("Raspberry Pi"), [])
        case false?: break
        case nil: hardware.board = .unknown([open])
        }
        docker?.add(to: &hardware)
        return hardware
    }
}

extension FleetGPU {
    fileprivate func gpu(memory system: Fact<MemorySize>) -> GPU {
        let own: Fact<MemorySize> = memory.fact().map { isExact ? .exact($0) : .nominal($0) }
        let told = generation.map { Fact.known($0, []) }
        return GPU(
            vendor, name: name, pool: pool, memory: pool == .unified ? system : own,
            generation: told ?? .unknown([Testimony<Never>.gap("it tells no generation")]),
            fault: fault.map { .driverError(Testimony<Never>.gap($0)) }, sighting: [],
            driverVersion: driver.value)
    }
}
