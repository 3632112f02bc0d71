import MNCore
import MNSim
import Testing

/// What a trace must not hold, in forms that its reader of secrets meets seldom.
@Suite struct `The secrets of a trace` {
    private static let token = "abcdefghijklmnopqrstuvwxyz0123456789ABCD"

    private static func shown(_ events: Trace.Event..., printed: String = "") -> String {
        let trace = Trace(
            version: "1", arguments: ["blueprint", "run"],
            events: events + [.printed(.error, printed)], exitCode: 0)
        return trace.redacted(Identity(), environment: ["WORKER_TOKEN": token]).text
    }

    private static func said(_ text: String, isTruncated: Bool = false) -> Trace.Event {
        said(Array(text.utf8), isTruncated: isTruncated)
    }

    private static func said(_ bytes: [UInt8], isTruncated: Bool = false) -> Trace.Event {
        .process(
            ["worker"],
            CommandResult(.exited(0), standardOutput: bytes, isTruncated: isTruncated))
    }

    private static func answered(_ text: String, _ fault: TransportFault? = nil) -> Trace.Event {
        .call(
            HTTPRequest("GET", "/health"), Endpoint(host: "localhost", port: 9000),
            HTTPOutcome(
                HTTPResponse(HTTPResponseHead(status: 200), body: Array(text.utf8)), fault))
    }

    private static func read(_ bytes: [UInt8]) -> Trace.Event {
        .read(path: "/bp/config/overwrite.json", .success(bytes))
    }

    @Test func `are known from a configuration in which a key stands twice`() {
        let file = #"{"db": {"password": "Quelle-7731"}, "x": 1, "x": 2}"#
        let text = Self.shown(Self.read(Array(file.utf8)), Self.said("with Quelle-7731\n"))
        #expect(!text.contains("Quelle-7731"))
        #expect(text.contains("with "))
    }

    @Test func `are found over lines, in what services answer and programs print`() {
        let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----\n"
        let text = Self.shown(
            Self.answered("ready\npassword:\nhunter2-xyz\n"), Self.answered(key),
            Self.said([0xFF] + Array("\n\(key)".utf8)), printed: "it said:\n\(key)")
        #expect(!text.contains("hunter2-xyz"))
        #expect(!text.contains("MIIEvQIBADANBgkq"))
        #expect(text.contains("ready"))
    }

    @Test func `are found in a file that is no UTF-8`() {
        let bytes =
            Array(#"{"name": "M"#.utf8) + [0xFC] + Array(#"ller", "password": "geheim-4711"}"#.utf8)
        let text = Self.shown(Self.read(bytes))
        #expect(!text.contains("geheim-4711"))
        #expect(!text.contains("base64"))
    }

    @Test func `go with names that a label tells, in documents and in text`() {
        let said = "hostname=annabox\nSerial Number: PF3XY9Z1\nanna@annabox:~$ ls\n"
        let answer =
            #"{"Username": "annam", "serial": 324018123456, "host": {"hostname": "annabox"}}"#
        let text = Self.shown(Self.said(said), Self.answered(answer), printed: said)
        for name in ["annabox", "PF3XY9Z1", "anna@", "annam", "324018123456"] {
            #expect(!text.contains(name), "\(name)")
        }
        // Equal names have equal stand-ins, and nothing is found in what was written.
        #expect(text.contains("h1.invalid") && !text.contains("h2.invalid"))
        let check = PrivacyCheck(Array(text.utf8), Secrets(), Identity())
        #expect(check.counts[.identity] == nil, "\(check.findings)")
    }

    @Test func `are not there by half where something was cut`() {
        let half = String(Self.token.prefix(20))
        let text = Self.shown(
            Self.said("first line\n\(half)", isTruncated: true),
            Self.answered("a line\n\(half)", .cut), Self.answered(half, .stopped))
        #expect(!text.contains(half))
        #expect(text.contains("first line") && text.contains("a line"))
    }
}
