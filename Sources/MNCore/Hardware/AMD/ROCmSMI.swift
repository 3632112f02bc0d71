/// `rocm-smi`: what is asked, and what its versions print.
///
/// The keys change with the version (`Card series`, `Card Series`; `GPU ID`, `Device ID`), warnings
/// stand before the JSON, and old ones print text where JSON was asked for (hardware.md §4.4).
enum ROCmSMI {
    static let argv = [
        "rocm-smi", "--showproductname", "--showbus", "--showmeminfo", "vram", "gtt", "--json",
    ]

    static func ask(_ inquiry: Inquiry) async -> Inquiry.Answer<[AMDTools.Row]> {
        let access = Access.command(argv)
        switch await inquiry.command(argv) {
        case .absent: return .absent
        case .gap(let gap): return .gap(gap)
        case .known(let result):
            guard result.ending == .exited(0), !result.isTruncated else {
                return .gap(Gap(access, .failed(result.summary)))
            }
            return rows(TextLines(result.standardOutput), access)
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
            .compactMap(AMDTools.device).first
        return AMDTools.Row(
            address: values["pci bus"].flatMap(AMDTools.address), name: name, device: device,
            target: values["gfx version"].flatMap(AMDTools.target),
            videoMemory: MemoryProbe.believed(values["vram total memory (b)"].flatMap { Int($0) }),
            translatedMemory: MemoryProbe.believed(
                values["gtt total memory (b)"].flatMap { Int($0) }),
            access: access, place: place)
    }
}
