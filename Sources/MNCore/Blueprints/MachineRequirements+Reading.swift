extension BlueprintReader {
    private static let resourceKeys =
        MachineRequirements.Resource.allCases.map(\.rawValue) + ["gpu"]
    private static let countKeys = ["min_cores", "cores", "min"]
    private static let gigabyteKeys = ["min_gb", "gb", "min"]
    private static let megabyteKeys = ["min_mb", "mb"]
    private static let gpuCountKeys = ["min_count", "count", "min"]
    private static let gpuKeys =
        gpuCountKeys + [
            "vendor", "driver", "min_memory_mb", "memory_operator", "min_api_version",
            "api_version_operator", "required_capabilities",
        ]
    /// What else stands beside the demands and demands nothing.
    private static let otherKeys = [
        "enforcement", "description", "reason", "rationale", "comment", "notes", "recommended",
    ]
    /// More than any machine has.
    private static let largest = 1_048_576.0

    /// Reads what is demanded of the machine; of a resource that stands under several names the first counts.
    ///
    /// The misspelt one is read by the Python mn, too.
    mutating func requirements(_ members: JSONMembers) -> MachineRequirements {
        var result = MachineRequirements()
        var seen: Set<String> = []
        for name in ["requirements", "requirments", "resources"] {
            guard let field = members.stated(name) else { continue }
            guard let stated = object(field, .requirements) else { continue }
            for resource in MachineRequirements.Resource.allCases {
                guard let field = stated.optional(resource.rawValue),
                    seen.insert(resource.rawValue).inserted
                else { continue }
                if let minimum = minimum(resource, field, &result.unread) {
                    result.minimums.append(minimum)
                }
            }
            if let field = stated.stated("gpu"), seen.insert("gpu").inserted {
                result.gpu = gpu(field)
            }
            let unknown = warnOfUnknown(
                stated, Self.resourceKeys, isClosed: name != "resources")
            result.unread += unknown.map { key in
                let word = stated.optional(key)?.value["enforcement"]?.string
                return .init(
                    name: key, enforcement: word?.lowercased() == "hard" ? .hard : .wish)
            }
        }
        return result
    }

    /// - Parameter unread: takes the keys of what cannot be read.
    private mutating func minimum(
        _ resource: MachineRequirements.Resource, _ field: JSONField,
        _ unread: inout [MachineRequirements.Unread]
    ) -> MachineRequirements.Minimum? {
        var found: (amount: Double, pointer: JSONPointer)?
        var enforcement = MachineRequirements.Enforcement.wish
        if field.value == .null {
            unread.append(.init(name: noteEmpty(resource.rawValue, field)))
        } else if field.value.object == nil {
            let amount = read(.requirements) { () throws(JSONFault) in
                try resource == .cpu ? field.amount(Self.largest) : field.size(Self.largest)
            }
            found = amount.map { ($0, field.pointer) }
        } else {
            guard let members = object(field, .requirements) else { return nil }
            enforcement = self.enforcement(members)
            let plain = resource == .cpu ? Self.countKeys : Self.gigabyteKeys
            let small = resource == .cpu ? [] : Self.megabyteKeys
            for key in plain + small {
                guard let member = members.stated(key) else { continue }
                let amount = read(.requirements) { () throws(JSONFault) in
                    if resource == .cpu { return try member.amount(Self.largest) }
                    return small.contains(key)
                        ? try member.size(Self.largest * 1024, inMegabytes: true) / 1024
                        : try member.size(Self.largest)
                }
                // Of several all must hold.
                if let amount, amount > found?.amount ?? -1 { found = (amount, member.pointer) }
            }
            let unknown = warnOfUnknown(members, plain + small + Self.otherKeys)
            unread += unknown.map {
                .init(name: "\(resource.rawValue).\($0)", enforcement: enforcement)
            }
            let isStated = (plain + small).contains { key in
                members.optional(key).map { $0.value != .null } ?? false
            }
            if !isStated, unknown.isEmpty {
                unread.append(.init(name: noteEmpty(resource.rawValue, field)))
            }
        }
        guard let found, found.amount > 0 else { return nil }
        return MachineRequirements.Minimum(
            resource: resource, amount: found.amount, enforcement: enforcement,
            pointer: found.pointer)
    }

    /// Nil if nothing is demanded.
    private mutating func gpu(_ field: JSONField) -> GPURequirement? {
        var gpu = GPURequirement(pointer: field.pointer)
        guard field.value.object != nil else {
            let count = read(.requirements) { () throws(JSONFault) in
                try field.amount(1024, of: ["gpu", "gpus"])
            }
            gpu.count = Int(saturating: (count ?? 0).rounded(.up))
            return gpu.count > 0 ? gpu : nil
        }
        guard let members = object(field, .requirements) else { return nil }
        var count: Int?
        for key in Self.gpuCountKeys where count == nil {
            guard let member = members.stated(key) else { continue }
            count = read(.requirements) { () throws(JSONFault) in try member.amount(1024) }
                .map { Int(saturating: $0.rounded(.up)) }
        }
        gpu.vendor = name("vendor", members, GPU.Vendor.allCases.map(\.rawValue)) {
            GPURequirement.vendor($0) != nil
        }
        gpu.driver = name("driver", members, GPURequirement.drivers.keys.sorted()) {
            GPURequirement.drivers[$0] != nil
        }
        if let member = members.stated("min_memory_mb") {
            gpu.memory = read(.requirements) { () throws(JSONFault) in
                try member.size(Self.largest * 1024, inMegabytes: true)
            }.map { .gibibytes($0 / 1024) }
            if gpu.memory == .zero { gpu.memory = nil }
        }
        if let member = members.stated("min_api_version"),
            member.value != ""
        {
            gpu.version = read(.requirements) { () throws(JSONFault) -> DottedVersion? in
                let text = member.value.scalarText ?? ""
                guard let version = DottedVersion(text.trimmed) else {
                    throw member.fault(.outOfRange(wanted: "a version", found: "'\(text)'"))
                }
                return version
            }
        }
        gpu.memoryComparison = comparison("memory_operator", members)
        gpu.versionComparison = comparison("api_version_operator", members)
        if let member = members.stated("required_capabilities") {
            let names = read(.requirements) { () throws(JSONFault) -> [String]? in
                if member.value.string != nil { return [try member.name()] }
                var names: [String] = []
                for element in try member.array() { names.append(try element.name()) }
                return names
            }
            gpu.capabilities = bounded(names ?? [], .requirements, member.pointer).map {
                $0.trimmed.lowercased().replacing("_", with: "-")
            }.filter { !$0.isEmpty }.uniqued()
        }
        gpu.enforcement = enforcement(members)
        gpu.unread = warnOfUnknown(members, Self.gpuKeys + Self.otherKeys)
        let demandsNothing =
            gpu.vendor == nil && gpu.driver == nil && gpu.memory == nil && gpu.version == nil
            && gpu.capabilities.isEmpty && gpu.unread.isEmpty
        // A count of 0 beside a property is no reason to ask for none that has it.
        if demandsNothing, count ?? 0 < 1 { return nil }
        gpu.count = max(count ?? 1, 1)
        return gpu
    }

    private mutating func enforcement(_ members: JSONMembers) -> MachineRequirements.Enforcement {
        guard let member = members.stated("enforcement") else {
            return .wish
        }
        let text = read(.requirements) { () throws(JSONFault) in try member.string() }
        guard let word = text?.trimmed.lowercased() else { return .wish }
        if word == "hard" { return .hard }
        if !Self.wishes.contains(word) {
            noteUncertain(
                "'\(word)' enforces nothing: it is taken for a wish.",
                help: "Write hard, or leave it out.", member.pointer, actual: word)
        }
        return .wish
    }

    private static let wishes: Set<String> = [
        "", "advisory", "none", "optional", "preferred", "recommended", "soft", "warn", "wish",
    ]

    private mutating func comparison(
        _ key: String, _ members: JSONMembers
    ) -> MachineRequirements.Comparison {
        guard let member = members.stated(key) else { return .atLeast }
        let text = member.value.string?.trimmed ?? ""
        if text == "=" { return .equal }
        if let comparison = MachineRequirements.Comparison(rawValue: text) { return comparison }
        _ = read(.requirements) { () throws(JSONFault) -> Bool? in
            throw member.fault(.outOfRange(wanted: "one of >=, > and ==", found: "'\(text)'"))
        }
        return .atLeast
    }

    /// A name in lower case; one that nobody knows is noted, and no GPU has it.
    private mutating func name(
        _ key: String, _ members: JSONMembers, _ known: [String], _ isKnown: (String) -> Bool
    ) -> String? {
        guard let member = members.stated(key), member.value != "" else { return nil }
        let text = read(.requirements) { () throws(JSONFault) in try member.name() }
        guard let name = text?.trimmed.lowercased(), !name.isEmpty else { return nil }
        if !isKnown(name) {
            let near = Spelling.nearest(to: name, in: known)
            noteUncertain(
                "No GPU of the \(key) '\(name)' is known."
                    + (near.map { " Did you mean '\($0)'?" } ?? ""),
                help: "Write one of \(Words.list(known, "and")).", member.pointer, actual: name)
        }
        return name
    }

    /// Notes keys that demand nothing that is known: one with a slip would never be held against anything.
    ///
    /// - Parameter isClosed: whether each key but those is noted, also one that looks like none of them.
    /// - Returns: the keys.
    private mutating func warnOfUnknown(
        _ members: JSONMembers, _ known: [String], isClosed: Bool = true
    ) -> [String] {
        var unread: [String] = []
        let strange = members.all.filter {
            !known.contains($0.key) && !Self.silentKeys.contains($0.key)
        }
        for (key, field) in bounded(strange, .requirements, members.pointer) {
            let near = Spelling.nearest(to: key, in: known)
            guard near != nil || isClosed else { continue }
            unread.append(key)
            let shown = known.filter { !Self.otherKeys.contains($0) }
            noteUncertain(
                "'\(key)' demands nothing that is known."
                    + (near.map { " Did you mean '\($0)'?" } ?? ""),
                help: "The keys are \(Words.list(shown, "and")).", field.pointer, actual: key)
        }
        return unread
    }

    /// What stands beside the resources and is no one's to hold against a machine.
    private static let silentKeys: Set<String> = [
        "network", "description", "notes", "reason", "rationale", "comment",
    ]

    private mutating func noteEmpty(_ name: String, _ field: JSONField) -> String {
        noteUncertain(
            "'\(name)' demands nothing.", help: "State a minimum, or take it out.", field.pointer,
            actual: name)
        return name
    }

    mutating func noteUncertain(
        _ message: String, help: String, _ pointer: JSONPointer, actual: String
    ) {
        note(
            .requirementsOutOfRange, message, help: help, .manifest, pointer, severity: .warning,
            actual: actual)
    }
}
