package import MNCore

/// Blanks what identifies a machine or its user in evidence, field by field, and every secret.
///
/// Probes ask for named fields, so most evidence holds no identifier; these are the answers that do. What
/// a program says in words may hold anything, and has stand-ins in its place.
package struct Redaction: Sendable {
    /// The names of control groups that are to be others.
    private let names: [Substring: String]
    package let secrets: Secrets
    package var standIns: StandIns

    /// - Parameters:
    ///   - recording: all that is known of the machine; the names of its control groups are in it.
    ///   - identity: whose machine it is.
    ///   - isClosed: whether every word goes that is not known.
    package init(
        _ recording: Recording, _ identity: Identity = Identity(), secrets: Secrets = Secrets(),
        isClosed: Bool = false
    ) {
        names = Self.groupNames(recording)
        standIns = StandIns(identity, isClosed: isClosed)
        self.secrets = secrets
    }

    package static func redacted(
        _ recording: Recording, _ identity: Identity = Identity(), secrets: Secrets = Secrets()
    ) -> Recording {
        var redaction = Redaction(recording, identity, secrets: secrets)
        var result = Recording()
        for exchange in recording.exchanges { result.add(redaction.redacted(exchange)) }
        return result
    }

    /// A question and its answer, as they may be told.
    package mutating func redacted(_ exchange: Recording.Exchange) -> Recording.Exchange {
        var result = exchange
        // The name of a control group is part of the paths of its files.
        if case .file(let path) = exchange.access {
            result.access = .file(
                Self.withoutLongIDs(Self.isLimit(path) ? Self.renamed(path, names) : path))
        }
        let isWords = Self.isWords(exchange.access)
        switch redacted(exchange.access, exchange.outcome) {
        case .bytes(let bytes): result.outcome = .bytes(masked(bytes, isWords: false))
        case .value(let value):
            result.outcome = .value(isWords ? value : standIns.knownReplaced(masked(value)))
        case .failed(let error): result.outcome = .failed(words(error))
        case .ended(var ended):
            ended.standardOutput = masked(ended.standardOutput, isWords: isWords)
            ended.standardError = masked(ended.standardError, isWords: true)
            result.outcome = .ended(ended)
        case let other: result.outcome = other
        }
        return result
    }

    /// Whether an answer is words for people or names that somebody gave, and no table of a tool.
    private static func isWords(_ access: Access) -> Bool {
        switch access {
        case .command(let argv): argv.first?.split(separator: "/").last == "docker"
        case .environment(let name): isAddress(name) || name == contextVariable
        default: false
        }
    }

    /// The words that systemd, Docker and others put into the names of control groups; what else
    /// stands there may be the name of a user, a program or a container.
    private static let groupWords: Set<Substring> = [
        "user", "system", "machine", "init", "session", "app", "background", "slice", "scope",
        "service", "mount", "docker", "containerd", "cri", "crio", "podman", "libpod", "conmon",
        "kubepods", "besteffort", "burstable", "guaranteed", "pod", "lxc", "payload", "monitor",
        "actions", "job", "memory", "unified", "cgroup", "gnome", "terminal", "vte", "spawn", "org",
        "ssh", "sshd", "dbus", "tmux", "run", "buildkit", "ecs", "task", "garden", "nerdctl",
    ]

    /// The names in the groups of the recorded process that are to be others; by position in a path,
    /// equal names become equal ones.
    private static func groupNames(_ recording: Recording) -> [Substring: String] {
        guard case .bytes(let bytes)? = recording[.file("/proc/self/cgroup")] else { return [:] }
        var names: [Substring: String] = [:]
        for line in TextLines(bytes).lines {
            let path = line.split(separator: ":", maxSplits: 2).last ?? ""
            for name in path.split(separator: "/") where names[name] == nil {
                let blanked = blankedGroup(name)
                if blanked != name { names[name] = blanked }
            }
        }
        return names
    }

    /// The name with the letters of every word that is not a known one made "x"; numbers stay.
    private static func blankedGroup(_ name: Substring) -> String {
        var result = ""
        var word = ""
        func flush() {
            let isKept =
                groupWords.contains(Substring(word.lowercased()))
                || word.allSatisfy(\.isNumber)
                || word.count >= 32 && word.allSatisfy(\.isHexDigit)
            result += isKept ? word : String(word.map { $0.isLetter ? "x" : $0 })
            word = ""
        }
        for character in name {
            if character.isLetter || character.isNumber {
                word.append(character)
            } else {
                flush()
                result.append(character)
            }
        }
        flush()
        return result
    }

    private static func isLimit(_ path: String) -> Bool {
        ["/memory.max", "/memory.high", "/memory.limit_in_bytes"].contains(where: path.hasSuffix)
    }

    /// The path with these names replaced wherever they are a whole part of it.
    private static func renamed(_ path: String, _ names: [Substring: String]) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { names[$0] ?? String($0) }.joined(separator: "/")
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

    private mutating func redacted(_ access: Access, _ outcome: Outcome) -> Outcome {
        switch (access, outcome) {
        case (.file("/proc/cpuinfo"), .bytes(let bytes)):
            // A Raspberry Pi prints its serial number here.
            return .bytes(
                Self.mapLines(bytes) { $0.hasPrefix("Serial") ? Self.blanked($0, after: ":") : $0 })
        case (.file("/proc/self/cgroup"), .bytes(let bytes)):
            return .bytes(
                Self.mapLines(bytes) { line in
                    let parts = line.split(
                        separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
                    guard parts.count == 3 else { return Self.withoutLongIDs(line) }
                    let names = parts[2].split(separator: "/", omittingEmptySubsequences: false)
                    let path = names.map { Self.withoutLongIDs(Self.blankedGroup($0)) }
                    return "\(parts[0]):\(parts[1]):\(path.joined(separator: "/"))"
                })
        case (.file("/proc/mounts"), .bytes(let bytes)):
            // Only mounts of control groups are looked at; others name users, shares and servers.
            var kept = Self.lines(bytes) {
                $0.split(separator: " ").dropFirst(2).first?.hasPrefix("cgroup") == true
            }
            let isWhole = TextLines.utf8(bytes).last == UInt8(ascii: "\n")
            // What was cut stays so.
            while !isWhole, kept.last == UInt8(ascii: "\n") { kept.removeLast() }
            // A machine without such mounts has others, and a file without a line would be one that was cut.
            return .bytes(kept.isEmpty && isWhole ? Self.someMount : kept)
        case (.file(let path), .bytes(let bytes)) where Self.isConfig(path):
            return .bytes(Array(bytes.prefix(Self.configLimit)))
        case (.environment(Self.pathVariable), .value(let value)):
            return .value(Self.path(value))
        case (.environment(let name), .value(let value)) where Self.isAddress(name):
            return .value(address(value))
        case (.environment(Self.contextVariable), .value(let value)):
            return .value(context(value))
        case (.command(let argv), .ended(var result))
        where argv.prefix(3) == ["docker", "context", "inspect"]:
            result.standardOutput = Self.mapLines(result.standardOutput) { line in
                let end = line.hasSuffix("\r") ? "\r" : ""
                let word = line.dropLast(end.count)
                let isQuoted = word.hasPrefix("\"") && word.hasSuffix("\"") && word.count > 1
                return isQuoted
                    ? "\"\(address(String(word.dropFirst().dropLast())))\"\(end)" : line
            }
            return .ended(result)
        case (.command(let argv), .ended(var result))
        where argv.count == 1 && argv[0].contains("nvidia-smi"):
            result.standardOutput = Self.withoutProcesses(result.standardOutput)
            return .ended(result)
        case (.command(let argv), .ended(var result)) where argv.first == "rocm-smi":
            result.standardOutput = Self.mapLines(result.standardOutput, Self.withoutUniqueID)
            return .ended(result)
        case (.command(let argv), .ended(var result)) where argv.dropFirst() == ["-q", "-x"]:
            result.standardOutput = Self.mapLines(result.standardOutput, Self.xmlLine)
            return .ended(result)
        case (.command(let argv), .ended(var result)) where argv.first == "amd-smi":
            result.standardOutput = Self.mapLines(result.standardOutput) {
                Self.withoutValue($0, of: ["asic_serial"])
            }
            return .ended(result)
        default: return outcome
        }
    }

    /// The line with the text that stands behind every such key of JSON made zeros.
    static func withoutValue(_ line: String, of keys: Set<Substring>) -> String {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.map { index in
            index >= 2 && keys.contains(parts[index - 2]) && parts[index] != "N/A"
                ? String(parts[index].map(blank)) : String(parts[index])
        }.joined(separator: "\"")
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

    static func blank(_ character: Character) -> Character {
        character.isLetter || character.isNumber ? "0" : character
    }

    /// A mount that tells nothing.
    private static let someMount = Array("none / none rw 0 0\n".utf8)

    /// The lines that are to stay.
    private static func lines(_ bytes: [UInt8], where isKept: (String) -> Bool) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        let kept = TextLines.utf8(bytes).split(separator: newline).filter {
            isKept(String(decoding: $0, as: UTF8.self))
        }
        return Array(kept.map { $0 + [newline] }.joined())
    }

    /// The text line by line; a line that is not changed keeps its bytes, whatever they are.
    static func mapLines(_ bytes: [UInt8], _ transform: (String) -> String) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        let lines = TextLines.utf8(bytes).split(
            separator: newline, omittingEmptySubsequences: false)
        return Array(
            lines.map { line -> [UInt8] in
                let text = String(decoding: line, as: UTF8.self)
                let changed = transform(text)
                return changed == text ? Array(line) : Array(changed.utf8)
            }.joined(separator: [newline]))
    }
}
