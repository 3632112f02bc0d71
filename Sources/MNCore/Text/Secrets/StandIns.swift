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

    package init(_ identity: Identity = Identity()) {
        self.identity = identity
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

    /// The text without anything that identifies: what is known, and whatever looks like a home folder,
    /// an address, a hardware address, a UUID, a mail address or the private host of a URL.
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

    // MARK: - Bytes

    static func isNameByte(_ byte: UInt8) -> Bool {
        SecretShape.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }

    static func hex(_ number: Int, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
