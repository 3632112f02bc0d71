import MNSim

@testable import MNCore
@testable import MNMachine

/// The columns that a machine's `nvidia-smi` printed in any form: a longer query, XML, or the table.
struct NVIDIAColumns {
    /// One dictionary a GPU, by the names of the query.
    private var rows: [[String: String]] = []
    /// `nvidia-smi -q -x`, as recorded, or with the instances of the text form.
    private(set) var xml: String?

    init?(_ machine: RealMachine) {
        let outputs = machine.outputs(of: "nvidia-smi")
        if let query = outputs.first(where: { output in
            output.arguments.contains { $0.hasPrefix("--query-gpu=") }
        }) {
            readCSV(query.text)
        } else if let output = outputs.first(where: { $0.arguments == ["-q", "-x"] }) {
            readXML(output.text)
        } else if let table = outputs.first(where: { $0.arguments.isEmpty }) {
            readTable(table.text)
        }
        if rows.isEmpty { return nil }
        if let output = outputs.first(where: { $0.arguments == ["-q", "-x"] }) {
            xml = output.text
        } else if let text = outputs.first(where: { $0.arguments == ["-q"] })?.text {
            xml = Self.instances(text)
        }
    }

    func csv(_ fields: [NVIDIAQuery.Field]) -> String {
        rows.map { row in
            fields.map { row[$0.rawValue] ?? "[N/A]" }.joined(separator: ", ") + "\n"
        }.joined()
    }

    /// A table with headings such as `memory.total [MiB]`, and cells with their units.
    private mutating func readCSV(_ text: String) {
        let lines = TextLines(Array(text.utf8)).lines.filter { !$0.isBlank }
        guard let heading = lines.first else { return }
        let names = heading.split(separator: ",").map { cell in
            String(cell.split(separator: " ").first ?? "")
        }
        for line in lines.dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
            guard cells.count == names.count else { continue }
            var row = Dictionary(zip(names, cells)) { first, _ in first }
            if let memory = row["memory.total"], memory.hasSuffix(" MiB") {
                row["memory.total"] = String(memory.dropLast(4))
            }
            rows.append(row)
        }
    }

    private mutating func readXML(_ text: String) {
        guard let log = try? XMLReader.read(Array(text.utf8), limit: 1 << 24) else { return }
        let driver = log["driver_version"]?.text
        for (index, gpu) in log.all("gpu").enumerated() {
            var row = ["index": "\(index)", "pci.bus_id": gpu.attributes["id"] ?? "[N/A]"]
            row["name"] = gpu["product_name"]?.text
            row["driver_version"] = driver
            row["addressing_mode"] = gpu["addressing_mode"]?.text
            row["mig.mode.current"] = gpu.descendant("mig_mode", "current_mig")?.text
            if let total = gpu.descendant("fb_memory_usage", "total")?.text {
                row["memory.total"] = total.hasSuffix(" MiB") ? String(total.dropLast(4)) : total
            }
            rows.append(row)
        }
    }

    /// The table: two lines a GPU, `|   0  NVIDIA GB10   On  |   0000000F:01:00.0 Off |` and its memory.
    private mutating func readTable(_ text: String) {
        var driver: String?
        for line in text.split(separator: "\n") {
            if let range = line.firstRange(of: "Driver Version:") {
                driver = line[range.upperBound...].split(separator: " ").first.map(String.init)
            }
            let cells = line.split(separator: "|").map(\.trimmed)
            guard cells.count == 3 else { continue }
            let (first, second) = (cells[0].split(separator: " "), cells[1].split(separator: " "))
            if let index = first.first.flatMap({ Int($0) }),
                let address = second.first, address.split(separator: ":").count == 3
            {
                rows.append([
                    "index": "\(index)", "pci.bus_id": String(address),
                    "name": first.dropFirst().dropLast().joined(separator: " "),
                    "driver_version": driver ?? "[N/A]",
                ])
            } else if !rows.isEmpty, rows[rows.count - 1]["memory.total"] == nil,
                cells[1] == "Not Supported" || cells[1].hasSuffix("MiB")
            {
                let total = cells[1].split(separator: "/").last?.trimmed ?? ""
                rows[rows.count - 1]["memory.total"] =
                    total.hasSuffix("MiB") ? String(total.dropLast(3)) : "[\(total)]"
            }
        }
    }

    /// The MIG devices of `nvidia-smi -q`, as its XML form has them.
    private static func instances(_ text: String) -> String {
        var devices: [(index: String, total: String)] = []
        var isShared = false
        var address = ""
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " : ", maxSplits: 1).map(\.trimmed)
            if line.hasPrefix("GPU ") { address = String(line.dropFirst(4)).trimmed }
            if line.trimmed == "MIG Device" { devices.append(("?", "")) }
            if line.trimmed == "FB Memory Usage" { isShared = false }
            if line.trimmed == "Shared FB Memory Usage" { isShared = true }
            guard parts.count == 2, !devices.isEmpty else { continue }
            if parts[0] == "Index" { devices[devices.count - 1].index = parts[1] }
            if parts[0] == "Total", isShared {
                devices[devices.count - 1].total = parts[1]
                isShared = false
            }
        }
        let list = devices.map {
            "<mig_device><index>\($0.index)</index><fb_memory_usage><total>\($0.total)</total>"
                + "</fb_memory_usage></mig_device>"
        }
        return "<nvidia_smi_log><gpu id=\"\(address)\"><mig_devices>\(list.joined())</mig_devices>"
            + "</gpu></nvidia_smi_log>\n"
    }
}
