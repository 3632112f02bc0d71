package import MNCore

/// What a record of a machine tells of its Docker: no inventory of other programs does.
package struct FleetDocker: Hashable, Sendable {
    package var kind: Hardware.EngineKind
    /// Whether it is known to be on the machine itself.
    package var isHere: Bool
    /// Whether it is known to run without root's rights.
    package var isRootless = false
    /// The OCI runtimes that it offers, sorted.
    package var runtimes: [String]
    /// Whether NVIDIA's program for containers is on PATH; nil if that is not known.
    package var hasNVIDIAProgram: Bool?
    /// NVIDIA's container toolkit; nil if nothing is told of it.
    package var toolkit: Told<Toolkit>?
    /// The runner's container or image; nil if nothing is told of it.
    package var runner: Told<Runner>?

    /// Something that is there, or is not.
    package enum Told<Value: Hashable & Sendable>: Hashable, Sendable {
        case none
        case some(Value)
    }

    package struct Toolkit: Hashable, Sendable {
        package var version: String
        /// Nil for the default.
        package var mode: String?
        package var leavesGroups = false
        package var hidesCompat = false
    }

    package struct Runner: Hashable, Sendable {
        /// Nil for an image of which no container was made.
        package var state: String?
        /// What the image asks of the driver, a text for each of its variables; nil without CUDA.
        package var requirement: [String]?
        package var cuda: String?
        package var isRequirementOff: Bool
    }

    /// Nil where it is not known which Docker there is.
    init?(_ hardware: Hardware) {
        guard let engine = hardware.engine.value else { return nil }
        kind = engine.kind
        isHere = hardware.enginePlace.value == .here
        isRootless = hardware.isEngineRootless
        runtimes = engine.runtimes.sorted()
        hasNVIDIAProgram = engine.hasNVIDIAProgram.value
        switch hardware.toolkit {
        case .known(let found?, _):
            toolkit = .some(
                Toolkit(
                    version: "\(found.version)", mode: found.mode,
                    leavesGroups: found.leavesGroups, hidesCompat: found.hidesCompat))
        case .known(nil, _): toolkit = Told.none
        case .unknown: break
        }
        switch hardware.runner {
        case .known(let found?, _):
            runner = .some(
                Runner(
                    state: found.state, requirement: found.requirement?.texts,
                    cuda: found.cuda.map { "\($0)" }, isRequirementOff: found.isRequirementOff))
        case .known(nil, _): runner = Told.none
        case .unknown: break
        }
    }

    /// Tells the rules of it; the engine they know already.
    func add(to hardware: inout Hardware) {
        if isHere { hardware.enginePlace = .known(.here, []) }
        hardware.isEngineRootless = isRootless
        if case .known(var engine, _) = hardware.engine {
            engine.hasNVIDIAProgram = hasNVIDIAProgram.map { .known($0, []) } ?? .unknown([])
            hardware.engine = .known(engine, [])
        }
        switch toolkit {
        case Told.none?: hardware.toolkit = .known(nil, [])
        case .some(let found)?:
            guard let version = DottedVersion(found.version) else { break }
            var toolkit = Hardware.Toolkit(version: version, mode: found.mode)
            toolkit.leavesGroups = found.leavesGroups
            toolkit.hidesCompat = found.hidesCompat
            hardware.toolkit = .known(toolkit, [])
        case nil: break
        }
        switch runner {
        case Told.none?: hardware.runner = .known(nil, [])
        case .some(let found)?:
            hardware.runner = .known(
                RunnerImage(
                    state: found.state, requirement: found.requirement.map { CUDARequirement($0) },
                    cuda: found.cuda.flatMap { DottedVersion($0) },
                    isRequirementOff: found.isRequirementOff, evidence: []), [])
        case nil: break
        }
    }
}

extension CUDARequirement {
    fileprivate var texts: [String] { text.split(separator: ", and ").map(String.init) }
}

// MARK: - JSON

extension FleetDocker {
    var json: JSON {
        var object: JSONObject = [
            "engine": .string(kind.rawValue), "here": .bool(isHere),
            "runtimes": .strings(runtimes),
        ]
        if isRootless { object["rootless"] = .bool(true) }
        if let hasNVIDIAProgram { object["nvidia_program"] = .bool(hasNVIDIAProgram) }
        switch toolkit {
        case Told.none?: object["toolkit"] = .null
        case .some(let found)?:
            var toolkit: JSONObject = [
                "version": .string(found.version), "mode": .string(orNull: found.mode),
            ]
            if found.leavesGroups { toolkit["no_cgroups"] = .bool(true) }
            if found.hidesCompat { toolkit["no_compat"] = .bool(true) }
            object["toolkit"] = .object(toolkit)
        case nil: break
        }
        switch runner {
        case Told.none?: object["runner"] = .null
        case .some(let found)?:
            object["runner"] = [
                "state": .string(orNull: found.state), "cuda": .string(orNull: found.cuda),
                "requirement": found.requirement.map { .strings($0) } ?? .null,
                "unchecked": .bool(found.isRequirementOff),
            ]
        case nil: break
        }
        return .object(object)
    }

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: [
            "engine", "here", "rootless", "runtimes", "nvidia_program", "toolkit", "runner",
        ])
        let kind = try members.required("engine")
        guard let engine = Hardware.EngineKind(rawValue: try kind.string()) else {
            throw kind.fault(.outOfRange(wanted: "desktop or engine", found: "another word"))
        }
        self.kind = engine
        isHere = try members.optional("here")?.bool() ?? false
        isRootless = try members.optional("rootless")?.bool() ?? false
        runtimes = try members.optional("runtimes")?.strings().sorted() ?? []
        hasNVIDIAProgram = try members.optional("nvidia_program")?.bool()
        if let field = members.optional("toolkit") {
            if field.value == .null {
                toolkit = Told.none
            } else {
                let members = try field.object(keys: ["version", "mode", "no_cgroups", "no_compat"])
                toolkit = .some(
                    Toolkit(
                        version: try members.required("version").name(),
                        mode: try members.stated("mode")?.name(),
                        leavesGroups: try members.optional("no_cgroups")?.bool() ?? false,
                        hidesCompat: try members.optional("no_compat")?.bool() ?? false))
            }
        }
        if let field = members.optional("runner") {
            if field.value == .null {
                runner = Told.none
            } else {
                let members = try field.object(keys: ["state", "cuda", "requirement", "unchecked"])
                runner = .some(
                    Runner(
                        state: try members.stated("state")?.name(),
                        requirement: try members.stated("requirement")?.texts(),
                        cuda: try members.stated("cuda")?.name(),
                        isRequirementOff: try members.optional("unchecked")?.bool() ?? false))
            }
        }
    }
}
