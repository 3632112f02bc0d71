import MNCore

/// Where in a policy something stands; lines and columns begin at 1, and each Unicode scalar is a column.
package struct PolicyPlace: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The file as the user would name it.
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package static func < (left: PolicyPlace, right: PolicyPlace) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }

    /// As editors take it: `models.policy:5:12`.
    package var description: String { "\(Sanitized.line(file)):\(line):\(column)" }
}
