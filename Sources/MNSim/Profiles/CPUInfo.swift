/// `/proc/cpuinfo`, as far as it tells for what processor the kernel is.
struct CPUInfo {
    /// The values of lines such as `key: value`, the first of each key.
    private let values: [String: String]

    init(_ text: String) { values = Self.values(text) }

    static func values(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1).map(trimmed)
            if parts.count == 2 { values[parts[0]] = values[parts[0]] ?? parts[1] }
        }
        return values
    }

    private static func trimmed(_ text: Substring) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    /// The kernel's name for the processor, from what only one of them prints; nil if nothing tells.
    var machine: String? {
        if let flags = values["flags"]?.split(separator: " ") {
            // Only a kernel of 32 bits looks for this bug, also on a processor that has 64.
            return flags.contains("lm") && values["fdiv_bug"] == nil ? "x86_64" : "i686"
        }
        if let architecture = values["CPU architecture"] {
            return architecture == "8" ? "aarch64" : "armv7l"
        }
        if values["cpu"]?.hasPrefix("POWER") == true { return "ppc64le" }
        return values["isa"]?.hasPrefix("rv64") == true ? "riscv64" : nil
    }
}
