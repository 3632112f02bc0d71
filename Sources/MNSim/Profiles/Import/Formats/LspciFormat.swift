import MNCore

/// `lspci -nn`, with `-k` or not, `-n`, `-mm` or `-vmm`: the devices of a Linux machine's bus.
///
/// Without numbers it tells nothing that is asked.
struct LspciFormat: PasteFormat {
    let kind = ImportKind.lspci
    let name = "lspci"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        if line.hasPrefix("Slot:"),
            lines.dropFirst().prefix(2).contains(where: { $0.hasPrefix("Class:") })
        {
            return .line
        }
        guard let (_, rest) = Self.entry(line) else { return .unlike }
        return rest.first?.isLetter == true && rest.contains(": ") || rest.first == "\""
            || Self.numbers(rest) != nil ? .line : .unlike
    }

    /// `0000:01:00.0` of a line that begins with `01:00.0`, and what follows.
    private static func entry(_ line: String) -> (address: String, rest: Substring)? {
        guard let end = line.firstIndex(of: " ") else { return nil }
        return address(line[..<end]).map { ($0, line[line.index(after: end)...]) }
    }

    private static func address(_ text: some StringProtocol) -> String? {
        let parts = text.lowercased().split { $0 == ":" || $0 == "." }
        let hex = parts.allSatisfy { $0.allSatisfy(\.isHexDigit) }
        guard hex, text.contains("."), (3...4).contains(parts.count) else { return nil }
        let tail = parts.suffix(3).map(\.count)
        guard tail == [2, 2, 1], parts.count == 3 || parts[0].count >= 4 else { return nil }
        let domain = parts.count == 4 ? String(parts[0].suffix(4)) : "0000"
        return
            "\(domain):\(parts[parts.count - 3]):\(parts[parts.count - 2]).\(parts[parts.count - 1])"
    }

    /// Class, vendor and device in the text behind an address; nil if it has no numbers.
    private static func numbers(_ text: some StringProtocol) -> BusTold.Device? {
        if text.first == "\"" {
            let fields = text.split(separator: "\"").filter { !$0.isBlank }
            guard fields.count >= 3 else { return nil }
            let found = fields.prefix(3).compactMap { bracketed(String($0)) ?? plain($0) }
            return found.count == 3
                ? BusTold.Device(kind: found[0], vendor: found[1], device: found[2]) : nil
        }
        guard let end = text.firstRange(of: ": ") else { return nil }
        let head = text[..<end.lowerBound]
        let tail = text[end.upperBound...]
        guard let kind = bracketed(String(head)) ?? plain(head) else { return nil }
        // The last such brackets are those of the numbers; names may have others.
        let words = tail.split { "[] ()".contains($0) }
        let pair = words.last { word in
            let halves = word.split(separator: ":", omittingEmptySubsequences: false)
            return halves.count == 2 && halves.allSatisfy { plain($0) != nil }
        }
        guard let pair else { return nil }
        let halves = pair.lowercased().split(separator: ":")
        return BusTold.Device(kind: kind, vendor: String(halves[0]), device: String(halves[1]))
    }

    /// `0300` of `VGA compatible controller [0300]`.
    private static func bracketed(_ text: String) -> String? {
        guard text.hasSuffix("]"), let start = text.lastIndex(of: "[") else { return nil }
        return plain(text[text.index(after: start)...].dropLast())
    }

    private static func plain(_ text: some StringProtocol) -> String? {
        text.count == 4 && text.allSatisfy(\.isHexDigit) ? text.lowercased() : nil
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.likelySystem = "Linux"
        let entries = Self.entries(part)
        var isPlain = false
        for entry in entries {
            guard var device = entry.device else {
                isPlain = true
                continue
            }
            device.driver = entry.driver
            telling.bus.devices[entry.address] = Told(device, part.origin(entry.line))
        }
        let kinds = telling.bus.devices.values.map(\.value.kind)
        let isChosen = part.command?.words.contains { ["-s", "-d"].contains($0.prefix(2)) } == true
        // Whoever picks displays out of the list leaves the bridges.
        telling.bus.isWhole =
            !isPlain && !isChosen && !part.isAbridged && part.command?.isFiltered != true
            && kinds.contains { ["0600", "0604"].contains($0) }
            && kinds.contains { !$0.hasPrefix("03") && !$0.hasPrefix("06") && !$0.hasPrefix("12") }
        telling.changes = [
            "the files of the bus are composed from lspci, which leaves out a class's last byte"
        ]
        if isPlain { telling.doubts.append("lspci shows no numbers without -nn.") }
        if !telling.bus.isWhole, !telling.bus.devices.isEmpty {
            telling.doubts.append("Of lspci a part was pasted; other GPUs may be there.")
        }
        return telling
    }

    private struct Entry {
        var address: String
        var line: Int
        var device: BusTold.Device?
        var driver: String?
    }

    private static func entries(_ part: PastePart) -> [Entry] {
        var entries: [Entry] = []
        var fields: [String: String] = [:]
        func endBlock() {
            let numbers = ["Class", "Vendor", "Device"].compactMap { fields[$0] }
                .compactMap { bracketed($0) ?? plain($0) }
            guard !entries.isEmpty, numbers.count == 3 else { return }
            entries[entries.count - 1].device = .init(
                kind: numbers[0], vendor: numbers[1], device: numbers[2])
            entries[entries.count - 1].driver = fields["Driver"]
        }
        for (index, line) in part.lines.enumerated() {
            let (key, value) = KeyedText.parts(line)
            if key == "Slot", let address = address(value) {
                endBlock()
                fields = ["Slot": value]
                entries.append(Entry(address: address, line: index))
            } else if fields["Slot"] != nil {
                fields[key] = value
            } else if let found = entry(line) {
                entries.append(
                    Entry(address: found.address, line: index, device: numbers(found.rest)))
            } else if !entries.isEmpty {
                if key == "Kernel driver in use" { entries[entries.count - 1].driver = value }
                // It stands behind the driver, so that there is none.
                if key == "Kernel modules", entries[entries.count - 1].driver == nil {
                    entries[entries.count - 1].driver = ""
                }
            }
        }
        endBlock()
        return entries
    }
}
