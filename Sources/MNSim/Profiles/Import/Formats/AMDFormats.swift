import MNCore

/// `rocm-smi`, as lines such as `GPU[0] : Card Series: …` or as JSON.
struct ROCmSMIFormat: PasteFormat {
    let kind = ImportKind.rocmSMI
    let name = "rocm-smi"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        if let text = PasteJSON.beginning(lines)?.lowercased() {
            let keys = [
                "card series", "card model", "vram total", "gpu id", "device name", "vram%",
            ]
            let isOne = text.contains("\"card") && keys.contains { text.contains("\"\($0)") }
            return isOne ? .opening : .unlike
        }
        if line.contains("ROCm System Management Interface") { return .opening }
        return Self.row(line) == nil ? .unlike : .line
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        PasteJSON.begins(lines.first ?? "") ? PasteJSON.end(lines) : nil
    }

    /// The card, the key in lower case, and the value of a line.
    private static func row(_ line: String) -> (index: Int, key: String, value: String)? {
        guard line.hasPrefix("GPU[") else { return nil }
        let parts = line.dropFirst(4).split(separator: ":", maxSplits: 2).map(\.trimmed)
        guard parts.count == 3, parts[0].hasSuffix("]"), let index = Int(parts[0].dropLast()),
            (0..<AMDTold.most).contains(index)
        else { return nil }
        return (index, parts[1].lowercased(), parts[2])
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.likelySystem = "Linux"
        func tell(_ index: Int, _ key: String, _ value: String, _ line: Int) {
            guard AMDTold.rocmKeys.contains(key), !value.isEmpty else { return }
            telling.amd.rocm[index, default: [:]][key] = Told(value, part.origin(line))
        }
        if PasteJSON.begins(part.lines.first ?? "") {
            let json = try PasteJSON.document(part)
            for member in json.object?.members ?? [] where member.key.hasPrefix("card") {
                guard let index = Int(member.key.dropFirst(4)), (0..<AMDTold.most).contains(index)
                else { continue }
                for field in member.value.object?.members ?? [] {
                    tell(index, field.key.lowercased(), field.value.string ?? "", 0)
                }
            }
        } else {
            for (line, text) in part.lines.enumerated() {
                if let row = Self.row(text) { tell(row.index, row.key, row.value, line) }
            }
        }
        telling.changes = ["of rocm-smi only what the probes ask for is kept"]
        if telling.amd.rocm.isEmpty {
            telling.doubts = ["This table of rocm-smi tells neither names nor sizes."]
        }
        return telling
    }
}

/// `amd-smi static` and `amd-smi list`, as text or JSON.
struct AMDSMIFormat: PasteFormat {
    let kind = ImportKind.amdSMI
    let name = "amd-smi"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        if let text = PasteJSON.beginning(lines) {
            let keys = ["\"asic\"", "\"bdf\"", "\"vram\"", "\"bus\""]
            let isOne = text.contains("\"gpu\"") && keys.contains { text.contains($0) }
            return isOne ? .opening : .unlike
        }
        guard let line = lines.first, Self.index(line) != nil, lines.count > 1 else {
            return .unlike
        }
        let next = lines[lines.startIndex + 1]
        let isKey = KeyedText.parts(next).key.allSatisfy {
            $0.isUppercase || $0 == "_" || $0.isNumber
        }
        return next.hasPrefix(" ") && isKey ? .line : .unlike
    }

    /// The number in `GPU: 0`.
    private static func index(_ line: String) -> Int? {
        line.hasPrefix("GPU: ") ? Int(line.dropFirst(5).trimmed) : nil
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        PasteJSON.begins(lines.first ?? "") ? PasteJSON.end(lines) : nil
    }

    private static let keys: [(path: [String], key: String)] = [
        (["ASIC", "MARKET_NAME"], "market_name"), (["ASIC", "DEVICE_ID"], "device_id"),
        (["ASIC", "TARGET_GRAPHICS_VERSION"], "target_graphics_version"),
        (["BUS", "BDF"], "bdf"), (["BDF"], "bdf"), (["VRAM", "SIZE"], "size"),
        (["VRAM", "VRAM_SIZE"], "size"),
    ]

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.likelySystem = "Linux"
        func tell(_ index: Int, _ key: String, _ value: String, _ line: Int) {
            guard !value.isEmpty, value != "N/A", (0..<AMDTold.most).contains(index),
                !value.contains("..."), !value.contains("…")
            else { return }
            telling.amd.amd[index, default: [:]][key] = Told(value, part.origin(line))
        }
        if PasteJSON.begins(part.lines.first ?? "") {
            let json = try PasteJSON.document(part)
            for item in json.array ?? json["gpu_data"]?.array ?? [] {
                guard let index = item["gpu"]?.integer else { continue }
                for (path, key) in Self.keys {
                    var value: JSON? = item
                    for step in path { value = value?[step.lowercased()] }
                    tell(index, key, value.map(Self.words) ?? "", 0)
                }
            }
        } else {
            let text = KeyedText(part.lines)
            for node in text.roots.map({ text.nodes[$0] }) {
                guard node.key == "GPU", let index = Int(node.value) else { continue }
                for (path, key) in Self.keys {
                    var found: KeyedText.Node? = node
                    for step in path { found = found.flatMap { text.first(step, below: $0) } }
                    if let found { tell(index, key, found.value, found.line) }
                }
            }
        }
        telling.changes = ["the JSON of amd-smi static is composed from what it prints"]
        return telling
    }

    /// `64289 MB` of a number with its unit beside it, or of a text.
    private static func words(_ value: JSON) -> String {
        if let text = value.string { return text }
        let number = (value["value"] ?? value).integer.map(String.init) ?? ""
        return value["unit"]?.string.map { "\(number) \($0)" } ?? number
    }
}
