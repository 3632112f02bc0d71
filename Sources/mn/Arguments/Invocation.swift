/// What somebody asked the program to do.
enum Invocation: Hashable, Sendable {
    /// The help of the program, of a group or of a command, by its words.
    case help([String])
    /// The version of the program.
    case version
    case command(ParsedArguments)
}
