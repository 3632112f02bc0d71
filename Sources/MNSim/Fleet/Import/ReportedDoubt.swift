/// Words that say that something is not there, or only like it.
enum ReportedDoubt {
    private static let words: Set<Substring> = [
        "not", "no", "non", "never", "without", "neither", "instead", "planned", "plan", "ordered",
        "future", "pending", "removed", "remove", "uninstalled", "disabled", "broken", "defective",
        "dead", "failed", "faulty", "missing", "former", "formerly", "previously", "was", "old",
        "retired", "spare", "like", "similar", "equivalent", "emulated", "fake",
        "or", "maybe", "perhaps", "probably", "possibly", "kein", "keine", "nicht", "oder",
        "geplant", "defekt", "ausgebaut", "aucun", "sans", "pas",
    ]

    /// Whether a text takes back what it names.
    static func isIn(_ text: String) -> Bool {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.contains(where: words.contains)
    }
}
