/// What `/proc/cpuinfo` tells of a Raspberry Pi, in a container and on old kernels too.
enum RaspberryPi {
    /// The systems-on-chip that old kernels name in the line `Hardware`; the newer among them say
    /// BCM2835 on all boards (Raspberry Pi documentation, "Processors").
    private static let chips: Set<Substring> = [
        "BCM2708", "BCM2709", "BCM2710", "BCM2711", "BCM2712", "BCM2835", "BCM2836", "BCM2837",
    ]

    /// The models by bits 4 to 11 of a revision (Raspberry Pi documentation, "New-style revision codes").
    private static let models: [Int: String] = [
        0x00: "A", 0x01: "B", 0x02: "A+", 0x03: "B+", 0x04: "2B", 0x05: "Alpha", 0x06: "CM1",
        0x08: "3B", 0x09: "Zero", 0x0A: "CM3", 0x0C: "Zero W", 0x0D: "3B+", 0x0E: "3A+",
        0x10: "CM3+", 0x11: "4B", 0x12: "Zero 2 W", 0x13: "400", 0x14: "CM4", 0x15: "CM4S",
        0x17: "5", 0x18: "CM5", 0x19: "500", 0x1A: "CM5 Lite",
    ]

    /// The board that a text of `/proc/cpuinfo` names, with the line that does; nil if it names none.
    static func named(in text: TextLines) -> (name: String, line: Int)? {
        if let (name, line) = text.value(of: "Model"), name.contains("Raspberry Pi") {
            return (name, line)
        }
        let revision = text.value(of: "Revision")
        let model = revision.flatMap { Self.model($0.value) }
        if let (chip, line) = text.value(of: "Hardware") {
            guard chips.contains(chip.prefix(while: { $0 != " " })) else { return nil }
            return ("Raspberry Pi\(model.map { " \($0)" } ?? "")", line)
        }
        // Kernels for 64 bits leave the chip out; other boards have no revision of this form.
        guard let model, let revision else { return nil }
        return ("Raspberry Pi \(model)", revision.line)
    }

    /// The model in a revision of the new style, such as `a22082`; nil for any other.
    private static func model(_ revision: String) -> String? {
        guard (6...8).contains(revision.count), let bits = Int(revision, radix: 16) else {
            return nil
        }
        // Bit 23 marks the style; then come memory, maker and processor, of which few are given out.
        guard bits >> 23 & 1 == 1, bits >> 20 & 7 <= 6, bits >> 16 & 15 <= 5, bits >> 12 & 15 <= 4
        else { return nil }
        return models[bits >> 4 & 255]
    }
}
