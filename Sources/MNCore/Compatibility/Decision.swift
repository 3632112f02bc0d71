/// A verdict without its evidence, gaps and words: what counting over many machines needs.
package struct Decision: Hashable, Sendable {
    package var rule: Rule.ID
    package var status: Status
    package var accelerator: Accelerator
    /// The numbers that decided, where a size did.
    package var comparison: Verdict.Comparison?
    /// What was taken for granted.
    package var assumed: Assumptions = []
}
