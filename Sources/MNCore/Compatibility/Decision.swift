/// A verdict without its evidence, gaps and words: what counting over many machines needs.
public struct Decision: Hashable, Sendable {
    public var rule: Rule.ID
    public var status: Status
    public var accelerator: Accelerator
    /// The numbers that decided, where a size did.
    public var comparison: Verdict.Comparison?
    /// What was taken for granted.
    public var assumed: Assumptions = []
}
