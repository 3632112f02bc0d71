package import MNCore

/// A bundle that is not written.
package enum BundleFault: DiagnosticError, Hashable {
    /// A check found something; how many others did is told.
    case notProven(check: String, pointer: JSONPointer, sentence: String, others: Int)
    case tooLarge(bytes: Int)
    /// There is no run of that number.
    case noSuchRun(Int, kept: Int)
    /// What stands there belongs to the form of a bundle.
    case notDroppable(JSONPointer)
    case nothingThere(JSONPointer)

    package var code: ErrorCode {
        switch self {
        case .notProven: .redactionRefused
        case .tooLarge: .fileTooLarge
        case .noSuchRun, .notDroppable, .nothingThere: .nothingSelected
        }
    }

    package var problem: String {
        switch self {
        case .notProven(let check, let pointer, let sentence, let others):
            "No bundle was written: the check '\(check)' found something at \(Self.shown(pointer)): \(sentence)"
                + (others > 0 ? " (and \(Words.count(others, "more finding")))" : "")
        case .tooLarge(let bytes):
            "The bundle has \(ByteCount(bytes)), more than \(ByteCount(Bundle.sizeLimit))."
        case .noSuchRun(let number, let kept):
            "There is no run \(number): "
                + (kept == 0
                    ? "none that failed is kept."
                    : "\(Words.count(kept, "run")) that failed \(kept == 1 ? "is" : "are") kept.")
        case .notDroppable(let pointer):
            "\(Self.shown(pointer)) cannot be left out alone: a bundle needs it."
        case .nothingThere(let pointer): "There is nothing at \(Self.shown(pointer))."
        }
    }

    package var fixes: [String] {
        switch self {
        case .notProven(_, let pointer, _, _):
            ["Leave it out: mn support bundle --drop \(Self.shown(pointer))"]
        case .tooLarge: ["Leave out what is large: mn support bundle --drop /doctor"]
        case .noSuchRun(_, let kept):
            [
                kept == 0
                    ? "Make one of what the doctor finds: mn support bundle"
                    : "Name one of 1 to \(kept), of which 1 is the newest."
            ]
        case .notDroppable(let pointer):
            ["Leave out what it is part of: --drop /\(Self.shown(pointer.tokens.first ?? "logs"))"]
        case .nothingThere:
            ["Look what there is, in a bundle without it: mn support open FILE --json"]
        }
    }

    private static func shown(_ pointer: JSONPointer) -> String { JSONFault.shown(pointer) }
    private static func shown(_ text: String) -> String { JSONFault.shown(text) }
}
