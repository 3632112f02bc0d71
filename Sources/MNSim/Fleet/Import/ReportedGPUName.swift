import MNCore

/// Whose GPU one is, by its name.
struct ReportedGPUName {
    enum Kind: Hashable {
        case vendor(GPU.Vendor)
        /// It shows pictures and computes nothing for models: of a virtual machine, a session, a server's
        /// console, or Intel's.
        case display
        case unknown
    }

    let kind: Kind

    /// In words that stand alone: letters of other names have many of them.
    private static let displays = [
        "intel", "uhd graphics", "hd graphics", "iris", "aspeed", "matrox", "cirrus", "vmware",
        "svga", "basic display", "basic render", "hyper v", "virtualbox", "qxl", "virtio", "bochs",
        "remote display", "remotefx", "citrix", "displaylink", "parallels", "llvmpipe", "mirage",
        "mirror", "teamviewer", "vnc", "realvnc", "tightvnc", "ultravnc", "standard vga", "idd",
        "iddsampledriver", "spacedesk", "red hat", "xen", "xenserver", "amazon nitro", "microsoft",
        "arc",
    ].map { " \($0) " }
    /// The beginnings of words that a number follows.
    private static let chips = ["ast2", "g200"]

    /// Of NVIDIA's cards for servers, whose names alone some inventories have.
    private static let cards: Set<Substring> = [
        "a2", "a10", "a10g", "a16", "a30", "a40", "a100", "a800", "l4", "l20", "l40", "l40s", "h20",
        "h100", "h200", "h800", "b200", "b300", "gb200", "gb300", "gh200", "t4", "t4g", "v100",
        "p100", "p40", "p4", "k80", "m60",
    ]

    init(_ name: String, manufacturer: String?) {
        let text = "\(manufacturer ?? "") \(name)".lowercased()
        let words = text.split { !$0.isLetter && !$0.isNumber }
        func has(_ names: String...) -> Bool {
            words.contains { word in names.contains(where: word.hasPrefix) }
        }
        let spaced = " " + words.joined(separator: " ") + " "
        let isNVIDIA = has("nvidia", "geforce", "quadro")
        let isAMD = has("radeon", "firepro") || words.contains("amd")
        if ReportedDoubt.isIn(name) || isNVIDIA && isAMD
            || spaced.contains(" microsoft basic display ")
        {
            // Of what is not there, or of two vendors, nothing is told for certain; and Windows shows a card by
            // its basic driver until it has the card's own.
            kind = .unknown
        } else if has("nvidia", "geforce", "quadro", "tesla", "gtx", "rtx")
            // "Orin (nvgpu)", as nvidia-smi calls that of a Jetson.
            || words.contains("grid") || words.contains("nvgpu")
        {
            kind = .vendor(.nvidia)
        } else if has("adreno") || has("qualcomm") && !has("intel") {
            kind = .vendor(.adreno)
        } else if has("radeon", "firepro", "instinct")
            || spaced.contains(" advanced micro devices ")
            || words.contains("amd") || words.contains("ati")
        {
            kind = .vendor(.amd)
        } else if words.contains("apple") {
            kind = .vendor(.apple)
        } else if Self.displays.contains(where: spaced.contains)
            || words.contains(where: { Self.chips.contains(where: $0.hasPrefix) })
        {
            kind = .display
        } else if words.contains(where: Self.cards.contains) {
            kind = .vendor(.nvidia)
        } else {
            kind = .unknown
        }
    }

    /// Whether an AMD GPU is a part of the processor and uses the system's memory.
    ///
    /// Its names end with "Graphics" or have a number and an M or S: "Radeon(TM) Graphics", "Radeon 780M",
    /// "Radeon 8060S"; those of cards have RX, Pro or Instinct before the number.
    static func isIntegrated(_ name: String) -> Bool {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        if words.contains(where: { ["rx", "pro", "instinct", "firepro", "vii"].contains($0) }) {
            return false
        }
        return words.last == "graphics" || words.contains("vega")
            || words.contains { word in
                (word.last == "m" || word.last == "s") && word.dropLast().allSatisfy(\.isNumber)
                    && (4...5).contains(word.count)
            }
    }

    /// Whether Linux may run an AMD GPU by the driver 'radeon', which computes nothing for models: the cards
    /// before Polaris (hardware.md, case 34).
    static func mayUseOldDriver(_ name: String) -> Bool {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        return words.contains { ["firepro", "hd", "r5", "r7", "r9", "fury", "nano"].contains($0) }
    }

    /// Whether an NVIDIA GPU has no memory of its own (hardware.md §3.3).
    static func isUnified(_ name: String) -> Bool {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        return words.contains { ["gb10", "orin", "thor", "tegra", "xavier", "n1x"].contains($0) }
    }
}
