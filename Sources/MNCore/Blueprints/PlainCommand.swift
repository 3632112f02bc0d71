/// A command of a blueprint as words: nothing that only a shell understands.
///
/// A list is taken as it is. A text is split as a POSIX shell splits it (XCU 2.2), and refused where a shell
/// would do more than split. So what stands in quotes or after a backslash is data, and these are refused:
/// `|&;<>()`, a backtick, `*?~`, a line feed, `#` at the beginning of a word, and `$` before a name or a
/// bracket, also inside double quotes. `${config.…}` and `${env.…}` are filled in by the program itself.
enum PlainCommand {
    /// Why a command is refused.
    enum Fault: Error, Hashable {
        case empty
        /// Neither a text nor a list of texts.
        case malformed
        case openQuote
        /// A word holds U+0000, where the system would cut it.
        case cutWord
        /// The text is for a shell: what gives it away.
        case shell(String)
        case outside(String)

        /// The end of the code of an issue about it.
        var flaw: BlueprintIssue.Flaw {
            switch self {
            case .empty, .malformed, .openQuote, .cutWord: .command
            case .shell: .shell
            case .outside: .outside
            }
        }

        var message: String {
            switch self {
            case .empty: "The command has no words."
            case .malformed: "The command is no list of texts."
            case .openQuote: "A quote of the command is not closed."
            case .cutWord: "A word of the command holds U+0000, where the system would cut it."
            case .shell(let sign):
                "The command needs a shell (\(sign)); MirrorNeuron may start one, mn does not."
            case .outside(let path): "'\(path)' leads out of the blueprint's folder."
            }
        }

        var help: String {
            switch self {
            case .empty, .malformed, .openQuote, .cutWord:
                "Write it as a list: [\"python3\", \"payloads/check.py\"]."
            case .shell: "Put what it does into a script under payloads/, and name the script."
            case .outside: "Put the file under the blueprint's folder."
            }
        }
    }

    /// The words of a list or of a text.
    static func words(_ field: JSONField) throws(JSONFault) -> Result<[String], Fault> {
        if case .array = field.value {
            var words: [String] = []
            for element in try field.array() { words.append(try element.string()) }
            return checked(words)
        }
        var splitter = WordSplitter(text: try field.string())
        do throws(Fault) {
            return checked(try splitter.words())
        } catch {
            return .failure(error)
        }
    }

    private static func checked(_ words: [String]) -> Result<[String], Fault> {
        fault(words).map { .failure($0) } ?? .success(words)
    }

    /// Why words are not run; the same when they are read and when they are complete.
    static func fault(_ words: [String]) -> Fault? {
        guard let program = words.first, !program.isEmpty else { return .empty }
        if words.contains(where: { $0.utf8.contains(0) }) { return .cutWord }
        if let sign = ShellScript.sign(in: words) { return .shell(sign) }
        if program.contains("/"), !program.hasPrefix("/"), !BlueprintPath.isBelow(program) {
            return .outside(program)
        }
        return nil
    }
}

/// Splits a text into words.
struct WordSplitter {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var word: String.UnicodeScalarView?

    init(text: String) { scalars = Array(text.unicodeScalars) }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func words() throws(PlainCommand.Fault) -> [String] {
        var words: [String] = []
        while let scalar = next {
            position += 1
            switch scalar {
            case " ", "\t":
                if let whole = word { words.append(String(whole)) }
                word = nil
            case "'", "\"": try quoted(by: scalar)
            case "\\":
                guard let escaped = next else { throw .openQuote }
                position += 1
                add(escaped)
            case "|", "&", ";", "<", ">", "(", ")", "`", "*", "?", "~":
                throw .shell("'\(scalar)'")
            case "\n": throw .shell("a line break")
            case "#" where word == nil: throw .shell("'#'")
            case "$":
                try checkExpansion(afterwards: "'\"")
                add(scalar)
            default: add(scalar)
            }
        }
        if let whole = word { words.append(String(whole)) }
        return words
    }

    private mutating func add(_ scalar: Unicode.Scalar) {
        word = word ?? String.UnicodeScalarView()
        word?.append(scalar)
    }

    private mutating func quoted(by quote: Unicode.Scalar) throws(PlainCommand.Fault) {
        word = word ?? String.UnicodeScalarView()
        while let scalar = next {
            position += 1
            if scalar == quote { return }
            if quote == "\"" {
                if scalar == "`" { throw .shell("'`'") }
                if scalar == "$" { try checkExpansion(afterwards: "") }
                if scalar == "\\", let escaped = next, "\"\\$`".unicodeScalars.contains(escaped) {
                    position += 1
                    add(escaped)
                    continue
                }
            }
            add(scalar)
        }
        throw .openQuote
    }

    /// Refuses a `$` after which a shell puts something else in place of it.
    ///
    /// - Parameter afterwards: what else it means something before, outside of quotes.
    private func checkExpansion(afterwards: String) throws(PlainCommand.Fault) {
        guard let after = next else { return }
        let rest = scalars[position...]
        let isTemplate = ["{config.", "{env."].contains { rest.starts(with: $0.unicodeScalars) }
        let isName = after.isASCII && after.properties.isAlphabetic || ("0"..."9").contains(after)
        guard !isTemplate, isName || "_{(@*#?$!-\(afterwards)".unicodeScalars.contains(after)
        else { return }
        throw .shell("'$\(after)'")
    }
}
