/// How a piece of text should stand out on a terminal with colours; never the only sign of a status.
package enum TextStyle: Hashable, Sendable, CaseIterable {
    case plain
    case good
    case caution
    case bad
    case faint
    case heading

    /// The text in this style if `colour` is asked for, else as it is.
    package func applied(to text: String, colour: Bool) -> String {
        guard colour, let parameter, !text.isEmpty else { return text }
        return "\u{1B}[\(parameter)m\(text)\u{1B}[0m"
    }

    /// The parameter of "select graphic rendition" (ECMA-48, section 8.3.117).
    private var parameter: Int? {
        switch self {
        case .plain: nil
        case .good: 32
        case .caution: 33
        case .bad: 31
        case .faint: 2
        case .heading: 1
        }
    }
}
