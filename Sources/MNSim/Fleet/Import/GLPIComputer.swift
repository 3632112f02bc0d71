import MNCore

/// A computer as the GLPI agent or FusionInventory sends it, in JSON or in XML.
///
/// `cpus[].arch` is `i386` for all of Intel's and AMD's on Linux (FusionInventory-Agent 2.6,
/// Linux/i386/CPU.pm), so that the system's counts; a GPU memory of 4095 MB may be the most that 32 bits hold.
enum GLPIComputer {
    static func machine(_ document: JSON, name: String) throws(NotTaken) -> ReportedMachine {
        guard let content = document["content"] ?? document["request"]?["content"],
            content.object != nil
        else { throw NotTaken("it has no content") }
        let hardware = first(content["hardware"])
        let system = first(content["operatingsystem"])
        let processors = all(content["cpus"])
        if hardware == nil, system == nil { throw NotTaken("it is no computer") }
        var machine = ReportedMachine()
        machine.system = [
            system?["kernel_name"], system?["full_name"], system?["name"], hardware?["osname"],
        ].lazy.compactMap { $0?.string }.first { !$0.isBlank }
        if machine.system?.lowercased() == "mswin32" { machine.system = "Windows" }
        machine.processor = system?["arch"]?.string
        machine.processorName = processors.lazy.compactMap { $0["name"]?.string }.first
        machine.model = first(content["bios"])?["smodel"]?.string
        machine.boardWords = [system?["kernel_version"]?.string]
        let virtual = hardware?["vmsystem"]?.string
        machine.isVirtual = virtual.map { $0.lowercased() != "physical" }
        machine.identity = [
            hardware?["uuid"]?.string ?? document["deviceid"]?.string
                ?? document["request"]?["deviceid"]?.string ?? name
        ].compactMap(\.self)
        machine.see([first(content["accesslog"])?["logdate"]?.string])
        machine.names = names(document, content, name)
        machine.memory = size(hardware?["memory"], "the inventory has no memory")
        if content["videos"] != nil {
            machine.gpus = all(content["videos"]).compactMap(gpu)
        }
        return machine
    }

    /// All that names the computer or somebody who works at it.
    private static func names(_ document: JSON, _ content: JSON, _ name: String) -> [String] {
        func texts(_ key: String, _ members: [String]) -> [String] {
            all(content[key]).flatMap { one in members.flatMap { all(one[$0]).compactMap(\.string) }
            }
        }
        return [document["deviceid"], document["request"]?["deviceid"]].compactMap { $0?.string }
            + [name]
            + texts(
                "hardware", ["name", "uuid", "lastloggeduser", "userid", "winowner", "ipaddr"])
            + texts("bios", ["ssn", "msn", "assettag", "enclosureserial"])
            + texts("users", ["login"])
            + texts("operatingsystem", ["fqdn", "hostid"])
            + texts("networks", ["macaddr", "ipaddress", "ipaddress6"])
    }

    private static func gpu(_ video: JSON) -> ReportedGPU? {
        let names = [video["name"]?.string, video["chipset"]?.string].compactMap(\.self)
        // On Linux the name is the kind of controller, and the chip is what is meant.
        let isKind = names.first.map { $0.lowercased().contains("controller") } ?? true
        guard let name = isKind ? names.last : names.first, !name.isBlank else { return nil }
        var gpu = ReportedGPU(name, manufacturer: isKind ? nil : video["chipset"]?.string)
        gpu.memory = size(video["memory"], "the inventory has no GPU memory")
        if case .value(let size) = gpu.memory, ByteCount(4095 << 20) <= size,
            size <= ByteCount(4096 << 20)
        {
            gpu.memory = .between(ByteCount(4095 << 20), nil)
        }
        return gpu
    }

    /// A number of MiB, which XML has as text.
    private static func size(_ value: JSON?, _ reason: String) -> Testimony<ByteCount> {
        guard let count = value?.integer ?? value?.string.flatMap({ Int($0.trimmed) }), count > 0,
            let size = ByteCount.mebibytes(exactly: count), size <= MemorySize.believable
        else { return .unknown(reason) }
        return .value(size)
    }

    private static func first(_ value: JSON?) -> JSON? { all(value).first }

    /// What stands there once or several times.
    private static func all(_ value: JSON?) -> [JSON] {
        value?.array ?? [value].compactMap(\.self)
    }

    /// The XML form as the JSON one: keys in small letters, what stands several times as a list.
    static func json(_ element: XMLElement) -> JSON {
        if element.children.isEmpty { return .string(element.text.trimmed) }
        var values: [String: [JSON]] = [:]
        for child in element.children {
            values[child.name.lowercased(), default: []].append(json(child))
        }
        return .object(
            JSONObject(
                values.sorted { $0.key < $1.key }.map { key, values in
                    (key, values.count == 1 ? values[0] : .array(values))
                }))
    }
}
