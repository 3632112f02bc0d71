/// What a command prints, when, and how it ends; all times are counted from its start.
package struct CommandScript: Hashable, Sendable {
    /// Text that appears at once.
    package struct Piece: Hashable, Sendable {
        package var after: Duration
        /// Whether it goes to standard error; on a terminal nothing does.
        package var isError: Bool
        package var text: String
    }

    package var pieces: [Piece] = []
    /// Nil if the command never ends by itself.
    package var exit: Int?
    package var endAfter: Duration = .zero

    package var standardOutput: String { text(isError: false) }
    package var standardError: String { text(isError: true) }

    private func text(isError: Bool) -> String {
        pieces.filter { $0.isError == isError }.map(\.text).joined()
    }
}
