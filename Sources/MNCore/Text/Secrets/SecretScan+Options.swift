// Passwords of commands, by their options.
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
    mutating func isSaid(_ start: Int) -> Bool {
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
        // The quote may be escaped in a text inside a text.
        let close = text[(place + 2)...].prefix(8).drop { $0 == 92 }
        let isQuoted =
            place > 0 && close.first.map(Self.isQuote) == true && text[place - 1] == close.first
        guard isUser || Self.letters[letter] != nil else { return }
        // An element of a list, which the next follows.
        let element = isQuoted ? listed(close.startIndex + 1) : nil
        if isQuoted, element == nil { return }
        let programs = commandWords(before: place, lineStart: lineStart)
        if programs.isEmpty { return }
        if isUser {
            let isClient = next > 32 && !Self.clients.isDisjoint(with: programs)
            return isClient ? account(place + 2) : ()
        }
        for known in Self.letters[letter] ?? [] where !known.programs.isDisjoint(with: programs) {
            let start = element ?? (next == 32 ? place + 3 : place + 2)
            let isApart = next == 32 || element != nil
            guard isApart ? known.apart : known.attached, start < text.count else { continue }
            let range = quoted(start) ?? start..<wordEnd(start)
            if range.isEmpty || text[range].first == UInt8(ascii: "-") { continue }
            ranges.append(range)
        }
    }

    /// Where the next element of a list begins, behind a comma: `'-p', 'value'`.
    private func listed(_ place: Int) -> Int? {
        let gap = text[min(place, text.count)...].prefix(3).prefix { $0 == 44 || $0 == 32 }
        let quote = text[gap.endIndex...].prefix(8).drop { $0 == 92 }.first
        return gap.first == 44 && quote.map(Self.isQuote) == true ? gap.endIndex : nil
    }

    /// The words of the command so far, without folders.
    mutating func commandWords(before place: Int, lineStart: Int) -> Set<String> {
        let line = text[max(lineStart, place - 256)..<place]
        let start = line.lastIndex { ";|&\n".utf8.contains($0) } ?? line.startIndex
        looked += line.count
        let words = text[start..<place].split {
            $0 <= 32 || $0 == 47 || $0 == 92 || Self.isQuote($0)
        }
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
