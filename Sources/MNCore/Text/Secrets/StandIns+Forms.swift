// What identifies in forms of its own: of bridges, of Windows, of providers, of shells.
extension StandIns {
    /// `3c58.c2aa.bbcc`, as switches write the address of a card; what has no letter may be a version.
    mutating func dottedHardware(_ text: [UInt8], _ place: Int) -> (Int, String)? {
        let word = text[place...].prefix(14)
        guard !isClosed, word.count == 14, word[place + 4] == UInt8(ascii: ".") else { return nil }
        for (index, byte) in word.enumerated() {
            guard index % 5 == 4 ? byte == UInt8(ascii: ".") : byte.isHexDigit else { return nil }
        }
        if place + 14 < text.count, text[place + 14].isWordByte || text[place + 14] == 45 {
            return nil
        }
        // A dot may end the sentence.
        if place + 15 < text.count, text[place + 14] == 46, text[place + 15].isNameByte {
            return nil
        }
        let digits = word.filter { $0 != UInt8(ascii: ".") }
        guard digits.contains(where: { !$0.isASCIIDigit }), let standIn = hardware(digits) else {
            return nil
        }
        let groups = [standIn.prefix(4), standIn.dropFirst(4).prefix(4), standIn.suffix(4)]
        return (place + 14, groups.joined(separator: "."))
    }

    /// The twelve digits of an address of a card; nil if they tell nothing.
    mutating func hardware(_ digits: some Sequence<UInt8>) -> String? {
        let digits = String(decoding: Array(digits), as: UTF8.self).lowercased()
        if digits.hasPrefix("00005e0053") || digits.allSatisfy({ $0 == "0" || $0 == "f" }) {
            return nil
        }
        return "00005e0053" + (Self.number(digits, &hardware) % 256).digits(2, radix: 16)
    }

    /// `S-1-5-21-…` of a machine or a domain of Windows, whose last group is the number of an account there, and
    /// `S-1-12-1-…` of a directory ([MS-DTYP] 2.4.2).
    mutating func securityID(_ text: [UInt8], _ place: Int) -> (Int, String)? {
        let isLocal = text[place...].starts(with: "S-1-5-21-".utf8)
        guard !isClosed, isLocal || text[place...].starts(with: "S-1-12-1-".utf8) else {
            return nil
        }
        let count = isLocal ? 3 : 4
        var groups: [ArraySlice<UInt8>] = []
        var end = place + 9
        while groups.count < count {
            let digits = text[end...].prefix(11).prefix(while: \.isASCIIDigit)
            guard (1...10).contains(digits.count) else { return nil }
            groups.append(digits)
            end = digits.endIndex
            guard groups.count < count else { break }
            guard end < text.count, text[end] == UInt8(ascii: "-") else { return nil }
            end += 1
        }
        if end < text.count, text[end].isWordByte { return nil }
        let mark = Array("1000000000".utf8)
        if groups.dropLast().allSatisfy({ $0.elementsEqual(mark) }) { return nil }
        let id = String(decoding: text[place..<end], as: UTF8.self)
        let number = Self.number(id, &domains)
        let made = Array(repeating: "1000000000", count: count - 1) + ["\(1_000_000_000 + number)"]
        return (end, id.prefix(9) + made.joined(separator: "-"))
    }

    // MARK: - Addresses in names

    /// Words of packages, behind which a version stands and no address.
    private static let packages = [
        "cuda", "cudnn", "cublas", "cufft", "curand", "cusolver", "cusparse", "cutensor", "nccl",
        "lib", "nvidia", "rocm", "hip", "linux", "kernel", "docker", "driver", "version", "release",
        "llama", "ollama", "vllm", "python", "windows", "macos", "amdgpu", "intel",
    ]

    /// Whether an address is the end of a name: `node-10.44.3.2`.
    func isPartOfName(_ bytes: [Int], behind written: [UInt8]) -> Bool {
        guard !isClosed, IPv4.isPrivate(bytes) else { return false }
        let name = written.suffix(64).reversed().prefix { $0.isNameByte }.reversed()
        let parts = String(decoding: Array(name), as: UTF8.self).lowercased().split(separator: "-")
        return !parts.isEmpty
            && !parts.contains { part in Self.packages.contains { part.hasPrefix($0) } }
    }

    /// How names of files end.
    private static let fileEnds: Set<String> = [
        "gz", "xz", "tar", "zip", "tgz", "zst", "log", "txt", "json", "md", "whl", "rpm", "deb",
        "noarch", "so", "dll", "exe", "bin", "gguf", "yaml", "yml", "conf", "iso", "img",
    ]

    /// `10-44-3-2.dsl.example.net`, as providers call their customers' machines.
    mutating func dashedAddress(_ text: [UInt8], _ place: Int) -> (Int, String)? {
        let head = text[place...].prefix(4).drop(while: \.isASCIIDigit)
        guard !isClosed, head.first == 45, head.startIndex > place else { return nil }
        let name = text[place...].prefix(254).prefix { $0.isNameByte }
        let parts = name.split(separator: UInt8(ascii: "."))
        guard parts.count >= 3, let last = parts.last, last.count >= 2,
            last.allSatisfy(\.isASCIILetter),
            !Self.fileEnds.contains(String(decoding: last, as: UTF8.self).lowercased())
        else { return nil }
        let groups = parts[0].map { $0 == UInt8(ascii: "-") ? UInt8(ascii: ".") : $0 }
        guard let bytes = IPv4.bytes(String(decoding: groups, as: UTF8.self)), bytes[0] >= 10,
            name.endIndex == text.count || text[name.endIndex] != UInt8(ascii: "@")
        else { return nil }
        return (last.endIndex, told(name[..<last.endIndex]))
    }

    // MARK: - Users at machines

    /// `anna@box` where a shell prompts, where a file is copied, or where a label says that it is one.
    mutating func login(
        _ text: [UInt8], _ name: ArraySlice<UInt8>, _ domain: ArraySlice<UInt8>,
        behind written: [UInt8]
    ) -> (Int, String)? {
        guard !isClosed, let first = name.first, first.isASCIILetter || first == 95,
            domain.contains(where: \.isASCIILetter), domain.first.map(\.isWordByte) == true,
            !domain.starts(with: "sha".utf8)
        else { return nil }
        let rest = text[domain.endIndex...].prefix(3)
        let isPrompt =
            [":~", ":/", " ~ ", " ~]"].contains { rest.starts(with: $0.utf8) }
            && !rest.starts(with: "://".utf8)
        guard isPrompt || Self.namesUser(written) else { return nil }
        let host = Self.isNobody(domain) ? String(decoding: domain, as: UTF8.self) : told(domain)
        return (domain.endIndex, "\(user(String(decoding: name, as: UTF8.self)))@\(host)")
    }

    /// The name of a user; one that systems give stays.
    mutating func account(_ name: ArraySlice<UInt8>) -> String {
        let word = String(decoding: name, as: UTF8.self)
        return Self.isNobody(name) ? word : user(word)
    }

    /// What `id` prints before the names of users and groups, in some languages.
    private static let ids: Set<String> = [
        "uid", "gid", "euid", "egid", "groups", "gruppen", "groupes", "grupos", "gruppi",
    ]

    /// The name in `uid=1000(anna)` and in the list of groups behind it.
    mutating func account(
        _ text: [UInt8], _ place: Int, behind written: [UInt8]
    ) -> (Int, String)? {
        guard !isClosed, written.last.map(\.isASCIIDigit) == true else { return nil }
        let name = text[(place + 1)...].prefix(65).prefix { $0.isNameByte || $0 >= 0x80 }
        guard !name.isEmpty, name.endIndex < text.count, text[name.endIndex] == UInt8(ascii: ")"),
            !Self.isNobody(name)
        else { return nil }
        let label = written.suffix(32).reversed().drop(while: \.isASCIIDigit)
        guard let sign = label.first else { return nil }
        let word = String(
            decoding: Array(label.dropFirst().prefix(while: \.isASCIILetter).reversed()),
            as: UTF8.self)
        let isListed = sign == UInt8(ascii: ",") && label.dropFirst().first == UInt8(ascii: ")")
        guard sign == UInt8(ascii: "=") && Self.ids.contains(word.lowercased()) || isListed else {
            return nil
        }
        return (name.endIndex, "(" + account(name))
    }
}
