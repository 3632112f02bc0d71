// Homes of users, and what servers share, in the ways that paths are written.
extension StandIns {
    /// Folders whose folders are called as users, also in JSON, once and twice; a digit may stand behind the name of
    /// the last.
    private static let homes = [
        "/home/", "/Users/", "/users/", "/run/media/", "/per-user/", "\\Users\\", "\\\\Users\\\\",
        "\\/home\\/", "\\/Users\\/", "\\/users\\/",
    ].map { Array($0.utf8) }

    /// Such folders by their letters in URLs, once and twice.
    private static let encodedHomes = [
        "%2fhome%2f", "%2fusers%2f", "%5cusers%5c", "%252fhome%252f", "%252fusers%252f",
        "%255cusers%255c",
    ].map { Array($0.utf8) }

    /// Folders there that are nobody's.
    private static let sharedHomes: Set<String> = ["shared", "public", "linuxbrew"]

    /// The folder of a user, below a folder of homes.
    mutating func folder(_ text: [UInt8], _ place: Int) -> (Int, String)? {
        guard let end = Self.homesEnd(text, place) else { return nil }
        var start = end
        // `/home//anna` is the same folder.
        while start < text.count, start - end < 4, text[start] == text[end - 1] { start += 1 }
        // A part of a name would be read as another the second time.
        var name = text[start...].prefix(while: Self.isFolderByte)
        // An address that has its stand-in is no name.
        guard !name.isEmpty, !text[start...].starts(with: "2001:db8:".utf8) else { return nil }
        if let whole = Self.spacedEnd(text, place, home: end, name.endIndex) {
            name = text[start..<whole]
        }
        let word = String(decoding: name, as: UTF8.self)
        if Self.sharedHomes.contains(word.lowercased()) { return nil }
        return (name.endIndex, String(decoding: text[place..<start], as: UTF8.self) + user(word))
    }

    /// Behind the folder of homes that begins here.
    private static func homesEnd(_ text: [UInt8], _ place: Int) -> Int? {
        for home in homes where text[place...].starts(with: home) { return place + home.count }
        // `/home2/` of hosts with many users.
        let rest = text[place...].prefix(7)
        let isNumbered =
            rest.count == 7 && rest.starts(with: "/home".utf8) && rest[place + 5].isASCIIDigit
            && rest.last == UInt8(ascii: "/")
        return isNumbered ? place + 7 : nil
    }

    private static func isFolderByte(_ byte: UInt8) -> Bool {
        byte > 32 && byte != 127 && !"/\\:;,\"'`<>|()[]{}".utf8.contains(byte)
    }

    /// The end of a name with blanks in it, as Windows has them; the path goes on behind it as it began.
    private static func spacedEnd(
        _ text: [UInt8], _ place: Int, home end: Int, _ nameEnd: Int
    ) -> Int? {
        guard nameEnd < text.count, text[nameEnd] == 32,
            text[end - 1] == 92 || isDrive(text[..<place])
        else { return nil }
        let name = text[nameEnd...].prefix(64).prefix { $0 == 32 || isFolderByte($0) }
        let separator = text[..<end].reversed().prefix { $0 == text[end - 1] }
        guard name.last != 32, text[name.endIndex...].starts(with: separator),
            !text[name.endIndex...].dropFirst(separator.count).starts(with: [text[end - 1]])
        else { return nil }
        return name.endIndex
    }

    /// Whether a path ends in the letter of a drive: `C:`, `/mnt/c`.
    private static func isDrive(_ before: ArraySlice<UInt8>) -> Bool {
        let end = before.suffix(2)
        guard end.count == 2, let first = end.first, let last = end.last else { return false }
        return last == UInt8(ascii: ":") && first.isASCIILetter
            || first == UInt8(ascii: "/") && last.isASCIILetter
    }

    /// `%2Fhome%2Fanna`: in the path of a URL, or a parameter of one.
    mutating func encodedFolder(_ text: [UInt8], _ place: Int) -> (Int, String)? {
        guard !isClosed else { return nil }
        let rest = text[place...].prefix(15).map(\.lowercasedASCII)
        guard let home = Self.encodedHomes.first(where: { rest.starts(with: $0) }) else {
            return nil
        }
        let start = place + home.count
        var end = start
        while end < text.count {
            if text[end].isNameByte {
                end += 1
            } else if let byte = Self.encoded(text, end), byte == 32 || byte >= 0x80 {
                end += 3
            } else {
                break
            }
        }
        let word = String(decoding: text[start..<end], as: UTF8.self)
        if end == start || Self.sharedHomes.contains(word.lowercased()) { return nil }
        return (end, String(decoding: text[place..<start], as: UTF8.self) + user(word))
    }

    /// The byte that `%20` stands for.
    private static func encoded(_ text: [UInt8], _ place: Int) -> UInt8? {
        guard text[place] == UInt8(ascii: "%"), place + 2 < text.count,
            text[place + 1].isHexDigit, text[place + 2].isHexDigit
        else { return nil }
        return UInt8(String(decoding: text[place + 1...place + 2], as: UTF8.self), radix: 16)
    }

    /// `~anna/x`: the home of another user.
    mutating func homeOfUser(
        _ text: [UInt8], _ place: Int, _ before: UInt8
    ) -> (Int, String)? {
        guard !isClosed, !before.isNameByte, before != UInt8(ascii: "~") else { return nil }
        let name = text[(place + 1)...].prefix(64).prefix { $0.isNameByte }
        guard let first = name.first, first.isASCIILetter || first == UInt8(ascii: "_"),
            name.endIndex < text.count, text[name.endIndex] == UInt8(ascii: "/"),
            !Self.isNobody(name)
        else { return nil }
        return (name.endIndex, "~" + user(String(decoding: name, as: UTF8.self)))
    }

    /// The server of a share, `\\server\share`; in the text of a document all of that is doubled.
    mutating func share(_ text: [UInt8], _ place: Int, _ before: UInt8) -> (Int, String)? {
        guard !isClosed, !before.isNameByte, before != 92, before != UInt8(ascii: ":") else {
            return nil
        }
        let lead = text[place...].prefix(9).prefix { $0 == 92 }
        guard [2, 4, 8].contains(lead.count) else { return nil }
        let name = text[lead.endIndex...].prefix(64).prefix { $0.isNameByte }
        let separator = text[name.endIndex...].prefix(9).prefix { $0 == 92 }
        guard name.count >= 3, separator.count * 2 == lead.count,
            separator.endIndex < text.count, text[separator.endIndex].isWordByte,
            !Self.isNobody(name), !name.elementsEqual("wsl.localhost".utf8)
        else { return nil }
        return (name.endIndex, String(decoding: lead, as: UTF8.self) + told(name))
    }
}
