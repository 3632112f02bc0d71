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
            "what -q -x does not tell, such as compute_cap, stands as [N/A]",
            "it stands for the nvidia-smi of Linux and for that of WSL2, whichever is asked",
        ]
    }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        guard case .command(let argv) = access else { return .unrecorded }
        switch ProbeQuestion(argv) {
        case .nvidiaFields(let fields):
            let rows = log.all("gpu").enumerated().map { index, gpu in
                fields.map { cell($0, index, gpu) }.joined(separator: ", ") + "\n"
            }
            return .output(rows.joined())
        case .nvidiaDetails:
            return .ended(CommandResult(.exited(0), standardOutput: text))
        default: return .unrecorded
        }
    }

    /// A cell as the query prints it, without units.
    private func cell(_ field: String, _ index: Int, _ gpu: XMLElement) -> String {
        let value: String? =
            switch field {
            case "index": "\(index)"
            case "pci.bus_id": gpu.attributes["id"]
            case "name": gpu["product_name"]?.text
            case "memory.total": gpu.descendant("fb_memory_usage", "total")?.text.withoutUnit
            case "driver_version": log["driver_version"]?.text
            case "mig.mode.current": gpu.descendant("mig_mode", "current_mig")?.text
            case "addressing_mode": gpu["addressing_mode"]?.text
            default: nil
            }
        guard let value, !value.isEmpty, value != "N/A" else { return "[N/A]" }
        // A comma would begin another cell.
        return String(value.map { $0 == "," || $0.isNewline ? " " : $0 })
    }
}

extension String {
    /// `23028` from `23028 MiB`.
    fileprivate var withoutUnit: String { hasSuffix(" MiB") ? String(dropLast(4)) : self }
}
