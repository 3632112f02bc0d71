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

/// A program that starts another, which its words name: what stands before that name.
struct ProgramStarter: Sendable {
    /// How many words stand before the other program's name, besides options.
    var operands = 0
    /// Whether variables (`NAME=value`) may stand before it.
    var takesVariables = false
    /// Whether the other program's words go through a shell.
    var usesShell = false
    /// Whether the name may stand at any place.
    var isAnywhere = false
    /// Words that give a script to a shell of its own, wherever they stand.
    var scriptWords: Set<String> = []
    /// Beginnings of words, in capitals, of which the rest is a script.
    var scriptPrefixes: [String] = []
    /// Beginnings of words, in capitals, of which the rest is split into the words of a program.
    var textPrefixes: [String] = []
    /// Letters of options that take a script.
    var scriptLetters = ""
    /// Whether it splits a text into words, as `env -S`.
    var splits = false
    /// The letters of options that take a value; nil if they are not known, and each may.
    var valueLetters: String?

    static func named(_ name: String) -> ProgramStarter? { table[name] }

    private static let table: [String: ProgramStarter] = {
        var table: [String: ProgramStarter] = [:]
        func add(_ names: String, _ starter: ProgramStarter) {
            for name in names.split(separator: " ") { table[String(name)] = starter }
        }
        add("env", ProgramStarter(takesVariables: true, splits: true))
        // With `-s` and `-i` their words go through the user's shell.
        add("sudo doas", ProgramStarter(takesVariables: true, scriptLetters: "si"))
        add("pkexec systemd-run", ProgramStarter(takesVariables: true))
        add("npx pnpx bunx", ProgramStarter(scriptLetters: "c"))
        add("npm", ProgramStarter(operands: 1, scriptLetters: "c"))
        add("rsh remsh hyperfine tmux xterm", ProgramStarter(usesShell: true))
        add(
            """
            nice ionice nohup stdbuf setsid xargs unshare nsenter linux numactl \
            time gtime catchsegv strace ltrace valgrind setpriv prlimit dumb-init tini catatonit \
            systemd-inhibit firejail bwrap proot fakeroot eatmydata unbuffer caffeinate arch \
            sandbox-exec winpty busybox toybox torsocks proxychains nocache chronic rlwrap choom \
            dbus-run-session xvfb-run ld.so exec command builtin
            """, ProgramStarter())
        add(
            "timeout gtimeout chroot gchroot taskset chrt gosu su-exec faketime setuidgid sshpass",
            ProgramStarter(operands: 1))
        add("setarch", ProgramStarter(isAnywhere: true))
        add(
            "nix-shell",
            ProgramStarter(isAnywhere: true, scriptWords: ["--run", "--command"]))
        add("snap", ProgramStarter(isAnywhere: true, scriptWords: ["--shell"]))
        add(
            "socat",
            ProgramStarter(
                isAnywhere: true, scriptPrefixes: ["SYSTEM:", "SHELL:"],
                textPrefixes: ["EXEC:"]))
        add("su runuser script flock", ProgramStarter(operands: 1, scriptLetters: "c"))
        add("capsh", ProgramStarter(scriptLetters: "c"))
        add("entr", ProgramStarter(scriptLetters: "s"))
        add("watch parallel sem", ProgramStarter(usesShell: true))
        add("sg", ProgramStarter(operands: 1, usesShell: true))
        // What follows the host goes to the shell of the user there.
        add(
            "ssh",
            ProgramStarter(operands: 1, usesShell: true, valueLetters: "BbcDEeFIiJLlmOopPQRSWw"))
        add(
            """
            find docker podman nerdctl kubectl oc wsl uv poetry pipenv conda nix distrobox toolbox \
            flatpak-spawn start-stop-daemon
            """, ProgramStarter(isAnywhere: true))
        return table
    }()

    /// Whether a word is a script for a shell, or says that one follows.
    func givesScript(_ word: String) -> Bool {
        scriptWords.contains(word)
            || scriptPrefixes.contains(where: word.uppercased().hasPrefix)
    }

    /// The words of the program in a word that holds one.
    func program(in word: String) -> [String]? {
        guard let prefix = textPrefixes.first(where: word.uppercased().hasPrefix) else {
            return nil
        }
        return word.dropFirst(prefix.count).split { $0 == " " || $0 == "\t" }.map(String.init)
    }

    /// Whether an option takes a script.
    func isScript(_ word: String) -> Bool {
        if scriptLetters.isEmpty { return false }
        if word.hasPrefix("--") {
            let name = word.dropFirst(2).prefix { $0 != "=" }
            return !name.isEmpty
                && ["command", "session-command", "shell", "login", "call"].contains(where: {
                    $0.hasPrefix(name)
                })
        }
        return word.dropFirst().contains(where: scriptLetters.contains)
    }

    /// The text that an option of `env` splits into words.
    func splitText(_ word: String, next: String?) -> Substring? {
        if word.hasPrefix("--") {
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1)
            guard let name = parts.first, "split-string".hasPrefix(name) else { return nil }
            return parts.count > 1 ? parts[1] : next?[...]
        }
        guard let letter = word.firstIndex(of: "S") else { return nil }
        let rest = word[word.index(after: letter)...]
        return rest.isEmpty ? next?[...] : rest
    }

    /// By how many words an option may be read on.
    func reach(_ word: String) -> [Int] {
        if word == "-" || word == "--" || word.hasPrefix("--") && word.contains("=") { return [1] }
        guard let valueLetters else { return [1, 2] }
        let letters = word.dropFirst()
        guard let letter = letters.firstIndex(where: valueLetters.contains) else { return [1] }
        return letters.index(after: letter) == letters.endIndex ? [2] : [1]
    }
}
