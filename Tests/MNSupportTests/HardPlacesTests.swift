import MNCore
import MNSim
import Testing

@testable import MNSupport
@testable import mn

/// Places in which a word is more than itself: a name by which a secret is known, a word behind the slash
/// of a pointer, a document that has another shape without what was dropped.
@Suite("Hard places in a bundle")
struct HardPlacesTests {
    private func redacted(_ raw: Bundle) -> BundleRedaction {
        BundleRedaction.redacted(
            raw, identity: Identity(home: "/home/jane", users: ["jane"], hosts: ["larch"]),
            environment: [:], in: RawBundles.base, program: Program.run)
    }

    @Test("A header that is known by its name keeps it, and every check passes")
    func headers() {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.runner = [
            .call(
                HTTPRequest("GET", "/models"), .modelRunner,
                HTTPOutcome(
                    HTTPResponse(
                        HTTPResponseHead(
                            status: 200,
                            headers: HTTPHeaders([
                                ("Set-Cookie", "session=mauwnuontlnf"),
                                ("X-Acme-Password", "dslkfjweoiru"),
                            ])), body: Array("[]".utf8)), nil))
        ]
        let result = redacted(bundle)
        #expect(result.hits.isEmpty, "\(result.hits)")
        #expect(!result.bundle.text.contains("mauwnuontlnf"))
        #expect(!result.bundle.text.contains("dslkfjweoiru"))
    }

    @Test("Behind the slash of a pointer stands the same word as elsewhere")
    func pointers() throws {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.logs = [
            .init(
                source: "docker model logs",
                lines: ["zorblatt", "/models/docker.io~1zorblatt~0zorblatt: not an array"])
        ]
        let result = redacted(bundle)
        #expect(result.hits.isEmpty, "\(result.hits)")
        let lines = try #require(result.bundle.logs.first?.lines)
        #expect(lines[1] == "/models/docker.io~1\(lines[0])~0\(lines[0]): not an array")
    }

    @Test(
        "A hardware address with dashes, and a version with a day in it, stop no bundle",
        arguments: [
            "mac 3c22.fb12.3456 at port 3", "mac 3c-22-fb-12-34-56",
            "bridge 02-42-ac-11-00-02 failed: 3C-22-FB-12-34-56",
            "failed: version 1.0.20240115.1", "driver 560.0.123456789.1 x", "b1.2024.0115.1234",
            "DE89.3704.0044.0532 it is", "rate limit for user 4155550123 exceeded",
            "10% 20% 30% 40% 50%",
        ])
    func shapes(line: String) {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.logs = [.init(source: "docker model logs", lines: [line, "and \(line)"])]
        let result = redacted(bundle)
        #expect(result.hits.isEmpty, "\(result.hits)")
        for part in [
            "22-fb", "22-FB", "fb12", "3456", "20240115", "123456789", "0115.1234", "4155550123",
            "0044",
        ] {
            #expect(!result.bundle.text.contains(part))
        }
    }

    @Test("The number that a program gives a name stays behind its stand-in")
    func numbered() throws {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.logs = [.init(source: "s", lines: ["zorblatt", "Run zorblatt-1: failed."])]
        let result = redacted(bundle)
        #expect(result.hits.isEmpty, "\(result.hits)")
        let lines = try #require(result.bundle.logs.first?.lines)
        #expect(lines[1] == "Run \(lines[0])-1: failed.")
        #expect(StoryCheck.lines("Run w3-1: failed.") == StoryCheck.lines("Run w16-1: failed."))
    }

    @Test("A group of everybody's words has another in the twin, and a size in lines stays one")
    func groups() throws {
        var recording = Recording()
        recording.add(
            .init(
                .file("/proc/self/cgroup"),
                .bytes(Array("3:memory:/batch.slice/batch-job.scope\n".utf8))))
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.machine = Profile(
            id: "m", title: "M", provenance: .recorded, sources: ["mn"], recording: recording)
        let text =
            "{\n  \"command\": [\"sysctl\", \"hw.memsize\"],\n  \"stdout\": \"25769803776\"\n}\n"
        bundle.catalog = [
            .init(path: "/home/jane/.mn/models/catalog.json", bytes: Array(text.utf8))
        ]
        let result = redacted(bundle)
        #expect(result.hits.isEmpty, "\(result.hits)")
        #expect(result.bundle.text.contains("25769803776"))
    }

    @Test("A run with an empty word is read back")
    func emptyWord() throws {
        let trace = Trace(version: "0", arguments: ["model", "show", ""], exitCode: 6)
        #expect(try Trace.read(Array(trace.text.utf8), name: "t").arguments == trace.arguments)
    }

    @Test("Documents of different shapes are compared as texts")
    func shapes() {
        var (raw, other) = (
            Bundle(version: "0.1.0", day: "2026-11-27"), Bundle(version: "0.1.0", day: "2026-11-27")
        )
        raw.logs = [.init(source: "s", lines: [#"["zorblatt","b"]"#])]
        other.logs = [.init(source: "s", lines: [#"["b"]"#])]
        #expect(!BundleChanges(from: raw, to: other).places.isEmpty)
    }
}
