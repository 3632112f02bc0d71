/// A table as the plugin prints it: columns two blanks apart, each row filled up with blanks.
struct PluginTable {
    var rows: [[String]]

    init(_ header: [String]) { rows = [header] }

    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0[column].unicodeScalars.count }.max() ?? 0
        }
        return rows.map { row in
            zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.unicodeScalars.count + 2)
            }.joined() + "\n"
        }.joined()
    }
}
