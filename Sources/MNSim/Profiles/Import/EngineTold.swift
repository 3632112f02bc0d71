import MNCore

/// What a paste tells of the engine, each fact by itself: a text that shows one of them shows no other.
struct EngineTold: Sendable {
    /// What the engine calls its system: `Ubuntu 24.04.1 LTS`.
    var system: Told<String>?
    /// All runtimes that it offers, sorted.
    var runtimes: Told<[String]>?
    /// Runtimes that it offers, maybe beside others, sorted.
    var someRuntimes: Told<[String]>?
    /// The product that a version, a context or an address names: `Docker Desktop`.
    var product: Told<String>?
    /// What a server of another product than Docker Desktop calls itself: `Docker Engine - Community`.
    var server: Told<String>?
    /// Where Podman shows itself, which may be there beside Docker.
    var podman: PasteOrigin?
    /// Where it says that it has no runtime `nvidia`.
    var lacksNVIDIA: PasteOrigin?
    /// Where it could give a container no GPU.
    var refusesGPUs: PasteOrigin?
    /// Where NVIDIA's toolkit could give a container no GPU, whatever runtimes there are.
    var failsGPUs: PasteOrigin?
    /// Where the manager of NVSwitch is said not to run.
    var lacksFabric: PasteOrigin?
    /// Where a program of NVIDIA's toolkit is said not to be there.
    var lacksToolkit: PasteOrigin?
    /// Its address, where that is on another machine or of a user's own engine.
    var address: Told<String>?
    /// Where a context is in use that no product makes.
    var otherContext: PasteOrigin?
    /// A product that runs, or the address of an engine that does, maybe beside the engine in use.
    var beside: Told<String>?

    static let desktop = "Docker Desktop"
    static let engine = "Docker Engine"
    /// Of a text that leaves open what decides on NVIDIA's GPUs.
    static let noRuntimes = "tells no runtimes"

    mutating func merge(_ other: EngineTold) throws(ImportFault) {
        try Told.merge(&system, other.system, "the engine's system")
        try Told.merge(&runtimes, other.runtimes, "the engine's runtimes")
        try Told.merge(&product, other.product, "the engine") {
            ($0 == Self.desktop) == ($1 == Self.desktop)
        }
        try Told.merge(&address, other.address, "the engine's address")
        if let more = other.someRuntimes { tell(some: more.value, more.origin) }
        server = server ?? other.server
        podman = podman ?? other.podman
        lacksNVIDIA = lacksNVIDIA ?? other.lacksNVIDIA
        refusesGPUs = refusesGPUs ?? other.refusesGPUs
        failsGPUs = failsGPUs ?? other.failsGPUs
        lacksFabric = lacksFabric ?? other.lacksFabric
        lacksToolkit = lacksToolkit ?? other.lacksToolkit
        otherContext = otherContext ?? other.otherContext
        beside = beside ?? other.beside
    }

    mutating func tell(some names: [String], _ origin: PasteOrigin) {
        if names.isEmpty { return }
        let all = (someRuntimes?.value ?? []) + names
        someRuntimes = Told(all.uniqued().sorted(), someRuntimes?.origin ?? origin)
    }
}

// MARK: - As answers

extension EngineTold {
    /// Puts what is told together, as the answers to what the probes ask of the engine.
    mutating func settle(_ told: inout Telling) throws(ImportFault) {
        settleRest(&told)
        try check()
        if let otherContext, address == nil, product == nil {
            told.composed[.environment("DOCKER_CONTEXT")] = Told(.value("another"), otherContext)
            told.changes.append("the name of the context in use is left out")
        }
        if let address, told.composed[.environment("DOCKER_HOST")] == nil {
            told.composed[.environment("DOCKER_HOST")] = Told(
                .value(address.value), address.origin)
            told.changes.append(
                address.value == Self.rootless
                    ? "the engine's place is composed, of a user's own engine, as docker says"
                    : "the engine's place is composed, of its address")
        }
        if let refusesGPUs, !isDesktop, told.mayBeLinux, !told.isWSL {
            let program = Access.command(ToolkitProbe.runtime)
            // If it is there, the engine does not find what belongs to it.
            told.answers[program] = Told(.absent, refusesGPUs)
            told.changes.append(
                "NVIDIA's runtime is taken for absent: the engine could give a container no GPU")
        }
        if let failsGPUs, isDesktop, told.system?.value != "Darwin" {
            told.doubts.append(
                "\(failsGPUs): a container could use no GPU, which decides only where the engine is "
                    + "not Docker Desktop's.")
        }
        if let lacksToolkit, told.isWSL, isUntold, refusesGPUs == nil, lacksNVIDIA == nil {
            // Docker Desktop has a toolkit of its own.
            told.answers[.command(ToolkitProbe.runtime)] = Told(.unrecorded, lacksToolkit)
            told.doubts.append(
                "That NVIDIA's toolkit is not there decides only if the engine is not Docker "
                    + "Desktop's; docker info tells it.")
        }
        if let (name, runtimes, origin) = composed(&told) {
            let words = ([name] + runtimes).map { JSON.string($0).text(.canonical) }
            told.answers[.command(EngineProbe.argv)] = Told(
                .output(words.joined(separator: " ") + "\n"), origin)
            told.changes.append("the answer of docker info's template is composed from its text")
            told.doubts.removeAll { $0.contains(Self.noRuntimes) }
        } else if let podman, system == nil, product == nil {
            // What Podman says to the template of Docker.
            let said =
                "Error: template: info:1:7: executing \"info\" at <.OperatingSystem>: "
                + "can't evaluate field OperatingSystem in type *define.Info\n"
            told.composed[.command(EngineProbe.argv)] = Told(.output(said, exit: 125), podman)
            told.changes.append("the engine is taken for Podman, which shows itself")
        }
    }

    /// Takes what is told beside the engine, where nothing says otherwise.
    private mutating func settleRest(_ told: inout Telling) {
        let offersNVIDIA = (runtimes ?? someRuntimes)?.value.contains("nvidia") == true
        if let beside, isNameless, !offersNVIDIA {
            if beside.value == Self.rootless {
                address = address ?? beside
            } else {
                product = beside
            }
            told.changes.append("the engine is taken for the one that is said to run")
        }
        if let lacksFabric, told.nvidia.isSwitched {
            failsGPUs = failsGPUs ?? lacksFabric
            told.doubts.append(
                "\(lacksFabric): behind NVSwitch no GPU computes before nvidia-fabricmanager runs.")
        }
        // The driver of GPUs is registered, and a runtime read, as the engine starts alone (moby/moby,
        // `daemon/devices.go`): what it says as it starts a container counts.
        if offersNVIDIA, !isDesktop { failsGPUs = failsGPUs ?? refusesGPUs ?? lacksNVIDIA }
        guard let failsGPUs else { return }
        refusesGPUs = refusesGPUs ?? failsGPUs
        guard offersNVIDIA else { return }
        runtimes?.value.removeAll { $0 == "nvidia" }
        someRuntimes?.value.removeAll { $0 == "nvidia" }
        told.answers[.command(ToolkitProbe.runtime)] = nil
        told.changes.append("the runtime 'nvidia' is left out: it could give a container no GPU")
    }

    private var isNameless: Bool { system == nil && product == nil && server == nil }

    private var isUntold: Bool { isNameless && runtimes == nil && someRuntimes == nil }

    private var isDesktop: Bool {
        system?.value.contains(Self.desktop) ?? (product?.value == Self.desktop)
    }

    private func check() throws(ImportFault) {
        if let system, let product, system.value.contains(Self.desktop) != isProductDesktop {
            throw .conflict(
                "the engine", system.origin, system.value, product.origin, product.value)
        }
        guard !isDesktop else { return }
        if let runtimes, let some = someRuntimes,
            !Set(some.value).isSubset(of: runtimes.value)
        {
            throw .conflict(
                "the engine's runtimes", runtimes.origin, runtimes.value.joined(separator: " "),
                some.origin, some.value.joined(separator: " "))
        }
    }

    private var isProductDesktop: Bool { product?.value == Self.desktop }

    /// Whether it runs in a virtual machine, or on others' machines, which no GPU of this one reaches.
    private var isVirtual: Bool {
        let names = ["Colima", "OrbStack", "Rancher Desktop", "Lima", "Docker Cloud"]
        return [system, product].contains { told in
            told.map { told in names.contains { told.value.hasPrefix($0) } } ?? false
        }
    }

    /// The system and the runtimes that the engine would tell; nil where what decides is not told.
    private func composed(
        _ told: inout Telling
    ) -> (name: String, runtimes: [String], origin: PasteOrigin)? {
        let listed = runtimes ?? someRuntimes.flatMap { $0.value.isForGPUs ? $0 : nil }
        let known =
            listed ?? (refusesGPUs ?? lacksNVIDIA ?? lacksToolkit).map { Told([], $0) }
        if isDesktop, let name = system ?? product {
            return (name.value, listed?.value ?? [], name.origin)
        }
        if let name = system ?? product ?? server {
            if let known { return (name.value, known.value, name.origin) }
            // Elsewhere no other engine has a runner for GPUs.
            if told.isLinux, !isVirtual { return nil }
            return (name.value, [], name.origin)
        }
        guard let known, told.mayBeLinux, known.value.isForGPUs || !told.isOfAMDAlone else {
            return nil
        }
        told.changes.append("the engine is taken for Docker Engine: its system is not told")
        told.doubts.append("Of the engine the runtimes are told and not its 'Operating System'.")
        return (Self.engine, known.value, known.origin)
    }
}

extension [String] {
    /// Whether a runtime is among them by which Docker's client chooses an image.
    fileprivate var isForGPUs: Bool { contains("nvidia") || contains("rocm") }
}

extension Telling {
    fileprivate var isLinux: Bool { (system?.value ?? likelySystem) == "Linux" }

    fileprivate var isWSL: Bool {
        release?.value.lowercased().contains("microsoft") == true
    }

    fileprivate var mayBeLinux: Bool { isLinux || system == nil && likelySystem == nil }

    /// Whether GPUs of AMD are told and none of NVIDIA, whose runtime then decides nothing.
    fileprivate var isOfAMDAlone: Bool {
        let vendors = bus.devices.values.filter { $0.value.kind.hasPrefix("03") }.map(
            \.value.vendor)
        let isNVIDIA =
            !nvidia.boards.isEmpty || nvidia.details != nil || nvidia.table != nil
            || vendors.contains("10de")
        return !isNVIDIA && (amd.rocmJSON != nil || amd.amdJSON != nil || vendors.contains("1002"))
    }
}
