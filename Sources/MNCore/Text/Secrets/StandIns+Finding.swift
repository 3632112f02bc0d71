// What identifies is found by how it looks.
extension StandIns {
    /// - Parameter written: what stands before the place when it is told, stand-ins and all: the second time
    ///   nothing else is seen.
    mutating func standIn(
        _ text: [UInt8], _ place: Int, behind written: [UInt8]
    ) -> (end: Int, text: String)? {
        let before = written.last ?? 0
        let byte = text[place]
        switch byte {
        case UInt8(ascii: "/"): return folder(text, place)
        case UInt8(ascii: "\\"): return folder(text, place) ?? share(text, place, before)
        case UInt8(ascii: "~"): return homeOfUser(text, place, before)
        case UInt8(ascii: "%"): return encodedFolder(text, place)
        case UInt8(ascii: ":") where text[place...].starts(with: "://".utf8):
            return urlHost(text, place)
        case UInt8(ascii: "@") where before == UInt8(ascii: "]"):
            return hostOfMasked(text, place)
        case UInt8(ascii: " ") where Self.namesHost(text, place):
            return bareHost(text, place)
        case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: " "), UInt8(ascii: "\t"):
            return labelled(text, place, behind: written)
        case UInt8(ascii: "("): return account(text, place, behind: written)
        case UInt8(ascii: "S") where !before.isNameByte:
            return securityID(text, place) ?? named(text, place, written)
        case UInt8(ascii: ":"):
            return labelled(text, place, behind: written) ?? numeric(text, place, written)
        case 48...57, 65...70, 97...102: return numeric(text, place, written)
        default: return named(text, place, written)
        }
    }

    /// What is made of digits, or is a name that begins with one in some base.
    private mutating func numeric(
        _ text: [UInt8], _ place: Int, _ written: [UInt8]
    ) -> (Int, String)? {
        let before = written.last ?? 0
        guard !before.isNameByte || before == UInt8(ascii: "-"), before != UInt8(ascii: ".")
        else { return mail(text, place, written) }
        return hardwareAddress(text, place) ?? dottedHardware(text, place) ?? uuid(text, place)
            ?? wide(text, place, written) ?? narrow(text, place, written)
            ?? dashedAddress(text, place) ?? named(text, place, written)
    }

    private mutating func named(
        _ text: [UInt8], _ place: Int, _ written: [UInt8]
    ) -> (Int, String)? {
        mail(text, place, written) ?? innerHost(text, place, written.last ?? 0)
    }

    /// How the names of machines end that only a network of somebody's own knows (RFC 6762, appendix G; ICANN
    /// on .internal and .corp).
    private static let innerDomains = [
        ".local", ".lan", ".internal", ".corp", ".intranet", ".home", ".private", ".home.arpa",
    ].map { Array($0.utf8) }
    /// Networks of Tailscale, and what routers of AVM call theirs.
    private static let otherDomains = [".ts.net", ".fritz.box"].map { Array($0.utf8) }

    /// The name of a machine by itself: `build7.corp`.
    private mutating func innerHost(
        _ text: [UInt8], _ place: Int, _ before: UInt8
    ) -> (Int, String)? {
        guard !before.isNameByte, !"/\\:@.$%=".utf8.contains(before) else { return nil }
        var name = text[place...].prefix(254).prefix { $0.isNameByte }
        while name.last == UInt8(ascii: ".") { name.removeLast() }
        guard name.count < 254, name.first.map(\.isNameByte) == true,
            name.first != UInt8(ascii: "-"), name.first != UInt8(ascii: "."),
            Self.innerDomains.contains(where: { Self.ends(name, $0) })
                || !isClosed && Self.otherDomains.contains(where: { Self.ends(name, $0) })
        else { return nil }
        let standIn = told(name)
        return standIn.utf8.elementsEqual(name) ? nil : (name.endIndex, standIn)
    }

    private static func ends(_ name: ArraySlice<UInt8>, _ domain: [UInt8]) -> Bool {
        name.count > domain.count && name.suffix(domain.count).elementsEqual(domain)
    }

    /// The host of a URL, behind its user.
    private mutating func urlHost(_ text: [UInt8], _ place: Int) -> (Int, String)? {
        var start = place + 3
        let authority = text[start...].prefix {
            $0 > 32 && !"/?#\\\"'`<> \t\r\n,)".utf8.contains($0)
        }
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { start = at + 1 }
        // A masked user whose host stands behind bytes without ink is no host in brackets.
        if text[start...].starts(with: Secrets.maskBytes) { return nil }
        let isBracketed = start < authority.endIndex && text[start] == UInt8(ascii: "[")
        let name = text[start..<authority.endIndex].prefix {
            isBracketed ? $0 != UInt8(ascii: "]") : $0 != UInt8(ascii: ":")
        }.drop { $0 == UInt8(ascii: "[") }
        guard !name.isEmpty, name.allSatisfy({ $0.isNameByte || $0 == 58 || $0 == 37 }),
            name.contains(where: { !$0.isASCIIDigit })
        else { return nil }
        let head = String(decoding: text[place..<name.startIndex], as: UTF8.self)
        return (name.endIndex, head + told(name))
    }

    /// The host as it may be told; one that stays keeps its capitals.
    mutating func told(_ name: ArraySlice<UInt8>) -> String {
        let name = String(decoding: name, as: UTF8.self)
        // They stand for a host in `http://HOST:PORT`.
        if name == "HOST" || name == "PROXY" { return name }
        let standIn = host(name)
        return standIn == name.lowercased() ? name : standIn
    }

    /// Words behind which a host stands, as resolvers and dialers say it.
    private static let hostWords = ["lookup", "resolve host:", "tcp", "tcp4", "tcp6", "udp"]

    private static func namesHost(_ text: [UInt8], _ place: Int) -> Bool {
        hostWords.contains { word in
            let start = place - word.utf8.count
            return start >= 0 && (start == 0 || !text[start - 1].isNameByte)
                && text[start..<place].elementsEqual(word.utf8)
        }
    }

    private mutating func bareHost(_ text: [UInt8], _ place: Int) -> (Int, String)? {
        var name = text[(place + 1)...].prefix { $0.isNameByte }
        while name.last == UInt8(ascii: ".") { name.removeLast() }
        guard name.count > 2, name.first != UInt8(ascii: "."),
            name.contains(where: { !$0.isASCIIDigit && $0 != 46 })
        else { return nil }
        return (name.endIndex, " " + told(name))
    }

    /// The host of `user:password@host`, of which the user is masked already.
    private mutating func hostOfMasked(_ text: [UInt8], _ place: Int) -> (Int, String)? {
        guard text[..<place].suffix(Secrets.maskBytes.count).elementsEqual(Secrets.maskBytes),
            !text[(place + 1)...].starts(with: "sha".utf8),
            let (end, standIn) = bareHost(text, place)
        else { return nil }
        return (end, "@" + standIn.dropFirst())
    }

    private mutating func hardwareAddress(_ text: [UInt8], _ place: Int) -> (Int, String)? {
        let word = text[place...].prefix(17)
        guard word.count == 17 else { return nil }
        let separator = word[place + 2]
        guard separator == UInt8(ascii: ":") || separator == UInt8(ascii: "-") else { return nil }
        for (index, byte) in word.enumerated() {
            guard index % 3 == 2 ? byte == separator : byte.isHexDigit else { return nil }
        }
        if place + 17 < text.count, text[place + 17].isHexDigit || text[place + 17] == separator {
            return nil
        }
        guard let standIn = hardware(word.filter { $0 != separator }) else { return nil }
        let digits = Array(standIn.utf8)
        let pairs = stride(from: 0, to: 12, by: 2).map { digits[$0..<$0 + 2] }
        let text = String(decoding: Array(pairs.joined(separator: [separator])), as: UTF8.self)
        return (place + 17, text)
    }

    private mutating func uuid(_ text: [UInt8], _ place: Int) -> (Int, String)? {
        let word = text[place...].prefix(36)
        guard word.count == 36 else { return nil }
        for (index, byte) in word.enumerated() {
            let isDash = [8, 13, 18, 23].contains(index)
            guard isDash ? byte == UInt8(ascii: "-") : byte.isHexDigit else { return nil }
        }
        if place + 36 < text.count, text[place + 36].isNameByte { return nil }
        let id = String(decoding: word, as: UTF8.self).lowercased()
        // The class of display adapters is the same on every Windows (hardware.md §8.1).
        if id.hasPrefix("00000000-") || id.hasPrefix("4d36e968-e325-11ce") { return nil }
        let number = Self.number(id, &numbers)
        return (place + 36, "00000000-0000-0000-0000-\(number.digits(12, radix: 16))")
    }

    private mutating func wide(
        _ text: [UInt8], _ place: Int, _ written: [UInt8]
    ) -> (Int, String)? {
        if Self.goesOn(written) { return nil }
        let word = text[place...].prefix(46).prefix { $0.isHexDigit || $0 == UInt8(ascii: ":") }
        let colons = word.count { $0 == UInt8(ascii: ":") }
        let groups = word.split(separator: UInt8(ascii: ":"))
        // `a::b` is a name of C++.
        guard colons >= 2, groups.allSatisfy({ $0.count <= 4 }), groups.count >= 2,
            word.contains(where: \.isASCIIDigit),
            word.firstRange(of: [58, 58]) != nil ? groups.count < 8 : groups.count == 8
        else { return nil }
        if word.endIndex < text.count, text[word.endIndex].isNameByte { return nil }
        return (word.endIndex, wideAddress(String(decoding: word, as: UTF8.self)))
    }

    /// Whether this is the middle of groups of digits and colons; `inet6:` before it is a word.
    private static func goesOn(_ written: [UInt8]) -> Bool {
        guard written.last == UInt8(ascii: ":") else { return false }
        let end = written.count - 1
        var start = end
        // A dash begins a word, as it does where addresses are looked for.
        while start > 0, end - start < 63, written[start - 1].isNameByte,
            written[start - 1] != UInt8(ascii: "-")
        { start -= 1 }
        return written[start..<end].allSatisfy(\.isHexDigit)
    }

    mutating func wideAddress(_ name: String) -> String {
        let name = name.lowercased()
        if name == "::1" || name == "::" || name.hasPrefix("2001:db8:") { return name }
        return "2001:db8::\(String(Self.number(name, &wideAddresses), radix: 16))"
    }

    private mutating func narrow(
        _ text: [UInt8], _ place: Int, _ written: [UInt8]
    ) -> (Int, String)? {
        let word = text[place...].prefix(16).prefix { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
        let name = String(decoding: word, as: UTF8.self)
        guard let bytes = IPv4.bytes(name),
            written.last != UInt8(ascii: "-") || isPartOfName(bytes, behind: written)
        else { return nil }
        if word.endIndex < text.count, text[word.endIndex].isNameByte { return nil }
        // "DriverVersion":"31.0.112.0", "driver 27.21.14.5"
        let context = String(decoding: written.suffix(24), as: UTF8.self).lowercased()
        if ["version", "driver", "release", "kernel"].contains(where: context.contains) {
            return nil
        }
        return (word.endIndex, address(name, bytes))
    }

    mutating func address(_ name: String, _ bytes: [Int]) -> String {
        if IPv4.tellsNothing(bytes) { return name }
        let number = Self.number(name, &addresses) - 1
        return IPv4.documentation[number / 254 % 3] + "\(number % 254 + 1)"
    }

    private mutating func mail(
        _ text: [UInt8], _ place: Int, _ written: [UInt8]
    ) -> (Int, String)? {
        let before = written.last ?? 0
        guard !before.isNameByte, !"/:@".utf8.contains(before) else { return nil }
        let name = text[place...].prefix(65).prefix { $0.isNameByte || $0 == 43 }
        guard !name.isEmpty, name.endIndex < text.count, text[name.endIndex] == UInt8(ascii: "@")
        else { return nil }
        // `\nuser@h1.invalid` in the text of a document.
        if before == 92, name.dropFirst().starts(with: "user".utf8),
            name.dropFirst(5).allSatisfy(\.isASCIIDigit)
        {
            return nil
        }
        var domain = text[(name.endIndex + 1)...].prefix { $0.isNameByte }
        while domain.last == UInt8(ascii: ".") { domain.removeLast() }
        let parts = domain.split(separator: UInt8(ascii: "."))
        guard parts.count >= 2, parts.last.map({ $0.allSatisfy { !$0.isASCIIDigit } }) == true
        else { return login(text, name, domain, behind: written) }
        let user = user(String(decoding: name, as: UTF8.self))
        return (domain.endIndex, "\(user)@\(host(String(decoding: domain, as: UTF8.self)))")
    }
}

/// Addresses of version 4.
enum IPv4 {
    /// The parts of networks kept for documentation (RFC 5737).
    static let documentation = ["192.0.2.", "198.51.100.", "203.0.113."]

    /// The four numbers; nil if it is no address.
    static func bytes(_ text: String) -> [Int]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part in
            (1...3).contains(part.count) && part.utf8.allSatisfy(\.isASCIIDigit)
                ? Int(part).flatMap { $0 < 256 ? $0 : nil } : nil
        }
        return bytes.count == 4 ? bytes : nil
    }

    /// Networks of somebody's own (RFC 1918), and of a provider or a tailnet (RFC 6598).
    static func isPrivate(_ bytes: [Int]) -> Bool {
        bytes[0] == 10 || bytes[0] == 172 && 16...31 ~= bytes[1]
            || bytes[0] == 192 && bytes[1] == 168 || bytes[0] == 100 && 64...127 ~= bytes[1]
    }

    /// This machine, all machines, Docker's own bridge, and what is a stand-in already.
    static func tellsNothing(_ bytes: [Int]) -> Bool {
        let text = bytes.map(String.init).joined(separator: ".")
        return bytes[0] == 127 || bytes[0] == 0 || bytes[0] == 255 || text == "172.17.0.1"
            || documentation.contains(where: text.hasPrefix)
    }
}
