/// A comparison of a fact or a share with what a policy names.
package enum PolicyComparison: String, Hashable, Sendable, CaseIterable {
    case equal = "="
    case less = "<"
    case lessOrEqual = "<="
    case more = ">"
    case moreOrEqual = ">="
}

/// The smallest part of a line of a policy.
struct PolicyToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case word(String)
        case quoted(String)
        case comparison(PolicyComparison)
        case comma, colon, open, close
        /// The end of the line, or a comment.
        case end
    }

    var kind: Kind
    /// Where it begins, counted from 0.
    var start: Int

    var word: String? { if case .word(let word) = kind { word } else { nil } }

    /// As it is told in an error; nothing at the end of the line.
    var words: String {
        switch kind {
        case .word(let text), .quoted(let text): text
        case .comparison(let comparison): comparison.rawValue
        case .comma: ","
        case .colon: ":"
        case .open: "("
        case .close: ")"
        case .end: ""
        }
    }
}
