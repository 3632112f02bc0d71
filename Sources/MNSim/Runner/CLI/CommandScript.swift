/// What a command prints, when, and how it ends; all times are counted from its start.
public struct CommandScript: Hashable, Sendable {
    /// Text that appears at once.
    public struct Piece: Hashable, Sendable {
        public var after: Duration
        /// Whether it goes to standard error; on a terminal nothing does.
        public var isError: Bool
        public var text: String
    }

    public var pieces: [Piece] = []
    /// Nil if the command never ends by itself.
    public var exit: Int?
    public var endAfter: Duration = .zero

    public var standardOutput: String { text(isError: false) }
    public var standardError: String { text(isError: true) }

    private func text(isError: Bool) -> String {
        pieces.filter { $0.isError == isError }.map(\.text).joined()
    }
}
