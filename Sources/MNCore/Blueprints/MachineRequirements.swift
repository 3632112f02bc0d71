/// What a blueprint demands of the machine: its `requirements`, or the `resources` of an older one.
///
///     "requirements": {
///       "cpu": {"min_cores": 4}, "memory": {"min_gb": 16}, "disk": {"min_gb": 50},
///       "gpu": {"vendor": "nvidia", "driver": "cuda", "min_memory_mb": 49152, "enforcement": "hard"}
///     }
package struct MachineRequirements: Hashable, Sendable {
    /// Whether a machine that has less is refused.
    package enum Enforcement: String, Hashable, Sendable {
        case hard
        /// The machine is warned of; anything that is not hard.
        case wish
    }

    /// How a value of the machine is held against the stated one.
    package enum Comparison: String, Hashable, Sendable, CaseIterable {
        case atLeast = ">="
        case more = ">"
        case equal = "=="
    }

    /// What is counted or measured of the machine as a whole.
    package enum Resource: String, Hashable, Sendable, CaseIterable {
        /// Logical processors.
        case cpu
        /// The system's memory that can be used.
        case memory
        /// What is free where models are kept.
        case disk
    }

    /// The least of a resource.
    package struct Minimum: Hashable, Sendable {
        package var resource: Resource
        /// Processors, or GB as they are printed on boxes (1 GB = 2^30 bytes).
        package var amount: Double
        package var enforcement: Enforcement
        var pointer: JSONPointer
    }

    package var minimums: [Minimum] = []
    package var gpu: GPURequirement?

    package init() {}

    /// What is demanded and cannot be read.
    package struct Unread: Hashable, Sendable {
        /// The key, or the path of it.
        package var name: String
        package var enforcement = Enforcement.wish
    }

    package var unread: [Unread] = []

    package var isEmpty: Bool { minimums.isEmpty && gpu == nil && unread.isEmpty }
}
