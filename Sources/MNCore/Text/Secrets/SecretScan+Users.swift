// Users and passwords: of URLs, and of commands by their options.
extension SecretScan {
    /// The users of the URLs in a run of bytes without blanks and quotes, and `user:password@host`.
    mutating func users(_ run: Range<Int>) {
        passwordFile(run)
        encodedUser(run)
        openUser(run)
        cutUser(run)
        guard run.count > 3, let lastAt = text[run].lastIndex(of: UInt8(ascii: "@")) else { return }
        var place = run.lowerBound
        var hasScheme = false
        while place < lastAt {
            guard let start = schemeEnd(place, in: run) else { break }
            hasScheme = true
            place = start
            if start > lastAt { break }
            let authority = text[start..<run.upperBound].prefix { !"/?#\\".utf8.contains($0) }
            if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
                // What looks like no host before a slash, and an "@" behind it: both are in the password.
                let isHost =
                    lastAt == at || authority[at...].contains { ".:[".utf8.contains($0) }
                    || text[authority.endIndex...].starts(with: "/@".utf8)
                ranges.append(start..<(isHost ? at : lastAt))
                if !isHost { place = lastAt }
            } else if let colon = authority.firstIndex(of: UInt8(ascii: ":")),
                !authority[(colon + 1)...].allSatisfy(\.isASCIIDigit),
                authority.first != UInt8(ascii: "[")
            {
                // No port: a password with a slash in it.
                ranges.append(start..<lastAt)
                place = lastAt
            }
        }
        if hasScheme { return }
        // Without a scheme: a word, a colon, a password.
        var start = lastAt
        while start > run.lowerBound, lastAt - start < 512,
            !"/=,([{<".utf8.contains(text[start - 1])
        { start -= 1 }
        let user = text[start..<lastAt]
        // An empty user is one only where a bracket has cut it: `us{{{:pw@host`.
        let isCut = start > run.lowerBound && "([{<".utf8.contains(text[start - 1])
        guard let colon = user.firstIndex(of: UInt8(ascii: ":")), colon > start || isCut,
            colon + 1 < lastAt,
            lastAt + 1 < run.upperBound, !text[(lastAt + 1)...].starts(with: "sha".utf8),
            isCut && colon == start || !text[start..<colon].allSatisfy(\.isASCIIDigit),
            // The letter of a drive.
            colon > start + 1 || text[colon + 1] != 92
        else { return }
        ranges.append(start..<lastAt)
    }

    /// The user of a URL within a URL: `https%3A%2F%2Fuser%3Apw%40host`.
    private mutating func encodedUser(_ run: Range<Int>) {
        guard run.count > 12, text[run].contains(UInt8(ascii: "%")) else { return }
        looked += run.count
        let lower = text[run].map { (65...90).contains($0) ? $0 | 32 : $0 }
        var place = 0
        while let scheme = lower[place...].firstRange(of: Array("%3a%2f%2f".utf8)) {
            place = scheme.upperBound
            let rest = lower[place...]
            let authority = rest[
                ..<(rest.firstRange(of: Array("%2f".utf8))?.lowerBound ?? rest.endIndex)]
            guard let at = authority.firstRange(of: Array("%40".utf8)), at.lowerBound > place else {
                continue
            }
            ranges.append((run.lowerBound + place)..<(run.lowerBound + at.lowerBound))
        }
    }

    /// The password of a URL that is cut off before its host: `http://user:pw`.
    private mutating func cutUser(_ run: Range<Int>) {
        guard run.count > 3, run.count < 512, !text[run].contains(UInt8(ascii: "@")),
            let start = schemeEnd(run.lowerBound, in: run), start < run.upperBound,
            text[start] != UInt8(ascii: "[")
        else { return }
        looked += run.count
        let authority = text[start..<run.upperBound].prefix { !"/?#\\".utf8.contains($0) }
        guard let colon = authority.firstIndex(of: UInt8(ascii: ":")), colon > start,
            case let rest = authority[(colon + 1)...], rest.count >= 4,
            // A port, or what stands for one in a sentence: `http://HOST:PORT`.
            !isPort(rest),
            !rest.allSatisfy({ (65...90).contains($0) || !$0.isWordByte }),
            rest.first.map(\.isWordByte) == true
        else { return }
        ranges.append(start..<authority.endIndex)
    }

    /// Whether a number stands there, and then no letter of a longer word.
    private func isPort(_ rest: ArraySlice<UInt8>) -> Bool {
        let behind = rest.drop { $0.isASCIIDigit }
        return behind.startIndex > rest.startIndex
            && behind.first.map { !$0.isWordByte } ?? true
    }

    /// The user of a URL that goes on behind a blank or a quote: `http://us er:p'w@host`.
    private mutating func openUser(_ run: Range<Int>) {
        guard run.count > 3, run.count < 512, run.upperBound < text.count,
            text[run.upperBound] != 10, let start = schemeEnd(run.lowerBound, in: run)
        else { return }
        let begin = text[start..<run.upperBound]
        guard !begin.isEmpty, begin.first != UInt8(ascii: "["),
            !begin.contains(where: { "?#@".utf8.contains($0) }),
            !begin.contains(UInt8(ascii: "/")) || hasPassword(begin)
        else { return }
        let rest = text[run.upperBound...].prefix(128).prefix { $0 != 10 && $0 != 13 && $0 != 47 }
        looked += run.count + rest.count
        guard let at = rest.lastIndex(of: UInt8(ascii: "@")), at + 1 < text.count,
            text[at + 1].isNameByte || text[at + 1] == UInt8(ascii: "[")
        else { return }
        // A colon within a word parts a user from a password; of a host a port stands behind it.
        let isUser = (start + 1..<at).contains { place in
            text[place] == UInt8(ascii: ":") && text[place - 1] > 32 && text[place + 1] > 32
                && !(place < run.upperBound && text[place + 1].isASCIIDigit)
        }
        if isUser { ranges.append(start..<at) }
    }

    /// Whether a colon stands before the path, and no port behind it.
    private func hasPassword(_ url: ArraySlice<UInt8>) -> Bool {
        let authority = url.prefix { $0 != UInt8(ascii: "/") }
        guard let colon = authority.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return colon + 1 < authority.endIndex
            && !authority[(colon + 1)...].allSatisfy(\.isASCIIDigit)
    }

    /// Behind the next `://` (or `:\/\/`, as some write it in JSON).
    private func schemeEnd(_ place: Int, in run: Range<Int>) -> Int? {
        var place = place
        while let colon = text[place..<run.upperBound].firstIndex(of: UInt8(ascii: ":")) {
            for mark in ["://", ":\\/\\/"]
            where text[colon..<run.upperBound].starts(with: mark.utf8) {
                return colon + mark.utf8.count
            }
            place = colon + 1
        }
        return nil
    }
}

extension SecretScan {
    /// `--password value`, `mysql -pvalue`, `curl -u user:password`.
    mutating func option(_ place: Int, lineStart: Int) {
        guard place == 0 || text[place - 1] <= 32 || Self.isQuote(text[place - 1]) else { return }
        if place + 2 < text.count, text[place + 1] != UInt8(ascii: "-") {
            letter(place, lineStart: lineStart)
        }
        let name = text[place...].prefix(128).prefix { $0.isNameByte }
        looked += name.count
        guard name.count > 1, name.endIndex < text.count else { return }
        let start = gapEnd(name.endIndex)
        // A quote alone ends a sentence on the option.
        let isApart = text[name.endIndex..<start].contains { $0 == 32 || $0 == UInt8(ascii: ",") }
        guard isApart, start < text.count, text[start] != UInt8(ascii: "-") else { return }
        let count = ranges.count
        defer {
            // What stands on another line goes with this one, where they come one by one.
            if text[name.endIndex..<start].contains(10) { linked += ranges[count...] }
        }
        let word = String(decoding: name, as: UTF8.self)
        if ["-u", "--user", "-U", "--proxy-user"].contains(word)
            || isBundle(word, place, lineStart: lineStart)
        {
            return account(start)
        }
        guard SecretName.isSecret(word), !word.hasSuffix("-stdin"), !isSaid(start) else { return }
        value(start, named: word, toLineEnd: false, isProse: false)
    }

    /// Whether letters end in the one of curl that a user and a password follow: `-su`.
    private mutating func isBundle(_ word: String, _ place: Int, lineStart: Int) -> Bool {
        guard (3...8).contains(word.utf8.count), word.hasSuffix("u"), !word.hasPrefix("--"),
            word.dropFirst().allSatisfy({ $0.isASCII && $0.isLetter })
        else { return false }
        return commandWords(before: place, lineStart: lineStart).contains("curl")
    }

    /// Behind the blanks, quotes and commas between an option and its value, which may stand on the next
    /// line of a command.
    private mutating func gapEnd(_ start: Int) -> Int {
        var end = start
        while end < text.count, end - start <= 8,
            text[end] == 32 || text[end] == UInt8(ascii: ",") || Self.isQuote(text[end])
        { end += 1 }
        // The next element of a list that is printed over lines.
        let isListed = end < text.count && text[end] == 10 && text[end - 1] == UInt8(ascii: ",")
        if !isListed {
            guard end + 1 < text.count, text[end] == 92, text[end + 1] == 10 else { return end }
            end += 1
        }
        end += 1
        while end < text.count, end - start <= 64, text[end] == 32 || text[end] == 9 { end += 1 }
        if isListed, end < text.count, Self.isQuote(text[end]) { end += 1 }
        return end
    }

    /// What stands behind the name of an option in a sentence on it, or in place of its value.
    private static let sentenceWords: Set<String> = [
        "a", "all", "alone", "an", "and", "are", "as", "at", "before", "behind", "but", "by", "can",
        "cannot", "flag", "flags", "for", "from", "given", "has", "if", "in", "instead", "into",
        "is", "key", "may", "means", "must", "needs", "not", "of", "on", "option", "options", "or",
        "password", "secret", "so", "string", "takes", "than", "that", "the", "then", "this", "to",
        "token", "twice", "unless", "value", "was", "when", "where", "which", "with", "without",
    ]

    /// Whether a word of a sentence begins here, or a placeholder such as `<token>`.
    private mutating func isSaid(_ start: Int) -> Bool {
        if text[start] == UInt8(ascii: "<") { return true }
        let end = wordEnd(start)
        guard end - start < 12 else { return false }
        var word = text[start..<end]
        while let last = word.last, ".:!?".utf8.contains(last) { word.removeLast() }
        return Self.sentenceWords.contains(String(decoding: word, as: UTF8.self).lowercased())
    }

    // MARK: - Letters

    /// Programs of which a letter takes a password, and whether it stands right behind the letter, behind
    /// a blank, or either way.
    private static let letters: [UInt8: [(programs: Set<String>, attached: Bool, apart: Bool)]] = [
        UInt8(ascii: "p"): [
            (
                [
                    "mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlcheck", "mysqlsh",
                    "mysqlslap", "mariadb", "mariadb-dump", "mariadb-admin", "7z", "7za", "7zz",
                    "rar", "unrar",
                ], true, false
            ),
            (["sshpass", "mongo", "mongosh", "mongodump", "mongorestore"], true, true),
            (["login"], true, true),
        ],
        UInt8(ascii: "P"): [
            (["zip", "unzip", "zipcloak"], true, true), (["sqlcmd", "bcp"], true, true),
        ],
        UInt8(ascii: "a"): [(["redis-cli"], false, true)],
        UInt8(ascii: "w"): [
            (["ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldapwhoami"], true, true)
        ],
    ]

    /// Programs of which `-u` is followed by `user:password`.
    private static let clients: Set<String> = ["curl", "wget", "http", "https", "xh"]

    /// Whether a word is a program of which letters take passwords.
    static func isCommand(_ word: String?) -> Bool {
        guard let name = word?.split(separator: "/").last.map(String.init) else { return false }
        return programs.contains(name)
    }

    private static let programs: Set<String> = letters.values.joined().reduce(
        into: clients.union(["docker", "podman", "sh", "env", "sudo"])
    ) { $0.formUnion($1.programs) }

    /// `-pvalue`, `-p value` and `-uuser:password`, as far as the command in this line means that.
    private mutating func letter(_ place: Int, lineStart: Int) {
        let letter = text[place + 1]
        let next = text[place + 2]
        let isUser = letter == UInt8(ascii: "u") || letter == UInt8(ascii: "U")
        let isQuoted = place > 0 && Self.isQuote(next) && text[place - 1] == next
        guard isUser || Self.letters[letter] != nil, !isQuoted else { return }
        let programs = commandWords(before: place, lineStart: lineStart)
        if programs.isEmpty { return }
        if isUser {
            let isClient = next > 32 && !Self.clients.isDisjoint(with: programs)
            return isClient ? account(place + 2) : ()
        }
        for known in Self.letters[letter] ?? [] where !known.programs.isDisjoint(with: programs) {
            let start = next == 32 ? place + 3 : place + 2
            guard next == 32 ? known.apart : known.attached, start < text.count else { continue }
            let range = quoted(start) ?? start..<wordEnd(start)
            if range.isEmpty || text[range].first == UInt8(ascii: "-") { continue }
            ranges.append(range)
        }
    }

    /// The words of the command so far, without folders.
    private mutating func commandWords(before place: Int, lineStart: Int) -> Set<String> {
        let line = text[max(lineStart, place - 256)..<place]
        let start = line.lastIndex { ";|&\n".utf8.contains($0) } ?? line.startIndex
        looked += line.count
        let words = text[start..<place].split { $0 <= 32 || $0 == 47 || Self.isQuote($0) }
        return Set(words.map { String(decoding: $0, as: UTF8.self) })
    }

    /// `-u user:password`; two numbers are the ids of a user and a group.
    mutating func account(_ start: Int) {
        guard start < text.count else { return }
        let range = quoted(start) ?? start..<wordEnd(start)
        looked += range.count
        guard let colon = text[range].firstIndex(of: UInt8(ascii: ":")),
            colon + 1 < range.upperBound,
            !text[(colon + 1)..<range.upperBound].allSatisfy(\.isASCIIDigit)
        else { return }
        ranges.append((colon + 1)..<range.upperBound)
    }
}
