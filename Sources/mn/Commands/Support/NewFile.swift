import MNCore

/// A file would be overwritten.
struct FilePresent: DiagnosticError {
    var path: String
    /// What to do instead.
    var fix: String

    var code: ErrorCode { .filePresent }
    var problem: String { "There is a file \(path) already, and it is left as it is." }
    var fixes: [String] { [fix] }
}

extension ParsedArguments {
    /// The options that name a file which is written; all others that name files read them.
    private static let written: Set<String> = ["output", "junit", "html", "report", "trace"]

    /// The files and folders that the command reads.
    private var inputs: [String] {
        func isFile(_ names: ValueNames?) -> Bool {
            names.map { !Set($0.kinds).isDisjoint(with: [.files, .folders]) } ?? false
        }
        return command.positionals.filter { isFile($0.names) }.flatMap { all($0.name) }
            + allOptions.filter { isFile($0.names) && !Self.written.contains($0.name) }
            .flatMap { values($0.name) }
    }

    /// Makes sure that a file which is to be written is none that is read, by whatever path, and lies in none.
    ///
    /// - Throws: a `UsageError`.
    func requireOther(than path: String, _ option: String, _ files: any Files) throws {
        guard let place = try? files.resolved(path) else { return }
        for input in inputs {
            guard let read = try? files.resolved(input) else { continue }
            if place == read || place.hasPrefix("\(read)/") {
                throw usage(
                    .badValue("--\(option)", path, wanted: "another file than what is read"))
            }
        }
    }

    /// The file that `--output` names, to be written over; nil if none is named.
    func output(_ files: any Files) throws -> String? {
        guard let path = value("output") else { return nil }
        try requireOther(than: path, "output", files)
        return path
    }

    /// The file that `--output` names, to be made; nil if none is named.
    func newFile() throws -> String? {
        guard let path = value("output") else { return nil }
        guard path != "-" else {
            throw usage(.badValue("--output", path, wanted: "the name of a file, such as ./-"))
        }
        return path
    }
}

extension Files {
    /// Whether nothing is there, as far as this user can see.
    func lacks(_ path: String) -> Bool {
        do throws(FileFault) {
            _ = try read(path, limit: 0)
            return false
        } catch {
            return error.reason == .notFound
        }
    }

    /// Makes a file that only its owner may read; another one that is there already is left as it is.
    func make(_ path: String, _ bytes: [UInt8]) throws {
        let there = Result { () throws(FileFault) in try read(path, limit: bytes.count) }
        switch there {
        case .success(let old):
            if old == bytes { return }
        case .failure(let fault):
            switch fault.reason {
            case .tooLarge, .denied, .brokenLink: break
            case .notFound, .isDirectory, .notADirectory, .failed:
                return try replace(path, with: bytes, isPrivate: true)
            }
        }
        throw FilePresent(path: path, fix: "Name another file, or move that one away.")
    }
}

extension Page {
    /// The commands to go on with, each with what it is for as a comment.
    func next(_ commands: [String], _ notes: [String]) -> String {
        let column = commands.map(DisplayWidth.of).max() ?? 0
        let widest = column + 4 + (notes.map(DisplayWidth.of).max() ?? 0) + 2
        let lines = zip(commands, notes).map { command, note in
            if let width, widest > width { return "  # \(note)\n  \(command)\n" }
            let pad = String(repeating: " ", count: column - DisplayWidth.of(command))
            return "  \(command)\(pad)  # \(note)\n"
        }
        return "\nNext:\n" + lines.joined()
    }
}
