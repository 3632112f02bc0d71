@testable import MNCore
@testable import MNMachine

extension FuzzTarget {
    static let privacy = [
        FuzzTarget("secrets", feedSecrets), FuzzTarget("identity", feedIdentity),
    ]

    /// A variable, a document and texts, in which secrets are planted.
    private static func feedSecrets(_ bytes: [UInt8]) throws {
        let texts = FuzzInput(Canary.planted(bytes)).parts
        let first = String(decoding: texts[0], as: UTF8.self)
        let document = texts.count > 1 ? try? JSON.parse(texts[1]) : nil
        let secrets = Secrets(
            document.map { [$0] } ?? [],
            environment: Canary.environment.merging(["OTHER": first]) { $1 })
        for bytes in texts {
            let text = String(decoding: bytes, as: UTF8.self)
            let masked = secrets.masked(text)
            try Canary.check(masked, "a masked text")
            try promiseEqual(secrets.masked(masked), masked, "masked once is masked for ever")
            let value = secrets.masked("OTHER", text)
            try Canary.check(value, "a masked value")
            try promiseEqual(secrets.masked("OTHER", value), value, "a value is masked once")
            for pieces in [[bytes[...]], pieces(bytes)] {
                var stream = SecretStream(secrets, lineLimit: 1024)
                var output = pieces.flatMap { stream.take(Array($0)) }
                output += stream.finish()
                try Canary.check(String(decoding: output, as: UTF8.self), "a stream")
            }
        }
        if let document {
            let masked = secrets.masked(document)
            try Canary.check(masked.text(), "a masked document")
            try promiseEqual(secrets.masked(masked), masked, "a document is masked once")
        }
    }

    /// Texts of others, in which names, addresses and folders stand.
    private static func feedIdentity(_ bytes: [UInt8]) throws {
        let identity = Identity(
            home: "/home/zaphod", users: ["zaphod"], hosts: ["magrathea", "magrathea.corp.example"])
        // Secrets go first, as in a trace: behind a masked user a host stands.
        let text = Secrets().masked(String(decoding: bytes, as: UTF8.self))
        var standIns = StandIns(identity)
        let replaced = standIns.replaced(text)
        try promiseEqual(standIns.replaced(text), replaced, "equal things stay equal")
        var others = StandIns(identity)
        try promiseEqual(others.replaced(replaced), replaced, "what is replaced stays as it is")
        let check = PrivacyCheck(Array(replaced.utf8), Secrets(), identity)
        try promise(
            check.counts[.identity] == nil,
            "nobody is told of: \(replaced.debugDescription) \(check.findings)")
        let shortened = identity.shortened(text)
        try promiseEqual(identity.shortened(shortened), shortened, "a path is shortened once")
        try Ink.checkLine(ForeignText.line(text), "a line of others")
    }
}
