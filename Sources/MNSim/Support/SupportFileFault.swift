package import MNCore

/// A file that holds no run or machine that this program can take up.
package enum SupportFileFault: DiagnosticError, Hashable {
    /// It is of a format that a later program writes.
    case newer(String, schema: String, known: String)
    case otherKind(String, schema: String)
    case tooLarge(String, bytes: Int)
    case tooLong(String)
    /// - Parameter reason: what the bundle says of it.
    case noRun(String, reason: String?)
    case noMachine(String, reason: String?)
    /// The run was broken off, or not all of it is there.
    case noEnd(String)

    package var code: ErrorCode {
        switch self {
        case .newer: .newerFile
        case .tooLarge, .tooLong: .fileTooLarge
        case .otherKind, .noRun, .noMachine, .noEnd: .invalidFile
        }
    }

    package var problem: String {
        switch self {
        case .newer(let name, let schema, let known):
            "\(Self.shown(name)) is of the format '\(Self.shown(schema))', and this mn knows none after '\(known)'."
        case .otherKind(let name, let schema):
            "\(Self.shown(name)) is no bundle and no trace: it says that it is '\(Self.shown(schema))'."
        case .tooLarge(let name, let bytes):
            "\(Self.shown(name)) has \(ByteCount(bytes)), and a bundle at most \(ByteCount(SupportFile.bundleLimit))."
        case .tooLong(let name):
            "\(Self.shown(name)) has more than \(SupportFile.lineLimit) lines, the most of a trace that are read."
        case .noRun(let name, let reason):
            "\(Self.shown(name)) holds no run\(Self.because(reason))."
        case .noEnd(let name):
            "\(Self.shown(name)) holds a run without its end, so that nothing tells how it failed."
        case .noMachine(let name, let reason):
            "\(Self.shown(name)) holds no machine\(Self.because(reason))."
        }
    }

    package var fixes: [String] {
        switch self {
        case .newer: ["Take the newest mn for it: mn --version tells which this one is."]
        case .otherKind, .tooLarge, .tooLong: ["Ask for what this makes there: mn support bundle"]
        case .noEnd:
            ["See how far it goes: mn support replay \(CommandWords.line([Self.shown(file)]))"]
        case .noRun: ["Ask for another, made after the command failed: mn support bundle"]
        case .noMachine: ["Ask for a profile of the machine: mn profile record -o machine.json"]
        }
    }

    /// The file, as the user named it.
    private var file: String {
        switch self {
        case .newer(let name, _, _), .otherKind(let name, _), .tooLarge(let name, _),
            .tooLong(let name), .noRun(let name, _), .noMachine(let name, _), .noEnd(let name):
            name
        }
    }

    /// Something from the file as it may stand in a message.
    private static func shown(_ text: String) -> String { JSONFault.shown(text) }

    private static func because(_ reason: String?) -> String {
        reason.map { ": " + shown($0).trimmingDot } ?? ""
    }
}

extension String {
    /// The sentence without its full stop.
    fileprivate var trimmingDot: Substring { hasSuffix(".") ? dropLast() : self[...] }
}
