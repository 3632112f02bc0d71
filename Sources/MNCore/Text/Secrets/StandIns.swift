/// Puts stand-ins in the place of what identifies a person, a machine or a place.
///
/// Equal values get equal stand-ins for as long as this lives, and each keeps the grammar of its place: a
/// host stays a host (`h1.invalid`, RFC 2606), an address one of those kept for documentation (RFC 5737,
/// RFC 3849, RFC 7042), a folder a folder. What is a stand-in already stays as it is.
public struct StandIns: Sendable {
    private let identity: Identity
    var hosts: [String: Int] = [:]
    var users: [String: Int] = [:]
    var addresses: [String: Int] = [:]
    var wideAddresses: [String: Int] = [:]
    var hardware: [String: Int] = [:]
    var numbers: [String: Int] = [:]

    /// Texts that were met at a place that tells what they are, such as the name of a context.
    private var learned: [(text: String, standIn: String)] = []

    public init(_ identity: Identity = Identity()) {
        self.identity = identity
    }

    /// Takes `standIn` for `text` from now on, wherever it stands by itself.
    public mutating func learn(_ text: String, as standIn: String) {
        guard text != standIn, text.utf8.count >= 3, !learned.contains(where: { $0.text == text })
        else { return }
        learned.append((text, standIn))
        learned.sort { $0.text.utf8.count > $1.text.utf8.count }
    }

    /// The text without names of the user, the machine and the home folder, which are known.
    public mutating func knownReplaced(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for (text, standIn) in learned {
            bytes = Self.replacing(text, in: bytes, with: standIn) { !Self.isNameByte($0) }
        }
        if let home = identity.home {
            let user = user(String(home.split { "/\\".contains($0) }.last ?? "user"))
            let isWindows = home.contains("\\")
            let standIn = isWindows ? "C:\\Users\\\(user)" : "/home/\(user)"
            bytes = Self.replacing(home, in: bytes, with: standIn) { !Self.isPathByte($0) }
        }
        for name in identity.hosts {
            let standIn = host(name)
            bytes = Self.replacing(name, in: bytes, with: standIn) { !Self.isNameByte($0) }
        }
        for name in identity.users {
            let standIn = user(name)
            bytes = Self.replacing(name, in: bytes, with: standIn) { !Self.isNameByte($0) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text without anything that identifies: what is known, and whatever looks like a home folder,
    /// an address, a hardware address, a UUID, a mail address or the private host of a URL.
    public mutating func replaced(_ text: String) -> String {
        let count = learned.count
        let result = found(in: Array(knownReplaced(text).utf8))
        // A host that was met in a URL is known by its bare name too.
        return learned.count > count ? knownReplaced(result) : result
    }

    private mutating func found(in text: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var place = 0
        while place < text.count {
            let before = place == 0 ? 0 : text[place - 1]
            if let (end, standIn) = standIn(text, place, before) {
                result += standIn.utf8
                place = end
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A host's name as it may be told; one of this machine, of Docker or of the public stays.
    public mutating func host(_ name: String) -> String {
        let name = name.lowercased()
        if PublicHost.isPublic(name) { return name }
        if name.contains(":") { return wideAddress(name) }
        if let bytes = IPv4.bytes(name) { return address(name, bytes) }
        let standIn = "h\(Self.number(name, &hosts)).invalid"
        if name.contains(".") { learn(name, as: standIn) }
        return standIn
    }

    /// The name of a user.
    public mutating func user(_ name: String) -> String {
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

    /// Every place at which `name` stands between bytes that do not belong to it, without case.
    private static func replacing(
        _ name: String, in text: [UInt8], with standIn: String, _ isBound: (UInt8) -> Bool
    ) -> [UInt8] {
        let name = Array(name.utf8).map(lowered)
        guard let first = name.first, text.count >= name.count else { return text }
        var result: [UInt8] = []
        var place = 0
        while place < text.count {
            let end = place + name.count
            if lowered(text[place]) == first, end <= text.count,
                place == 0 || isBound(text[place - 1]) || endsScheme(text, place),
                end == text.count || isBound(text[end]) || text[end] == UInt8(ascii: "/")
                    || text[end] == UInt8(ascii: "."),
                zip(name, text[place..<end]).allSatisfy({ $0 == lowered($1) })
            {
                result += standIn.utf8
                place = end
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return result
    }

    /// Whether a path that begins here stands behind `unix://` and the like.
    private static func endsScheme(_ text: [UInt8], _ place: Int) -> Bool {
        text[..<place].suffix(3).elementsEqual("://".utf8)
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte + 32 : byte
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        isNameByte(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
    }

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
