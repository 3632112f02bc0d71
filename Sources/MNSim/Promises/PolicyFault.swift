package import MNCore

/// A policy that cannot be held against anything.
package enum PolicyFault: DiagnosticError, Hashable {
    /// What does not read as a line of a policy.
    package enum Syntax: Hashable, Sendable {
        /// What is expected, and what stands there; nothing at the end of the line.
        case expected(String, found: String)
        /// A word where a status or a bound should stand.
        case noStatus(String, suggestion: String?)
        case commaBetweenBounds
        case statusAmongBounds
        case openText
        case badEscape
        case badCharacter(UInt32)
        case notText
        /// More brackets and 'not' than are followed.
        case tooDeep(limit: Int)
        case tooLong(limit: Int)
        case tooManyNames(limit: Int)
    }

    case syntax(PolicyPlace, Syntax)
    /// What a word that is not known should name.
    package enum Wanted: Hashable, Sendable { case machines, model, tag, machineModel }

    /// A word that nothing is called.
    case unknownWord(PolicyPlace, String, suggestion: String?, of: Wanted = .machines)
    case duplicate(PolicyPlace, String, first: PolicyPlace)
    /// A name that means something else already, and what.
    case clash(PolicyPlace, String, with: String)
    /// What would have to choose machines chooses none; of how many it cannot be told.
    case noMachine(PolicyPlace, String, open: Int)
    /// It speaks of the fleet and of profiles.
    case mixed(PolicyPlace)
    /// It speaks of a fleet, and none is named.
    case noFleet(PolicyPlace)
    /// It is asked what promises leave out of a fleet, and the file names none.
    case nothingToCover(String)
    case waiverExpired(PolicyPlace, until: CalendarDate, asOf: CalendarDate)
    case fleetTooOld(PolicyPlace, String, day: CalendarDate, limit: Int, asOf: CalendarDate)
    case fleetWithoutDay(PolicyPlace, String)
    /// It is of a day that has not come yet.
    case fleetOfLaterDay(PolicyPlace, String, day: CalendarDate, asOf: CalendarDate)
    /// The machines of a fleet are named a second time, by its file or by another of the same bytes.
    case fleetTwice(PolicyPlace, String, first: String)
    /// It speaks of two fleets that were made of one inventory, so that machines count twice.
    case overlap(PolicyPlace, String, String)
    /// From here on more is asked than is worked out.
    case tooMuch(PolicyPlace, limit: Int)
    /// A file that a line names cannot be read.
    case unreadable(PolicyPlace, FileFault)
    /// A file extends itself.
    case cycle(PolicyPlace, String)
    case nothingPromised(String)
    case nothingAtLine(String, Int)

    /// Where it is; nil for what is about the whole file.
    package var place: PolicyPlace? {
        switch self {
        case .syntax(let place, _), .unknownWord(let place, _, _, _), .duplicate(let place, _, _),
            .clash(let place, _, _), .noMachine(let place, _, _), .mixed(let place),
            .noFleet(let place), .waiverExpired(let place, _, _),
            .fleetTooOld(let place, _, _, _, _), .fleetWithoutDay(let place, _),
            .cycle(let place, _), .fleetOfLaterDay(let place, _, _, _),
            .fleetTwice(let place, _, _), .overlap(let place, _, _), .tooMuch(let place, _),
            .unreadable(let place, _):
            place
        case .nothingToCover, .nothingPromised, .nothingAtLine: nil
        }
    }

    package var code: ErrorCode {
        switch self {
        case .noMachine, .noFleet, .nothingToCover, .nothingPromised, .nothingAtLine:
            .nothingSelected
        default: .invalidFile
        }
    }

    package var codeWord: String {
        switch self {
        case .syntax: "policy_syntax"
        case .unknownWord: "unknown_word"
        case .waiverExpired: "waiver_expired"
        case .fleetTooOld, .fleetWithoutDay, .fleetOfLaterDay: "fleet_too_old"
        case .unreadable(_, let fault): fault.codeWord
        default: code.rawValue
        }
    }

    package var exitCode: ExitCode { if case .syntax = self { .usage } else { .failed } }
}

// MARK: - Words

extension PolicyFault {
    package var problem: String { place.map { "\($0): \(sentence)" } ?? sentence }

    /// What is wrong, without the place.
    package var sentence: String {
        switch self {
        case .syntax(_, let syntax): syntax.sentence
        case .unknownWord(_, let word, let suggestion, .model):
            "No model is called '\(word.cut)'." + Self.hint(suggestion)
        case .unknownWord(_, let word, let suggestion, _):
            "Nothing is called '\(word.cut)' here." + Self.hint(suggestion)
        case .duplicate(_, let name, let first):
            "'\(name.cut)' is named a second time; the first is at \(first)."
        case .clash(_, let name, let other): "'\(name.cut)' cannot be a name: it is \(other)."
        case .noMachine(_, let query, let open):
            "'\(query.cut)' chooses no machine."
                + (open > 0 ? " Of \(Words.count(open, "machine")) it cannot be told." : "")
        case .mixed:
            "It speaks of the fleet and of profiles, and shares of both together mean nothing."
        case .noFleet: "It speaks of a fleet, and this policy names none."
        case .nothingToCover(let path): "Coverage is that of a fleet, and \(path) names none."
        case .waiverExpired(_, let until, let asOf):
            "It was allowed until \(until), and it is \(asOf)."
        case .fleetTooOld(_, let path, let day, let limit, let asOf):
            "\(path.cut) is of \(day), and on \(asOf) that is more than "
                + "\(Words.count(limit, "day")) ago."
        case .fleetWithoutDay(_, let path):
            "\(path.cut) does not say of which day it is, and its age is limited."
        case .fleetOfLaterDay(_, let path, let day, let asOf):
            "\(path.cut) is of \(day), which is after \(asOf), so that its age cannot be told."
        case .fleetTwice(_, let path, let first):
            path == first
                ? "\(path.cut) is named a second time, and its machines would count twice."
                : "\(path.cut) has the machines of \(first.cut), which would count twice."
        case .overlap(_, let one, let other):
            "It speaks of \(one.cut) and of \(other.cut), which were made of one inventory: machines would count twice."
        case .tooMuch(_, let limit):
            "Up to here the facts and models of all lines, times the machines, are more than \(limit)."
        case .unreadable(_, let fault): fault.problem
        case .cycle(_, let path): "\(path.cut) extends itself."
        case .nothingPromised(let path): "\(path) promises nothing."
        case .nothingAtLine(let path, let line): "Nothing stands on line \(line) of \(path)."
        }
    }

    private static func hint(_ suggestion: String?) -> String {
        suggestion.map { " Did you mean '\($0)'?" } ?? ""
    }

    package var fixes: [String] {
        switch self {
        case .syntax(_, .commaBetweenBounds):
            ["Write: runs >= 70% and unknown <= 10%", Self.grammar]
        case .syntax, .mixed: [Self.grammar]
        case .unknownWord(_, _, _, .model): ["See the models: mn model list"]
        case .unknownWord(_, _, _, .tag), .unknownWord(_, _, _, .machineModel):
            ["See what a fleet tells of its machines: mn fleet show FILE --json"]
        case .unknownWord(_, _, nil, _): ["See the ids of profiles: mn profile list", Self.grammar]
        case .unknownWord: [Self.grammar]
        case .duplicate, .clash: ["Take another name."]
        case .noMachine: ["See what the line chooses: mn policy explain LINE FILE"]
        case .noFleet, .nothingToCover:
            ["Name it: fleet machines/fleet.json", "Make one of an inventory: mn fleet import"]
        case .waiverExpired: ["Mend what it allows, or agree on another day."]
        case .fleetTooOld: ["Import the inventory again: mn fleet import"]
        case .fleetWithoutDay: ["Import it with its day: mn fleet import KIND FILE --as-of DATE"]
        case .fleetOfLaterDay:
            ["Import it with its day, or look at the policy on a later one: --as-of DATE"]
        case .fleetTwice: ["Leave one of the 'fleet' lines out."]
        case .overlap: ["Name one of the fleets in each promise."]
        case .tooMuch: ["Make of it two policies, or merge classes: mn fleet import --merge-below"]
        case .unreadable(_, let fault): fault.fixes
        case .cycle: ["Leave one of the 'extends' out."]
        case .nothingPromised: ["Add a line: gemma4:e2b on apple-*: pass", Self.grammar]
        case .nothingAtLine: ["Name the line of a promise, of a 'let' or of an 'allow'."]
        }
    }

    private static let grammar = "The grammar is in docs/policy.md."
}

extension PolicyFault.Syntax {
    fileprivate var sentence: String {
        switch self {
        case .expected(let what, ""): "\(what) is expected, and the line ends."
        case .expected(let what, let found): "\(what) is expected, not '\(found.cut)'."
        case .noStatus(let word, let suggestion):
            "'\(word.cut)' is no status and no bound."
                + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
        case .commaBetweenBounds:
            "Bounds are joined by 'and'; a comma is 'or', and stands between statuses."
        case .statusAmongBounds: "A promise has statuses or bounds, not both."
        case .openText: "The quoted text does not end on its line."
        case .badEscape: "In quoted text only '\"' and '\\' follow a '\\'."
        case .badCharacter(let value):
            "The character U+\(String(value, radix: 16, uppercase: true)) has no place in a policy."
        case .notText: "The line is not UTF-8."
        case .tooDeep(let limit): "It has more than \(limit) brackets and 'not' within one another."
        case .tooLong(let limit): "A line asks for at most \(limit) facts."
        case .tooManyNames(let limit): "A policy has at most \(limit) names."
        }
    }
}

extension String {
    /// As much of a text from a policy as an error repeats.
    fileprivate var cut: String { count > 80 ? prefix(79) + "…" : self }
}
