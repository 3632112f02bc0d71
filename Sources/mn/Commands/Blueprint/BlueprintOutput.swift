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
