import MNCore
import MNSim

/// Words planted for a check, of letters that nobody else has, and how each looks in other writings.
struct Canaries {
    /// The words, each with the place in which it was planted.
    private(set) var words: [(place: String, word: String)] = []
    private var chance: UInt64

    init(seed: UInt64 = 40) { chance = seed }

    /// A new word for a place.
    mutating func word(_ place: String) -> String {
        var letters: [UInt8] = []
        for _ in 0..<12 {
            chance = chance &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            letters.append(UInt8(ascii: "a") + UInt8(truncatingIfNeeded: (chance >> 33) % 26))
        }
        let word = String(decoding: letters, as: UTF8.self)
        words.append((place, word))
        return word
    }

    /// A new word in plain letters, escaped as in JSON, as in URLs, and in base64, in a line of text.
    mutating func line(_ place: String) -> String {
        let word = word(place)
        return "Found \(Self.writings(of: word).joined(separator: " ")) there."
    }

    /// How a word may be written.
    static func writings(of word: String) -> [String] {
        let bytes = Array(word.utf8)
        let escaped = bytes.map { "\\u\($0.digits(4, radix: 16))" }.joined()
        let encoded = bytes.map { "%\($0.digits(2, radix: 16, uppercase: true))" }.joined()
        return [word, escaped, encoded, Base64.encode(bytes)]
    }

    /// The places whose words stand in a text in any writing.
    func places(in text: String) -> [String] {
        let bytes = Array(text.utf8).map(\.lowercasedASCII)
        var needles: [UInt8: [(Int, [UInt8])]] = [:]
        for (index, word) in words.enumerated() {
            var writings = Self.writings(of: word.word)
            // Escaped once more, and at the other places of a group of base64, without its ends.
            writings.append(writings[1].replacing("\\", with: "\\\\"))
            for offset in 1...2 {
                let padded = [UInt8](repeating: 0x20, count: offset) + Array(word.word.utf8)
                writings.append(String(Base64.encode(padded).dropFirst(4).dropLast(4)))
            }
            for writing in writings {
                let needle = Array(writing.utf8).map(\.lowercasedASCII)
                needles[needle[0], default: []].append((index, needle))
            }
        }
        var found: Set<Int> = []
        for place in bytes.indices {
            for (index, needle) in needles[bytes[place]] ?? []
            where bytes[place...].starts(with: needle) {
                found.insert(index)
            }
        }
        return found.sorted().map { words[$0].place }
    }
}

/// A copy of a bundle, short, with a canary in everything that can carry one.
struct PlantedBundle {
    private(set) var canaries = Canaries()
    private(set) var bundle: Bundle
    private(set) var identity: Identity
    private(set) var environment: [String: String]
    /// A sentence of who the user is.
    private var owner = ""

    /// So much of the bundle itself goes with it.
    private static let eventLimit = 40
    private static let lineLimit = 20

    init(_ raw: Bundle, _ identity: Identity, _ environment: [String: String]) {
        bundle = raw
        self.identity = identity
        self.environment = environment
        plantIdentity()
        bundle.runner = Array(raw.runner.prefix(Self.eventLimit)) + exchanges("runner")
        bundle.run = planted(raw.run ?? Trace(version: raw.version, arguments: []), "run")
        bundle.doctor = raw.doctor.map { planted($0, "doctor") }
        bundle.timing = []
        bundle.logs = raw.logs.map {
            Bundle.Log(source: $0.source, lines: Array($0.lines.suffix(Self.lineLimit)))
        }
        bundle.logs.append(
            .init(
                source: "docker logs \(canaries.word("source of a log"))",
                lines: [
                    canaries.line("line of a log"), owner,
                    "{\"level\":\"info\",\"msg\":\"\(canaries.line("document in a log"))\"}",
                ]))
        bundle.ledger = raw.ledger.map { planted($0, "ledger") } + [file("ledger")]
        bundle.catalog = raw.catalog.map { planted($0, "catalog") } + [file("catalog")]
        bundle.gaps.append(
            .init(
                .logs, part: canaries.word("part of a gap"),
                reason: canaries.line("reason of a gap")))
        bundle.machine = raw.machine.map { machine($0) }
    }

    private mutating func plantIdentity() {
        let (user, host) = (canaries.word("user"), canaries.word("host"))
        let secret = canaries.word("secret variable")
        identity.users.append(user)
        identity.hosts.append(host)
        environment["CANARY_API_KEY"] = secret
        environment["CANARY_TOKEN"] = "hf_\(canaries.word("token"))0aB1cD2eF3"
        owner = "\(user) at \(host) said \(secret) in /home/\(user)/models"
    }

    private mutating func planted(_ trace: Trace, _ name: String) -> Trace {
        var trace = trace
        trace.arguments.append(canaries.word("argument of the \(name)"))
        trace.arguments.append("--note=\(canaries.line("option of the \(name)"))")
        trace.events = Array(trace.events.prefix(Self.eventLimit)) + exchanges(name) + files(name)
        return trace
    }

    private mutating func exchanges(_ name: String) -> [Trace.Event] {
        let host = canaries.word("host of a call of the \(name)")
        let endpoint = Endpoint(.tcp(host: "\(host).corp", port: 12434), prefix: "")
        let body = """
            {"model":"\(canaries.word("model of a third party, \(name)"))/x:1","\(canaries.word("key, \(name)"))":1,\
            "messages":[{"content":"\(canaries.line("prompt, \(name)"))"}],"error":"at \(host)"}
            """
        let headers = HTTPHeaders([
            ("X-Note", canaries.line("header of the \(name)")),
            ("Authorization", "Bearer \(canaries.word("header with a token, \(name)"))"),
        ])
        let target = "/models/\(canaries.word("target of the \(name)"))?q=%20"
        let response = HTTPResponse(
            HTTPResponseHead(status: 500, headers: headers), body: Array(body.utf8))
        return [
            .call(HTTPRequest("GET", target), endpoint, HTTPOutcome(response, nil)),
            .call(
                HTTPRequest("GET", "/"), endpoint,
                HTTPOutcome(nil, .failed(canaries.line("fault of the \(name)")))),
        ]
    }

    private mutating func files(_ name: String) -> [Trace.Event] {
        let path =
            "/srv/\(canaries.word("folder of the \(name)"))/\(canaries.word("file of the \(name)")).json"
        let user = canaries.word("home of the \(name)")
        let result = CommandResult(
            .exited(1), standardOutput: Array(canaries.line("output, \(name)").utf8),
            standardError: Array(
                "http://\(user):x@h.corp \(canaries.line("error, \(name)"))\n".utf8))
        return [
            .read(path: path, .success(Array(canaries.line("text of a file, \(name)").utf8))),
            .read(path: "/home/\(user)/x", .failure(FileFault("/home/\(user)/x", .notFound))),
            .list(path: "/srv", .success([canaries.word("name in a folder, \(name)")])),
            .resolved(path: "/srv", .success("/mnt/\(canaries.word("place, \(name)"))")),
            .process(["docker", "run", canaries.word("word of a command, \(name)")], result),
            .variable("MN_HOME", "/srv/\(canaries.word("variable of the \(name)"))"),
            .printed(.error, canaries.line("printed text, \(name)") + "\n"),
            .access(
                Recording.Exchange(
                    .file("/etc/\(canaries.word("file of the machine, \(name)"))"),
                    .bytes(Array(canaries.line("evidence, \(name)").utf8)))),
            .read(path: "/srv/owner", .success(Array(owner.utf8))),
        ]
    }

    private mutating func file(_ name: String) -> Bundle.KeptFile {
        let text = """
            {"note": "\(canaries.line("note in the \(name)"))", "password": "\(canaries.word("password in the \(name)"))",
             "\(canaries.word("key in the \(name)"))": {"path": "/home/\(canaries.word("home in the \(name)"))/m.gguf"}}
            """
        return Bundle.KeptFile(
            path: "/srv/\(canaries.word("path of the \(name)")).json", bytes: Array(text.utf8))
    }

    private mutating func planted(_ file: Bundle.KeptFile, _ name: String) -> Bundle.KeptFile {
        var file = file
        file.bytes += Array(" \(canaries.line("end of the \(name)"))".utf8)
        return file
    }

    private mutating func machine(_ profile: Profile) -> Profile {
        var profile = profile
        profile.title = canaries.line("title of the machine")
        profile.sources.append(canaries.line("source of the machine"))
        profile.recording.add(
            Recording.Exchange(
                .file("/etc/\(canaries.word("file of the machine"))"),
                .bytes(Array("\(canaries.line("evidence of the machine"))\n".utf8))))
        profile.recording.add(
            Recording.Exchange(
                .environment("MODEL_RUNNER_HOST"),
                .value("http://\(canaries.word("host in a variable")).corp:80")))
        return profile
    }
}
