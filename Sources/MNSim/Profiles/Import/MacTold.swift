import MNCore

/// What `system_profiler` and `sysctl` tell of a Mac.
struct MacTold: Sendable {
    /// `Apple M2`; nil on a Mac with Intel's processor.
    var chip: Told<String>?
    /// `Quad-Core Intel Core i7`.
    var intelName: Told<String>?
    /// `Mac14,2`.
    var model: Told<String>?
    var bytes: Told<Int>?

    mutating func merge(_ other: MacTold) throws(ImportFault) {
        try Told.merge(&chip, other.chip, "the chip")
        try Told.merge(&intelName, other.intelName, "the processor")
        try Told.merge(&model, other.model, "the model")
        try Told.merge(&bytes, other.bytes, "the memory")
        if let chip, let intelName {
            throw .conflict(
                "the processor", chip.origin, chip.value, intelName.origin, intelName.value)
        }
    }

    var isTold: Bool { chip != nil || intelName != nil || model != nil || bytes != nil }

    /// What `sysctl -n` says of a name.
    func sysctl(_ name: String) -> Outcome {
        let value: String? =
            switch name {
            case "hw.memsize": bytes.map { String($0.value) }
            case "hw.optional.arm64": chip.map { _ in "1" }
            case "machdep.cpu.brand_string": (chip ?? intelName)?.value
            case "hw.model": model?.value
            case "kern.hv_vmm_present": model.map { $0.value.hasPrefix("VirtualMac") ? "1" : "0" }
            default: nil
            }
        if let value { return .output(value + "\n") }
        return name == "hw.optional.arm64" && intelName != nil
            ? .output("sysctl: unknown oid '\(name)'\n", exit: 1) : .unrecorded
    }

    /// `16 GB`, which are 2^30 bytes each.
    static func bytes(_ text: String) -> Int? {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let count = Int(words[0]), (1...65_536).contains(count) else {
            return nil
        }
        switch words[1] {
        case "GB": return count << 30
        case "MB": return count << 20
        case "TB" where count <= 64: return count << 40
        default: return nil
        }
    }
}

/// What pastes tell of instances of Windows's CIM classes.
struct CIMTold: Sendable {
    /// The instances by class.
    var instances: [String: Told<[JSONObject]>] = [:]

    mutating func merge(_ other: CIMTold) throws(ImportFault) {
        for (type, told) in other.instances.sorted(by: { $0.key < $1.key }) {
            guard let own = instances[type] else {
                instances[type] = told
                continue
            }
            guard own.value.count == told.value.count else {
                throw .conflict(
                    type, own.origin, Words.count(own.value.count, "instance"), told.origin,
                    Words.count(told.value.count, "instance"))
            }
            var joined: [JSONObject] = []
            for (one, second) in zip(own.value, told.value) {
                var object = one
                for member in second.members {
                    if let value = one[member.key], value != member.value {
                        throw .conflict(
                            "\(type).\(member.key)", own.origin, value.text(.canonical),
                            told.origin, member.value.text(.canonical))
                    }
                    object[member.key] = member.value
                }
                joined.append(object)
            }
            instances[type] = Told(joined, own.origin)
        }
    }

    /// The answer of PowerShell; nil where it would say more than is told.
    func answer(_ type: String, _ properties: [String]) -> Outcome? {
        guard let objects = instances[type]?.value, !objects.isEmpty else { return nil }
        // Without its place in the device tree an adapter is of no vendor.
        if type == "Win32_VideoController",
            objects.contains(where: { object in
                object["PNPDeviceID"]?.string == nil
                    && object["Name"]?.string?.contains("Adreno") != true
            })
        {
            return nil
        }
        let selected = objects.map { object in
            JSON.object(
                JSONObject(properties.compactMap { name in object[name].map { (name, $0) } }))
        }
        // PowerShell prints a single instance without brackets.
        let json = selected.count == 1 ? selected[0] : .array(selected)
        return .output(json.text(.canonical) + "\r\n")
    }

    /// The processor in the words of Windows, which its number tells.
    var machine: Told<String>? {
        guard let told = instances["Win32_Processor"] else { return nil }
        switch told.value.first?["Architecture"]?.integer {
        case 9: return Told("AMD64", told.origin)
        case 12: return Told("ARM64", told.origin)
        default: return nil
        }
    }

    /// The version of Windows: `10.0.26100`.
    var release: Told<String>? {
        guard let told = instances["Win32_OperatingSystem"],
            let text = told.value.first?["Version"]?.string, DottedVersion(text) != nil
        else { return nil }
        return Told(text, told.origin)
    }
}
