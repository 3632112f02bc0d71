package import MNCore

// Facts as a fleet file has them.
//
//     {"arch": "x86_64", "gpus": [{"driver": {"not": "the inventory has no driver"},
//       "memory": {"min": 4294967296}, "name": "NVIDIA GeForce RTX 4060", "vendor": "nvidia"}],
//      "ram": {"at": 17012097024}, "system": "windows"}
//
// A word or a size is told (`"linux"`, `{"at": …}`), one of several (`{"one_of": […]}`), between two
// (`{"min": …, "max": …}`) or not known (`{"not": "why"}`).

extension FleetFacts {
    private static let keys = [
        "arch", "docker", "gpus", "model", "other_gpus", "ram", "ram_exact", "raspberry_pi",
        "system",
        "tags", "virtual", "wsl",
    ]

    /// More than one machine has.
    fileprivate static let mostGPUs = 64

    package var json: JSON {
        var object = kind.value.json
        object[Self.memoryKey] = memory.json
        return .object(object)
    }

    /// The member in which machines of one kind differ.
    fileprivate static let memoryKey = "ram"

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        self.init(
            Shared(try Kind(members)), memory: try Testimony(size: members.required(Self.memoryKey))
        )
    }
}

extension FleetFacts.Kind {
    /// All but the memory.
    fileprivate var json: JSONObject {
        var object: JSONObject = [
            "system": system.map(\.rawValue).json, "arch": processor.map(\.rawValue).json,
            "gpus": .array(gpus.map(\.json)),
        ]
        object.set("ram_exact", isMemoryExact, unless: false) { .bool($0) }
        if !untold.isEmpty {
            object["other_gpus"] = .object(
                JSONObject(untold.map { ($0.vendor.rawValue, ["not": .string($0.reason)]) }))
        }
        if let docker { object["docker"] = docker.json }
        object.set("wsl", isWSL, unless: false) { $0.map { .bool($0) } ?? .null }
        object.set("raspberry_pi", isRaspberryPi, unless: false) { $0.map { .bool($0) } ?? .null }
        if let isVirtual { object["virtual"] = .bool(isVirtual) }
        if let model { object["model"] = .string(model) }
        object.set("tags", tags, unless: []) { .strings($0) }
        return object
    }

    fileprivate init(_ members: JSONMembers) throws(JSONFault) {
        self.init(
            try Testimony(word: members.required("system")),
            try Testimony(word: members.required("arch")))
        isMemoryExact = try members.optional("ram_exact")?.bool() ?? false
        let fields = try members.optional("gpus")?.array() ?? []
        if fields.count > FleetFacts.mostGPUs {
            throw members.fault(.breaksRule("it has more than \(FleetFacts.mostGPUs) GPUs"))
        }
        for gpu in fields { gpus.append(try FleetGPU(gpu)) }
        gpus.sort()
        for (word, reason) in try members.optional("other_gpus")?.anyObject().all ?? [] {
            guard let vendor = GPU.Vendor(rawValue: word) else {
                throw reason.fault(
                    .outOfRange(wanted: "a vendor of GPUs", found: "'\(Sanitized.line(word))'"))
            }
            untold.append(
                FleetFacts.Untold(vendor, try reason.object(keys: ["not"]).required("not").name()))
        }
        untold.sort { $0.vendor.rawValue < $1.vendor.rawValue }
        docker = try members.optional("docker").map { (field) throws(JSONFault) in
            try FleetDocker(field)
        }
        isWSL = try Self.flag(members.optional("wsl"))
        isRaspberryPi = try Self.flag(members.optional("raspberry_pi"))
        isVirtual = try members.optional("virtual")?.bool()
        model = try members.optional("model")?.name()
        tags = try members.optional("tags")?.strings().sorted() ?? []
    }

    /// What is not written is not so, and what is null is not known.
    private static func flag(_ field: JSONField?) throws(JSONFault) -> Bool? {
        guard let field else { return false }
        return field.value == .null ? nil : try field.bool()
    }
}

/// Facts as a file has them, in the canonical form; what machines of one kind have in common is written once.
struct FleetFactsWriter {
    /// What stands before and behind the memory, by kind.
    private var kinds: [Shared<FleetFacts.Kind>: (before: String, behind: String)] = [:]

    mutating func text(_ facts: FleetFacts) -> String {
        let around = kinds[facts.kind] ?? Self.around(facts.kind.value)
        kinds[facts.kind] = around
        return around.before + facts.memory.json.text(.canonical) + around.behind
    }

    private static func around(_ kind: FleetFacts.Kind) -> (before: String, behind: String) {
        let key = FleetFacts.memoryKey
        let members = kind.json.members.map { ($0.key, $0.value) }
        func text(_ isMeant: (String) -> Bool) -> String {
            JSON.object(JSONObject(members.filter { isMeant($0.0) })).text(.canonical)
        }
        // Members stand by the order of their keys, and of each side there are some.
        return (
            text { $0 < key }.dropLast() + ",\"\(key)\":", "," + text { $0 > key }.dropFirst()
        )
    }
}

extension FleetGPU {
    private static let keys = [
        "driver", "exact", "fault", "generation", "memory", "name", "pool", "vendor",
    ]

    fileprivate var json: JSON {
        var object: JSONObject = [
            "vendor": .string(vendor.rawValue), "name": .string(name), "memory": memory.json,
            "driver": driver.json,
        ]
        object.set("pool", pool, unless: .dedicated) { .string($0.rawValue) }
        object.set("exact", isExact, unless: false) { .bool($0) }
        if let generation { object["generation"] = .string(generation) }
        if let fault { object["fault"] = .string(fault) }
        return .object(object)
    }

    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        self.init(
            try members.required("vendor").word(GPU.Vendor.self),
            name: try members.required("name").name(),
            memory: try Testimony(size: members.required("memory")),
            driver: try Testimony(text: members.required("driver")))
        if let field = members.optional("pool") {
            guard let pool = GPU.Pool(rawValue: try field.string()) else {
                throw field.fault(.outOfRange(wanted: "a kind of memory", found: "another word"))
            }
            self.pool = pool
        }
        isExact = try members.optional("exact")?.bool() ?? false
        generation = try members.optional("generation")?.name()
        fault = try members.optional("fault")?.name()
    }
}

// MARK: - One fact

extension Testimony<String> {
    fileprivate var json: JSON {
        switch self {
        case .value(let text): .string(text)
        case .oneOf(let texts): ["one_of": .strings(texts)]
        case .between(let least, let most): ["min": .string(least), "max": .string(orNull: most)]
        case .unknown(let reason): ["not": .string(reason)]
        }
    }

    fileprivate init(text field: JSONField) throws(JSONFault) {
        if case .string = field.value {
            self = .value(try field.name())
            return
        }
        let members = try Self.members(field, ["one_of", "not"])
        if let several = members.optional("one_of") {
            var texts: [String] = []
            for text in try several.array() { texts.append(try text.name()) }
            self = try Self.several(texts.sorted(), several)
        } else {
            self = .unknown(try members.required("not").name())
        }
    }
}

extension Testimony {
    fileprivate init(
        word field: JSONField
    ) throws(JSONFault) where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
        if case .string = field.value {
            self = .value(try field.word(Value.self))
            return
        }
        let members = try Self.members(field, ["one_of", "not"])
        if let several = members.optional("one_of") {
            var values: [Value] = []
            for word in try several.array() { values.append(try word.word(Value.self)) }
            self = try Self.several(values.sorted { $0.rawValue < $1.rawValue }, several)
        } else {
            self = .unknown(try members.required("not").name())
        }
    }

    /// More than are told apart by any inventory.
    private static var mostValues: Int { 64 }

    /// The members of what is told in one of several ways.
    fileprivate static func members(
        _ field: JSONField, _ ways: [String], besides: [String] = []
    ) throws(JSONFault) -> JSONMembers {
        let members = try field.object(keys: ways + besides)
        let told = ways.filter { members.optional($0) != nil }
        if told.count > 1 {
            throw field.fault(.breaksRule("it has '\(told[0])' and '\(told[1])'"))
        }
        return members
    }

    /// Of one value, that one.
    fileprivate static func several(
        _ values: [Value], _ field: JSONField
    ) throws(JSONFault) -> Testimony {
        if values.count > mostValues {
            throw field.fault(.breaksRule("it has more than \(mostValues) values"))
        }
        let values = values.uniqued()
        guard let first = values.first else {
            throw field.fault(.outOfRange(wanted: "some values", found: "none"))
        }
        return values.count == 1 ? .value(first) : .oneOf(values)
    }
}

extension Testimony<ByteCount> {
    fileprivate var json: JSON {
        switch self {
        case .value(let size): ["at": .integer(size)]
        case .oneOf(let sizes): ["one_of": .array(sizes.map { .integer($0) })]
        case .between(let least, let most?): ["min": .integer(least), "max": .integer(most)]
        case .between(let least, nil): ["min": .integer(least)]
        case .unknown(let reason): ["not": .string(reason)]
        }
    }

    fileprivate init(size field: JSONField) throws(JSONFault) {
        let members = try Self.members(field, ["at", "one_of", "min", "not"], besides: ["max"])
        if members.optional("max") != nil, members.optional("min") == nil {
            throw field.fault(.breaksRule("'max' has no 'min'"))
        }
        if let size = members.optional("at") {
            self = .value(try size.byteCount())
        } else if let several = members.optional("one_of") {
            var sizes: [ByteCount] = []
            for size in try several.array() { sizes.append(try size.byteCount()) }
            self = try Self.several(sizes.sorted(), several)
        } else if let least = try members.optional("min")?.byteCount() {
            let most = try members.stated("max")?.byteCount()
            if let most, most < least {
                throw members.fault(.breaksRule("'max' is less than 'min'"))
            }
            self = most == least ? .value(least) : .between(least, most)
        } else {
            self = .unknown(try members.required("not").name())
        }
    }
}
