public import MNCore

/// The machine profiles that can be named: the built-in ones and those of the user's folders.
public struct ProfileLibrary: Sendable {
    /// Where a profile's text is.
    private enum Origin {
        case builtin(String)
        case file(String)
    }

    private let files: any Files
    private var origins: [String: Origin]

    /// The profiles' ids, sorted.
    public var ids: [String] { origins.keys.sorted() }

    /// Lists the profiles; none is read yet.
    ///
    /// - Parameters:
    ///   - builtin: JSON text by id.
    ///   - folders: their `*.json` files are added by name; a later folder beats an earlier one and the
    ///     built-in profiles.
    public init(
        builtin: [String: String], folders: [String], files: any Files
    ) throws(FileFault) {
        self.files = files
        origins = builtin.mapValues { .builtin($0) }
        for folder in folders {
            for name in try files.list(folder) where name.hasSuffix(".json") {
                origins[name.dropLast(5).lowercased()] = .file("\(folder)/\(name)")
            }
        }
    }

    /// The profile of an id, or the one in a file if the name has a `/` or ends in `.json`.
    public func profile(_ name: String) throws -> Profile {
        switch origins[name.lowercased()] {
        case .builtin(let text):
            return try Profile.read(Array(text.utf8), name: "the built-in profile \(name)")
        case .file(let path): return try read(path)
        case nil:
            if name.contains("/") || name.hasSuffix(".json") { return try read(name) }
            throw ProfileFault.unknown(name: name, suggestion: Spelling.nearest(to: name, in: ids))
        }
    }

    private func read(_ path: String) throws -> Profile {
        try Profile.read(try files.read(path, limit: Document.sizeLimit), name: path)
    }

    /// The ids that one of the patterns matches, sorted; `*` stands for any letters.
    ///
    /// - Throws: `ProfileFault.noMatch` for a pattern that matches none.
    public func ids(matching patterns: [String]) throws(ProfileFault) -> [String] {
        var found: Set<String> = []
        for pattern in patterns {
            let matches = ids.filter { Glob(pattern).matches($0) }
            if matches.isEmpty {
                throw .noMatch(
                    pattern: pattern, suggestion: Spelling.nearest(to: pattern, in: ids))
            }
            found.formUnion(matches)
        }
        return found.sorted()
    }
}
