/// What came of one check of a contract.
public struct ContractFinding: Hashable, Sendable {
    public enum Result: Hashable, Sendable {
        /// As the contract has it; the clause says when it is so, if not always.
        case ok(String?)
        case differs(ContractDifference)
        /// It was not made; a sentence says why.
        case skipped(String)

        /// For programs; a promise.
        public var word: String {
            switch self {
            case .ok: "ok"
            case .differs: "differs"
            case .skipped: "skipped"
            }
        }
    }

    public var name: String
    public var result: Result
    /// The request in a line.
    public var request: String
    /// Where the contract says it.
    public var source: String

    public var isDifferent: Bool { if case .differs = result { true } else { false } }
    public var isSkipped: Bool { if case .skipped = result { true } else { false } }
}
