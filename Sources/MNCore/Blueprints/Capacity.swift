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
