/// The place of a value inside a JSON document (RFC 6901), such as `/models/0/id`.
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    public var tokens: [String]

    public init(_ tokens: [String] = []) { self.tokens = tokens }

    /// The place of a member or element below this one.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

    /// The text form; the whole document is the empty string.
    public var description: String {
        tokens.map {
            "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1")
        }.joined()
    }
}
