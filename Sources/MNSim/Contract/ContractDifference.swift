/// One way in which an answer is not as the contract says, in words that may be shown.
package struct ContractDifference: Hashable, Sendable {
    package var wanted: String
    package var found: String
}
