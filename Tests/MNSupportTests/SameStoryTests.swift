import MNCore
import MNSim
import Testing

@testable import MNSupport
@testable import mn

/// What a program reads of a run stays in its bundle, so that this tells the same; and nothing private does.
@Suite("The same story", .serialized)
struct SameStoryTests {
    private static func redacted(_ raw: RawBundles.Case) -> BundleRedaction {
        BundleRedaction.redacted(
            raw.bundle, identity: raw.identity, environment: raw.environment, in: RawBundles.base,
            program: Program.run)
    }

    private static func redacted(_ events: [Trace.Event]) throws -> [Trace.Event] {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.run = Trace(version: "0.1.0", arguments: ["model", "list"], events: events)
        let result = BundleRedaction.redacted(
            bundle, identity: Identity(users: ["kayford"]), environment: [:], in: RawBundles.base,
            program: Program.run)
        #expect(result.hits.filter(\.isStopping) == [])
        return try #require(result.bundle.run).events
    }

    @Test(
        "A run that rests on what may be told is told to its end",
        arguments: [
            "usage-errors", "blueprint-init-refused", "catalog-broken", "install-disk-too-small",
            "report-no-dll", "report-plugin-opensuse", "report-remote-context",
            "row-other-processors", "runner-address-nonsense",
        ])
    func isTold(name: String) throws {
        let cases = try RawBundles.ofScenario(name)
        #expect(!cases.isEmpty)
        for raw in cases {
            let result = Self.redacted(raw)
            #expect(result.hits == [])
            #expect(result.bundle.checks.first { $0.name == "same_story" }?.result == "passed")
        }
    }

    @Test("Two stories are one but for the nearest names, columns and users of addresses")
    func lines() {
        let pairs = [
            ("There is no 'w1'. Did you mean 'show'?", "There is no 'w2'."),
            ("Oh.\n    Did you mean 'show'?\n    Usage: mn", "Oh.\n    Usage: mn"),
            (
                #"{"fixes":["Did you mean 'show'?","mn"],"it":"No. Did you mean 'x'?"}"#,
                #"{"fixes":["mn"],"it":"No."}"#
            ),
            ("x.json, line 2, column 7: no", "x.json, line 2, column 9: no"),
            ("ssh -N user@h1.invalid", "ssh -N h2.invalid"),
        ]
        for (one, other) in pairs { #expect(StoryCheck.lines(one) == StoryCheck.lines(other)) }
        let others = [
            ("There is no 'show'. Did you mean 'w1'?", "There is no 'list'."),
            ("Did you mean that? Yes.", "Yes."), ("x.json, line 2: no", "x.json, line 8: no"),
            ("ssh -N root@h1.invalid", "ssh -N h1.invalid"),
        ]
        for (one, other) in others { #expect(StoryCheck.lines(one) != StoryCheck.lines(other)) }
    }

    @Test(
        "A document keeps its lines; one that has become another is laid out again",
        arguments: [
            (
                "{\"a\": \"tealford\",\n\n \"b\": [1,\r\n\t2]}\n",
                "{\"a\": \"w1\",\n\n \"b\": [1,\r\n\t2]}\n"
            ),
            (" [ \"te\\u0061l\\\"ford\" ,true]", " [ \"w1\\\"w2\" ,true]"),
            ("{\"b\":\"tealford\",\"b\":{}, \"c\":\"tealford\"}", "{\"b\":{},\"c\":\"w1\"}"),
            ("{\"tealford\":-123456789,\n\"c\":0.5}", "{\"w1\":-700000002,\n\"c\":0.5}"),
        ])
    func layout(text: String, shown: String) {
        var redaction = TextRedaction(Redaction(Recording()), .standard)
        let result = redaction.text(text)
        #expect(result == shown || result == shown.replacing("-7", with: "7"))
    }

    @Test("The columns of df are sizes, and nothing else of it")
    func table() throws {
        let text =
            "X 1024-blocks Used\n//nas/111222333 102626239 97362881   1020001 99% /444555666\n"
        func shown(_ command: [String]) throws -> String {
            let result = CommandResult(.exited(0), standardOutput: Array(text.utf8))
            let events = try Self.redacted([
                .access(Recording.Exchange(.command(command), .ended(result)))
            ])
            guard case .access(let exchange)? = events.first,
                case .ended(let ended) = exchange.outcome
            else { return "" }
            return String(decoding: ended.standardOutput, as: UTF8.self)
        }
        let table = try shown(["df", "-Pk", "/var/lib/docker"])
        #expect(table.contains("102626239 97362881   1020001 99%"))
        #expect(!table.contains("111222333") && !table.contains("444555666"))
        #expect(!(try shown(["ls", "-l"])).contains("102626239"))
    }

    @Test("What a command says of somebody is no size, whatever it was asked")
    func asked() throws {
        let said = "warning: account 4155550123, total for 4111111111111111\n"
        for command in [
            ["docker", "context", "inspect"], ["rocm-smi", "--showmeminfo", "vram"],
            ["nvidia-smi", "--query-gpu=memory.total"], ["sysctl", "-n", "hw.memsize"],
        ] {
            let result = CommandResult(
                .exited(0), standardOutput: Array("/run/user/1203456789/x of 4155550123\n".utf8),
                standardError: Array(said.utf8))
            let events = try Self.redacted([
                .access(Recording.Exchange(.command(command), .ended(result)))
            ])
            guard case .access(let exchange)? = events.first,
                case .ended(let ended) = exchange.outcome
            else { continue }
            let shown = String(
                decoding: ended.standardOutput + ended.standardError, as: UTF8.self)
            if command[0] != "sysctl" {
                #expect(!shown.contains("1203456789") && !shown.contains("4155550123"), "\(shown)")
            }
            #expect(!shown.contains("4111111111111111"), "\(shown)")
        }
    }

    @Test(
        "A variable that holds no address holds none in the bundle, and is told alike",
        arguments: [
            "http://\u{1B}[31mtealford host:port", "ftp://kay:pw9x@tealford/path?query",
            "http://teal\u{7F}ford.corp:80", "ftp://tealford/?q=kayford#x",
            "http://kay:p w@tealford:80",
        ])
    func noAddress(value: String) throws {
        var raw = try #require(RawBundles.ofScenario("runner-address-nonsense").first)
        let run = try #require(raw.bundle.run)
        raw.bundle.run?.events = run.events.map {
            if case .variable("MODEL_RUNNER_HOST", _) = $0 {
                return .variable("MODEL_RUNNER_HOST", value)
            }
            return $0
        }
        raw.environment["MODEL_RUNNER_HOST"] = value
        raw.bundle.run = raw.bundle.run.map {
            TraceReplay.settled($0, in: RawBundles.base, program: Program.run)
        }
        let result = Self.redacted(raw)
        #expect(result.hits == [])
        for word in ["tealford", "kay", "pw9x"] { #expect(!result.bundle.text.contains(word)) }
        for case .variable("MODEL_RUNNER_HOST", let shown?) in result.bundle.run?.events ?? [] {
            #expect((Endpoint(shown) == nil) == (Endpoint(value) == nil))
        }
        let planted = PlantedBundle(raw.bundle, raw.identity, raw.environment)
        let other = BundleRedaction.redacted(
            planted.bundle, identity: planted.identity, environment: planted.environment,
            in: RawBundles.base, program: Program.run)
        #expect(other.hits.filter(\.isStopping) == [])
        #expect(planted.canaries.places(in: other.bundle.text) == [])
    }

    @Test("A line that one story cuts to a length is alike as far as it goes")
    func cutLines() {
        let pairs = [
            ("docker says: zorblatt and m…", "docker says: zorblatt and w1"),
            ("it says 'ab…'.", "it says 'w1'."), ("a b…", "a c…"),
        ]
        for (one, other) in pairs {
            #expect(StoryCheck.isAlike(one, other) && StoryCheck.isAlike(other, one))
        }
        let others = [
            ("docker says: zorblatt and m…", "docker says: no"), ("it says 'ab…'.", "it says 'w1'"),
            ("ab…", "w1"), ("a b", "a c"),
        ]
        for (one, other) in others {
            #expect(!StoryCheck.isAlike(one, other) && !StoryCheck.isAlike(other, one))
        }
    }

    @Test(
        "What docker says in bytes that are no text is told alike",
        arguments: [Array(0...255), (0...255).reversed()] as [[UInt8]])
    func bytes(bytes: [UInt8]) throws {
        var raw = try #require(RawBundles.ofScenario("doctor-no-plugin").first)
        let said = CommandResult(.exited(1), standardError: bytes)
        var run = try #require(raw.bundle.run)
        run.events = run.events.map {
            guard case .process(["docker", "model", "version"], _) = $0 else { return $0 }
            return .process(["docker", "model", "version"], said)
        }
        raw.bundle.run = TraceReplay.settled(run, in: RawBundles.base, program: Program.run)
        raw.bundle.doctor = raw.bundle.run
        let result = Self.redacted(raw)
        #expect(result.hits == [])
        #expect(result.bundle.checks.first { $0.name == "doctors_story" }?.result == "passed")
    }
}
