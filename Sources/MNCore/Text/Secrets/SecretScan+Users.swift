// Users and passwords of URLs.
extension SecretScan {
    /// The users of the URLs in a run of bytes without blanks and quotes, and `user:password@host`.
    mutating func users(_ run: Range<Int>) {
        passwordFile(run)
        encodedUser(run)
        openUser(run)
        cutUser(run)
        guard run.count > 3, let lastAt = text[run].lastIndex(of: UInt8(ascii: "@")) else { return }
        if oracleUser(run, lastAt) { return }
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

    private static let oracle = Array("jdbc:oracle:".utf8)

    /// The user of an address of Oracle's driver: `jdbc:oracle:thin:user/password@host`.
    ///
    /// - Returns: whether it is one, which may name no user.
    private mutating func oracleUser(_ run: Range<Int>, _ at: Int) -> Bool {
        guard let mark = text[run.lowerBound..<at].firstRange(of: Self.oracle),
            let colon = text[mark.upperBound..<at].firstIndex(of: UInt8(ascii: ":"))
        else { return false }
        looked += run.count
        if text[colon..<at].contains(UInt8(ascii: "/")) { ranges.append((colon + 1)..<at) }
        return true
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
