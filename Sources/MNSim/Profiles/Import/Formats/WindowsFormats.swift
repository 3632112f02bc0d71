import MNCore

/// `Get-CimInstance … | ConvertTo-Json`.
struct CIMJSONFormat: PasteFormat {
    let kind = ImportKind.windowsCIM
    let name = "ConvertTo-Json"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let text = PasteJSON.beginning(lines) else { return .unlike }
        let words = CIMClass.marks.map { "\"\($0)\"" } + ["\"Win32_"]
        return words.contains { text.contains($0) } ? .opening : .unlike
    }

    func end(_ lines: ArraySlice<String>) -> Int? { PasteJSON.end(lines) }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        let importer = try WindowsCIMImporter([
            (part.file, Array(part.lines.joined(separator: "\n").utf8))
        ])
        telling.changes = importer.changes
        telling.likelySystem = "Windows_NT"
        if part.isAbridged {
            telling.doubts = ["\(part.origin()): not all instances were pasted."]
            return telling
        }
        for (type, objects) in importer.instances {
            guard let kept = CIMClass.all.first(where: { $0.name == type })?.kept else { continue }
            telling.cim.instances[type] = Told(
                objects.map { object in
                    JSONObject(
                        object.members.filter { kept.contains($0.key) }.map { ($0.key, $0.value) })
                }, part.origin())
        }
        return telling
    }
}

/// The report of `dxdiag`: memory, processor and adapters of a Windows machine, without what its driver gives them.
struct DxDiagFormat: PasteFormat {
    let kind = ImportKind.dxdiag
    let name = "dxdiag"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first?.trimmed else { return .unlike }
        let isHeading = line == "System Information" || line.hasPrefix("Time of this report:")
        guard isHeading else { return .unlike }
        let isOne = lines.prefix(20).contains { $0.contains("Operating System: Windows") }
        return !isOne ? .unlike : line == "System Information" ? .opening : .line
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        let text = KeyedText(part.lines, isFlat: true)
        guard let system = text.anywhere("Operating System"), system.value.hasPrefix("Windows")
        else { return telling }
        telling.system = Told("Windows_NT", part.origin(system.line))
        if let memory = text.anywhere("Available OS Memory"),
            let megabytes = memory.value.split(separator: "M").first.flatMap({ Int($0.trimmed) })
        {
            telling.memory = FreeFormat.range("\(megabytes)", unit: 1 << 20)
                .map { Told($0, part.origin(memory.line)) }
        }
        if let processor = text.anywhere("Processor") {
            var object: JSONObject = ["Name": .string(processor.value)]
            if let number = Self.architecture(processor.value) {
                object["Architecture"] = .integer(number)
            }
            telling.cim.instances["Win32_Processor"] = Told(
                [object], part.origin(processor.line))
        }
        let adapters = Self.adapters(text)
        if !adapters.isEmpty, !part.isAbridged {
            telling.cim.instances["Win32_VideoController"] = Told(adapters, part.origin())
        }
        telling.changes = [
            "the properties of CIM's classes are composed from dxdiag",
            "the kind of the processor is told by its maker's name",
        ]
        return telling
    }

    /// Intel and AMD make no others for Windows, and Qualcomm makes these alone.
    private static func architecture(_ name: String) -> Int? {
        if ["Intel(R)", "AMD "].contains(where: name.contains) { return 9 }
        return ["Snapdragon", "Qualcomm", "Microsoft SQ"].contains(where: name.contains) ? 12 : nil
    }

    /// A display device for each monitor; those of one adapter have one key.
    private static func adapters(_ text: KeyedText) -> [JSONObject] {
        let names = [
            "Card name": "Name", "Manufacturer": "AdapterCompatibility",
            "Chip type": "VideoProcessor", "Driver Version": "DriverVersion",
        ]
        var adapters: [JSONObject] = []
        for node in text.nodes where !node.value.isEmpty {
            if node.key == "Card name" { adapters.append(JSONObject()) }
            guard let last = adapters.indices.last else { continue }
            if let name = names[node.key], adapters[last][name] == nil {
                adapters[last][name] = .string(node.value)
            } else if node.key == "Device Key" {
                let key = node.value.hasPrefix("Enum\\") ? node.value.dropFirst(5) : node.value[...]
                adapters[last]["PNPDeviceID"] = .string(String(key))
            } else if node.key == "Device Problem Code" {
                let code = node.value.filter(\.isNumber)
                adapters[last]["ConfigManagerErrorCode"] =
                    node.value == "No Problem" ? .integer(0) : Int(code).map { .integer($0) }
            }
        }
        var seen: Set<String> = []
        return adapters.filter { adapter in
            adapter["PNPDeviceID"]?.string.map { seen.insert($0).inserted } ?? true
        }
    }
}

/// `systeminfo` in English or German: the processor's kind, the release and the memory of a Windows machine.
struct SystemInfoFormat: PasteFormat {
    let kind = ImportKind.systeminfo
    let name = "systeminfo"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first,
            ["Host Name:", "Hostname:"].contains(where: { line.hasPrefix($0) })
        else { return .unlike }
        return lines.dropFirst().prefix(2).contains { line in
            let (key, value) = KeyedText.parts(line)
            return Self.english(key) == "OS Name" && value.contains("Windows")
        } ? .opening : .unlike
    }

    /// A key in English, whatever language it is in.
    private static func english(_ key: String) -> String {
        let keys = [
            "Hostname": "Host Name", "Betriebssystemname": "OS Name",
            "Betriebssystemversion": "OS Version", "Systemtyp": "System Type",
            "Prozessor(en)": "Processor(s)",
            "Gesamter physischer Speicher": "Total Physical Memory",
        ]
        return keys[key] ?? key
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        let nodes = KeyedText(part.lines, isFlat: true).nodes
        func first(_ key: String) -> KeyedText.Node? {
            nodes.first { Self.english($0.key) == key }
        }
        telling.system = Told("Windows_NT", part.origin())
        if let host = first("Host Name"), !host.value.isEmpty {
            telling.host = Told(host.value.lowercased(), part.origin(host.line))
        }
        if let version = first("OS Version"),
            let number = version.value.split(separator: " ")
                .first, DottedVersion(String(number)) != nil
        {
            telling.release = Told(String(number), part.origin(version.line))
        }
        let machines = ["x64-based PC": "AMD64", "ARM64-based PC": "ARM64"]
        if let type = first("System Type"), let machine = machines[type.value] {
            telling.machine = Told(machine, part.origin(type.line))
            // Of several, others tell an instance each, or one.
            if first("Processor(s)")?.value.hasPrefix("1 ") == true {
                telling.cim.instances["Win32_Processor"] = Told(
                    [["Architecture": .integer(machine == "AMD64" ? 9 : 12)]],
                    part.origin(type.line))
            }
        }
        if let memory = first("Total Physical Memory") {
            telling.memory = Self.memory(memory.value).map { Told($0, part.origin(memory.line)) }
            if telling.memory == nil {
                telling.doubts = ["Of '\(memory.value)' of systeminfo the size is not known."]
            }
        }
        telling.changes = ["the system and its memory are told by systeminfo"]
        return telling
    }

    /// Whole mebibytes, in groups of three as the language of the system parts them; it may be rounded up.
    private static func memory(_ text: String) -> MemoryRange? {
        guard text.hasSuffix(" MB") else { return nil }
        let groups = text.dropLast(3).split(omittingEmptySubsequences: false) {
            ",.'’ ".contains($0)
        }
        guard let first = groups.first, (1...3).contains(first.utf8.count) || groups.count == 1,
            groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }),
            groups.allSatisfy({ $0.utf8.allSatisfy(\.isASCIIDigit) }),
            let count = Int(groups.joined()), count > 1,
            let least = ByteCount.mebibytes(exactly: count - 1),
            let end = ByteCount.mebibytes(exactly: count + 1), end <= MemorySize.believable
        else { return nil }
        return MemoryRange(least: least, end: end, words: text)
    }
}
