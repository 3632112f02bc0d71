import MNCore
import MNSim
import Testing

@testable import MNSupport
@testable import mn

/// Words that look like what is nobody's, and are somebody's; and what looks like somebody's, and is nobody's.
///
/// All lines of a table stand in one bundle: no check may find anything in it.
@Suite("What looks like nobody's", .serialized)
struct LookAlikeTests {
    /// The lines as they stand in the bundle: in a log, and in the output of a program that failed.
    private static func shown(_ lines: [String]) throws -> [[String]] {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.logs = [.init(source: "docker model logs", lines: lines)]
        let text = Array(lines.joined(separator: "\n").utf8)
        let said = CommandResult(.exited(1), standardOutput: text, standardError: text)
        bundle.run = Trace(
            version: "0.1.0", arguments: ["model", "list"],
            events: [
                .process(["docker", "info"], said),
                .access(Recording.Exchange(.command(["docker", "info"]), .ended(said))),
            ])
        let result = BundleRedaction.redacted(
            bundle, identity: Identity(users: ["kayford"]), environment: [:], in: RawBundles.base,
            program: Program.run)
        for hit in result.hits where hit.isStopping {
            let place = hit.pointer.tokens.last.flatMap { Int($0) } ?? -1
            let line = lines.indices.contains(place) ? lines[place] : ""
            Issue.record("\(hit.check) \(hit.pointer): \(hit.sentence) \(line)")
        }
        var all = [try #require(result.bundle.logs.first?.lines)]
        for event in try #require(result.bundle.run).events {
            switch event {
            case .process(_, let result): all.append(Self.lines(result.standardOutput))
            case .access(let exchange):
                guard case .ended(let result) = exchange.outcome else { continue }
                all.append(Self.lines(result.standardError))
            default: break
            }
        }
        return all
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Lines, each with what may not be left of it.
    private static let hidden: [(line: String, parts: [String])] = [
        // What a stand-in looks like, or a device.
        ("it is c4321", ["4321"]), ("it is user1234", ["1234"]), ("it is w12", ["w12 "]),
        ("it is wé12x", ["é12"]), ("it is h4711.invalid", ["4711"]), ("it is h4711", ["4711"]),
        ("in /srv/p9871/x", ["9871"]), ("serial 700001234", ["1234"]), ("it is 0w4711", ["4711"]),
        ("it is xxx123456", ["123456"]), ("it is apple19854", ["19854"]),
        ("it is v54321", ["54321"]), ("it is ven_dead", ["dead"]), ("it is cc_facade", ["facade"]),
        ("it is subsys_1a2b3c4d", ["1a2b3c4d"]), ("000000000000beef", ["beef"]),
        ("it is %75ser1234", ["1234"]), ("it is %75%73%65%72%37%37", ["%37"]),
        ("it is 0xdeadbeef", ["dead"]), ("it is 0xc1234567", ["1234"]),
        ("it is 3f1234567", ["1234"]), ("it is 40001000000", ["4000100"]),
        ("it is 12340000", ["1234"]), ("it is 0a10000", ["a1"]),
        // Numbers in groups.
        ("card 4111 1111 1111 1111", ["4111", "1111"]), ("card 4111-1111-1111-1111", ["1111"]),
        ("insured as 078-05-1120", ["078", "1120"]), ("call +1 202 555 0143", ["555", "0143"]),
        ("call (202) 555-0143 99", ["555", "0143"]), ("call 0171 5550 1234", ["5550"]),
        ("call 0171.555.1234", ["555"]), ("bank 3704 0044 0532 0130", ["0044", "0532"]),
        ("bytes 7a 6f 72 62 61 6e 64 61", ["6f", "6e"]),
        // A word by its letters.
        ("s e c r e t", ["s e", "c r"]), ("z.o.r.b.a.n", ["z.o", "b.a"]),
        ("z, o, r, b, a, n", ["z, o"]), ("z*o*r*b*a*n", ["z*o"]), ("z_o_r_b_a_n", ["z_o"]),
        ("z-o-r-b-a-n", ["z-o"]),
        // Other ways of writing.
        ("fe80::1ff:fe23:4567:890a%eth0", ["fe23", "890a"]), ("xn--zorbn-xqa.de", ["zorb"]),
        ("50%zorban 3%eb", ["zorban"]), (#"{"a":"zorb\u0061n"}"#, ["zorb", "0061"]),
        (
            "7A:6F:72:62:61:6E:7A:6F:72:62:61:6E:7A:6F:72:62:61:6E:7A:6F",
            ["7A:6F", "62:61"]
        ),
        (
            "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8",
            ["nThb", "E5SY8"]
        ),
        ("\u{1B}[31mzorb\u{1B}[0m", ["zorb"]), ("zo\u{8}rb", ["zo"]), ("zo\u{AD}rb", ["zo", "rb"]),
        ("zo\u{200D}rb", ["zo", "rb"]), ("\u{202E}zorb", ["zorb"]), ("\u{FEFF}zorb", ["zorb"]),
    ]

    @Test("A word that looks like a stand-in, groups of a number and letters one by one are hidden")
    func isHidden() throws {
        for shown in try Self.shown(Self.hidden.map(\.line)) {
            #expect(shown.count == Self.hidden.count)
            for (line, (raw, parts)) in zip(shown, Self.hidden) {
                for part in parts {
                    #expect(!"\(line) ".contains(part), "of \(raw) there is left: \(line)")
                }
            }
        }
    }

    private static let staying = [
        "NVIDIA GeForce RTX 3060, 12288 MiB, 8.6, 560.35.03", "0000:ca:00.0: 10de:2504",
        "PCI\\VEN_10DE&DEV_2D05&SUBSYS_38901462&REV_A1", "6.8.0-45-generic", "31.0.101.5590",
        "2026-11-27T10:00:00Z", "2026-11-27 10:00:00 +0000", "10:00:00", "gfx1100", "b4321",
        "%!s(MISSING) 100% %s", "50% of 3%", #"{"c":1000.0}"#, #"{"a":[1e3,0.5]}"#, "1.0e3",
        "HTTPS_PROXY=http://PROXY:PORT", "see https://www.dockerstatus.com and docs.docker.com",
        "http://LOCALHOST:1", "MemTotal:       32768000 kB", "4336347424 bytes",
        "00000000-0000-0000-0000-000000000000", "a b c d", "255.255.255.255", "0-7,16-23",
        "exit status 0xc0000135", "0x80070005", "Size:      3f0000000", "Address:   40000000000",
        "openSUSE Leap 15.6", "AlmaLinux 9.4",
        "sha256", "[redacted]", "1 2 3 4 5 6 7 8",
    ]

    @Test("Versions, devices, dates, sizes and hosts of everybody stay")
    func stays() throws {
        for shown in try Self.shown(Self.staying) { #expect(shown == Self.staying) }
    }

    @Test("Numbers in columns of evidence are no groups of one number")
    func columns() throws {
        let text = "MemTotal 4096 4096 4096\n10 20 30 40 50 60 70\n"
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.run = Trace(
            version: "0.1.0", arguments: ["model", "list"],
            events: [.access(Recording.Exchange(.file("/proc/x"), .bytes(Array(text.utf8))))])
        bundle.logs = [.init(source: "docker model logs", lines: ["4111 1111 1111 1111"])]
        let result = BundleRedaction.redacted(
            bundle, identity: Identity(), environment: [:], in: RawBundles.base,
            program: Program.run)
        #expect(result.hits.filter(\.isStopping) == [])
        #expect(
            result.bundle.run?.events.first
                == .access(Recording.Exchange(.file("/proc/x"), .bytes(Array(text.utf8)))))
    }

    @Test(
        "What is written in two bytes a letter, after a mark, or is no text stays so",
        arguments: [
            [0xFF, 0xFE] + Self.wide("{\"zorb\": 1}", isBig: false),
            [0xFE, 0xFF] + Self.wide("{\"zörb\": 1}", isBig: true),
            Self.wide("{\"zorb\": 1}", isBig: true), Self.wide("{\"zorb\": 1}", isBig: false),
            [0xEF, 0xBB, 0xBF] + Array("{\"zorb\": 1}".utf8), [0x7A, 0x6F, 0xF6, 0x72, 0x62],
            Array(0...255),
        ])
    func coding(bytes: [UInt8]) throws {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.catalog = [.init(path: "/home/user/.mn/models/catalog.json", bytes: bytes)]
        let result = BundleRedaction.redacted(
            bundle, identity: Identity(), environment: [:], in: RawBundles.base,
            program: Program.run)
        #expect(result.hits.filter(\.isStopping) == [])
        let shown = try #require(result.bundle.catalog.first?.bytes)
        #expect(!TextCoding(shown).text.contains("rb"))
        #expect(shown.prefix(2) == bytes.prefix(2) || bytes.count == 5 || bytes.count == 256)
        let isText = String(validating: bytes, as: UTF8.self) != nil
        #expect((String(validating: shown, as: UTF8.self) != nil) == isText)
    }

    private static func wide(_ text: String, isBig: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return isBig ? [high, low] : [low, high]
        }
    }
}
