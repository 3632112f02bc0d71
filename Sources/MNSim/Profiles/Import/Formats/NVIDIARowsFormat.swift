import MNCore

/// `nvidia-smi --query-gpu=… --format=csv`, with its heading or with the command line before it.
struct NVIDIARowsFormat: PasteFormat {
    let kind = ImportKind.nvidiaSMI
    let name = "nvidia-smi --query-gpu"

    /// What the probes ask for, and other names of the same.
    private static let fields: [String: String] = [
        "index": "index", "pci.bus_id": "pci.bus_id", "gpu_bus_id": "pci.bus_id", "name": "name",
        "gpu_name": "name", "memory.total": "memory.total", "driver_version": "driver_version",
        "kmd_version": "driver_version", "compute_cap": "compute_cap",
        "mig.mode.current": "mig.mode.current", "addressing_mode": "addressing_mode",
    ]
    /// Fields of which one at least is asked for with each query that is worth reading.
    private static let marks: Set<String> = [
        "name", "gpu_name", "memory.total", "driver_version", "compute_cap", "pci.bus_id",
    ]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first, let first = line.utf8.first,
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first), !Self.heading(line).isEmpty
        else { return .unlike }
        return .opening
    }

    /// The fields of a heading; none if the line is no heading.
    private static func heading(_ line: String) -> [String] {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
            cell.trimmed.prefix { $0 != " " }
        }
        guard cells.count > 1 || line.contains("[MiB]") || line.contains("_"),
            cells.contains(where: { marks.contains(String($0)) }),
            cells.allSatisfy({ isField(String($0)) }),
            cells.count == 1 || line.contains("[") || cells.contains(where: { $0.contains(".") })
                || cells.contains(where: { $0.contains("_") })
        else { return [] }
        return line.split(separator: ",").map(\.trimmed)
    }

    private static func isField(_ cell: String) -> Bool {
        !cell.isEmpty
            && cell.utf8.allSatisfy {
                $0.isASCIILetter || $0.isASCIIDigit || "._".utf8.contains($0)
            }
    }

    private static func asked(_ command: PastedCommand?) -> [String] {
        guard let command, command.program == "nvidia-smi" else { return [] }
        for (index, word) in command.words.enumerated() where word.hasPrefix("--query-gpu") {
            let list =
                word.contains("=")
                ? word.drop { $0 != "=" }.dropFirst()
                : (index + 1 < command.words.count ? command.words[index + 1] : "")[...]
            return list.split(separator: ",").map(\.trimmed)
        }
        return []
    }

    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool {
        !Self.asked(command).isEmpty && command.words.contains { $0.contains("noheader") }
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var fields = Self.heading(part.lines.first ?? "")
        let hasHeading = !fields.isEmpty
        if !hasHeading { fields = Self.asked(part.command) }
        var telling = Telling()
        // `--help-query-gpu` has the fields below one another; no value begins with a small letter.
        let isList = part.lines.dropFirst().contains { line in
            line.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } == true
        }
        if hasHeading, fields.count == 1, isList {
            telling.doubts = ["\(part.origin()): a list of fields tells no GPU."]
            return telling
        }
        for (index, line) in part.lines.enumerated().dropFirst(hasHeading ? 1 : 0)
        where !line.isBlank {
            // One cell of drivers from 610 on has a comma in it.
            let cells = line.replacing("Deprecated, see", with: "Deprecated; see")
                .split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
            guard cells.count == fields.count else {
                telling.nvidia.cut = telling.nvidia.cut ?? part.origin(index)
                telling.doubts.append("\(part.origin(index)) has not as many cells as its heading.")
                break
            }
            var board = NVIDIATold.Board()
            for (field, cell) in zip(fields, cells) {
                tell(cell, of: field, part.origin(index), &board)
            }
            telling.nvidia.boards.append(board)
        }
        if part.isAbridged || telling.nvidia.boards.isEmpty {
            telling.nvidia.cut = telling.nvidia.cut ?? part.origin(max(part.lines.count - 1, 0))
        }
        telling.changes = ["of nvidia-smi's query only the fields that the probes ask for are kept"]
        return telling
    }

    private func tell(
        _ cell: String, of heading: String, _ origin: PasteOrigin, _ board: inout NVIDIATold.Board
    ) {
        let name = String(heading.prefix { $0 != " " })
        guard let field = Self.fields[name], !cell.isEmpty else { return }
        var text = cell
        if field == "memory.total" {
            // Without its unit the number has that of the heading.
            let unit = heading.drop { $0 != "[" }.prefix { $0 != "]" }.dropFirst()
            guard unit.isEmpty || unit == "MiB" else { return }
            text = cell.withoutUnit
        }
        if field == "driver_version", DottedVersion(text) == nil, board.cells[field] != nil {
            return
        }
        board.cells[field] = Told(text, origin)
    }
}

/// `nvidia-smi -L`: the names of GPUs, and the instances of MIG without their sizes.
struct NVIDIANamesFormat: PasteFormat {
    let kind = ImportKind.nvidiaSMI
    let name = "nvidia-smi -L"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        return Self.gpu(line) == nil ? .unlike : .line
    }

    /// `GPU 0: NVIDIA L4 (UUID: GPU-…)`.
    private static func gpu(_ line: String) -> (index: String, name: String)? {
        guard line.hasPrefix("GPU "), let end = line.firstRange(of: " (UUID: ") else { return nil }
        let parts = line[..<end.lowerBound].dropFirst(4).split(separator: ":", maxSplits: 1)
        guard parts.count == 2, Int(parts[0]) != nil else { return nil }
        return (String(parts[0]), parts[1].trimmed)
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        for (index, line) in part.lines.enumerated() {
            if let gpu = Self.gpu(line) {
                var board = NVIDIATold.Board()
                board.cells["index"] = Told(gpu.index, part.origin(index))
                board.cells["name"] = Told(gpu.name, part.origin(index))
                telling.nvidia.boards.append(board)
            } else if line.trimmed.hasPrefix("MIG "), !telling.nvidia.boards.isEmpty {
                telling.nvidia.boards[telling.nvidia.boards.count - 1]
                    .cells["mig.mode.current"] = Told("Enabled", part.origin(index))
            }
        }
        if part.isAbridged { telling.nvidia.cut = part.origin(max(part.lines.count - 1, 0)) }
        telling.changes = ["the rows of --query-gpu are composed from the names of nvidia-smi -L"]
        telling.doubts = ["nvidia-smi -L tells no memory and no driver."]
        return telling
    }
}
