package import MNCore

/// Output of a tool that cannot become a profile.
package enum ImportFault: DiagnosticError, Hashable {
    /// The text cannot be read at all; where, and why.
    case unreadable(name: String, DocumentFault.Place?, why: String)
    /// It can be read, and is not what the kind says.
    case notOfKind(name: String, ImportKind, why: String)
    /// So many files do not make one machine.
    case wrongCount(ImportKind, found: Int)
    /// `linux/x86_64` is expected.
    case badPlatform(String)
    /// With its identifiers blanked, the evidence gives another verdict.
    case redactionDiffers(model: String)

    package var code: ErrorCode {
        switch self {
        case .unreadable, .notOfKind: .invalidFile
        case .wrongCount, .badPlatform: .usage
        case .redactionDiffers: .redactionRefused
        }
    }

    package var exitCode: ExitCode { code == .usage ? .usage : .failed }

    package var problem: String {
        switch self {
        case .unreadable(let name, let place, let why):
            "\(name)\(place.map { ", line \($0.line), column \($0.column)" } ?? ""): \(why)."
        case .notOfKind(let name, let kind, let why):
            "\(name) is no output of \(kind.rawValue): \(why)."
        case .wrongCount(let kind, let found):
            "'\(kind.rawValue)' is imported from one file or folder, not from \(found)."
        case .badPlatform(let text): "'\(text)' is no platform such as linux/x86_64."
        case .redactionDiffers(let model):
            "The evidence, with its identifiers blanked, gives another verdict for \(model)."
        }
    }

    package var fixes: [String] {
        switch self {
        case .unreadable(_, _, _): ["Save the whole output of the tool, as UTF-8."]
        case .notOfKind(_, let kind, _): ["Save the output of: \(kind.source)"]
        case .wrongCount(let kind, _): ["mn profile import \(kind.rawValue) FILE"]
        case .badPlatform:
            ["mn profile import nvidia-smi FILE --platform linux/x86_64", "mn help profile import"]
        case .redactionDiffers: ["Report it: mn profile import --help"]
        }
    }
}
