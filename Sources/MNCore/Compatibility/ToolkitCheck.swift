/// What NVIDIA's container toolkit looks at before it starts a container.
enum ToolkitCheck: Hashable {
    /// The whole requirement.
    case all
    /// The same, taken for granted since nothing is known of the toolkit.
    case assumed
    /// CUDA and generation alone.
    case tegra
    case nothing

    /// Whether it is of all GPUs, brands and drivers.
    var isOfAll: Bool { self == .all || self == .assumed }

    init(_ hardware: Hardware, _ data: DriverData) {
        if hardware.tegra != nil {
            self = .tegra
            return
        }
        guard case .known(let toolkit?, _) = hardware.toolkit else {
            self = .assumed
            return
        }
        // Without the runtime its hook does the work, which looks at all of it.
        if let engine = hardware.engine.value, !engine.runtimes.contains("nvidia") {
            self = .all
            return
        }
        self =
            switch toolkit.mode {
            case nil, "jit-cdi": data.checksNothing(toolkit.version) ? .nothing : .all
            case "cdi": .nothing
            case "csv": .tegra
            default: .all
            }
    }
}
