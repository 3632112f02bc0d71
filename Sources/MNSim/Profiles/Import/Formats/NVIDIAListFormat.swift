import MNCore

/// `nvidia-smi -q`: its numbers in the form of the query that the probes run, and of `-q -x`.
struct NVIDIAListFormat: PasteFormat {
    let kind = ImportKind.nvidiaSMI
    let name = "nvidia-smi -q"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first, line.hasPrefix("=") else { return .unlike }
        return line.contains("==NVSMI LOG==") ? .opening : .unlike
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        let text = KeyedText(part.lines)
        var telling = Telling()
        func told(_ keys: String...) -> Told<String>? {
            keys.lazy.compactMap { text.first($0) }.first { DottedVersion($0.value) != nil }
                .map { Told($0.value, part.origin($0.line)) }
        }
        telling.nvidia.driver = told("Driver Version", "KMD Version")
        telling.nvidia.cuda = told("CUDA Version", "CUDA UMD Version")
        let boards = text.roots.map { text.nodes[$0] }.filter { $0.key.hasPrefix("GPU ") }
        for (place, node) in boards.enumerated() {
            telling.nvidia.boards.append(
                board(node, isLast: place == boards.count - 1, text, part))
        }
        let count = text.first("Attached GPUs").flatMap { Int($0.value) }
        if count != boards.count || boards.isEmpty || part.isAbridged {
            telling.nvidia.cut = part.origin(max(part.lines.count - 1, 0))
            telling.doubts.append("The list of nvidia-smi -q is not whole.")
        }
        if boards.contains(where: {
            text.first("Driver Model", "Current", below: $0)
                .map { ["WDDM", "TCC", "MCDM"].contains($0.value) } == true
        }) {
            telling.system = Told("Windows_NT", part.origin())
        }
        telling.changes = [
            "the answers of nvidia-smi's query and of -q -x are composed from its -q"
        ]
        return telling
    }

    private func board(
        _ node: KeyedText.Node, isLast: Bool, _ text: KeyedText, _ part: PastePart
    ) -> NVIDIATold.Board {
        var board = NVIDIATold.Board()
        func tell(_ field: String, _ found: KeyedText.Node?) {
            guard let found, !found.value.isEmpty else { return }
            let value = found.value == "N/A" ? "[N/A]" : found.value.withoutUnit
            board.cells[field] = Told(value, part.origin(found.line))
        }
        let address = node.key.dropFirst(4).trimmed
        if PCIDisplays.address(address) != nil {
            board.cells["pci.bus_id"] = Told(address, part.origin(node.line))
        }
        tell("name", text.first("Product Name", below: node))
        // Without its unit it may be cut.
        let memory = text.first("FB Memory Usage", "Total", below: node)
        tell(
            "memory.total",
            memory.flatMap {
                $0.value.first?.isNumber == true && !$0.value.hasSuffix(" MiB") ? nil : $0
            })
        tell("mig.mode.current", text.first("MIG Mode", "Current", below: node))
        tell("addressing_mode", text.first("Addressing Mode", below: node))
        if let brand = text.first("Product Brand", below: node), !brand.value.isEmpty {
            board.brand = Told(brand.value, part.origin(brand.line))
        }
        if let name = text.first("Product Architecture", below: node), !name.value.isEmpty {
            board.architecture = Told(name.value, part.origin(name.line))
        }
        if text.first("GPU Virtualization Mode", "Virtualization Mode", below: node)?.value
            == "VGPU",
            let status = text.first("vGPU Software Licensed Product", "License Status", below: node)
        {
            board.license = Told(status.value, part.origin(status.line))
        }
        let devices = text.all("MIG Device", below: node)
        // Behind the instances of a board stands more of it.
        let isWhole = node.children.last.map { text.nodes[$0].key != "MIG Device" } == true
        if board.cells["mig.mode.current"]?.value == "Enabled", isWhole, !part.isAbridged,
            !isLast || text.first("FB Memory Usage", below: node) != nil
        {
            let sizes = devices.map { device in
                (text.first("Shared FB Memory Usage", "Total", below: device)
                    ?? text.first("FB Memory Usage", "Total", below: device))?.value ?? "?"
            }
            board.instances = Told(sizes, part.origin(node.line))
        }
        return board
    }
}

/// `nvidia-smi -q -x`: its numbers in the form of the query that the probes run.
struct NVIDIAXMLFormat: PasteFormat {
    let kind = ImportKind.nvidiaSMI
    let name = "nvidia-smi -q -x"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard lines.first?.utf8.first(where: { !$0.isBlank }) == UInt8(ascii: "<"),
            let line = lines.first?.trimmed
        else { return .unlike }
        if line.hasPrefix("<nvidia_smi_log") { return .opening }
        guard line.hasPrefix("<?xml") || line.hasPrefix("<!DOCTYPE") else { return .unlike }
        return lines.prefix(4).contains { $0.contains("<nvidia_smi_log") } ? .opening : .unlike
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        lines.firstIndex { $0.contains("</nvidia_smi_log>") }.map { $0 + 1 }
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        let bytes = Array((part.lines.joined(separator: "\n") + "\n").utf8)
        let importer: NVIDIASMIImporter
        do throws(ImportFault) {
            importer = try NVIDIASMIImporter(bytes, name: part.file)
        } catch .unreadable(let name, let place, let why) {
            throw .unreadable(
                name: name,
                place.map { .init(line: $0.line + part.first - 1, column: $0.column) }, why: why)
        }
        var telling = Telling()
        telling.nvidia = importer.told(part.origin())
        telling.changes = importer.changes
        return telling
    }
}

extension String {
    /// `23028` from `23028 MiB`.
    var withoutUnit: String { hasSuffix(" MiB") ? String(dropLast(4)) : self }
}
