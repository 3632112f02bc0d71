/// Puts stand-ins in the place of what identifies a person, a machine or a place.
///
/// Equal values get equal stand-ins for as long as this lives, and each keeps the grammar of its place: a
/// host stays a host (`h1.invalid`, RFC 2606), an address one of those kept for documentation (RFC 5737,
/// RFC 3849, RFC 7042), a folder a folder. What is a stand-in already stays as it is.
package struct StandIns: Sendable {
    /// What is known from the beginning, and what a caller told; of the identity when it was first asked.
    private var known = StandInNames()
    private var identity: Identity?
    /// Hosts that were met in a text.
    private var met = StandInNames()
    var hosts: [String: Int] = [:]
    var users: [String: Int] = [:]
    var addresses: [String: Int] = [:]
    var wideAddresses: [String: Int] = [:]
    var hardware: [String: Int] = [:]
    var numbers: [String: Int] = [:]
    var serials: [String: Int] = [:]
    var domains: [String: Int] = [:]
    /// Whether every word goes that is not known, as in a bundle: what a label says need not be looked for.
    let isClosed: Bool

    package init(_ identity: Identity = Identity(), isClosed: Bool = false) {
        self.identity = identity
        self.isClosed = isClosed
    }

    /// How many bytes were looked at for names.
    var looked: Int { known.looked + met.looked }

    /// Takes `standIn` for `text` from now on, wherever it stands by itself.
    package mutating func learn(_ text: String, as standIn: String) {
        guard text != standIn, text.utf8.count >= 3 else { return }
        known.add(text, as: standIn)
    }

    /// The text without names of the user, the machine and the home folder, which are known.
    package mutating func knownReplaced(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let result = known(in: bytes)
        return result == bytes ? text : String(decoding: result, as: UTF8.self)
    }

    private mutating func known(in bytes: [UInt8]) -> [UInt8] {
        if let identity {
            self.identity = nil
            if let home = identity.tellingHome {
                let user = user(String(home.split { "/\\".contains($0) }.last ?? "user"))
                known.add(home, as: home.contains("\\") ? "C:\\Users\\\(user)" : "/home/\(user)")
            }
            for name in identity.hosts { known.add(name, as: host(name)) }
            for name in identity.users { known.add(name, as: user(name)) }
        }
        return known.replaced(bytes)
    }

    /// The text without anything that identifies: what is known, whatever looks like a home folder,
    /// an address, a hardware address, a UUID, a mail address or the private host of a URL, and what stands
    /// behind a label that says so.
    package mutating func replaced(_ text: String) -> String {
        // A host that was met in a URL is known by its bare name too, but never before what stands there
        // is looked at: it would come out otherwise the second time.
        let result = met.replaced(found(in: known(in: Array(text.utf8))))
        return String(decoding: result, as: UTF8.self)
    }

    private mutating func found(in text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var place = 0
        while place < text.count {
            if let (end, standIn) = standIn(text, place, behind: result) {
                result += standIn.utf8
                place = end
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return result
    }

    /// A host's name as it may be told; one of this machine, of Docker or of the public stays.
    package mutating func host(_ name: String) -> String {
        let name = name.lowercased()
        if PublicHost.isPublic(name) { return name }
        if name.contains(":") { return wideAddress(name) }
        if let bytes = IPv4.bytes(name) { return address(name, bytes) }
        let standIn = "h\(Self.number(name, &hosts)).invalid"
        // A number and dots may be the beginning of an address, and a dot the end of one of mail.
        if name.contains("."), !name.hasPrefix("."),
            name.utf8.contains(where: { (97...122).contains($0) })
        {
            met.add(name, as: standIn)
        }
        return standIn
    }

    /// The name of a user.
    package mutating func user(_ name: String) -> String {
        if name.hasPrefix("user"), name.dropFirst(4).allSatisfy(\.isNumber) { return name }
        let number = Self.number(name, &users)
        return number == 1 ? "user" : "user\(number)"
    }

    static func number(_ value: String, _ known: inout [String: Int]) -> Int {
        if let number = known[value] { return number }
        let number = known.count + 1
        known[value] = number
        return number
    }
}

/// Names that are known, each with its stand-in, found in a text where they stand by themselves.
///
/// All names of words, dots and dashes are looked up at once, however many there are; the few with other
/// bytes, such as paths, one after the other.
private struct StandInNames: Sendable {
    private var words: [[UInt8]: [UInt8]] = [:]
    private var others: [(text: [UInt8], standIn: [UInt8])] = []
    private var starts = [Bool](repeating: false, count: 256)
    private var longest = 0
    private(set) var isEmpty = true
    /// How many bytes were looked at.
    private(set) var looked = 0

    /// Takes `standIn` for `name` from now on; what is known already stays.
    mutating func add(_ name: String, as standIn: String) {
        let name = Array(name.utf8).map(\.lowercasedASCII)
        guard let first = name.first else { return }
        isEmpty = false
        if name.allSatisfy(\.isNameByte) {
            if words[name] == nil { words[name] = Array(standIn.utf8) }
            starts[Int(first)] = true
            longest = max(longest, name.count)
        } else if !others.contains(where: { $0.text == name }) {
            others.append((name, Array(standIn.utf8)))
            others.sort { $0.text.count > $1.text.count }
        }
    }

    mutating func replaced(_ text: [UInt8]) -> [UInt8] {
        if isEmpty { return text }
        var text = text
        for (name, standIn) in others { text = replacing(name, in: text, with: standIn) }
        return words.isEmpty ? text : wordsReplaced(text)
    }

    private mutating func wordsReplaced(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var copied = 0
        var place = 0
        while place < text.count {
            guard text[place].isNameByte else {
                place += 1
                continue
            }
            let word = text[place...].prefix(while: \.isNameByte)
            looked += word.count
            if starts[Int(text[place].lowercasedASCII)], let (end, standIn) = known(word) {
                result += text[copied..<place]
                result += standIn
                copied = end
            }
            place = word.endIndex
        }
        return copied == 0 ? text : result + text[copied...]
    }

    /// The longest name that this word is, or begins with before a dot.
    private mutating func known(_ word: ArraySlice<UInt8>) -> (end: Int, standIn: [UInt8])? {
        var name = word.prefix(longest).map(\.lowercasedASCII)
        var isWhole = word.count == name.count || word[word.startIndex + name.count] == 46
        while !name.isEmpty {
            looked += name.count
            if isWhole, let standIn = words[name] { return (word.startIndex + name.count, standIn) }
            guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return nil }
            name.removeSubrange(dot...)
            isWhole = true
        }
        return nil
    }

    private mutating func replacing(
        _ name: [UInt8], in text: [UInt8], with standIn: [UInt8]
    ) -> [UInt8] {
        guard text.count >= name.count else { return text }
        looked += text.count
        let isPath = name.contains { $0 == UInt8(ascii: "/") || $0 == 92 }
        func isBound(_ byte: UInt8) -> Bool {
            !byte.isNameByte && !(isPath && (byte == UInt8(ascii: "/") || byte == 92))
        }
        var result: [UInt8] = []
        var place = 0
        while place < text.count {
            let end = place + name.count
            if text[place].lowercasedASCII == name[0], end <= text.count,
                place == 0 || isBound(text[place - 1])
                    // A path may stand behind `unix://`.
                    || text[..<place].suffix(3).elementsEqual("://".utf8),
                end == text.count || isBound(text[end]) || "/.\\".utf8.contains(text[end]),
                zip(name, text[place..<end]).allSatisfy({ $0 == $1.lowercasedASCII })
            {
                result += standIn
                place = end
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return result
    }
}

/// What another program said: docker, a Model Runner, the system.
///
/// It is shown without secrets and without what identifies anybody: it may quote addresses, paths and
/// whole requests of which its reader knows nothing.
package enum ForeignText {
    /// The words on one line, as many as anybody reads.
    package static func line(_ text: String) -> String {
        Excerpt.line(masked(Excerpt.beginning(text)))
    }

    /// The bytes as text on one line.
    package static func line(_ bytes: [UInt8]) -> String {
        line(String(decoding: bytes, as: UTF8.self))
    }

    /// The text as it is otherwise, with its lines.
    package static func masked(_ text: String) -> String {
        var standIns = StandIns()
        return standIns.replaced(Secrets().masked(text))
    }
}
