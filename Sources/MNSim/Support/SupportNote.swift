package import MNCore

/// Something that a run of the program decided, told to whoever watches it.
package enum SupportNote: Hashable, Sendable {
    /// The command that it followed, by its words.
    case command([String])
    /// It ended with such an error; the first fix is by its words.
    case fault(code: String, fix: String?)
    case ruling(rule: String, status: String)
    /// A check came out so: of the doctor, or of a blueprint.
    case check(name: String, state: String, fix: String?)
}

/// The program as a closure that also tells what it decides.
package typealias NotedProgram =
    @Sendable ([String], World, @Sendable (SupportNote) -> Void) async -> ExitCode
