import MNCore

/// `/proc/meminfo` and `/proc/cpuinfo`, which are known by their lines.
struct KernelFileFormat: PasteFormat {
    let kind = ImportKind.files
    let name: String
    /// The key of its first line, and one that stands behind it.
    private let first: String
    private let second: [String]

    static let memory = KernelFileFormat(
        name: "/proc/meminfo", first: "MemTotal", second: ["MemFree", "MemAvailable"])
    static let processors = KernelFileFormat(
        name: "/proc/cpuinfo", first: "processor",
        second: ["vendor_id", "BogoMIPS", "model name", "cpu", "hart", "Features", "cpu family"])

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first, line.hasPrefix(first) else { return .unlike }
        let (key, value) = KeyedText.parts(line)
        guard key == first else { return .unlike }
        if first == "MemTotal" { return value.hasSuffix(" kB") ? .opening : .unlike }
        guard let number = Int(value) else { return .unlike }
        let isFollowed = lines.dropFirst().prefix(3).contains { line in
            second.contains(KeyedText.parts(line).key)
        }
        return !isFollowed ? .unlike : number == 0 ? .opening : .inner
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.likelySystem = "Linux"
        let text = part.lines.joined(separator: "\n") + "\n"
        // One line of the memory is enough; of the processors each may be the one that tells.
        if first == "MemTotal" || !part.isAbridged {
            telling.answers[.file(name)] = Told(.text(text), part.origin())
        }
        if first == "processor", let machine = CPUInfo(text).machine {
            telling.machine = Told(machine, part.origin())
            telling.system = Told("Linux", part.origin())
            telling.changes = ["the processor is told by the words of /proc/cpuinfo"]
        }
        return telling
    }
}

/// Files as `head -v`, `tail -v`, `grep -H` or a `cat` with its command line show them, folders as `ls` does,
/// and what these say of what is not there.
struct ShownFileFormat: PasteFormat {
    let kind = ImportKind.files
    let name = "files"

    private static let roots = [
        "/proc/", "/sys/", "/etc/", "/run/", "/dev/", "/.dockerenv", "/usr/",
    ]

    private enum Line {
        /// `==> /proc/version <==`.
        case heading(String)
        /// `/sys/class/drm:`, above what is in it.
        case folder(String)
        /// `/proc/version:Linux version …`.
        case content(String, String)
        /// `cat: /.dockerenv: No such file or directory`.
        case missing(String, Outcome, isFolder: Bool)
    }

    private static func line(_ line: String) -> Line? {
        if line.hasPrefix("==> "), line.hasSuffix(" <==") {
            let path = line.dropFirst(4).dropLast(4)
            return roots.contains(where: path.hasPrefix) ? .heading(String(path)) : nil
        }
        if line.hasPrefix("/"), roots.contains(where: line.hasPrefix) {
            if line.hasSuffix(":"), !line.contains(" ") { return .folder(String(line.dropLast())) }
            // Temperatures of disks are told in this form too.
            if line.hasPrefix("/dev/") { return nil }
            let bus = BusTold.root + "/"
            // An address on the bus has colons too.
            let start = line.index(
                line.startIndex, offsetBy: line.hasPrefix(bus) ? bus.count + 12 : 0,
                limitedBy: line.endIndex)
            guard let start, let end = line[start...].firstIndex(of: ":"),
                !line[..<end].contains(" ")
            else { return nil }
            return .content(String(line[..<end]), String(line[line.index(after: end)...]))
        }
        return missing(line)
    }

    private static func missing(_ line: String) -> Line? {
        let reasons: [(String, Outcome)] = [
            (": No such file or directory", .absent), (": Permission denied", .denied),
        ]
        guard line.utf8.count < 400,
            let program = ["cat", "head", "tail", "grep", "ls"].first(where: {
                line.hasPrefix("\($0): ")
            }), let (words, outcome) = reasons.first(where: { line.hasSuffix($0.0) })
        else { return nil }
        var path = line.dropFirst(program.count + 2).dropLast(words.count)[...]
        for mark in ["cannot open ", "cannot access ", "cannot open directory "]
        where path.hasPrefix(mark) {
            path = path.dropFirst(mark.count)
        }
        if path.hasSuffix(" for reading") { path = path.dropLast(12) }
        let bare = path.trimmed.drop { "'‘\"".contains($0) }
        let name = String(bare.prefix { !"'’\"".contains($0) })
        return roots.contains(where: name.hasPrefix)
            ? .missing(name, outcome, isFolder: program == "ls") : nil
    }

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        lines.first.flatMap(Self.line) == nil ? .unlike : .line
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        switch lines.first.flatMap(Self.line) {
        case .heading:
            return lines.dropFirst().firstIndex { line in
                Self.line(line) != nil || PastedCommand(line) != nil || line.hasPrefix("```")
                    || line.hasPrefix("Client:") || line.hasPrefix("Server:")
            } ?? lines.endIndex
        case .folder:
            return lines.dropFirst().firstIndex { line in
                line.isBlank || Self.line(line) != nil || PastedCommand(line) != nil
            } ?? lines.endIndex
        case .content, .missing: return lines.startIndex + 1
        case nil: return nil
        }
    }

    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool {
        Self.path(command) != nil
    }

    /// The one file or folder that a command shows.
    private static func path(_ command: PastedCommand) -> (String, isFolder: Bool)? {
        guard !command.isFiltered else { return nil }
        let words = command.words.filter { !["2>/dev/null", "2>&1"].contains($0) }
        let paths = words.filter { $0.hasPrefix("/") }
        let options = words.filter { !$0.hasPrefix("/") }
        guard let path = paths.first, paths.count == 1, !path.contains("*") else { return nil }
        switch command.program {
        case "cat" where options.isEmpty: return (path, false)
        case "ls" where options.allSatisfy({ ["-1", "-a", "-A"].contains($0) }):
            return (path.hasSuffix("/") ? String(path.dropLast()) : path, true)
        default: return nil
        }
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.likelySystem = "Linux"
        func tell(_ access: Access, _ outcome: Outcome) {
            telling.answers[access] = Told(outcome, part.origin())
        }
        // A text that does not end its last line has a prompt behind it.
        let isMixed = part.lines.contains { line in
            line.contains("@") && line.contains(where: { "$#".contains($0) })
        }
        if part.isAbridged || isMixed {
            telling.doubts = ["\(part.origin()): what is shown of a file is not all of it."]
            return telling
        }
        switch part.lines.first.flatMap(Self.line) {
        case .heading(let path):
            var lines = part.lines.dropFirst()
            while lines.last?.isBlank == true { lines.removeLast() }
            tell(.file(path), .text(lines.map { $0 + "\n" }.joined()))
        case .folder(let path): tell(.directory(path), Self.entries(part.lines.dropFirst()))
        case .content(let path, let text): tell(.file(path), .text(text + "\n"))
        case .missing(let path, let outcome, let isFolder):
            tell(isFolder ? .directory(path) : .file(path), outcome)
            if isFolder, outcome == .absent { tell(.file(path), outcome) }
        case nil:
            guard let (path, isFolder) = part.command.flatMap(Self.path) else { return telling }
            if isFolder {
                tell(.directory(path), Self.entries(part.lines[...]))
            } else {
                tell(.file(path), .text(part.lines.map { $0 + "\n" }.joined()))
            }
        }
        return telling
    }

    private static func entries(_ lines: ArraySlice<String>) -> Outcome {
        let names = lines.flatMap { $0.split(whereSeparator: \.isWhitespace) }.map(String.init)
            .filter { $0 != "." && $0 != ".." }
        return .entries(names.sorted().map { DirectoryEntry($0) })
    }
}

/// `/etc/os-release`: that the system is Linux, and nothing else that decides.
struct OSReleaseFormat: PasteFormat {
    let kind = ImportKind.files
    let name = "/etc/os-release"

    private static let keys = ["NAME", "PRETTY_NAME", "ID", "VERSION_ID", "VERSION"]

    /// The key of `KEY=value`; nil for any other line.
    private static func key(_ line: String) -> Substring? {
        guard let end = line.firstIndex(of: "=") else { return nil }
        let key = line[..<end]
        let isKey = key.utf8.allSatisfy { byte in
            (0x41...0x5A).contains(byte) || byte == 0x5F || byte.isASCIIDigit
        }
        return key.isEmpty || !isKey ? nil : key
    }

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let key = lines.first.flatMap(Self.key), Self.keys.contains(String(key)) else {
            return .unlike
        }
        let found = lines.prefix(12).compactMap(Self.key).filter { Self.keys.contains(String($0)) }
        return Set(found).count > 2 && found.contains("ID") ? .opening : .unlike
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        lines.firstIndex { Self.key($0) == nil } ?? lines.endIndex
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.system = Told("Linux", part.origin())
        telling.doubts = ["/etc/os-release tells that the system is Linux, and no hardware."]
        return telling
    }
}
