/// `amd-smi static`: what is asked, and what its versions print.
///
/// An array in ROCm 6, an object with `gpu_data` in 7; a size is a number with its unit beside it, or
/// both in one text, or `N/A` (hardware.md §4.4).
enum AMDSMI {
    package static let argv = ["amd-smi", "static", "--asic", "--bus", "--vram", "--json"]

    static func ask(_ inquiry: Inquiry) async -> Inquiry.Answer<[AMDTools.Row]> {
        let access = Access.command(argv)
        let result: CommandResult
        switch await inquiry.success(of: argv) {
        case .absent: return .absent
        case .gap(let gap): return .gap(gap)
        case .known(let ended): result = ended
        }
        let lines = TextLines(result.standardOutput).lines
        let start = lines.firstIndex { "[{".contains($0.trimmed.first ?? " ") }
        guard let start else {
            return .gap(Gap(access, .unreadable("no JSON in: \(result.summary)")))
        }
        do throws(JSONFault) {
            let json = try JSON.parse(lines[start...].joined(separator: "\n"))
            let rows = (json.array ?? json["gpu_data"]?.array ?? []).enumerated().compactMap {
                row($1, "gpu \($0)", access)
            }
            return rows.isEmpty ? .gap(Gap(access, .unreadable("it lists no GPU"))) : .known(rows)
        } catch { return .gap(Gap(access, .unreadable("\(error)"))) }
    }

    private static func row(_ json: JSON, _ place: String, _ access: Access) -> AMDTools.Row? {
        guard let chip = json["asic"] else { return nil }
        func given(_ value: JSON?) -> String? {
            value?.string.flatMap { $0 == "N/A" || $0.isEmpty ? nil : $0 }
        }
        let video = json["vram"].flatMap(size)
        return AMDTools.Row(
            address: given(json["bus"]?["bdf"]).flatMap(PCIDisplays.address),
            name: given(chip["market_name"]),
            device: given(chip["device_id"]).flatMap({ PCIDisplays.number($0) }),
            target: given(chip["target_graphics_version"]).flatMap(AMDTools.target),
            videoMemory: video,
            videoWords: video.map { "\(Int(saturating: $0.mebibytes)) MB" }, access: access,
            place: place)
    }

    /// The size in `vram`, whose unit "MB" is 2^20 bytes.
    private static func size(_ vram: JSON) -> ByteCount? {
        for key in ["size", "vram_size", "size_mb", "vram_size_mb"] {
            guard let value = vram[key] else { continue }
            let number = value["value"] ?? value
            if let unit = value["unit"]?.string, unit != "MB" { return nil }
            if let count = number.integer { return mebibytes(count) }
            let words = (number.string ?? "").split(separator: " ")
            if let first = words.first, words.count == 1 || words.last == "MB" {
                return Int(first).flatMap(mebibytes)
            }
        }
        return nil
    }

    private static func mebibytes(_ count: Int) -> ByteCount? {
        ByteCount.mebibytes(exactly: count).flatMap { $0 <= MemorySize.believable ? $0 : nil }
    }
}

/// `rocm-smi`: what is asked, and what its versions print.
///
/// The keys change with the version (`Card series`, `Card Series`; `GPU ID`, `Device ID`), warnings
/// stand before the JSON, and old ones print text where JSON was asked for (hardware.md §4.4).
enum ROCmSMI {
    package static let argv = [
        "rocm-smi", "--showproductname", "--showbus", "--showmeminfo", "vram", "gtt", "--json",
    ]

    static func ask(_ inquiry: Inquiry) async -> Inquiry.Answer<[AMDTools.Row]> {
        let access = Access.command(argv)
        return switch await inquiry.success(of: argv) {
        case .absent: .absent
        case .gap(let gap): .gap(gap)
        case .known(let result): rows(TextLines(result.standardOutput), access)
        }
    }

    private static func rows(
        _ text: TextLines, _ access: Access
    ) -> Inquiry.Answer<[AMDTools.Row]> {
        let cards: [(place: String, values: [String: String])]
        if let start = text.lines.firstIndex(where: { $0.trimmed.hasPrefix("{") }) {
            do throws(JSONFault) {
                cards = Self.cards(
                    try JSON.parse(text.lines[start...].joined(separator: "\n")))
            } catch { return .gap(Gap(access, .unreadable("\(error)"))) }
        } else if !text.isWhole {
            return .gap(Gap(access, .unreadable("it is empty, or cut in the middle of a line")))
        } else {
            cards = Self.cards(text)
        }
        if cards.isEmpty { return .gap(Gap(access, .unreadable("it lists no card"))) }
        return .known(cards.map { row($0.place, $0.values, access) })
    }

    /// The members `card0`, `card1` …; `system` is none.
    private static func cards(_ json: JSON) -> [(place: String, values: [String: String])] {
        (json.object?.members ?? []).compactMap { member in
            guard member.key.hasPrefix("card"), let object = member.value.object else { return nil }
            var values: [String: String] = [:]
            for field in object.members { values[field.key.lowercased()] = field.value.string }
            return (member.key, values)
        }
    }

    /// Lines such as `GPU[0]: Card Series: …`, with white space of any kind.
    private static func cards(_ text: TextLines) -> [(place: String, values: [String: String])] {
        var cards: [Int: [String: String]] = [:]
        for line in text.lines where line.hasPrefix("GPU[") {
            let parts = line.dropFirst(4).split(separator: ":", maxSplits: 2).map(\.trimmed)
            guard parts.count == 3, parts[0].hasSuffix("]"), let index = Int(parts[0].dropLast())
            else { continue }
            cards[index, default: [:]][parts[1].lowercased()] = parts[2]
        }
        return cards.sorted { $0.key < $1.key }.map { ("GPU[\($0.key)]", $0.value) }
    }

    private static func row(
        _ place: String, _ values: [String: String], _ access: Access
    ) -> AMDTools.Row {
        // ROCm 4.3 prints "0x1002" where it found no name.
        let name = ["device name", "card series"].lazy.compactMap { values[$0] }
            .first { !$0.isEmpty && $0 != "N/A" && !$0.hasPrefix("0x") }
        // "Card model" is the subsystem's number before ROCm 6.1, and stands last.
        let device = ["device id", "gpu id", "card model"].lazy.compactMap { values[$0] }
            .compactMap { PCIDisplays.number($0) }.first
        return AMDTools.Row(
            address: values["pci bus"].flatMap(PCIDisplays.address), name: name, device: device,
            target: values["gfx version"].flatMap(AMDTools.target),
            videoMemory: MemorySize.believed(values["vram total memory (b)"].flatMap { Int($0) }),
            translatedMemory: MemorySize.believed(
                values["gtt total memory (b)"].flatMap { Int($0) }),
            access: access, place: place)
    }
}
