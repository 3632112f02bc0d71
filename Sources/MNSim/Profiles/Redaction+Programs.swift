import MNCore

// What is blanked in the evidence for other programs.

extension Redaction {
    static let pathVariable = "PATH"

    /// The most bytes of a device's configuration space that are kept: its standard header; behind it
    /// lie capabilities, of which one is a serial number (PCI Express Base Specification, 7.9.3).
    static let configLimit = 64

    static func isConfig(_ path: String) -> Bool {
        path.hasPrefix("/sys/bus/pci/devices/") && path.hasSuffix("/config")
    }

    // MARK: - PATH

    /// Whose machine it is, as far as the environment tells.
    struct Owner: Sendable {
        /// The home folder; nil where it is that of nobody, or of every system.
        let folder: String?
        let name: String?

        init(home: String? = nil, name: String? = nil) {
            let folder = home.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? ""
            self.folder = folder.hasPrefix("/") && folder != "/root" ? folder : nil
            self.name = name
        }

        static let variables = ["HOME", "USER", "LOGNAME"]

        init(_ machine: any Machine) async {
            var values: [String?] = []
            for variable in Self.variables {
                let answer = await machine.answer(
                    .environment(variable), within: .seconds(1))
                if case .value(let value) = answer {
                    values.append(value.isEmpty ? nil : value)
                } else {
                    values.append(nil)
                }
            }
            self.init(home: values[0], name: values[1] ?? values[2])
        }
    }

    /// Names that folders of systems have, and that tell nothing of a user who is called so.
    private static let commonNames: Set<Substring> = [
        "root", "user", "users", "home", "bin", "sbin", "usr", "lib", "lib64", "local", "opt",
        "var", "snap", "games", "mnt", "c",
    ]

    /// Folders whose subfolders are called as users.
    private static let homes: Set<String> = ["home", "users", "per-user"]

    /// The value of `PATH` with the home folder of its owner made `/home/user`, and `user` for every
    /// name below a folder of homes and wherever the owner's stands.
    static func path(_ value: String, of owner: Owner = Owner()) -> String {
        let folders = value.split(separator: ":", omittingEmptySubsequences: false)
        return folders.map { folder in
            guard let home = owner.folder, folder == home || folder.hasPrefix(home + "/") else {
                return words(folder, owner.name)
            }
            return "/home/user" + words(folder.dropFirst(home.count), owner.name)
        }.joined(separator: ":")
    }

    private static func words(_ folder: Substring, _ name: String?) -> String {
        var result = ""
        var parent = ""
        var part = ""
        func flush() {
            let isName = homes.contains(parent.lowercased()) && !part.isEmpty
            result += isName ? "user" : withoutName(part, name)
            parent = part
            part = ""
        }
        for character in folder {
            if "/\\;".contains(character) {
                flush()
                result.append(character)
            } else {
                part.append(character)
            }
        }
        flush()
        return result
    }

    /// The text with `user` for each word that is the name.
    private static func withoutName(_ text: String, _ name: String?) -> String {
        guard let name, !commonNames.contains(Substring(name.lowercased())) else { return text }
        var result = ""
        var rest = Substring(text)
        while let range = rest.firstRange(of: name) {
            let isWord =
                !(result.last ?? rest[..<range.lowerBound].last).isWordLetter
                && !rest[range.upperBound...].first.isWordLetter
            result += rest[..<range.lowerBound]
            result += isWord ? "user" : name
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    // MARK: - Programs

    /// What `nvidia-smi` prints without options, with the numbers and names of processes made zeros.
    static func withoutProcesses(_ bytes: [UInt8]) -> [UInt8] {
        var isList = false
        var isRow = false
        return mapLines(bytes) { line in
            if line.contains("Processes:") { isList = true }
            if line.hasPrefix("+") {
                (isList, isRow) = (isList && !isRow, false)
                return line
            }
            if isList, line.hasPrefix("|=") {
                isRow = true
                return line
            }
            return isRow ? withoutProcess(line) : line
        }
    }

    /// The types of processes: computing, graphics, MPS, and both.
    private static let processTypes: Set<Substring> = ["C", "G", "C+G", "M", "M+C", "M+C+G"]

    /// A row of processes: GPU, instances, number, type, name of any words, memory.
    private static func withoutProcess(_ line: String) -> String {
        let words = line.split(whereSeparator: \.isWhitespace)
        // "No running processes found" is no row.
        guard words.count > 2, words[1].allSatisfy(\.isNumber) else { return line }
        let type = words.firstIndex(where: processTypes.contains)
        let isBoxed = words.last == "|"
        let size = words.count - (isBoxed ? 2 : 1)
        let isKept = words.indices.map { index in
            let word = words[index]
            if index < 2 || index == type || (isBoxed && index > size) { return true }
            if ["N/A", "Not", "Supported"].contains(word), index < (type ?? words.count) {
                return true
            }
            // The last word is the memory that the process uses.
            if index == size { return word == "N/A" || word.hasSuffix("MiB") }
            // Before the number of the process stand those of its instances.
            return type.map { index < $0 - 1 } ?? false
        }
        var result = ""
        var end = line.startIndex
        for (word, keeps) in zip(words, isKept) {
            result += line[end..<word.startIndex]
            result += keeps ? String(word) : String(word.map(blank))
            end = word.endIndex
        }
        return result + line[end...]
    }

    /// The line of `rocm-smi` with the number of a card made zeros, in JSON or in text.
    static func withoutUniqueID(_ line: String) -> String {
        guard let label = line.firstRange(of: "Unique ID") else { return line }
        if line[label.upperBound...].hasPrefix("\"") {
            return withoutValue(line, of: ["Unique ID", "Serial Number"])
        }
        let rest = line[label.upperBound...]
        return rest.contains("N/A") ? line : line[..<label.upperBound] + String(rest.map(blank))
    }
}

extension Character? {
    fileprivate var isWordLetter: Bool { self.map { $0.isLetter || $0.isNumber } ?? false }
}
