/// One way in which an answer is not as the contract says, in words that may be shown.
public struct ContractDifference: Hashable, Sendable {
    public var wanted: String
    public var found: String
}
