import MNCore

/// An argument that begins with a dash, taken apart and found among the known options.
struct OptionText {
    let specification: OptionSpecification
    /// As it was given, without a value.
    let name: String
    /// What stands behind `=`.
    let value: String?

    /// Finds the option; `error` makes an error of the reason if there is none.
    init(
        _ text: String, known: [OptionSpecification], error: (UsageError.Reason) -> UsageError
    ) throws(UsageError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        value = parts.count > 1 ? String(parts[1]) : nil
        let name = name
        let found = known.first { option in
            name == "--\(option.name)" || option.letter.map { name == "-\($0)" } ?? false
        }
        guard let found else {
            let word = name.drop { $0 == "-" }
            let near =
                word.count > 1 ? Spelling.nearest(to: String(word), in: known.map(\.name)) : nil
            // Behind one letter a value may stand, as in -pSECRET.
            let isLetter = !name.hasPrefix("--") && near == nil
            throw error(
                .unknownOption(
                    isLetter ? String(name.prefix(2)) : name, suggestion: near.map { "--\($0)" }))
        }
        specification = found
    }
}
