import MNCore

extension Outcome {
    /// The answer with another size of memory in it, in bytes, made of the one that it tells; nil if it tells none.
    func withMemory(of access: Access, _ size: (Int) -> Int) -> Outcome? {
        switch (access, self) {
        case (.file("/proc/meminfo"), .bytes(let text)):
            var isTold = false
            let lines = Self.lines(text).map { line -> String in
                let words = line.split(separator: " ")
                guard words.count == 3, words[0] == "MemTotal:",
                    let size = Self.size(words[1], 1024, size)
                else { return line }
                isTold = true
                return "MemTotal: \(size) kB"
            }
            return isTold ? .bytes(Array(lines.joined(separator: "\n").utf8)) : nil
        case (.command(["sysctl", "-n", "hw.memsize"]), .ended(var result)):
            let line = Self.lines(result.standardOutput).first ?? ""
            guard let size = Self.size(line[...], 1, size) else { return nil }
            result.standardOutput = Array("\(size)\n".utf8)
            return .ended(result)
        case (.command(let words), .ended(var result)):
            let query = words.first { $0.hasPrefix("--query-gpu=") }
            let fields = query?.dropFirst("--query-gpu=".count).split(separator: ",") ?? []
            guard let column = fields.firstIndex(of: "memory.total") else { return nil }
            let rows = Self.lines(result.standardOutput).map { row -> String in
                var cells = row.split(separator: ",", omittingEmptySubsequences: false)
                    .map(String.init)
                guard cells.indices.contains(column),
                    let size = Self.size(cells[column].drop { $0 == " " }, 1 << 20, size)
                else { return row }
                cells[column] = " \(size)"
                return cells.joined(separator: ",")
            }
            result.standardOutput = Array(rows.joined(separator: "\n").utf8)
            return .ended(result)
        default: return nil
        }
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// A number of units with another size; nil if it is none that can be.
    private static func size(_ text: Substring, _ unit: Int, _ size: (Int) -> Int) -> Int? {
        guard let count = Int(text), (1..<1 << 40).contains(count) else { return nil }
        let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: unit)
        return isTooLarge ? nil : size(bytes) / unit
    }
}
