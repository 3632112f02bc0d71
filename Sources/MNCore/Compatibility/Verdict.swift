/// Whether a model suits a machine: the rule that decided, and what it rests on.
///
/// It holds facts; words are made on demand.
public struct Verdict: Hashable, Sendable {
    /// A size of the machine beside the size that the model needs.
    public struct Comparison: Hashable, Sendable {
        public var found: MemorySize
        public var minimum: Requirements.Minimum

        public init(found: MemorySize, minimum: Requirements.Minimum) {
            self.found = found
            self.minimum = minimum
        }
    }

    public var model: Model
    public var backend: Backend
    public var rule: Rule.ID
    public var status: Status
    public var isForceable: Bool
    /// Whether force was asked for where it makes a difference.
    public var isForced: Bool
    public var accelerator: Accelerator
    /// The GPU that was judged; nil for a verdict on the machine without one.
    public var gpu: GPU?
    /// The numbers that decided, where a size did.
    public var comparison: Comparison?
    /// What the rule rests on.
    public var evidence: [Evidence]
    /// What is missing: all that could change the verdict.
    public var gaps: [Gap]
    /// The GPUs that are there and do not count on this machine.
    public var uncountedGPUs: [GPU]
    /// Whether the engine did not answer and was taken for Docker Engine, where that decides.
    public var assumesDockerEngine: Bool

    /// Whether the model may be installed and run.
    public var isOK: Bool { status.isAccepted || isForced }

    /// Whether force would make the difference, and was not used.
    public var needsForce: Bool { !status.isAccepted && isForceable && !isForced }

    /// The exit code of a command that carries the verdict.
    public var exitCode: ExitCode {
        if isOK { return .done }
        return status == .forceOnly ? .needsForce : .notCompatible
    }
}
