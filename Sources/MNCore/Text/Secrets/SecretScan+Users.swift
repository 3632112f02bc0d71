// The users of URLs.
extension SecretScan {
    /// The users of the URLs in a run of bytes without blanks and quotes, and `user:password@host`.
    mutating func users(_ run: Range<Int>) {
        passwordFile(run)
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
                ranges.append(start..<at)
            } else if let colon = authority.firstIndex(of: UInt8(ascii: ":")),
                !authority[(colon + 1)...].allSatisfy({ (48...57).contains($0) }),
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
        guard let colon = user.firstIndex(of: UInt8(ascii: ":")), colon > start, colon + 1 < lastAt,
            lastAt + 1 < run.upperBound, !text[(lastAt + 1)...].starts(with: "sha".utf8),
            !text[start..<colon].allSatisfy({ (48...57).contains($0) })
        else { return }
        ranges.append(start..<lastAt)
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
