// What a user of the library reads of facts, models and verdicts, in plain types.

extension Hardware {
    /// What a model may use of the system's memory, in bytes; nil where it is not known.
    public var usableMemory: Int? { memory.usable.value?.bytes.rawCount }
}

extension GPU {
    /// Its memory in bytes; nil where it is not known.
    public var memorySize: Int? { memory.value?.bytes.rawCount }
}

extension Catalog {
    /// The model of this id, alias or Docker reference, whatever its case; nil if there is none.
    public subscript(name: String) -> Model? { try? model(named: name) }
}

extension Verdict {
    /// The rule that decided: `cuda-small`; `mn model rules` explains it.
    public var ruleName: String { rule.rawValue }
}
