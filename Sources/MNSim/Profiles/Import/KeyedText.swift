import MNCore

/// Lines such as `key : value`, below one another as they are indented.
///
/// `nvidia-smi -q`, `amd-smi`, `lscpu`, `system_profiler`, `dxdiag` and PowerShell's lists are such.
struct KeyedText: Sendable {
    struct Node: Sendable {
        var key: String
        /// Empty for a heading.
        var value: String
        /// The index of its line.
        var line: Int
        /// The indices of the nodes below it.
        var children: [Int] = []
    }

    private(set) var nodes: [Node] = []
    /// The indices of the nodes below none.
    private(set) var roots: [Int] = []

    /// Deeper ones are beside the last that is as deep.
    private static let mostDeep = 12

    /// - Parameter isFlat: whether indentation means nothing.
    init(_ lines: [String], separator: Character = ":", isFlat: Bool = false) {
        var open: [(indent: Int, node: Int)] = []
        for (index, line) in lines.enumerated() where !line.isBlank {
            let indent = isFlat ? 0 : Self.indent(line)
            while let last = open.last, last.indent >= indent { open.removeLast() }
            let (key, value) = Self.parts(line, separator)
            nodes.append(Node(key: key, value: value, line: index))
            let node = nodes.count - 1
            if let parent = open.last {
                nodes[parent.node].children.append(node)
            } else {
                roots.append(node)
            }
            if open.count < Self.mostDeep { open.append((indent, node)) }
        }
    }

    private static func indent(_ line: String) -> Int {
        var width = 0
        for byte in line.utf8 {
            if byte == 0x20 { width += 1 } else if byte == 0x09 { width += 8 } else { break }
        }
        return width
    }

    /// `key` and `value`; the separator stands before a blank or ends the line, so that `00:01.0` has none.
    static func parts(_ line: String, _ separator: Character = ":") -> (key: String, value: String)
    {
        var index = line.startIndex
        while let found = line[index...].firstIndex(of: separator) {
            let rest = line[line.index(after: found)...]
            if separator != ":" || rest.first?.isWhitespace != false {
                return (line[..<found].trimmed, rest.trimmed)
            }
            index = line.index(after: found)
        }
        return (line.trimmed, "")
    }

    /// The nodes of a key below one, or below none.
    func all(_ key: String, below parent: Node? = nil) -> [Node] {
        (parent?.children ?? roots).lazy.map { nodes[$0] }.filter { $0.key == key }
    }

    /// The first node that is reached through these keys.
    func first(_ path: String..., below parent: Node? = nil) -> Node? {
        var node = parent
        for key in path {
            guard let next = all(key, below: node).first else { return nil }
            node = next
        }
        return node
    }

    /// The first node anywhere that has the key.
    func anywhere(_ keys: String...) -> Node? {
        nodes.first { keys.contains($0.key) && !$0.value.isEmpty }
    }
}
