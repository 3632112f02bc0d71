/// The shells there are, and which of their options give them a script.
enum Shell: Hashable {
    /// The shells of Unix, which read options letter by letter: the letters that take a script, as a word or
    /// from standard input, and those that take another value.
    case unix(scriptLetters: String, valueLetters: String)
    case powerShell(version: Version)
    case command

    /// The one that comes with Windows takes bare words for commands, the other for a file.
    enum Version: Hashable {
        case windows
        case core
    }

    private static let unixNames: Set<String> = [
        "sh", "bash", "rbash", "dash", "ash", "hush", "zsh", "rzsh", "ksh", "rksh", "mksh", "pdksh",
        "oksh", "lksh", "loksh", "yash", "posh", "bosh", "pbosh", "sash", "csh", "tcsh", "fish",
        "nu",
        "nushell", "elvish", "xonsh", "osh", "ysh", "oil", "ion", "murex", "brush", "lash", "msh",
        "rc", "es", "toysh", "git-bash",
    ]

    init?(_ name: String) {
        switch name {
        case "powershell": self = .powerShell(version: .windows)
        case "pwsh": self = .powerShell(version: .core)
        case "cmd", "command.com": self = .command
        default:
            guard Self.unixNames.contains(name) else { return nil }
            self =
                switch name {
                case "fish": .unix(scriptLetters: "csC", valueLetters: "dDfop")
                case "nu", "nushell": .unix(scriptLetters: "ce", valueLetters: "Imt")
                // The name of an option follows, as in `-eo pipefail`.
                default: .unix(scriptLetters: "cs", valueLetters: "oOAT")
                }
        }
    }

    /// The name of a program without its folder, version and ending: `/usr/bin/bash-5.2` is `bash`.
    static func name(_ program: String) -> String {
        let last = (program.split { $0 == "/" || $0 == "\\" }.last ?? "").lowercased()
        // A shell whose name begins with a minus is one that somebody logs in to.
        var base = last.drop { $0 == "-" }
        if base.hasSuffix(".exe") { base = base.dropLast(4) }
        if base.hasPrefix("ld-") || base.hasPrefix("ld.so") { return "ld.so" }
        let letters = base.utf8.prefix { (97...122).contains($0) }
        // Most names have nothing else.
        guard letters.endIndex < base.endIndex, !letters.isEmpty,
            isVersion(Array(base.utf8[letters.endIndex...]))
        else { return String(base) }
        return String(base[..<letters.endIndex])
    }

    /// What builds are called beside their version.
    private static let builds = [
        "static", "real", "distrib", "preview", "x86_64", "arm64", "aarch64",
    ].map { Array($0.utf8) }

    /// Whether bytes are versions and words of builds alone: `5.2`, `-static`, `7-preview`.
    private static func isVersion(_ rest: [UInt8]) -> Bool {
        guard rest.count <= 64 else { return false }
        // Up to which places it can be read.
        var isReached = [Bool](repeating: false, count: rest.count + 1)
        isReached[0] = true
        for place in rest.indices where isReached[place] {
            let isSeparated = "-._".utf8.contains(rest[place])
            let start = isSeparated ? place + 1 : place
            if isSeparated {
                for build in builds where rest[start...].starts(with: build) {
                    isReached[start + build.count] = true
                }
            }
            guard start < rest.count, (48...57).contains(rest[start]) else { continue }
            var end = start + 1
            while true {
                isReached[end] = true
                guard end < rest.count else { break }
                if (97...122).contains(rest[end]) { isReached[end + 1] = true }
                guard (48...57).contains(rest[end]) || rest[end] == UInt8(ascii: ".") else { break }
                end += 1
            }
        }
        return isReached[rest.count]
    }

    /// The word that gives it a script, the words after its name taken for its own; nil for a file.
    func script(_ words: ArraySlice<String>) -> String? {
        switch self {
        case .unix(let scripts, let values): Self.unixScript(words, scripts, values)
        case .powerShell(let version): Self.powerShellScript(words, version)
        case .command:
            // Options may be joined (`/d/c`), and the command may follow at once (`/cdir`).
            words.first { word in
                word.hasPrefix("/")
                    && ["/c", "/k", "/r"].contains(where: word.lowercased().contains)
            }
        }
    }

    /// More options than anybody writes; after that a script is taken to follow.
    private static let optionLimit = 64

    /// Long options that take a script; each may be written short.
    private static let scriptOptions = ["command", "commands", "init-command", "execute"]
    private static let valueOptions: Set<String> = [
        "rcfile", "init-file", "emulate", "config", "env-config", "plugin-config", "log-level",
        "log-target", "include-path", "profile", "debug-output", "profile-startup", "features",
    ]

    /// Letters that are known to take no value in any of them.
    private static let flags = "abefghiklmnpqrtuvxyBCEHIPVZ"
    private static let longFlags: Set<String> = [
        "login", "posix", "norc", "noprofile", "restricted", "verbose", "noediting", "interactive",
        "no-config", "no-config-file", "private", "help", "version",
    ]

    /// Every way in which the options may be read counts: what may take a value or not does both.
    private static func unixScript(
        _ words: ArraySlice<String>, _ scriptLetters: String, _ valueLetters: String
    ) -> String? {
        let end = min(words.endIndex, words.startIndex + optionLimit)
        var isReached: Set<Int> = [words.startIndex]
        for place in words.startIndex..<end where isReached.contains(place) {
            let word = words[place]
            // Behind a `--` of a starting program the shell's own options begin.
            if word == "--" {
                if place == words.startIndex { isReached.insert(place + 1) }
            } else if word.hasPrefix("--") {
                let name = String(word.dropFirst(2).prefix { $0 != "=" })
                let isValue = valueOptions.contains(name)
                if !isValue, scriptOptions.contains(where: { $0.hasPrefix(name) }) { return word }
                if !isValue || word.contains("=") { isReached.insert(place + 1) }
                if !word.contains("="), !longFlags.contains(name) { isReached.insert(place + 2) }
            } else if let sign = word.first, sign == "-" || sign == "+", word.count > 1 {
                let letters = word.dropFirst()
                if sign == "-", letters.contains(where: scriptLetters.contains) { return word }
                // Each of some letters takes a word of its own (`-oe pipefail`, `-oo a b`).
                let values = letters.count { valueLetters.contains($0) || !flags.contains($0) }
                for count in 0...min(values, 4) { isReached.insert(place + 1 + count) }
            }
        }
        return isReached.contains(words.startIndex + optionLimit) ? words.first : nil
    }

    private static let powerShellValues = [
        "executionpolicy", "ep", "version", "windowstyle", "inputformat", "if", "outputformat",
        "of",
        "psconsolefile", "workingdirectory", "wd", "settingsfile", "configurationname",
        "configurationfile", "custompipename",
    ]

    private static func powerShellScript(
        _ words: ArraySlice<String>, _ version: Version
    ) -> String? {
        var rest = words
        while let word = rest.popFirst() {
            // It takes every dash for one (`–`, `—`, `―`), and a slash.
            guard let sign = word.first, "-–—―/".contains(sign) else {
                // A script file, or for the one of Windows a command.
                let isFile = version == .core || word.lowercased().hasSuffix(".ps1")
                return isFile ? nil : word
            }
            let name = word.drop { "-–—―/".contains($0) }.prefix { $0 != ":" }.lowercased()
            // A minus alone is standard input.
            if name.isEmpty { return word }
            if "file".hasPrefix(name) { return nil }
            if ["command", "commandwithargs", "cwa", "encodedcommand", "ec", "enc"].contains(
                where: { $0.hasPrefix(name) })
            {
                return word
            }
            if powerShellValues.contains(where: { $0.hasPrefix(name) }),
                let value = rest.first?.first, !"-–—―/".contains(value)
            {
                rest = rest.dropFirst()
            }
        }
        return nil
    }
}
