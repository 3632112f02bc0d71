import MNCore

/// A terminal that shows nothing: what is written to it, a tracer keeps.
package struct SilentTerminal: Terminal {
    package let width: Int?
    package let hasColour: Bool

    package init(width: Int?, hasColour: Bool = false) {
        self.width = width
        self.hasColour = hasColour
    }

    package func write(_ text: String) {}
    package func writeError(_ text: String) {}
}
