package import MNCore

/// The machine profiles that can be named: the built-in ones and those of the user's folders.
package struct ProfileLibrary: Sendable {
    /// Where a profile's text is.
    private enum Origin {
        case builtin(String)
        /// More than one file if a folder holds the id more than once.
        case files([String])
    }

    /// Makes a profile of the bytes of a file, called by the name that the user gave.
    package typealias Reader = @Sendable ([UInt8], String) throws -> Profile

    private let files: any Files
    private let reader: Reader
    private var origins: [String: Origin]

    /// The profiles' ids, sorted; a file that tells no id is there under its name.
    package var ids: [String] { origins.keys.sorted() }

    /// Lists the profiles; of those in folders the ids are read, of the built-in ones nothing yet.
    ///
    /// - Parameters:
    ///   - builtin: JSON text by id.
    ///   - folders: their `*.json` files are added; a later folder beats an earlier one and the
    ///     built-in profiles.
    ///   - reader: reads a file that is named by its path; it may take other things for a machine.
    package init(
        builtin: [String: String], folders: [String], files: any Files,
        reader: @escaping Reader = { try Profile.read($0, name: $1) }
    ) throws(FileFault) {
        self.files = files
        self.reader = reader
        origins = builtin.mapValues { .builtin($0) }
        for folder in folders {
            for (id, paths) in try Self.index(folder, files) { origins[id] = .files(paths) }
        }
    }

    /// The files of a folder by the id that each tells.
    private static func index(
        _ folder: String, _ files: any Files
    ) throws(FileFault) -> [String: [String]] {
        var found: [String: [String]] = [:]
        var nameless: [(name: String, path: String)] = []
        for name in try files.list(folder) where name.hasSuffix(".json") {
            let path = "\(folder)/\(name)"
            if let id = id(of: path, files) {
                found[id, default: []].append(path)
            } else {
                nameless.append((name.dropLast(5).lowercased(), path))
            }
        }
        // Whoever asks for the name of such a file is told what is wrong with it.
        for (name, path) in nameless {
            found[found[name] == nil ? name : path.lowercased()] = [path]
        }
        return found
    }

    /// The id in a file, also if what follows is no profile; nil if there is none.
    private static func id(of path: String, _ files: any Files) -> String? {
        guard let bytes = try? files.read(path, limit: Document.sizeLimit),
            let id = JSON.value(at: JSONPointer(["id"]), in: bytes)?.string, Profile.isID(id)
        else { return nil }
        return id
    }

    /// The files that have an id: none for a built-in profile, several if a folder holds it twice.
    package func files(of id: String) -> [String] {
        if case .files(let paths)? = origins[id.lowercased()] { paths } else { [] }
    }

    /// The profile of an id, or the one in a file if the name has a `/` or ends in `.json` or `.jsonl`.
    package func profile(_ name: String) throws -> Profile {
        switch origins[name.lowercased()] {
        case .builtin(let text):
            return try Profile.read(Array(text.utf8), name: "the built-in profile \(name)")
        case .files(let paths):
            guard paths.count == 1 else {
                throw ProfileFault.severalFiles(id: name.lowercased(), paths)
            }
            return try read(paths[0])
        case nil:
            if name.contains("/") || name.hasSuffix(".json") || name.hasSuffix(".jsonl") {
                return try reader(try files.read(name, limit: Document.sizeLimit), name)
            }
            throw ProfileFault.unknown(name: name, suggestion: nearest(to: name))
        }
    }

    /// The digest of the evidence that a name stands for, as `profile` reads it.
    package func digest(_ name: String) throws -> String {
        let bytes: [UInt8] =
            switch origins[name.lowercased()] {
            case .builtin(let text): Array(text.utf8)
            case .files(let paths):
                try files.read(paths.first ?? name, limit: Document.sizeLimit)
            case nil: try files.read(name, limit: Document.sizeLimit)
            }
        return SHA256.hexadecimal(SHA256.digest(bytes))
    }

    private func read(_ path: String) throws -> Profile {
        try Profile.read(try files.read(path, limit: Document.sizeLimit), name: path)
    }

    /// The ids that one of the patterns matches, sorted; `*` stands for any letters.
    ///
    /// - Throws: `ProfileFault.noMatch` for a pattern that matches none.
    package func ids(matching patterns: [String]) throws(ProfileFault) -> [String] {
        var found: Set<String> = []
        let ids = ids
        for pattern in patterns {
            let matches = ids.filter { Glob(pattern).matches($0) }
            if matches.isEmpty {
                throw .noMatch(pattern: pattern, suggestion: nearest(to: pattern))
            }
            found.formUnion(matches)
        }
        return found.sorted()
    }

    /// The fewest letters that tell what an id is to begin with.
    private static let leastBeginning = 4

    /// The id that a name or pattern probably meant: one that begins with it, is spelt like it, or has it inside.
    private func nearest(to pattern: String) -> String? {
        let ids = ids
        let beginning = pattern.lowercased()
        if beginning.count >= Self.leastBeginning,
            let id = ids.first(where: { $0.hasPrefix(beginning) })
        {
            return id
        }
        if !pattern.contains("*"), let id = Spelling.nearest(to: pattern, in: ids) { return id }
        let letters = pattern.count { $0 != "*" }
        return Glob(pattern).nearest(in: ids, within: letters / 3)
            ?? Glob("*\(pattern)*").nearest(in: ids, within: letters / 5)
    }
}

/// A profile that cannot be found or named.
package enum ProfileFault: DiagnosticError, Hashable {
    case unknown(name: String, suggestion: String?)
    case noMatch(pattern: String, suggestion: String?)
    /// Files of one folder have the same id.
    case severalFiles(id: String, [String])
    /// What `--profiles` names is no folder.
    case noFolder(FileFault)
    /// The evidence of this machine cannot become a profile of this id.
    case badID(String)

    package var code: ErrorCode {
        switch self {
        case .unknown, .noMatch: .unknownProfile
        case .severalFiles: .duplicateProfile
        case .noFolder(let fault): fault.code
        case .badID: .usage
        }
    }

    package var exitCode: ExitCode { if case .badID = self { .usage } else { .failed } }

    package var problem: String {
        switch self {
        case .unknown(let name, let suggestion):
            "There is no profile '\(name)'." + Self.hint(suggestion)
        case .noMatch(let pattern, let suggestion):
            "No profile matches '\(pattern)'." + Self.hint(suggestion)
        case .severalFiles(let id, let files):
            "\(Words.list(files)) have the same id, '\(id)'."
        case .noFolder(let fault):
            fault.reason == .notFound
                ? "There is no folder '\(fault.path)' for --profiles."
                : "'\(fault.path)' is no folder for --profiles."
        case .badID(let id):
            "'\(id)' is no profile id: 1 to 80 of the letters a-z, digits, '-' and '.'."
        }
    }

    private static func hint(_ suggestion: String?) -> String {
        suggestion.map { " Did you mean '\($0)'?" } ?? ""
    }

    package var fixes: [String] {
        switch self {
        case .unknown, .noMatch: ["mn profile list"]
        case .severalFiles:
            ["Give each file of the folder an id of its own, or leave all but one of them out."]
        case .noFolder(let fault):
            fault.path.hasSuffix(".json")
                ? ["Judge one profile: --profile \(CommandWords.line([fault.path]))"]
                : [
                    fault.path.contains("*")
                        ? "Choose machines by id or pattern: --machines "
                            + CommandWords.line([fault.path])
                        : "Name a folder of profiles, or choose machines by id or pattern: --machines 'apple-*'"
                ]
        case .badID: ["mn profile record --id my-machine-16gb"]
        }
    }
}
