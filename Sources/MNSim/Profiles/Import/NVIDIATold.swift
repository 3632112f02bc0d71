import MNCore

/// What pastes tell of NVIDIA GPUs: cells of the query that the probes run, and what `-q -x` holds beside.
struct NVIDIATold: Sendable {
    /// A board, with cells by the names of their fields.
    struct Board: Sendable {
        var cells: [String: Told<String>] = [:]
        var brand: Told<String>?
        var architecture: Told<String>?
        /// Of a slice of a board, what is said of its license.
        var license: Told<String>?
        /// The memory of each instance in the words of the tool, by its index; nil where that is not told.
        var instances: Told<[String]>?

        var address: String? { cells["pci.bus_id"].flatMap { PCIDisplays.address($0.value) } }
        var index: String? { cells["index"]?.value }
    }

    var boards: [Board] = []
    var driver: Told<String>?
    var cuda: Told<String>?
    /// The lines of the table that the bare program prints.
    var table: Told<String>?
    /// The whole output of `-q -x`.
    var details: Told<[UInt8]>?
    /// How the program ended where it gave no rows.
    var failure: Told<Outcome>?
    /// Where the list of boards is cut.
    var cut: PasteOrigin?

    /// The cell of what is not told.
    static let untold = "[not told]"

    /// No machine has as many.
    private static let mostBoards = 256

    /// Whether a board is one that is sold behind NVSwitch alone, on which nothing computes before its manager
    /// runs (NVIDIA, "Fabric Manager for NVIDIA NVSwitch Systems"; V100 has it from SXM3 on).
    var isSwitched: Bool {
        boards.contains { board in
            let name = board.cells["name"]?.value ?? ""
            let words = name.split { $0 == " " || $0 == "-" }
            return words.contains(where: Self.switchedNames.contains)
                && !words.contains { ["NVL", "PCIe"].contains($0) }
        }
    }

    private static let switchedNames: Set<Substring> = [
        "SXM3", "SXM4", "SXM5", "SXM6", "HBM3", "HGX", "H20", "H200", "H800", "B200", "B300",
    ]

    // MARK: - Putting together

    mutating func merge(_ other: NVIDIATold) throws(ImportFault) {
        try Told.merge(&driver, other.driver, "the NVIDIA driver")
        try Told.merge(&cuda, other.cuda, "the driver's CUDA")
        try Told.merge(&failure, other.failure, "how nvidia-smi ends")
        try Told.merge(&details, other.details, "nvidia-smi -q -x")
        // Loads and temperatures differ, headers do not.
        table = table ?? other.table
        let count = boards.count
        if other.boards.count > Self.mostBoards {
            cut = cut ?? other.boards[Self.mostBoards].cells.values.first?.origin
        }
        for (place, board) in other.boards.prefix(Self.mostBoards).enumerated() {
            try checkPlace(of: board)
            let match =
                boards.prefix(count).firstIndex { Self.isSame($0, board) }
                ?? (other.boards.count == count && Self.mayBeSame(boards[place], board)
                    ? place : nil)
            if let match {
                try boards[match].merge(board)
            } else {
                boards.append(board)
            }
        }
        cut = cut ?? other.cut
        if let failure, let name = boards.lazy.compactMap({ $0.cells["name"] }).first {
            throw .conflict(
                "nvidia-smi", failure.origin, "no GPU", name.origin, name.value)
        }
    }

    /// A board of one number is at one place.
    private func checkPlace(of board: Board) throws(ImportFault) {
        guard let place = board.cells["pci.bus_id"] else { return }
        for known in boards where known.index != nil && known.index == board.index {
            guard let own = known.cells["pci.bus_id"], known.address != board.address else {
                continue
            }
            throw .conflict(
                "the place of GPU \(board.index ?? "")", own.origin, own.value, place.origin,
                place.value)
        }
    }

    private static func isSame(_ one: Board, _ other: Board) -> Bool {
        if let address = one.address, let second = other.address { return address == second }
        return one.index != nil && one.index == other.index
    }

    private static func mayBeSame(_ one: Board, _ other: Board) -> Bool {
        (one.address == nil || other.address == nil) && (one.index == nil || other.index == nil)
    }

    // MARK: - Answers

    /// The rows of the query, or how the program ended; nil if neither is told.
    func rows(_ fields: [String]) -> Outcome? {
        if boards.isEmpty { return failure?.value }
        let lines = boards.enumerated().map { place, board in
            fields.map { cell($0, place, board) }.joined(separator: ", ") + "\n"
        }
        return .ended(
            CommandResult(
                .exited(0), standardOutput: Array(lines.joined().utf8), isTruncated: cut != nil))
    }

    private func cell(_ field: String, _ place: Int, _ board: Board) -> String {
        let text: String? =
            switch field {
            case "index": board.index ?? "\(place)"
            // The probes take this for a name that nobody knows.
            case "name": board.cells[field]?.value ?? "NVIDIA GPU"
            case "driver_version": board.cells[field]?.value ?? driver?.value
            case "mig.mode.current": board.cells[field]?.value ?? wholeMode(board)
            default: board.cells[field]?.value
            }
        guard let text, !text.isEmpty else { return Self.untold }
        // A comma would begin another cell.
        return String(text.map { $0 == "," || $0.isNewline ? " " : $0 })
    }

    /// `[N/A]` of a board that can have no instances, which its name or its driver tells.
    ///
    /// MIG came with A100 and the driver R450 (NVIDIA, MIG User Guide, "Supported GPUs").
    private func wholeMode(_ board: Board) -> String? {
        let words = (board.cells["name"]?.value ?? "").split { $0 == " " || $0 == "-" }
        if words.contains(where: Self.wholeNames.contains) { return "[N/A]" }
        let told = board.cells["driver_version"]?.value ?? driver?.value
        guard let version = told.flatMap({ DottedVersion($0) }) else { return nil }
        return version < DottedVersion(450) ? "[N/A]" : nil
    }

    /// Words in the names of boards that have no MIG.
    private static let wholeNames: Set<Substring> = [
        "GeForce", "Quadro", "TITAN", "GTX", "K80", "M40", "M60", "P4", "P40", "P100", "V100", "T4",
        "A2", "A10", "A10G", "A16", "A40", "L4", "L40", "L40S", "GB10",
    ]

    /// What `-q -x` says, as far as it is told; nil if nothing of it is.
    var xml: [UInt8]? {
        if let details { return details.value }
        let known = boards.filter {
            $0.brand != nil || $0.architecture != nil || $0.license != nil || $0.instances != nil
        }
        // A board without its instances would seem to have none.
        let isOpen = boards.contains {
            $0.instances == nil && $0.cells["mig.mode.current"]?.value == "Enabled"
        }
        guard !known.isEmpty, !isOpen else { return nil }
        var text = "<nvidia_smi_log>\n"
        if let driver { text += Self.element("driver_version", driver.value) }
        if let cuda { text += Self.element("cuda_version", cuda.value) }
        for board in boards {
            let id = board.cells["pci.bus_id"].map { " id=\"\(Self.escaped($0.value))\"" } ?? ""
            text += "<gpu\(id)>\n"
            if let brand = board.brand { text += Self.element("product_brand", brand.value) }
            if let name = board.architecture {
                text += Self.element("product_architecture", name.value)
            }
            if let license = board.license {
                let status = Self.element("license_status", license.value)
                text += "<gpu_virtualization_mode><virtualization_mode>VGPU</virtualization_mode>"
                text += "</gpu_virtualization_mode>\n<vgpu_software_licensed_product>"
                text += status + "</vgpu_software_licensed_product>\n"
            }
            let instances = board.instances?.value ?? []
            if !instances.isEmpty { text += "<mig_devices>\n" }
            for (index, memory) in instances.enumerated() {
                text += "<mig_device><index>\(index)</index><fb_memory_usage>"
                text += "<total>\(Self.escaped(memory))</total></fb_memory_usage></mig_device>\n"
            }
            if !instances.isEmpty { text += "</mig_devices>\n" }
            text += "</gpu>\n"
        }
        return Array((text + "</nvidia_smi_log>\n").utf8)
    }

    private static func element(_ name: String, _ text: String) -> String {
        "<\(name)>\(escaped(text))</\(name)>\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}

extension NVIDIATold.Board {
    fileprivate mutating func merge(_ other: Self) throws(ImportFault) {
        for (field, told) in other.cells.sorted(by: { $0.key < $1.key }) {
            if field == "index" && cells[field] != nil { continue }
            let known = cells[field]
            try Told.merge(&cells[field], told, "a GPU's \(field)") {
                Self.isSame(field, $0, $1)
            }
            // Of two names, one of which the table cut, the whole one counts.
            if let known, field == "name",
                told.value.count > known.value.count
                    || known.value.hasSuffix("...")
            {
                cells[field] = told.value.hasSuffix("...") ? known : told
            }
        }
        try Told.merge(&brand, other.brand, "a GPU's brand")
        try Told.merge(&architecture, other.architecture, "a GPU's architecture")
        license = license ?? other.license
        try Told.merge(&instances, other.instances, "a GPU's MIG instances")
    }

    private static func isSame(_ field: String, _ one: String, _ other: String) -> Bool {
        switch field {
        case "pci.bus_id": return PCIDisplays.address(one) == PCIDisplays.address(other)
        case "name":
            let (left, right) = (NVIDIAName.uncut(one), NVIDIAName.uncut(other))
            if left.isCut || right.isCut {
                return left.isCut && right.text.hasPrefix(left.text)
                    || right.isCut && left.text.hasPrefix(right.text)
            }
            return one == other
        // What is no number is said in several ways.
        case "memory.total" where one.hasPrefix("[") && other.hasPrefix("["): return true
        default: return one == other
        }
    }
}

/// Names of NVIDIA's GPUs as its table shows them.
enum NVIDIAName {
    /// The name without the three points that stand for its end.
    static func uncut(_ name: String) -> (text: String, isCut: Bool) {
        for mark in ["...", "…"] where name.hasSuffix(mark) {
            return (name.dropLast(mark.count).trimmed, true)
        }
        return (name, false)
    }
}
