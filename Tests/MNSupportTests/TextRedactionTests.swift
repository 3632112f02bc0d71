import MNCore
import MNSim
import Testing

@testable import MNSupport

@Suite("A text of a bundle")
struct TextRedactionTests {
    private static func redacted(
        _ text: String, identity: Identity = Identity(), environment: [String: String] = [:]
    ) -> String {
        var redaction = TextRedaction(
            Redaction(Recording(), identity, secrets: Secrets(environment: environment)), .standard)
        return redaction.text(text)
    }

    @Test(
        "Words of everybody stay, and with them what a program reads",
        arguments: [
            "MemTotal:       32768000 kB", "NVIDIA GeForce RTX 3060, 12288 MiB, 8.6, 560.35.03",
            "0000:ca:00.0 display [0300]: 10de:2504",
            "Error response from daemon: could not select device driver", "ai/gemma4:E2B",
            "{\"size\":4336347424,\"total\":17179869184}", "6.8.0-45-generic", "24.0.7",
            "PCI\\VEN_10DE&DEV_2D05&SUBSYS_38901462&REV_A1", "2026-11-27T10:00:00Z",
            "pci:v000010DEd00002D05sv00000000sd00000000bc03sc00i00", "[redacted]", "h1.invalid",
            "/home/user/.mn/models/catalog.json", "00000000-0000-0000-0000-000000000001", "user2",
        ])
    func stays(text: String) { #expect(Self.redacted(text) == text) }

    @Test(
        "What is not known to be nobody's is a stand-in, in each way of writing it",
        arguments: [
            ("tealford", "w1"), ("the Tealford and TEALFORD", "the w1 and w1"),
            ("%74%65%61%6C", "w1"), ("\\u0074\\u0065", "w1"), ("&#116;&#101;", "w1"),
            ("dGVhbGZvcmQ=", "w1="), ("tealförd", "wé1"), ("serial 123456789", "serial 700000001"),
            ("/srv/the tealford/x.gguf", "/srv/the w1/x.gguf"),
            (
                "sha256:\(String(repeating: "ab", count: 32))",
                "sha256:\(String(repeating: "0", count: 63))1"
            ),
            ("tea\u{200B}lford", "wé1"), ("t\u{0}e\u{0}a\u{0}l\u{0}", "w\u{0}1\u{0}"),
            ("tealford-model", "w1"), ("7tealford", "0w1"), ("00d0tealford", "0w1"),
        ])
    func isTakenOut(text: String, shown: String) { #expect(Self.redacted(text) == shown) }

    @Test(
        "A number of somebody is taken out in whatever groups it is written",
        arguments: [
            "4111 1111 1111 1111", "4111/1111/1111/1111", "4111,1111,1111,1111",
            "4111;1111;1111;1111",
            "4111:1111:1111:1111", "4111.1111.1111.1111", "4111-1111-1111-1111",
            "4111  1111  1111  1111",
            "4111\t1111\t1111\t1111", "4111 1111/1111 1111", "4111\u{2009}1111\u{A0}1111 1111",
            "123.45.6789", "06.12.34.56.78", "06/12/34/56/78", "06:12:34:56:78", "6.12.34.56.78",
            "1.800.555.1234", "12.345.678.901", "(0171) 555-1234 99", "4111 1111 1111 1111 b",
            "4111 1111 1111 1111 MB", "card 4111 1111 1111 1111 K", "4111, 1111, 1111, 1111",
            "4111    1111    1111    1111", "4111 – 1111 – 1111 – 1111",
            "4111 / 1111 / 1111 / 1111",
            "\"4111\" \"1111\" \"1111\" \"1111\"", "[4111][1111][1111][1111]",
            "4111|1111|1111|1111",
            "4111·1111·1111·1111", "4111'1111'1111'1111", "#4111 #1111 #1111 #1111",
            "415.555.0.123456",
            "555.0123.0.1", "4155.0.5501.23", "1.0.20240115.1", "1941-55-55 1234",
        ])
    func groups(number: String) {
        for text in [number, "of \(number) it is said", "total \(number)"] {
            let digits = Self.redacted(text).filter(\.isNumber)
            #expect(digits.hasPrefix("700"), "\(Self.redacted(text))")
            #expect(digits.count(where: { $0 != "0" }) == 2, "\(Self.redacted(text))")
        }
    }

    @Test(
        "Dates, times, versions, devices, lists of sizes and numbers with a point stay",
        arguments: [
            "2026/11/28 10:28:07 started", "11/28/2026 10:28:07.123", "10.0.26100.4652",
            "32.0.15.6094",
            "560.35.03 550.144.03", "00000000:65:00.0 00000000:b3:00.0",
            "10000:01:00.0 10000:02:00.0",
            "12345.678 23456.789", "16 384 000 000 bytes", "17,179,869,184 B",
            "took 12.345 ms, 23.456 ms",
            "127.0.0.1:12434 127.0.0.1:12435", "at 2026-11-28 10:28:07", "b1.2.3",
        ])
    func forms(text: String) { #expect(Self.redacted(text) == text) }

    @Test(
        "A word that says what a number is stands before it, and is no part of another word",
        arguments: [
            ("account 123456789", "account 700000001"), ("program 123456789", "program 700000001"),
            ("reimage 123456789", "w1 700000002"),
            ("total of tealford 123456789", "total of w1 700000002"),
            ("rate limit for user 123456789 exceeded", "rate limit for user 700000001 exceeded"),
            ("account limit 123456789", "account limit 700000001"),
            ("created by 123456789", "created by 700000001"),
            ("file of 123456789", "file of 700000001"),
            ("Downloaded size:\r123456789", "Downloaded size:\r700000001"),
            ("VRAM Total Memory (B): 123456789", "VRAM Total Memory (B): 123456789"),
            ("total 123456789 and customer 123456789", "total 123456789 and customer 700000001"),
            ("total 123456789", "total 123456789"),
            ("mem_info_vram_total: 123456789", "mem_info_vram_total: 123456789"),
            ("MemTotal: 123456789", "MemTotal: 123456789"), ("used 123456789", "used 123456789"),
        ])
    func named(text: String, shown: String) { #expect(Self.redacted(text) == shown) }

    @Test("A document in a text stays one, in lines and in another document too")
    func documents() throws {
        let inner = JSON.string("{\"tealford\": \"line\\nkayford\"}").text(.compact)
        let text = "{\"message\": \(inner), \"serial\": 123456789, \"size\": 123456789}\n"
        let shown = Self.redacted(text)
        #expect(!shown.contains("ford") && shown.hasSuffix("}\n"))
        let document = try JSON.parse(shown)
        // A number that is a size somewhere is nobody's.
        #expect(document["size"]?.integer == 123_456_789)
        let message = try JSON.parse(try #require(document["message"]?.string))
        #expect(message == ["w1": "line\nw2"])
        let lines = Self.redacted("{\"a\": \"tealford\"}\nplain tealford\n{\"b\":1}\n")
        #expect(lines == "{\"a\":\"w1\"}\nplain w1\n{\"b\":1}\n")
        #expect(
            Self.redacted("<a b=\"tealford\">x &amp; tealford</a>") == "<a b=\"w1\">x &amp; w1</a>")
    }

    @Test("Names of this machine are taken out though they are words of everybody")
    func names() {
        let identity = Identity(home: "/home/max", users: ["max"], hosts: ["mark"])
        #expect(Self.redacted("max at mark", identity: identity) == "user at h1.invalid")
        #expect(Self.redacted("{\"user\":\"max\"}", identity: identity) == "{\"user\":\"user\"}")
    }

    @Test("Hostile texts end in time and are made texts")
    func hostile() {
        let deep = String(repeating: "[", count: 100_000)
        _ = Self.redacted(deep)
        _ = Self.redacted(String(repeating: "{\"a\":", count: 30_000))
        _ = Self.redacted(String(repeating: "a-", count: 100_000))
        _ = Self.redacted(String(repeating: "%", count: 100_000) + "4")
        _ = Self.redacted(String(repeating: "&#1", count: 30_000))
        _ = Self.redacted(String(repeating: "1:", count: 50_000))
        var text = "\"tealford\""
        for _ in 0..<8 { text = "{\"a\":\(JSON.string(text).text(.compact))}" }
        #expect(!Self.redacted(text).contains("tealford"))
    }
}
