/// Why the plugin gets nowhere with the Docker engine.
struct EngineProblem: Hashable {
    /// The client's own words.
    private(set) var cause: String
    /// Whether it did not even come to asking the engine.
    private var isOfClient: Bool

    init(_ cause: String, isOfClient: Bool = false) {
        self.cause = cause
        self.isOfClient = isOfClient
    }

    /// What is said when the runner's container was looked for, for a purpose or for none.
    func words(after purpose: String? = nil) -> String {
        if isOfClient { return cause }
        return (purpose.map { $0 + ": " } ?? "")
            + "unable to prune stopped model runner containers: "
            + "unable to identify model runner containers: \(cause)"
    }
}
