import MNCore

/// A command: what it accepts, and what it does.
struct Command: Sendable {
    var specification: CommandSpecification
    var run: @Sendable (ParsedArguments, World) async throws -> Report

    init(
        _ specification: CommandSpecification,
        run: @escaping @Sendable (ParsedArguments, World) async throws -> Report
    ) {
        self.specification = specification
        self.run = run
    }
}
