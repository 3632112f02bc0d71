public import MNCore
import Synchronization

/// A terminal that keeps what is written to it.
public final class CapturedTerminal: Terminal {
    public let width: Int?
    public let hasColour = false
    private let outputs = Mutex((output: "", error: ""))

    public init(width: Int?) { self.width = width }

    public var output: String { outputs.withLock(\.output) }
    public var error: String { outputs.withLock(\.error) }

    public func write(_ text: String) { outputs.withLock { $0.output += text } }
    public func writeError(_ text: String) { outputs.withLock { $0.error += text } }
}
