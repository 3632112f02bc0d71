/// What another program said: docker, a Model Runner, the system.
///
/// It is shown without secrets and without what identifies anybody: it may quote addresses, paths and
/// whole requests of which its reader knows nothing.
package enum ForeignText {
    /// The words on one line, as many as anybody reads.
    package static func line(_ text: String) -> String {
        Excerpt.line(masked(Excerpt.beginning(text)))
    }

    /// The bytes as text on one line.
    package static func line(_ bytes: [UInt8]) -> String {
        line(String(decoding: bytes, as: UTF8.self))
    }

    /// The text as it is otherwise, with its lines.
    package static func masked(_ text: String) -> String {
        var standIns = StandIns()
        return standIns.replaced(Secrets().masked(text))
    }
}
