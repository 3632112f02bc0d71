/// A label behind which the name of a user or a machine stands, or a number of it.
struct StandInLabel {
    enum Kind { case user, host, serial, hardware, login }

    /// In small letters, without signs between them.
    let text: [UInt8]
    let kind: Kind
    /// Whether it is one as a word alone: no `superuser`.
    let isWord: Bool
    /// Whether it needs no sign behind it: `machine-id 0123…`.
    let isSentence: Bool

    private init(_ text: String, _ kind: Kind, isWord: Bool = false, isSentence: Bool = false) {
        self.text = Array(text.utf8)
        self.kind = kind
        self.isWord = isWord
        self.isSentence = isSentence
    }

    /// All labels, by their last letter.
    private static let all: [[StandInLabel]] = {
        var all = [[StandInLabel]](repeating: [], count: 26)
        for label in users + hosts + numbers {
            if let last = label.text.last { all[Int(last) - 97].append(label) }
        }
        return all
    }()

    private static let users = [
        StandInLabel("username", .user), StandInLabel("loginname", .user),
        StandInLabel("logname", .user), StandInLabel("userid", .user),
        StandInLabel("registeredowner", .user), StandInLabel("user", .user, isWord: true),
        StandInLabel("login", .user, isWord: true),
        StandInLabel("loggedinas", .user, isSentence: true),
        StandInLabel("signedinas", .user, isSentence: true),
        StandInLabel("authenticatedas", .user, isSentence: true),
        StandInLabel("ssh", .login, isWord: true),
    ]

    private static let hosts = [
        "hostname", "computername", "machinename", "nodename", "userdomain", "userdnsdomain",
        "logonserver", "fqdn",
    ].map { StandInLabel($0, .host) }

    private static let numbers =
        [
            "serial", "serialnumber", "serialno", "serialnum", "serialshort", "servicetag",
            "assettag", "machineid", "bootid", "hostid", "imei",
        ].map { StandInLabel($0, .serial, isSentence: true) }
        + ["mac", "macaddress", "macaddr", "hwaddr", "ether", "physicaladdress"]
        .map { StandInLabel($0, .hardware, isWord: true, isSentence: true) }

    /// The label that ends here, and where it begins.
    static func found(in text: [UInt8], endingAt end: Int) -> (label: StandInLabel, start: Int)? {
        guard end > 0, text[end - 1].isASCIILetter else { return nil }
        for label in all[Int(text[end - 1].lowercasedASCII) - 97] {
            guard let start = label.start(in: text, endingAt: end) else { continue }
            if start == 0 { return (label, start) }
            let before = text[start - 1]
            // In the text of a document `\n` may stand before it.
            if start > 1, text[start - 2] == 92, "nrt".utf8.contains(before) {
                return (label, start)
            }
            // `/home/user` and `user@host` are no labels.
            if "/\\@~".utf8.contains(before) { continue }
            let isPart =
                before.isASCIIDigit || before >= 0x80
                || before.isASCIILetter
                    && (text[start].lowercasedASCII == text[start]
                        || before.lowercasedASCII != before)
            if !label.isWord || !isPart { return (label, start) }
        }
        return nil
    }

    /// Where it begins, with a blank or sign between its letters at most: `serial_number`, `Serial Number`.
    private func start(in text: [UInt8], endingAt end: Int) -> Int? {
        var place = end
        for letter in self.text.reversed() {
            if place > 1, place < end, "_- .".utf8.contains(text[place - 1]) { place -= 1 }
            guard place > 0, text[place - 1].lowercasedASCII == letter else { return nil }
            place -= 1
        }
        return place
    }
}
