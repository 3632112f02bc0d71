import MNCore

/// `system_profiler`, as text, JSON or a property list.
struct SystemProfilerFormat: PasteFormat {
    let kind = ImportKind.systemProfiler
    let name = "system_profiler"

    private static let headings = [
        "Hardware Overview:", "Graphics/Displays:", "System Software Overview:",
    ]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first?.trimmed else { return .unlike }
        if Self.headings.contains(line) { return .line }
        if line == "Hardware:" || line == "Software:" {
            return lines.dropFirst().prefix(4).contains { Self.headings.contains($0.trimmed) }
                ? .line : .unlike
        }
        let types = ["SPHardwareDataType", "SPDisplaysDataType"]
        if Self.isXML(line) {
            let isOne = lines.prefix(200).contains { line in types.contains { line.contains($0) } }
            return isOne ? .opening : .unlike
        }
        guard let text = PasteJSON.beginning(lines) else { return .unlike }
        return types.contains { text.contains("\"\($0)\"") } ? .opening : .unlike
    }

    private static func isXML(_ line: String) -> Bool {
        line.hasPrefix("<?xml") || line.hasPrefix("<plist")
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        let line = lines.first?.trimmed ?? ""
        if Self.isXML(line) {
            return lines.firstIndex { $0.contains("</plist>") }.map { $0 + 1 }
        }
        return line.hasPrefix("{") ? PasteJSON.end(lines) : nil
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        let line = part.lines.first?.trimmed ?? ""
        if Self.isXML(line) || line.hasPrefix("{") {
            let importer = try SystemProfilerImporter(
                Array(part.lines.joined(separator: "\n").utf8), name: part.file,
                at: part.origin())
            telling.mac = importer.told
            telling.release = importer.release
            telling.changes = importer.changes
        } else {
            Self.read(part, into: &telling)
        }
        telling.likelySystem = "Darwin"
        return telling
    }

    private static func read(_ part: PastePart, into telling: inout Telling) {
        let text = KeyedText(part.lines, isFlat: true)
        func told(_ key: String) -> Told<String>? {
            text.anywhere(key).map { Told($0.value, part.origin($0.line)) }
        }
        let name = told("Processor Name")
        telling.mac.chip = [told("Chip"), told("Chipset Model"), name].lazy.compactMap(\.self)
            .first { $0.value.hasPrefix("Apple ") }
        if let name, name.value.contains("Intel"), telling.mac.chip == nil {
            telling.mac.intelName = name
        }
        telling.mac.model = told("Model Identifier")
        if let memory = told("Memory"), let bytes = MacTold.bytes(memory.value) {
            telling.mac.bytes = Told(bytes, memory.origin)
        }
        // `Darwin 23.1.0`.
        if let kernel = told("Kernel Version"), kernel.value.hasPrefix("Darwin ") {
            telling.release = Told(String(kernel.value.dropFirst(7)), kernel.origin)
        }
        telling.changes = [
            "the answers of sysctl are composed from those of system_profiler",
            "Memory is taken as whole units of 1024^3 bytes, which is what macOS prints",
        ]
    }
}

/// `sysctl NAME …` of macOS.
struct SysctlFormat: PasteFormat {
    let kind = ImportKind.sysctl
    let name = "sysctl"

    private static let names = [
        "hw.memsize", "hw.model", "machdep.cpu.brand_string", "hw.optional.arm64",
    ]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        lines.first.flatMap(Self.pair) == nil ? .unlike : .line
    }

    private static func pair(_ line: String) -> (name: String, value: String)? {
        guard let name = names.first(where: line.hasPrefix) else { return nil }
        let rest = line.dropFirst(name.count)
        guard let mark = rest.first, mark == ":" || mark == "=" else { return nil }
        return (name, rest.dropFirst().trimmed)
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        for (index, line) in part.lines.enumerated() {
            guard let (name, value) = Self.pair(line), !value.isEmpty else { continue }
            let origin = part.origin(index)
            switch name {
            case "hw.memsize":
                if let bytes = Int(value), bytes > 0 { telling.mac.bytes = Told(bytes, origin) }
            case "hw.model": telling.mac.model = Told(value, origin)
            case "machdep.cpu.brand_string" where value.hasPrefix("Apple "):
                telling.mac.chip = Told(value, origin)
            case "machdep.cpu.brand_string" where value.contains("Intel"):
                telling.mac.intelName = Told(value, origin)
            default: break
            }
        }
        telling.likelySystem = "Darwin"
        return telling
    }
}
