import MNCore
import MNSim

/// The reports of a command that could not judge: each is whole, and of its kind, and none is left as it was
/// before.
struct FailedReport {
    /// An error behind which the form on standard output is whole already.
    struct Streamed: Error {
        var cause: any DiagnosticError
    }

    private let world: World
    private let command: String
    /// The forms that standard output was asked for.
    private let forms: [String]
    /// The file of the JUnit report; `-` is standard output.
    private let junit: String?

    /// - Parameter words: the command line, which may be wrong. Nil if the command makes no reports.
    init?(_ words: some Sequence<String>, _ world: World) {
        let words = Array(words.prefix { $0 != "--" })
        let names = words.prefix { !$0.hasPrefix("-") }
        guard let command = Self.commands.first(where: { Array(names.prefix(2)) == $0 }) else {
            return nil
        }
        self.world = world
        self.command = command.joined(separator: " ")
        forms = Self.allForms.filter { words.contains("--\($0)") }
        var junit: String?
        for (index, word) in words.enumerated() {
            if word.hasPrefix("--junit=") { junit = String(word.dropFirst(8)) }
            if word == "--junit", index + 1 < words.count { junit = words[index + 1] }
        }
        self.junit = junit.flatMap { $0.isEmpty || $0 != "-" && $0.hasPrefix("-") ? nil : $0 }
    }

    init(_ arguments: ParsedArguments, _ world: World) {
        self.world = world
        command = arguments.command.words.joined(separator: " ")
        forms = Self.allForms.filter(arguments.has)
        junit = arguments.value("junit")
    }

    private static let allForms = ["json", "jsonl", "markdown"]
    private static let commands = [["sim", "matrix"], ["sim", "run"], ["blueprint", "validate"]]

    /// Whether standard output was asked for a form that this writes.
    var isStreamed: Bool { forms == ["jsonl"] || forms.isEmpty && junit == "-" }

    /// Writes the reports.
    ///
    /// - Parameter isStreamed: whether what stands on standard output is whole already.
    func write(_ cause: any DiagnosticError, isStreamed: Bool = false) {
        let discretion = Discretion(world)
        let report = MatrixJUnit.failure(of: command, cause, shown: discretion.shown)
        // Standard output can hold one thing only.
        switch (forms, junit == "-") {
        case (["jsonl"], false) where !isStreamed && command != "sim run":
            world.terminal.write(MatrixLines.failure(cause, shown: discretion.shown))
        case ([], true) where !isStreamed && command != "sim run": world.terminal.write(report)
        default: break
        }
        guard let junit, junit != "-" || command == "sim run" else { return }
        do throws(FileFault) {
            try world.files.replace(junit, with: Array(report.utf8))
        } catch {
            // It may be what the cause is about.
            if (cause as? FileFault)?.path == junit { return }
            world.terminal.writeError(
                "mn: The report was not written: \(Sanitized.line(error.problem))\n")
        }
    }
}
