public import MNCore

/// Blanks what identifies a machine or its user in evidence, field by field, and nothing else.
///
/// Probes ask for named fields, so most evidence holds no identifier; these are the answers that do.
public enum Redaction {
    public static func redacted(_ recording: Recording) -> Recording {
        var result = Recording()
        for exchange in recording.exchanges {
            let outcome = redacted(exchange.access, exchange.outcome)
            // The name of a control group is part of the paths of its files.
            if case .file(let path) = exchange.access {
                result[.file(withoutLongIDs(path))] = outcome
            } else {
                result[exchange.access] = outcome
            }
        }
        return result
    }

    /// The text with every run of 32 hexadecimal digits or more, such as a container's id, made zeros.
    private static func withoutLongIDs(_ text: String) -> String {
        var result = ""
        var run = ""
        for character in text {
            if character.isHexDigit {
                run.append(character)
            } else {
                result += run.count >= 32 ? String(repeating: "0", count: run.count) : run
                result.append(character)
                run = ""
            }
        }
        return result + (run.count >= 32 ? String(repeating: "0", count: run.count) : run)
    }

    private static func redacted(_ access: Access, _ outcome: Outcome) -> Outcome {
        switch (access, outcome) {
        case (.file("/proc/cpuinfo"), .bytes(let bytes)):
            // A Raspberry Pi prints its serial number here.
            return .bytes(mapLines(bytes) { $0.hasPrefix("Serial") ? blanked($0, after: ":") : $0 })
        case (.file("/proc/self/cgroup"), .bytes(let bytes)):
            return .bytes(mapLines(bytes, withoutLongIDs))
        case (.file("/proc/mounts"), .bytes(let bytes)):
            // Only mounts of control groups are looked at; others name users, shares and servers.
            return .bytes(
                lines(bytes) {
                    $0.split(separator: " ").dropFirst(2).first?.hasPrefix("cgroup") == true
                })
        case (.command(let argv), .ended(var result)) where argv.dropFirst() == ["-q", "-x"]:
            result.standardOutput = mapLines(result.standardOutput, xmlLine)
            return .ended(result)
        default: return outcome
        }
    }

    /// The elements of `nvidia-smi -q -x` that identify a board, a process or a host.
    private static let identifyingElements = [
        "serial", "uuid", "gpu_uuid", "board_id", "board_part_number", "gpu_part_number",
        "chassis_serial_number", "host_id", "gpu_fabric_guid", "module_id", "process_name", "pid",
        "minor_number", "vbios_version",
    ]

    private static func xmlLine(_ line: String) -> String {
        for element in identifyingElements {
            let (open, close) = ("<\(element)>", "</\(element)>")
            guard let start = line.firstRange(of: open), let end = line.firstRange(of: close),
                start.upperBound <= end.lowerBound
            else { continue }
            return line[..<start.upperBound]
                + String(line[start.upperBound..<end.lowerBound].map(blank))
                + line[end.lowerBound...]
        }
        return line
    }

    /// The line with every letter and digit after a separator made a zero.
    private static func blanked(_ line: String, after separator: Character) -> String {
        guard let position = line.firstIndex(of: separator) else { return line }
        return line[...position] + String(line[line.index(after: position)...].map(blank))
    }

    private static func blank(_ character: Character) -> Character {
        character.isLetter || character.isNumber ? "0" : character
    }

    /// The lines that are to stay.
    private static func lines(_ bytes: [UInt8], where isKept: (String) -> Bool) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        let kept = bytes.split(separator: newline).filter {
            isKept(String(decoding: $0, as: UTF8.self))
        }
        return Array(kept.map { $0 + [newline] }.joined())
    }

    private static func mapLines(_ bytes: [UInt8], _ transform: (String) -> String) -> [UInt8] {
        guard let text = String(validating: bytes, as: UTF8.self) else { return bytes }
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        return Array(lines.map { transform(String($0)) }.joined(separator: "\n").utf8)
    }
}
