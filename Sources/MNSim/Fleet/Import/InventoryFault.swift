package import MNCore

/// An inventory that cannot be taken.
package enum InventoryFault: DiagnosticError, Hashable {
    case empty(String)
    /// A row or an element is longer than any machine's.
    case tooLong(String)
    /// It ends in the middle of something.
    case endsEarly(String)
    /// What stands there is not of its form; how many rows were read before, and why.
    case unreadable(String, after: Int, why: String)
    /// It has no column that tells a fact.
    case columnMissing(String, fact: String, wanted: [String], found: [String])
    /// None of the keys that are asked for stands in any row.
    case nothingTold(String, wanted: [String])
    /// It is not what it is said to be.
    case notOfKind(String, kind: String, why: String)
    /// No row of it is a machine.
    case noMachine(String, kind: String, reasons: [String])
    /// Its counts add up to more machines than a fleet may have.
    case tooMany(String, count: Int)

    init(_ fault: JSONElements.Fault, _ name: String, after count: Int) {
        self =
            switch fault {
            case .tooLarge: .tooLong(name)
            case .endsEarly: .endsEarly(name)
            case .noList: .empty(name)
            case .notJSON(let fault): .unreadable(name, after: count - 1, why: "\(fault)")
            }
    }

    package var code: ErrorCode { .invalidFile }

    package var problem: String {
        switch self {
        case .empty(let name): "\(Sanitized.line(name)) is empty."
        case .tooLong(let name):
            "\(Sanitized.line(name)) has a row that is longer than that of any machine."
        case .endsEarly(let name): "\(Sanitized.line(name)) ends in the middle of a value."
        case .unreadable(let name, let count, let why):
            "\(Sanitized.line(name)), after \(Words.count(count, "row")): \(Sanitized.line(why))."
        case .columnMissing(let name, let fact, let wanted, let found):
            "\(Sanitized.line(name)) has no column for '\(fact)' (\(Self.list(wanted))); it has "
                + "\(Self.list(found))."
        case .nothingTold(let name, let wanted):
            "No row of \(Sanitized.line(name)) has any of \(Self.list(wanted))."
        case .notOfKind(let name, let kind, let why):
            "\(Sanitized.line(name)) is no inventory of kind '\(kind)': \(Sanitized.line(why))."
        case .tooMany(let name, let count):
            "The counts of \(Sanitized.line(name)) add up to \(count) machines, of at most \(Fleet.mostMachines)."
        case .noMachine(let name, _, let reasons):
            "No row of \(Sanitized.line(name)) is a machine: \(Self.list(reasons))."
        }
    }

    private static func list(_ words: [String]) -> String {
        Sanitized.line(words.prefix(12).joined(separator: ", ") + (words.count > 12 ? ", …" : ""))
    }

    package var fixes: [String] {
        switch self {
        case .noMachine(_, let kind, _) where !kind.hasPrefix("table"):
            ["Take another kind: mn fleet import --help"]
        case .columnMissing, .nothingTold, .noMachine:
            ["Say which column tells what: mn fleet import table FILE --mapping MAPPING"]
        case .tooMany: ["Look for a count that is none, such as a serial number or a size."]
        case .notOfKind: ["Take another kind: mn fleet import --help"]
        case .empty, .tooLong, .endsEarly, .unreadable: ["Export the inventory again."]
        }
    }
}
