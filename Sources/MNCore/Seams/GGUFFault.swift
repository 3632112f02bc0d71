/// Why the header of a GGUF file tells nothing of its model.
package enum GGUFFault: DiagnosticError, Hashable {
    /// The file itself cannot be read.
    case file(FileFault)
    /// Something in it is wrong, at this byte.
    case format(file: String, offset: Int, Problem)

    package enum Problem: Hashable, Sendable {
        case noMagic
        case version(UInt32)
        /// The file ends before what it announces.
        case cut
        /// It announces more of something than any model has.
        case tooMany(String, UInt64, limit: Int)
        /// The header goes on beyond what is read of it.
        case tooLong(limit: Int)
        case unknownType(String, UInt32)
        case tooDeep
        case notText(String)
        case notABool(UInt8)
        case duplicate(String)
        case badAlignment(String)
        /// A tensor's shape and type do not go together, or it lies elsewhere than it must.
        case badTensor(String, String)
        case missing(String)
        /// A figure of the model that cannot be, in words.
        case badFigure(String, String)
        case projector
        /// Anything, in the words of a trace.
        case told(String)
    }

    package var code: ErrorCode {
        switch self {
        case .file(let fault): fault.code
        case .format: .invalidFile
        }
    }

    package var problem: String {
        switch self {
        case .file(let fault): fault.problem
        case .format(let file, let offset, let problem):
            "\(Sanitized.line(file)), byte \(offset): \(problem)."
        }
    }

    package var fixes: [String] {
        switch self {
        case .file(let fault): fault.fixes
        case .format(_, _, .cut): ["Fetch the file again: it is not whole."]
        case .format(_, _, .version(1)): ["Convert the file to GGUF version 3."]
        case .format(_, _, .projector): ["Name the file of the language model."]
        case .format: ["Name a GGUF file of version 2 or 3 that llama.cpp loads."]
        }
    }
}

extension GGUFFault.Problem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noMagic: "this is no GGUF file: it does not begin with 'GGUF'"
        case .version(let version): "GGUF version \(version) is not read; 2 and 3 are"
        case .cut: "the file ends before what it announces"
        case .tooMany(let what, let count, let limit):
            "\(Self.shown(count)) \(what) are announced, and no model has more than \(limit)"
        case .tooLong(let limit): "the header goes beyond \(ByteCount(limit))"
        case .unknownType(let what, let type):
            "the type \(type) of \(Self.shown(what)) is not known"
        case .tooDeep: "arrays lie in arrays deeper than anybody writes them"
        case .notText(let what): "\(what) is no text"
        case .notABool(let byte): "a truth value is \(byte), not 0 or 1"
        case .duplicate(let key): "\(Self.shown(key)) is there twice"
        case .badAlignment(let value): "general.alignment is \(value), no power of two up to 2^20"
        case .badTensor(let name, let why): "the tensor \(Self.shown(name)) \(why)"
        case .missing(let key): "\(Self.shown(key)) is not there"
        case .badFigure(let key, let why): "\(Self.shown(key)): \(Sanitized.line(why))"
        case .projector: "this is a projector, not a language model"
        case .told(let words): Sanitized.line(words)
        }
    }

    /// A number out of the file; a longer one says no more.
    private static func shown(_ count: UInt64) -> String {
        count > 1_000_000_000_000 ? "more than 10^12" : "\(count)"
    }

    /// A name out of the file, in quotes and short enough to read.
    private static func shown(_ name: String) -> String {
        let shown = Sanitized.line(String(name.prefix(80)))
        return name.count > 80 ? "'\(shown)…'" : "'\(shown)'"
    }
}
