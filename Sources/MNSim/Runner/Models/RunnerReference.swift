import MNMachine

/// The spellings of a model's name as Docker Model Runner understands them.
///
/// It has two readings, and to mix them up is the usual mistake of a fake: `normalised` is applied
/// to what a client typed, `init(parsing:)` to the result, for storing and comparing tags.
/// Source: dmr-contract 2.
package struct RunnerReference: Hashable, Sendable {
    /// The host: `docker.io`, `huggingface.co`, `localhost:5000`.
    var registry: String
    /// `ai/smollm2`.
    var repository: String
    /// The tag, or with `isDigest` the digest.
    var tag: String
    package var isDigest = false

    /// The longest name of a repository (measured; distribution/reference,
    /// `RepositoryNameTotalLengthMax`).
    static let repositoryLimit = 255

    /// The form in which tags are stored and shown: `docker.io/ai/smollm2:latest`.
    package var text: String { "\(registry)/\(repository)\(isDigest ? "@" : ":")\(tag)" }

    init(registry: String, repository: String, tag: String) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
    }

    /// Splits a name that has a tag or a digest, or gives nil where the runner finds it malformed.
    package init?(parsing name: String) {
        var rest = Substring(name)
        if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
            tag = String(rest[rest.utf8.index(after: at)...])
            isDigest = true
            rest = rest[..<at]
            guard Self.isDigest(tag) else { return nil }
        } else {
            guard let colon = Self.tagColon(in: rest) else { return nil }
            tag = String(rest[rest.utf8.index(after: colon)...])
            rest = rest[..<colon]
            guard Self.isTag(tag) else { return nil }
        }
        var parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 1,
            parts[0].utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") })
                || parts[0] == "localhost"
        {
            registry = String(parts.removeFirst())
            guard Self.isHost(registry) else { return nil }
        } else {
            registry = "docker.io"
        }
        if registry == "index.docker.io" { registry = "docker.io" }
        if registry == "docker.io", parts.count == 1 { parts.insert("library", at: 0) }
        // The length first: the rest takes time for each letter.
        let length = parts.reduce(max(0, parts.count - 1)) { $0 + $1.utf8.count }
        guard length <= Self.repositoryLimit, parts.allSatisfy(Self.isPathComponent) else {
            return nil
        }
        repository = parts.joined(separator: "/")
    }

    /// The name the runner makes of a client's text; ids of stored models become whole ids.
    package static func normalised(_ text: String, ids: [String]) -> String {
        var name = String(text.drop(while: \.isWhitespace))
        while name.last?.isWhitespace == true { name.removeLast() }
        if name.isEmpty { return "" }
        if name.hasPrefix("hf.co/") { name = "huggingface.co/" + name.dropFirst(6) }
        if isID(name) {
            let digits = name.hasPrefix("sha256:") ? String(name.dropFirst(7)) : name
            return ids.first { $0.dropFirst(7).hasPrefix(digits) } ?? name
        }
        var tag = "latest"
        if let colon = tagColon(in: name[...]) {
            let given = name[name.utf8.index(after: colon)...]
            if !given.isEmpty { tag = String(given) }
            name = String(name[..<colon])
        }
        if !name.contains("/") { name = "ai/" + name }
        return "\(name.lowercased()):\(tag)"
    }

    /// Whether a client's text means a model of Hugging Face; looked at before anything else.
    static func isHuggingFace(_ text: String) -> Bool {
        text.hasPrefix("hf.co/") || text.hasPrefix("huggingface.co/")
    }

    /// Twelve or 64 lower-case hexadecimal digits, or `sha256:` and 64 of them.
    package static func isID(_ text: String) -> Bool {
        let hasAlgorithm = text.hasPrefix("sha256:")
        let digits = hasAlgorithm ? text.dropFirst(7) : text[...]
        return (digits.utf8.count == 64 || digits.utf8.count == 12 && !hasAlgorithm)
            && digits.utf8.allSatisfy {
                $0.isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    /// The colon before the tag: the last one, if it stands after the last slash.
    private static func tagColon(in name: Substring) -> Substring.Index? {
        guard let colon = name.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        if let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")), slash > colon { return nil }
        return colon
    }

    private static func isTag(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
        return isWord(first)
            && text.utf8.allSatisfy {
                isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
            }
    }

    private static func isDigest(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].utf8.count >= 32
            && parts[1].allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    private static func isHost(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let name = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        return parts.count <= 2 && !parts[0].isEmpty
            && name.allSatisfy { label in
                !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy {
                        isWord($0) && $0 != UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
                    }
            }
            && (parts.count == 1
                || !parts[1].isEmpty && parts[1].utf8.allSatisfy(\.isASCIIDigit))
    }

    /// Lower-case letters and digits with single separators (`.`, `_`, `__`, `-`…) between them.
    private static func isPathComponent(_ text: Substring) -> Bool {
        var separator = UInt8(0)
        var length = 0
        var isAfterLetter = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                (length, isAfterLetter) = (0, true)
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                guard isAfterLetter, length == 0 || byte == separator else { return false }
                (separator, length) = (byte, length + 1)
                let most = byte == UInt8(ascii: ".") ? 1 : byte == UInt8(ascii: "_") ? 2 : .max
                if length > most { return false }
            default: return false
            }
        }
        return isAfterLetter && length == 0
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
