/// What a blueprint demands of the machine: its `requirements`, or the `resources` of an older one.
///
///     "requirements": {
///       "cpu": {"min_cores": 4}, "memory": {"min_gb": 16}, "disk": {"min_gb": 50},
///       "gpu": {"vendor": "nvidia", "driver": "cuda", "min_memory_mb": 49152, "enforcement": "hard"}
///     }
public struct MachineRequirements: Hashable, Sendable {
    /// Whether a machine that has less is refused.
    public enum Enforcement: String, Hashable, Sendable {
        case hard
        /// The machine is warned of; anything that is not hard.
        case wish
    }

    /// How a value of the machine is held against the stated one.
    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        case atLeast = ">="
        case more = ">"
        case equal = "=="
    }

    /// What is counted or measured of the machine as a whole.
    public enum Resource: String, Hashable, Sendable, CaseIterable {
        /// Logical processors.
        case cpu
        /// The system's memory that can be used.
        case memory
        /// What is free where models are kept.
        case disk
    }

    /// The least of a resource.
    public struct Minimum: Hashable, Sendable {
        public var resource: Resource
        /// Processors, or GB as they are printed on boxes (1 GB = 2^30 bytes).
        public var amount: Double
        public var enforcement: Enforcement
        var pointer: JSONPointer
    }

    public var minimums: [Minimum] = []
    public var gpu: GPURequirement?

    public init() {}

    /// What is demanded and cannot be read.
    public struct Unread: Hashable, Sendable {
        /// The key, or the path of it.
        public var name: String
        public var enforcement = Enforcement.wish
    }

    public var unread: [Unread] = []

    public var isEmpty: Bool { minimums.isEmpty && gpu == nil && unread.isEmpty }
}
