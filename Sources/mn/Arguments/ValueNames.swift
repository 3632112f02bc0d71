/// What may stand for a value beside any text, so that a shell can complete it.
struct ValueNames: Hashable, Sendable {
    /// A kind of names.
    enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Models of the catalog, by id.
        case models
        /// Machine profiles, by id.
        case profiles
        case scenarios
        /// Checks of the runner's contract.
        case checks
        /// Rules of verdicts.
        case rules
        case backends, vendors
        /// The words of commands.
        case commands
        case files, folders

        /// Those that are asked of the program when they are needed; the others the shell knows.
        static let asked = allCases.filter { $0 != .files && $0 != .folders }
    }

    var kinds: [Kind]
    /// Whether several may stand there, separated by commas.
    var isList: Bool

    /// Names of one of these kinds.
    static func one(of kinds: Kind...) -> ValueNames { ValueNames(kinds: kinds, isList: false) }

    /// Names of one of these kinds, separated by commas.
    static func list(of kinds: Kind...) -> ValueNames { ValueNames(kinds: kinds, isList: true) }
}
