/// What is wrong with the form of a blueprint: of errors and of warnings as many as anybody reads.
struct BlueprintIssueList {
    private static let limit = 50

    private(set) var all: [BlueprintIssue] = []
    private var counts: [BlueprintIssue.Severity: Int] = [:]

    /// Whether so much is wrong that no more errors are told.
    var isFull: Bool { counts[.error, default: 0] > Self.limit }

    /// Adds an issue; in place of the first that is one too many of its severity stands that there are more.
    mutating func add(_ issue: BlueprintIssue) {
        let count = counts[issue.severity, default: 0]
        if count > Self.limit { return }
        counts[issue.severity] = count + 1
        if count < Self.limit { return all.append(issue) }
        let what =
            issue.severity == .error ? "things are wrong with" : "warnings are given about"
        all.append(
            BlueprintIssue(
                .manifestTooManyIssues,
                "More than \(Self.limit) \(what) the form; no more are told.",
                help: "Correct these, and check again.", severity: issue.severity, at: nil))
    }
}
