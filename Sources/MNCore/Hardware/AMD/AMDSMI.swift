/// `amd-smi static`: what is asked, and what its versions print.
///
/// An array in ROCm 6, an object with `gpu_data` in 7; a size is a number with its unit beside it, or
/// both in one text, or `N/A` (hardware.md §4.4).
enum AMDSMI {
    static let argv = ["amd-smi", "static", "--asic", "--bus", "--vram", "--json"]

    static func ask(_ inquiry: Inquiry) async -> Inquiry.Answer<[AMDTools.Row]> {
        let access = Access.command(argv)
        let result: CommandResult
        switch await inquiry.command(argv) {
        case .absent: return .absent
        case .gap(let gap): return .gap(gap)
        case .known(let ended): result = ended
        }
        guard result.ending == .exited(0), !result.isTruncated else {
            return .gap(Gap(access, .failed(result.summary)))
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
        return AMDTools.Row(
            address: given(json["bus"]?["bdf"]).flatMap(AMDTools.address),
            name: given(chip["market_name"]),
            device: given(chip["device_id"]).flatMap(AMDTools.device),
            target: given(chip["target_graphics_version"]).flatMap(AMDTools.target),
            videoMemory: json["vram"].flatMap(size), access: access, place: place)
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
        ByteCount.mebibytes(exactly: count).flatMap { $0 <= MemoryProbe.believable ? $0 : nil }
    }
}
