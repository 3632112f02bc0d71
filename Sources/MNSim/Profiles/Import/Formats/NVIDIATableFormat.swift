import MNCore

/// The table that `nvidia-smi` prints.
///
/// It cuts long names, rounds nothing, and tells neither compute capability nor brand.
struct NVIDIATableFormat: PasteFormat {
    let kind = ImportKind.nvidiaSMI
    let name = "nvidia-smi"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        let first = lines.first?.utf8.first { !$0.isBlank }
        guard first == UInt8(ascii: "|") || first == UInt8(ascii: "+"),
            let line = lines.first?.trimmed
        else { return .unlike }
        if Self.isHeader(line) { return .opening }
        guard line.hasPrefix("+--"), lines.count > 1 else { return .unlike }
        return Self.isHeader(lines[lines.startIndex + 1].trimmed) ? .opening : .unlike
    }

    private static func isHeader(_ line: String) -> Bool {
        line.hasPrefix("| NVIDIA-SMI ")
            && (line.contains("Driver Version:") || line.contains("KMD Version:"))
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        // A border, the header, and whatever follows in boxes; between them stand empty lines.
        var end = lines.startIndex
        for index in lines.indices {
            let line = lines[index].trimmed
            if index > lines.startIndex + 1, Self.isHeader(line) {
                // The border above it is the next table's.
                return lines[index - 1].trimmed.hasPrefix("+") ? index - 1 : index
            }
            if line.hasPrefix("|") || line.hasPrefix("+") {
                end = index + 1
            } else if !line.isEmpty {
                break
            }
        }
        return end
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        let header = NVIDIADetails.Header(
            TextLines(Array((part.lines.joined(separator: "\n") + "\n").utf8)),
            .command(["nvidia-smi"]))
        let origin = part.origin(part.lines.first?.hasPrefix("+") == true ? 1 : 0)
        telling.nvidia.driver = header.driver.map { Told($0.text, origin) }
        telling.nvidia.cuda = header.cuda.value.map { Told("\($0)", origin) }
        var reader = NVIDIATableReader(part)
        reader.read()
        telling.nvidia.boards = reader.boards
        telling.nvidia.cut = reader.cut
        telling.nvidia.table = Told(reader.shown.joined(separator: "\n") + "\n", origin)
        if reader.isWindows { telling.system = Told("Windows_NT", origin) }
        telling.changes = [
            "the rows of --query-gpu are composed from the table of nvidia-smi, without its processes"
        ]
        if reader.boards.contains(where: { $0.cells["name"]?.value.hasSuffix("...") == true }) {
            telling.doubts.append("The table of nvidia-smi cuts the name of a GPU.")
        }
        if let cut = reader.cut {
            telling.doubts.append("The table of nvidia-smi is cut at \(cut).")
        }
        return telling
    }
}

/// Reads the boxes of the table: of the driver, of each GPU, of MIG's instances; those of processes not.
private struct NVIDIATableReader {
    private let part: PastePart
    var boards: [NVIDIATold.Board] = []
    /// The lines that name no process.
    var shown: [String] = []
    /// Where the list of GPUs ends too early.
    var cut: PasteOrigin?
    var isWindows = false

    private enum Box { case header, boards, instances, processes }

    private var box = Box.header
    /// The rows of the GPU that is being read.
    private var rows: [[String]] = []
    private var firstRow = 0
    private var hasModes = false
    private var instances: [String: [String]] = [:]
    private var hasInstances = false
    private var isClosed = false

    init(_ part: PastePart) { self.part = part }

    mutating func read() {
        for (index, line) in part.lines.enumerated() {
            let text = line.trimmed
            if text.hasPrefix("| Processes:") { box = .processes }
            if text.hasPrefix("| MIG devices:") { box = .instances }
            if box != .processes, !text.isEmpty { shown.append(text) }
            if text.hasPrefix("|=") {
                if box == .header { box = .boards }
                isClosed = false
            } else if text.hasPrefix("+") {
                endBoard()
                isClosed = true
            } else if text.hasPrefix("|") {
                isClosed = false
                row(text, index)
            }
        }
        let isCut = (box == .boards || box == .instances) && !isClosed || box == .header
        if isCut || part.isAbridged || boards.isEmpty {
            cut = part.origin(max(part.lines.count - 1, 0))
        }
        endBoard()
        addInstances()
    }

    private mutating func row(_ text: String, _ index: Int) {
        let cells = text.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
            .dropLast().map(\.trimmed)
        switch box {
        case .header:
            if text.contains("MIG M.") { hasModes = true }
            if text.contains("TCC/WDDM") || text.contains("Driver-Model") { isWindows = true }
        case .boards:
            if rows.isEmpty { firstRow = index }
            rows.append(cells)
        case .instances:
            hasInstances = true
            let words = (cells.first ?? "").split(separator: " ")
            guard words.count >= 3, cells.count > 1, words.allSatisfy({ Int($0) != nil }),
                let size = Self.size(cells[1])
            else { return }
            instances[String(words[0]), default: []].append("\(size) MiB")
        case .processes: break
        }
    }

    /// A GPU has two rows, and from R450 on a third one.
    private mutating func endBoard() {
        defer { rows = [] }
        guard box == .boards, let first = rows.first, first.count == 3 else { return }
        var words = first[0].split(separator: " ").map(String.init)
        guard words.count >= 3, Int(words[0]) != nil else { return }
        let origin = part.origin(firstRow)
        var board = NVIDIATold.Board()
        func tell(_ field: String, _ text: String) { board.cells[field] = Told(text, origin) }
        tell("index", words.removeFirst())
        if words.last.map(Self.modes.contains) == true { words.removeLast() }
        tell("name", words.joined(separator: " "))
        if let address = first[1].split(separator: " ").first.map(String.init),
            PCIDisplays.address(address) != nil
        {
            tell("pci.bus_id", address)
        }
        if rows.count > 1, rows[1].count == 3 {
            if let size = Self.size(rows[1][1]) {
                tell("memory.total", "\(size)")
            } else if rows[1][1] == "Not Supported" {
                // The query says it so where it has no number.
                tell("memory.total", "[N/A]")
            }
        }
        if hasModes, rows.count > 2, rows[2].count == 3 {
            let mode = rows[2][2].filter { $0 != "*" }
            if ["N/A", "Enabled", "Disabled"].contains(mode) {
                tell("mig.mode.current", mode == "N/A" ? "[N/A]" : mode)
            }
        }
        boards.append(board)
    }

    /// What stands behind the name: persistence mode, on Windows the driver's model.
    private static let modes: Set<String> = ["On", "Off", "N/A", "WDDM", "TCC", "MCDM", "ERR!"]

    /// `81559` of `59MiB /  81559MiB`.
    private static func size(_ text: String) -> Int? {
        let parts = text.split(separator: "/").map(\.trimmed)
        guard parts.count == 2, parts[1].hasSuffix("MiB"), parts[0].hasSuffix("MiB") else {
            return nil
        }
        return Int(parts[1].dropLast(3))
    }

    private mutating func addInstances() {
        guard hasInstances, isClosed, cut == nil else { return }
        for index in boards.indices
        where boards[index].cells["mig.mode.current"]?.value == "Enabled" {
            let told = boards[index].index.flatMap { instances[$0] } ?? []
            boards[index].instances = Told(told, part.origin())
        }
    }
}
