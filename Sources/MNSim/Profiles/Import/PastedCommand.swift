import MNCore

/// A command line that was pasted with its output.
struct PastedCommand: Hashable, Sendable {
    /// Without its folder and ending: `nvidia-smi`.
    var program: String
    /// All words behind the program.
    var words: [String]
    /// Variables that are set before it: `DOCKER_HOST=ssh://server`.
    var variables: [String] = []
    /// Whether another program, or a condition, takes lines out of the output.
    var isFiltered: Bool
    /// The name of the machine in the prompt; it goes nowhere.
    var host: String?
    /// The system whose shell has such a prompt.
    var system: String?
    /// Whether it was typed in a container that a command before it entered.
    var isInContainer = false

    /// What may stand alone in a line as a command, without a prompt.
    private static let programs: Set<String> = [
        "nvidia-smi", "rocm-smi", "amd-smi", "lspci", "lscpu", "free", "cat", "head", "tail", "ls",
        "uname", "system_profiler", "sysctl", "docker", "vulkaninfo", "wmic", "dxdiag", "grep",
        "get-ciminstance", "get-wmiobject", "gcim", "gwmi", "systeminfo", "type", "sw_vers",
        "podman",
        "nvidia-ctk", "nvidia-container-runtime",
    ]

    /// Programs that put others to work.
    private static let starters: Set<String> = ["sudo", "env", "time", "doas"]

    /// Programs behind a `|` that leave all lines.
    private static let passing: Set<String> = [
        "cat", "tee", "less", "more", "select-object", "select", "format-list", "fl",
        "format-table", "ft", "convertto-json", "convertto-csv", "out-string", "xclip", "pbcopy",
        "clip", "jq", "column",
    ]

    /// Reads a line with a prompt, or of a command alone; nil for any other.
    init?(_ line: String) {
        // Nobody types more.
        guard line.utf8.count < 1_000, Self.mayBeOne(line) else { return nil }
        if let (prompt, rest) = Self.split(line) {
            self.init(words: rest)
            host = prompt.host
            system = prompt.system
        } else {
            self.init(words: line)
            guard Self.isKnown(program), Self.isBare(words),
                line.first?.isWhitespace == false
            else { return nil }
        }
    }

    /// Whether a line has what prompts end with, or begins like the name of a program.
    private static func mayBeOne(_ line: String) -> Bool {
        let bytes = line.utf8
        guard let first = bytes.first else { return false }
        if first.isASCIILetter, first != UInt8(ascii: "_") {
            let word = line.prefix { $0 != " " }
            if isKnown(String(word)) { return true }
        }
        return first >= 0x80
            || bytes.contains { $0 == 0x24 || $0 == 0x23 || $0 == 0x25 || $0 == 0x3E }
    }

    private init?(words text: some StringProtocol) {
        var words = Self.words(text)
        while let first = words.first,
            Self.starters.contains(first) || first.contains("=") && !first.hasPrefix("-")
        {
            let word = words.removeFirst()
            if word.contains("=") {
                // PowerShell's own are called so: `$env:NAME`.
                let isPowerShell = word.lowercased().hasPrefix("$env:")
                variables.append(isPowerShell ? String(word.dropFirst(5)) : word)
            }
        }
        if words.isEmpty, variables.contains(where: { $0.hasPrefix("DOCKER_") }) {
            words = ["export"] + variables
        }
        guard let first = words.first else { return nil }
        let name = first.split { "/\\".contains($0) }.last.map(String.init) ?? first
        program = name.lowercased().hasSuffix(".exe") ? String(name.dropLast(4)) : name
        self.words = Array(words.dropFirst())
        isFiltered = Self.filters(words)
    }

    /// Programs are called in small letters, PowerShell's commands in any.
    private static func isKnown(_ program: String) -> Bool {
        programs.contains(program)
            || program.contains("-") && programs.contains(program.lowercased())
                && program.lowercased().hasPrefix("get-")
    }

    /// Whether these words follow a program in a command, and in no sentence.
    private static func isBare(_ words: [String]) -> Bool {
        guard let first = words.first else { return true }
        // `podman version 5.2.3` is what Podman prints.
        if first == "version", words.dropFirst().first?.first?.isNumber == true { return false }
        let starts = [
            "-", "|", "/", "2>", "info", "version", "context", "static", "list", "path", "SP",
            "hw.",
        ]
        return (starts + ["Win32_", "cpu", "computersystem", "os", ">", "machdep."])
            .contains { first.hasPrefix($0) }
    }

    private static func filters(_ words: [String]) -> Bool {
        for (index, word) in words.enumerated() where word == "|" {
            guard index + 1 < words.count else { return true }
            let stage = words[(index + 1)...].prefix { $0 != "|" }
            let isPart = stage.contains { word in
                ["-first", "-last", "-skip", "-index", "-unique"].contains(word.lowercased())
            }
            if isPart || !passing.contains(stage.first?.lowercased() ?? "") { return true }
        }
        return false
    }

    /// The words, without quotes around them; `|` is a word.
    private static func words(_ text: some StringProtocol) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character.isWhitespace || character == "|" || character == ";" {
                if !word.isEmpty { words.append(word) }
                if !character.isWhitespace { words.append("|") }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    // MARK: - Prompts

    private struct Prompt {
        var host: String?
        var system: String?
    }

    /// The prompt at the beginning of a line, and what was typed behind it.
    private static func split(_ line: String) -> (Prompt, Substring)? {
        let text = Substring(line)
        for mark in ["# $ ", "$ ", "❯ ", "➜ "] where text.hasPrefix(mark) {
            return typed(text.dropFirst(mark.count)).map { (Prompt(), $0) }
        }
        if text.hasPrefix("PS "), let end = text.firstIndex(of: ">") {
            let folder = text[..<end].dropFirst(3)
            let isWindows = folder.dropFirst().hasPrefix(":")
            guard isWindows || folder.hasPrefix("/") else { return nil }
            return typed(text[text.index(after: end)...]).map {
                (Prompt(system: isWindows ? "Windows_NT" : nil), $0)
            }
        }
        if text.dropFirst().hasPrefix(":\\"), text.first?.isLetter == true,
            let end = text.firstIndex(of: ">")
        {
            return typed(text[text.index(after: end)...]).map {
                (Prompt(system: "Windows_NT"), $0)
            }
        }
        return posix(text)
    }

    /// `user@host:~$`, `[user@host ~]$`, `(base) root@box:/#`, `host:~ user$`.
    private static func posix(_ text: Substring) -> (Prompt, Substring)? {
        guard
            let end = text.utf8.indices.first(where: { index in
                let next = text.utf8.index(after: index)
                return next < text.endIndex && text.utf8[next] == 0x20
                    && [0x24, 0x23, 0x25].contains(text.utf8[index])
            }), let rest = typed(text[text.index(after: end)...])
        else { return nil }
        let head = text[..<end]
        guard head.utf8.count < 120, head.first?.isWhitespace == false else { return nil }
        let words = head.split(separator: " ")
        if let word = words.first(where: { $0.contains("@") }) {
            let name = word.drop { $0 != "@" }.dropFirst()
                .prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
            guard !name.isEmpty, words.count <= 4 else { return nil }
            let host = name.prefix { $0 != "." }.lowercased()
            return (Prompt(host: host), rest)
        }
        // Without an at sign a known program must follow.
        guard words.count <= 3,
            let first = Self.words(rest).first(where: { !starters.contains($0) }),
            programs.contains(first.split(separator: "/").last?.lowercased() ?? "")
        else { return nil }
        return (Prompt(), rest)
    }

    private static func typed(_ text: Substring) -> Substring? {
        let rest = text.drop { $0.isWhitespace }
        return rest.isEmpty ? nil : rest
    }
}
