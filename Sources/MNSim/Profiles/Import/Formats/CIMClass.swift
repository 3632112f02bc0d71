import MNCore

/// Classes of Windows's CIM, and which of their properties the probes ask for.
enum CIMClass {
    /// The class, properties that only it has, and those that are kept.
    static let all: [(name: String, marks: Set<String>, kept: Set<String>)] = [
        (
            "Win32_ComputerSystem", ["TotalPhysicalMemory", "HypervisorPresent", "SystemType"],
            ["Manufacturer", "Model", "SystemType", "TotalPhysicalMemory", "HypervisorPresent"]
        ),
        (
            "Win32_VideoController", ["AdapterRAM", "AdapterCompatibility", "VideoProcessor"],
            [
                "Name", "AdapterCompatibility", "AdapterRAM", "PNPDeviceID", "DriverVersion",
                "VideoProcessor", "Status", "ConfigManagerErrorCode",
            ]
        ),
        (
            "Win32_Processor", ["Architecture", "NumberOfCores", "SocketDesignation"],
            ["Name", "Architecture"]
        ),
        (
            "Win32_OperatingSystem",
            ["BuildNumber", "OSArchitecture", "TotalVisibleMemorySize"], ["Version"]
        ),
        ("Win32_PhysicalMemory", ["Capacity"], ["Capacity"]),
    ]

    /// What `wmic` calls them.
    private static let aliases: [String: String] = [
        "computersystem": "Win32_ComputerSystem", "cpu": "Win32_Processor",
        "os": "Win32_OperatingSystem", "memorychip": "Win32_PhysicalMemory",
    ]

    static let marks: Set<String> = all.reduce(into: []) { $0.formUnion($1.marks) }
    /// Properties that may stand in the heading of a table.
    static let known: Set<String> = all.reduce(into: ["Caption", "Node", "DeviceID"]) {
        $0.formUnion($1.marks.union($1.kept))
    }

    /// The class that a command line names.
    static func asked(by command: PastedCommand?) -> String? {
        guard let command else { return nil }
        for word in command.words.map({ $0.lowercased() }) {
            if let type = all.first(where: { $0.name.lowercased() == word })?.name { return type }
            if command.program.lowercased() == "wmic", let type = aliases[word] { return type }
        }
        return nil
    }

    /// The class of an instance with such properties.
    static func named(by properties: some Sequence<String>) -> String? {
        let names = Set(properties)
        return all.first { !$0.marks.isDisjoint(with: names) }?.name
    }

    private static let numbers: Set<String> = [
        "AdapterRAM", "TotalPhysicalMemory", "Architecture", "ConfigManagerErrorCode", "Capacity",
    ]

    /// A value as ConvertTo-Json would print it; nil where it is cut, or says nothing.
    private static func value(_ text: String, of property: String) -> JSON? {
        if text.isEmpty || text.hasSuffix("...") || text.hasSuffix("…") { return nil }
        if numbers.contains(property) { return Int(text).map { .integer($0) } }
        if property == "HypervisorPresent" {
            return ["true": true, "false": false][text.lowercased()]
        }
        return .string(text)
    }

    /// What instances of one class tell.
    static func telling(
        _ rows: [[(key: String, text: String)]], _ part: PastePart, type asked: String?
    ) -> Telling {
        var telling = Telling()
        telling.likelySystem = "Windows_NT"
        telling.changes = ["of each class only the properties that the probes select are kept"]
        if part.isAbridged {
            telling.doubts = ["\(part.origin()): not all instances were pasted."]
            return telling
        }
        var objects: [String: [JSONObject]] = [:]
        for row in rows {
            guard let type = named(by: row.map(\.key)) ?? asked,
                let entry = all.first(where: { $0.name == type })
            else { continue }
            var object = JSONObject()
            for (key, text) in row where entry.kept.contains(key) {
                if let value = value(text, of: key) { object[key] = value }
            }
            let texts = Dictionary(row.map { ($0.key, $0.text) }) { first, _ in first }
            if type == "Win32_Processor", object["Architecture"] == nil,
                let number = architecture(texts["Caption"] ?? "")
            {
                object["Architecture"] = .integer(number)
            }
            if type == "Win32_OperatingSystem", let text = texts["TotalVisibleMemorySize"] {
                telling.memory = FreeFormat.range(text, unit: 1 << 10).map {
                    Told($0, part.origin())
                }
            }
            objects[type, default: []].append(object)
        }
        for (type, found) in objects {
            telling.cim.instances[type] = Told(found, part.origin())
        }
        if objects["Win32_VideoController"]?.contains(where: { $0["PNPDeviceID"] == nil }) == true {
            telling.doubts.append("Without its PNPDeviceID the vendor of an adapter is not known.")
        }
        return telling
    }

    /// The number of the processor's kind by its caption: `Intel64 Family 6 Model 151 Stepping 2`.
    private static func architecture(_ caption: String) -> Int? {
        if ["Intel64 ", "AMD64 "].contains(where: caption.hasPrefix) { return 9 }
        return caption.hasPrefix("ARMv8 (64-bit)") ? 12 : nil
    }
}
