import MNCore

/// What a model comes to on a machine of a fleet.
package enum FleetOutcome: Hashable, Sendable {
    /// It runs; whether only if Docker is there, of which nothing is told.
    case runs(isEngineAssumed: Bool)
    /// It runs once this is done.
    case after(FleetAction)
    /// It does not run; whether force would lift that.
    case doesNotRun(canBeForced: Bool)
    /// It cannot be told, and these facts together would tell it.
    case unknown([FleetFact])
}

/// What somebody can do so that a model runs; the lesser first.
///
/// More memory is none.
package enum FleetAction: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Install or update the GPU's driver.
    case driver
    /// Give Docker the runtime that the GPU needs, or take away another.
    case runtime
    /// Take Docker Engine in place of Docker Desktop.
    case engine
    /// Take Docker Desktop.
    case dockerDesktop = "docker_desktop"

    package static func < (left: FleetAction, right: FleetAction) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// As in `runs after a driver update`.
    package var words: String {
        switch self {
        case .driver: "a driver update"
        case .runtime: "a change of Docker's runtimes"
        case .engine: "a change to Docker Engine"
        case .dockerDesktop: "a change to Docker Desktop"
        }
    }
}

/// A fact that an inventory may lack; in the order in which one would ask for it.
package enum FleetFact: String, Hashable, Sendable, CaseIterable {
    case gpu
    case gpuMemory = "gpu_memory"
    case driver
    case ram
    case generation
    case arch
    case system

    package var words: String {
        switch self {
        case .gpu: "GPU"
        case .gpuMemory: "GPU memory"
        case .driver: "driver"
        case .ram: "memory"
        case .generation: "GPU generation"
        case .arch: "processor"
        case .system: "system"
        }
    }
}

extension [FleetFact] {
    /// The key under which they are counted: `gpu_memory`, `gpu_memory+driver`.
    package var key: String { map(\.rawValue).joined(separator: "+") }
    package var words: String { Words.list(map(\.words)) }
}
