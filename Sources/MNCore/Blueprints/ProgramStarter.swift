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
