import MNCore

/// The target of a request, cleaned as the runner and Go's router do it.
struct RequestPath: Hashable {
    /// The path, still encoded.
    var path: String
    var query: [(name: String, value: String)] = []
    /// Where a client is sent that asked for a path with dots.
    var redirection: String?

    static func == (left: RequestPath, right: RequestPath) -> Bool { left.path == right.path }
    func hash(into hasher: inout Hasher) { hasher.combine(path) }

    init(_ target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = String(parts.first ?? "")
        // Doubled slashes are folded without a word (dmr-contract 0.3).
        while path.contains("//") { path = path.replacing("//", with: "/") }
        if path.isEmpty { path = "/" }
        self.path = path
        if parts.count > 1 {
            for pair in parts[1].split(separator: "&") {
                let sides = pair.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                query.append(
                    (
                        Self.decoded(sides[0].replacing("+", with: " ")),
                        sides.count > 1 ? Self.decoded(sides[1].replacing("+", with: " ")) : ""
                    ))
            }
        }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        if segments.contains(where: { $0 == "." || $0 == ".." }) {
            var kept: [Substring] = []
            for segment in segments.dropFirst() where segment != "." {
                if segment == ".." { _ = kept.popLast() } else { kept.append(segment) }
            }
            redirection = "/" + kept.joined(separator: "/")
        }
    }

    /// The segments, decoded.
    var segments: [String] {
        path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            Self.decoded($0)
        }
    }

    subscript(name: String) -> String? { query.first { $0.name == name }?.value }

    /// A flag of the query: named without a value it is true, with an odd value false.
    func flag(_ name: String) -> Bool {
        guard let value = self[name] else { return false }
        return value.isEmpty || GoText.bool(value) == true
    }

    /// The text with `%xx` made into bytes.
    static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let byte = UInt8(
                    String(decoding: source[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
