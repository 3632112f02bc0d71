package import MNCore

/// `nvidia-smi -q -x`: its numbers in the form of the query that the probes run.
package struct NVIDIASMIImporter: Importer {
    package static let kind = ImportKind.nvidiaSMI

    private let log: XMLElement
    private let text: [UInt8]

    package init(_ bytes: [UInt8], name: String) throws(ImportFault) {
        do throws(XMLFault) {
            log = try XMLReader.read(bytes, limit: Document.sizeLimit)
        } catch {
            throw .unreadable(
                name: name, Document.place(of: min(error.offset, bytes.count), in: bytes),
                why: error.words)
        }
        text = bytes
        guard log.name == "nvidia_smi_log" else {
            throw .notOfKind(
                name: name, Self.kind, why: "its root is '\(log.name)', not 'nvidia_smi_log'")
        }
        if log.all("gpu").isEmpty {
            throw .notOfKind(name: name, Self.kind, why: "it lists no GPU")
        }
    }

    /// It tells neither the system nor the processor.
    package var platform: Platform? { nil }

    package var changes: [String] {
        [
            "the rows of --query-gpu are composed from the elements of -q -x",
            "what -q -x does not tell, such as compute_cap, stands as \(NVIDIATold.untold)",
            "it stands for the nvidia-smi of Linux and for that of WSL2, whichever is asked",
        ]
    }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        guard case .command(let argv) = access else { return .unrecorded }
        let told = told(PasteOrigin(file: "", line: 1))
        switch ProbeQuestion(argv) {
        case .nvidiaFields(let fields): return told.rows(fields) ?? .unrecorded
        case .nvidiaDetails: return .ended(.output(text))
        default: return .unrecorded
        }
    }

    /// What it tells, all of it in one place.
    func told(_ origin: PasteOrigin) -> NVIDIATold {
        var told = NVIDIATold()
        told.details = Told(text, origin)
        told.driver = (log["driver_version"] ?? log["kmd_version"])
            .flatMap { DottedVersion($0.text) == nil ? nil : Told($0.text, origin) }
        told.boards = log.all("gpu").map { gpu in
            var board = NVIDIATold.Board()
            let texts: [(String, String?)] = [
                ("pci.bus_id", gpu.attributes["id"]), ("name", gpu["product_name"]?.text),
                ("memory.total", gpu.descendant("fb_memory_usage", "total")?.text.withoutUnit),
                ("mig.mode.current", gpu.descendant("mig_mode", "current_mig")?.text),
                ("addressing_mode", gpu["addressing_mode"]?.text),
            ]
            for (field, text) in texts {
                guard let text, !text.isEmpty else { continue }
                board.cells[field] = Told(text == "N/A" ? "[N/A]" : text, origin)
            }
            return board
        }
        return told
    }
}
