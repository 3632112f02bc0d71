import MNCore
import MNSim

/// The reports of a command that could not judge: each is whole, and of its kind, and none is left as it was
/// before.
struct FailedReport {
    private let world: World
    private let command: String
    private let discretion: Discretion
    private let arguments: ParsedArguments

    init(_ arguments: ParsedArguments, _ world: World) {
        self.arguments = arguments
        self.world = world
        command = arguments.command.words.joined(separator: " ")
        discretion = Discretion(world)
    }

    /// Runs a command, and where it throws writes the reports that were asked for.
    ///
    /// - Parameter body: says what it has begun to stream, so that this does not begin again.
    static func guarding(
        _ arguments: ParsedArguments, _ world: World,
        _ body: (inout MatrixOutput.Form?) async throws -> Report
    ) async throws -> Report {
        var begun: MatrixOutput.Form?
        do {
            return try await body(&begun)
        } catch {
            let explained = error as? any Explained ?? InternalFault(error: "\(error)")
            FailedReport(arguments, world).write(explained, begun: begun)
            throw error
        }
    }

    /// Writes the reports, but for the form that is on standard output already.
    func write(_ cause: any Explained, begun: MatrixOutput.Form? = nil) {
        // Standard output can hold one thing only.
        let asked = ["json", "jsonl", "markdown"].filter(arguments.has)
        switch (asked, arguments.value("junit") == "-") {
        case (["jsonl"], false) where begun == nil:
            world.terminal.write(MatrixLines.failure(cause, shown: discretion.shown))
        case ([], true) where begun == nil: world.terminal.write(junit(cause))
        default: break
        }
        guard let file = arguments.value("junit"), file != "-" else { return }
        do throws(FileFault) {
            try world.files.replace(file, with: Array(junit(cause).utf8))
        } catch {
            // It may be what the cause is about.
            if (cause as? FileFault)?.path == file { return }
            world.terminal.writeError(
                "mn: The report was not written: \(Printable.line(error.problem))\n")
        }
    }

    private func junit(_ error: any Explained) -> String {
        MatrixJUnit.failure(of: command, error, shown: discretion.shown)
    }
}
