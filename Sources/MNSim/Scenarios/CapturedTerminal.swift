import MNCore
import Synchronization

/// A terminal that keeps what is written to it.
package final class CapturedTerminal: Terminal {
    package let width: Int?
    package let hasColour = false
    private let outputs = Mutex((output: "", error: ""))

    package init(width: Int?) { self.width = width }

    package var output: String { outputs.withLock(\.output) }
    package var error: String { outputs.withLock(\.error) }

    package func write(_ text: String) { outputs.withLock { $0.output += text } }
    package func writeError(_ text: String) { outputs.withLock { $0.error += text } }
}
