/// What came of one check of a contract.
package struct ContractFinding: Hashable, Sendable {
    package enum Result: Hashable, Sendable {
        /// As the contract has it; the clause says when it is so, if not always.
        case ok(String?)
        case differs(ContractDifference)
        /// It was not made; a sentence says why.
        case skipped(String)

        /// For programs; a promise.
        package var word: String {
            switch self {
            case .ok: "ok"
            case .differs: "differs"
            case .skipped: "skipped"
            }
        }
    }

    package var name: String
    package var result: Result
    /// The request in a line.
    package var request: String
    /// Where the contract says it.
    package var source: String

    package var isDifferent: Bool { if case .differs = result { true } else { false } }
    package var isSkipped: Bool { if case .skipped = result { true } else { false } }
}
