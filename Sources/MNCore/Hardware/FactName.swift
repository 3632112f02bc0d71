/// The name of one fact of a machine, as the document of `mn hardware` has it: `gpus.0.memory_bytes`.
package enum FactName: Hashable, Sendable {
    /// What is known of one GPU.
    package enum Part: String, Hashable, Sendable, CaseIterable {
        case name
        case memory = "memory_bytes"
        case generation, driver, cuda, brand, usable
        /// Whether it is there at all.
        case present
    }

    case system, processor, release, wsl, board
    case installedMemory, usableMemory
    case gpu(Int, Part)
    /// A GPU that is not there.
    case anotherGPU(GPU.Vendor)
    /// Whether there is a GPU of a vendor of which that cannot be told, by its place in that list.
    case unknownVendor(Int)
    case engineKind, engineName, engineRuntimes, enginePlace
    /// The runner's container.
    case runner
    /// NVIDIA's container toolkit.
    case toolkit
    case capabilities

    private static let plain: [(name: FactName, word: String)] = [
        (.system, "system"), (.processor, "processor"), (.release, "kernel_release"),
        (.wsl, "wsl"), (.board, "board"), (.installedMemory, "installed_memory_bytes"),
        (.usableMemory, "usable_memory_bytes"), (.engineKind, "docker_engine.kind"),
        (.engineName, "docker_engine.name"), (.engineRuntimes, "docker_engine.runtimes"),
        (.enginePlace, "docker_engine.place"), (.runner, "runner"), (.toolkit, "toolkit"),
        (.capabilities, "capabilities"),
    ]

    /// What people write for short.
    private static let short: [String: FactName] = [
        "memory": .usableMemory, "memory.total": .installedMemory,
        "memory.installed": .installedMemory, "memory.usable": .usableMemory,
        "installed_memory": .installedMemory, "usable_memory": .usableMemory,
        "release": .release, "engine.kind": .engineKind, "engine.name": .engineName,
        "engine.runtimes": .engineRuntimes, "runtimes": .engineRuntimes,
    ]

    /// Reads a dotted name or a JSON Pointer: `gpus.0.driver`, `/gpus/0/driver`, `memory.total`.
    package init?(parsing text: String) {
        let dotted =
            text.hasPrefix("/")
            ? text.dropFirst().split(separator: "/").joined(separator: ".") : text
        if let found = Self.plain.first(where: { $0.word == dotted }) {
            self = found.name
            return
        }
        if let found = Self.short[dotted] {
            self = found
            return
        }
        let words = dotted.split(separator: ".", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == "gpus", let index = Int(words[1]),
            (0..<GPU.most).contains(index),
            let part = Part(rawValue: words[2] == "memory" ? "memory_bytes" : String(words[2]))
        else { return nil }
        self = .gpu(index, part)
    }
}

extension FactName: CustomStringConvertible {
    package var description: String {
        switch self {
        case .gpu(let index, let part): "gpus.\(index).\(part.rawValue)"
        case .anotherGPU(let vendor): "gpus.+\(vendor.rawValue)"
        case .unknownVendor(let index): "unknown_vendors.\(index)"
        default: Self.plain.first { $0.name == self }?.word ?? ""
        }
    }
}

/// What a fact says.
package enum FactValue: Hashable, Sendable {
    case size(ByteCount)
    case text(String)
    case flag(Bool)
    case list([String])
}

extension FactValue {
    /// Reads what people write: `8GB`, `24576 MiB`, `560.35`, `true`, `nvidia,runc`; nil if it is not of the
    /// kind of this value.
    ///
    /// A GB is the one that is printed on boxes of memory, of 2^30 bytes.
    package func reading(_ text: String) -> FactValue? {
        let words = text.trimmed
        switch self {
        case .size: return Self.size(words).map { .size($0) }
        case .text: return words.isEmpty ? nil : .text(words)
        case .flag:
            switch words.lowercased() {
            case "true", "yes": return .flag(true)
            case "false", "no": return .flag(false)
            default: return nil
            }
        case .list:
            return .list(words.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty })
        }
    }

    private static func size(_ text: String) -> ByteCount? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count).trimmed.lowercased()
        let factors = ["": 1, "b": 1, "kb": 0x1p10, "mb": 0x1p20, "gb": 0x1p30, "tb": 0x1p40]
        // KiB and kB are one unit to whoever asks for a size of memory.
        guard let factor = factors[unit.hasSuffix("ib") ? unit.dropLast(2) + "b" : unit],
            let count = Double(digits), count.isFinite
        else { return nil }
        let bytes = ByteCount(count * factor)
        return bytes <= MemorySize.believable ? bytes : nil
    }

    package var json: JSON {
        switch self {
        case .size(let bytes): .integer(bytes)
        case .text(let text): .string(Sanitized.line(text))
        case .flag(let flag): .bool(flag)
        case .list(let words): .strings(words.map(Sanitized.line))
        }
    }
}

extension FactValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .size(let bytes): "\(bytes)"
        case .text(let text): Sanitized.line(text)
        case .flag(let flag): flag ? "yes" : "no"
        case .list(let words):
            words.isEmpty ? "none" : words.map(Sanitized.line).joined(separator: ", ")
        }
    }
}
