/// Something that is fed with any bytes, and the promises that it keeps whatever they are.
///
/// Beside them, no input may end the program or take over a second of the processor's time.
struct FuzzTarget: Sendable {
    /// The name in `scripts/fuzz`, and of the folder of its corpus.
    let name: String
    /// Throws `BrokenPromise` where the input shows that something is not kept.
    let feed: @Sendable ([UInt8]) throws -> Void

    init(_ name: String, _ feed: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.name = name
        self.feed = feed
    }

    static let all =
        texts + privacy + documents + memory + messages + runners + machines + commands + support

    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// A promise that an input shows not to be kept.
struct BrokenPromise: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Throws where what must hold does not.
func promise(_ holds: Bool, _ rule: @autoclosure () -> String) throws(BrokenPromise) {
    if !holds { throw BrokenPromise(rule()) }
}

/// Throws where two values differ that must be equal.
func promiseEqual<Value: Equatable>(
    _ one: Value, _ other: Value, _ rule: String
) throws(BrokenPromise) {
    if one != other {
        throw BrokenPromise("\(rule):\n  \(quoted(one))\n  \(quoted(other))")
    }
}

/// A value as it may be printed, whatever it holds.
private func quoted(_ value: some Any) -> String {
    String("\(value)".prefix(2000)).debugDescription
}
