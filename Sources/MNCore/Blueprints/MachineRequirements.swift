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

/// What a machine has beside what a model asks of it; asked only where a blueprint demands it.
package struct Capacity: Hashable, Sendable {
    /// The logical processors that are on.
    package var processors: Fact<Int> = .unknown([])
    /// Nil where it cannot be seen.
    package var store: StoreSpace?

    package init() {}

    /// Where each system tells its processors.
    static let processorList = "/sys/devices/system/cpu/online"
    static let processorVariable = "NUMBER_OF_PROCESSORS"
    static let processorSysctl = "hw.logicalcpu"

    /// What is asked for the processors of a system, as `uname` and Windows name it.
    package static func processorQuestion(_ system: String) -> Access? {
        switch system {
        case "Linux": .file(processorList)
        case "Darwin": .command(Sysctl.argv(processorSysctl))
        case "Windows_NT": .environment(processorVariable)
        default: nil
        }
    }

    /// Looks at what the requirements demand.
    package static func look(
        for requirements: MachineRequirements, _ machine: any Machine, _ hardware: Hardware,
        by time: (any Time)? = nil
    ) async -> Capacity {
        let deadline = time.map { ProbeDeadline(by: $0) }
        var capacity = Capacity()
        let resources = Set(requirements.minimums.map(\.resource))
        if resources.contains(.cpu) {
            let inquiry = Inquiry(machine: machine, deadline: deadline)
            capacity.processors = await processors(hardware.system.value, inquiry)
        }
        if resources.contains(.disk) {
            let inquiry = Inquiry(machine: machine, deadline: deadline)
            capacity.store = await StoreSpace.look(inquiry, hardware)
        }
        return capacity
    }

    private static func processors(
        _ system: Hardware.System?, _ inquiry: Inquiry
    ) async -> Fact<Int> {
        switch system {
        case .linux:
            let access = Access.file(processorList)
            return fact(await inquiry.attribute(processorList), access) { count(ranges: $0) }
        case .macos:
            var sysctl = Sysctl(inquiry: inquiry)
            return await sysctl.integer(processorSysctl)
        case .windows:
            let access = Access.environment(processorVariable)
            return fact(await inquiry.environment(processorVariable), access) { Int($0.trimmed) }
        case .other, nil: return .unknown([])
        }
    }

    private static func fact(
        _ answer: Inquiry.Answer<String>, _ access: Access, _ count: (String) -> Int?
    ) -> Fact<Int> {
        switch answer {
        case .absent: return .unknown([Gap(access, .absent)])
        case .gap(let gap): return .unknown([gap])
        case .known(let text):
            guard let number = count(text), number > 0 else {
                return .unknown([Gap(access, .unreadable("'\(text)' is no number of processors"))])
            }
            return .known(number, [Evidence(access, "line 1", quote: text)])
        }
    }

    /// The numbers that ranges such as `0-3,8` hold; nil for any other text.
    static func count(ranges text: String) -> Int? {
        var total = 0
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").map { Int($0.trimmed) }
            guard let first = ends.first, let low = first, let last = ends.last, let high = last,
                ends.count <= 2, (0...high).contains(low), high < 1 << 20
            else { return nil }
            total += high - low + 1
        }
        return total
    }
}

// What single nodes of a blueprint demand of the machine.
extension BlueprintReader {
    /// Notes what single nodes demand, which is not read: it would pass without a word.
    mutating func nodeDemands(_ field: JSONField?) -> [MachineRequirements.Unread] {
        var unread: [MachineRequirements.Unread] = []
        let nodes: [(String, JSONField)]
        if let named = field?.value.object {
            nodes = named.members.map { ($0.key, JSONField($0.value, at: JSONPointer())) }
        } else {
            nodes = (field?.value.array ?? []).enumerated().map {
                ("\($0)", JSONField($1, at: JSONPointer()))
            }
        }
        for (name, node) in nodes {
            for path in Self.nodePaths {
                guard unread.count < Self.nodeLimit, let value = node.value[JSONPointer(path)],
                    Self.demands(value, path)
                else { continue }
                unread.append(.init(name: (["nodes", name] + path).joined(separator: ".")))
            }
        }
        if let first = unread.first, let field {
            noteUncertain(
                "Single nodes demand something of the machine (\(first.name)), which is not checked.",
                help: "State it under 'requirements' of the manifest.", field.pointer,
                actual: first.name)
        }
        return unread
    }

    /// The most demands that are named.
    private static let nodeLimit = 100

    private static let nodePaths = ["requirements", "resources", "gpu", "gpus"].flatMap {
        [[$0], ["config", $0]]
    }

    private static func demands(_ value: JSON, _ path: [String]) -> Bool {
        if path.last?.hasPrefix("gpu") == true {
            return ![.null, "", 0, false, [:], []].contains(value)
        }
        let words = ["cpu", "memory", "disk", "gpu", "devices", "constraints"]
        return value.object?.members.contains { member in
            words.contains { member.key.lowercased().contains($0) }
                && ![.null, [], 0, [:]].contains(member.value)
        } ?? false
    }
}
