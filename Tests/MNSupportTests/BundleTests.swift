import MNCore
import MNSim
import MNSupport
import Testing

@Suite("Bundles")
struct BundleTests {
    @Test("A bundle is read back as it was written")
    func isReadBack() throws {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.gaps = [
            .init(.logs, reason: "There is no log."),
            .init(.run, part: "body of GET /logs", reason: "Too long.", kept: 10, cut: 20),
        ]
        bundle.run = Trace(
            version: "0.1.0", arguments: ["model", "list"],
            events: [
                .variable("MN_HOME", "/m"),
                .read(path: "/m/x", .failure(FileFault("/m/x", .notFound))),
                .printed(.error, "mn: no.\n"),
            ], exitCode: 1)
        bundle.ledger = [.init(path: "/m/ownership.json", bytes: Array("{}\n".utf8))]
        bundle.logs = [.init(source: "docker model logs", lines: ["a", "b"])]
        bundle.timing = [0, 4]
        bundle.removed = [
            .init(pointer: JSONPointer(["run", "0"]), kind: "user", standIn: "user", length: 4)
        ]
        bundle.checks = [.init(name: "twin", result: "passed")]
        let again = try Bundle.read(Array(bundle.text.utf8), name: "b.json")
        #expect(again == bundle)
        #expect(again.text == bundle.text)
    }
}
