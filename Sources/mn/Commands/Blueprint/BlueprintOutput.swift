import MNCore

/// The form in which a blueprint command prints its result.
enum BlueprintOutput {
    static let option = OptionSpecification(
        "output", letter: "o", .value("FORM", allowed: ["table", "json"]),
        help: "How to print the report; json is the same as --json.")

    /// Whether a command line asks for a document without `--json`.
    ///
    /// With other commands `--output` names a file.
    static func isJSON(_ words: some Sequence<String>) -> Bool {
        let words = Array(words)
        guard words.contains("blueprint") else { return false }
        return words.indices.contains { index in
            ["--output=json", "-o=json"].contains(words[index])
                || ["--output", "-o"].contains(words[index])
                    && words.dropFirst(index + 1).first == "json"
        }
    }
}

/// Why blueprint commands have no trace: it keeps every file as it is, and theirs hold secrets.
enum BlueprintTrace {
    struct Refused: DiagnosticError {
        var command: String
        var code: ErrorCode { .untraceable }
        var exitCode: ExitCode { .usage }
        var problem: String {
            "'mn \(command)' cannot be traced: a trace keeps whole files, and a blueprint's hold secrets."
        }
        var fixes: [String] { ["Leave out --trace.", "unset MN_TRACE"] }
    }

    /// Whether a command line may be traced.
    static func isAllowed(_ arguments: [String]) -> Bool {
        !arguments.prefix { $0 != "--" }.contains("blueprint")
    }

    static func refuse(_ arguments: ParsedArguments) throws(Refused) {
        guard arguments.command.words.first == "blueprint" else { return }
        throw Refused(command: arguments.command.words.joined(separator: " "))
    }
}
