import MNCore

/// `nvidia-smi --query-gpu` for some of the columns that were recorded: a part of a known answer.
enum QueryProjection {
    /// The answer to such a query; nil if a column was not recorded, or its unit is not known.
    static func answer(_ argv: [String], from recording: Recording) -> Outcome? {
        guard let wanted = Query(argv) else { return nil }
        for exchange in recording.exchanges {
            guard case .command(let words) = exchange.access, words.first == argv.first,
                let known = Query(words), known.format == [.noHeader, .noUnits],
                case .ended(let result) = exchange.outcome, result.ending == .exited(0),
                !result.isTruncated,
                let output = project(result.standardOutput, of: known, to: wanted)
            else { continue }
            return .ended(CommandResult(.exited(0), standardOutput: Array(output.utf8)))
        }
        return nil
    }

    private static func project(_ bytes: [UInt8], of known: Query, to wanted: Query) -> String? {
        var columns: [Int] = []
        for name in wanted.columns {
            guard let column = known.columns.firstIndex(of: name) else { return nil }
            columns.append(column)
        }
        let units = wanted.columns.map { $0.hasPrefix("memory.") ? "MiB" : nil }
        // Others have units as well: MHz, W, %.
        let plain = ["index", "pci.bus_id", "name", "driver_version", "compute_cap"]
        let hasUnits = !wanted.format.contains(.noUnits)
        var lines: [String] = []
        if !wanted.format.contains(.noHeader) {
            lines.append(
                zip(wanted.columns, units).map { name, unit in
                    unit.map { hasUnits ? "\(name) [\($0)]" : name } ?? name
                }.joined(separator: ", "))
        }
        if hasUnits || !wanted.format.contains(.noHeader) {
            let isKnown = wanted.columns.allSatisfy {
                plain.contains($0) || $0.hasPrefix("memory.")
                    || ["mig.mode.current", "addressing_mode"].contains($0)
            }
            if !isKnown { return nil }
        }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                .map { $0.drop { $0 == " " } }
            guard cells.count == known.columns.count else { return nil }
            lines.append(
                zip(columns, units).map { column, unit in
                    let cell = String(cells[column])
                    guard hasUnits, let unit, Double(cell) != nil else { return cell }
                    return "\(cell) \(unit)"
                }.joined(separator: ", "))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A query for columns of every GPU.
    private struct Query {
        enum Format: String { case noHeader = "noheader", noUnits = "nounits" }

        var columns: [String] = []
        var format: Set<Format> = []

        init?(_ argv: [String]) {
            var isTable = false
            var words = argv.dropFirst()
            while let word = words.popFirst() {
                let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                guard ["--query-gpu", "--format"].contains(parts.first),
                    let value = parts.count > 1 ? parts[1] : words.popFirst()
                else { return nil }
                let items = value.split(separator: ",").map(String.init)
                if parts[0] == "--query-gpu" {
                    columns = items
                } else {
                    isTable = items.first == "csv"
                    for item in items.dropFirst() {
                        guard let known = Format(rawValue: item) else { return nil }
                        format.insert(known)
                    }
                }
            }
            if columns.isEmpty || !isTable { return nil }
        }
    }
}
