import FoundationEssentials
import MNCore
import MNSim
import Testing

@testable import MNSupport
@testable import mn

@Suite("The redaction of bundles", .serialized)
struct BundleRedactionTests {
    static func redacted(_ raw: RawBundles.Case) -> BundleRedaction {
        BundleRedaction.redacted(
            raw.bundle, identity: raw.identity, environment: raw.environment, in: RawBundles.base,
            program: Program.run)
    }

    /// Whose story depends on what is private, and on what of it.
    private static let untold = ["profile-folders": "the letters of a pattern"]

    /// What stands where something was found, for whoever looks into it: with `MN_SHOW=1`.
    private static func show(
        _ raw: RawBundles.Case, _ planted: PlantedBundle?, _ result: BundleRedaction
    ) {
        guard ProcessInfo.processInfo.environment["MN_SHOW"] != nil else { return }
        var raw = raw
        if let planted {
            raw.bundle = planted.bundle
            raw.environment = planted.environment
            raw.planted = planted.identity
        }
        for (old, new) in result.map { print("MAP \(raw.name): \(old) → \(new)") }
        for hit in result.hits {
            let value = result.bundle.json[hit.pointer]?.text(.compact) ?? "?"
            print("HIT \(hit.check) \(hit.pointer): \(value.prefix(400))")
        }
        for check in result.bundle.checks where check.result != "passed" {
            print("CHECK \(raw.name): \(check)")
        }
        for fault in BundleGrammar(result.bundle.json).faults { print("WORD \(fault)") }
        let proof = BundleProof(
            raw.bundle, raw.identity, raw.environment, RawBundles.base, Program.run)
        var twin = Twin(result.map)
        guard let other = try? twin.bundle(raw.bundle) else { return }
        let second = proof.projection(
            other, twin.identity(raw.identity), twin.environment(raw.environment)
        ).bundle
        for hit in result.hits where hit.check == "twin" {
            let place = JSONPointer(Array(hit.pointer.tokens.prefix(2)))
            for (name, bundle) in [
                ("RAW", raw.bundle), ("ONE", result.bundle), ("RAWTWIN", other), ("TWIN", second),
            ] {
                print("\(name) \(bundle.json[place]?.text(.compact).prefix(1000) ?? "?")")
            }
        }
    }

    @Test("Of all machines nothing is left that its checks find")
    func machines() throws {
        for raw in try RawBundles.ofProfiles(each: RawBundles.step(30)) {
            let result = Self.redacted(raw)
            let isTold = Self.untold[raw.name] != nil
            #expect(
                result.hits.filter { !isTold || $0.check != "same_story" } == [], "\(raw.name)")
            if !result.hits.isEmpty { Self.show(raw, nil, result) }
        }
    }

    @Test("Of all failing scenarios nothing is left that its checks find")
    func scenarios() throws {
        for raw in try RawBundles.ofScenarios(each: RawBundles.step(30)) {
            let result = Self.redacted(raw)
            let isTold = Self.untold[raw.name] != nil
            #expect(
                result.hits.filter { !isTold || $0.check != "same_story" } == [], "\(raw.name)")
            if !result.hits.isEmpty { Self.show(raw, nil, result) }
        }
    }

    @Test("Of canaries in everything that can carry one none comes out, in any writing")
    func canaries() throws {
        for raw in try RawBundles.ofScenarios(each: RawBundles.step(100)) {
            let planted = PlantedBundle(raw.bundle, raw.identity, raw.environment)
            #expect(planted.canaries.words.count >= 40)
            let result = BundleRedaction.redacted(
                planted.bundle, identity: planted.identity, environment: planted.environment,
                in: RawBundles.base, program: Program.run)
            #expect(result.hits.filter { $0.check != "same_story" } == [], "\(raw.name)")
            if !result.hits.isEmpty { Self.show(raw, planted, result) }
            let text = result.bundle.text + result.hits.map(\.sentence).joined()
            #expect(planted.canaries.places(in: text) == [], "\(raw.name)")
        }
    }

    @Test("A canary that comes out is found, in each writing")
    func canaryIsFound() {
        var canaries = Canaries()
        let word = canaries.word("here")
        #expect(canaries.places(in: "nothing") == [])
        for writing in Canaries.writings(of: word) {
            #expect(canaries.places(in: "x \(writing) y") == ["here"], "\(writing)")
        }
        #expect(canaries.places(in: Base64.encode(Array("name: \(word)!".utf8))) == ["here"])
        #expect(canaries.places(in: word.uppercased()) == ["here"])
    }

    /// A run that failed, with a log.
    private static var small: Bundle {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.run = Trace(
            version: "0.1.0", arguments: ["model", "list"],
            events: [
                .read(path: "/srv/tealford/x", .failure(FileFault("/srv/tealford/x", .notFound)))
            ],
            exitCode: 1)
        bundle.logs = [.init(source: "docker model logs", lines: ["the kayford is full"])]
        return bundle
    }

    private static func proof(_ bundle: Bundle, open: [String] = []) -> BundleRedaction {
        var proof = BundleProof(
            bundle, Identity(users: ["kayford"]), ["MY_API_KEY": "zanzibar-quux-17"],
            RawBundles.base, Program.run)
        proof.open = Set(open.compactMap(JSONPointer.init(parsing:)))
        return proof.result()
    }

    @Test("Each check can fail, and names the place")
    func checksFail() {
        let result = Self.proof(Self.small)
        #expect(result.hits.filter { $0.check != "same_story" } == [])
        #expect(result.map.contains { $0.old == "tealford" && $0.new.hasPrefix("w") })
        #expect(
            result.bundle.removed.contains {
                $0.kind == "user" && "\($0.pointer)" == "/logs/0/lines/0"
            })
        #expect(!result.bundle.text.contains("kayford"))

        let open = Self.proof(Self.small, open: ["/logs/0/lines/0"])
        for check in ["twin", "scanner", "grammar"] {
            #expect(
                open.hits.contains { $0.check == check && "\($0.pointer)" == "/logs/0/lines/0" })
            #expect(open.bundle.checks.contains { $0.name == check && $0.result == "failed" })
        }
        #expect(!open.hits.contains { $0.sentence.contains("kayford") })

        var bundle = Self.small
        bundle.logs = []
        let canary = Self.proof(bundle, open: ["/logs/0/lines/0"])
        #expect(canary.hits.contains { $0.check == "canaries" })
    }

    /// A bundle without the numbers of its stand-ins.
    private static func unnumbered(_ bundle: Bundle) -> String {
        bundle.text.replacing("user", with: "w").filter { !$0.isNumber }
    }

    @Test("What was redacted once stays as it is the second time, but for the numbers of stand-ins")
    func isFixed() throws {
        for raw in try RawBundles.ofScenarios(each: RawBundles.step(80)) {
            let planted = PlantedBundle(raw.bundle, raw.identity, raw.environment)
            let first = Projection(
                planted.bundle, identity: planted.identity, environment: planted.environment
            ).bundle
            let second = Projection(first, identity: Identity(), environment: [:]).bundle
            #expect(Self.unnumbered(second) == Self.unnumbered(first), "\(raw.name)")
            if Self.unnumbered(second) != Self.unnumbered(first),
                let place = second.json.firstDifference(from: first.json)
            {
                print("SECOND \(second.json[place]?.text(.compact).prefix(500) ?? "")")
                print("FIRST \(first.json[place]?.text(.compact).prefix(500) ?? "")")
            }
        }
    }

    @Test("Twice as much takes about twice as long", .enabled(if: RawBundles.isSlow))
    func isLinear() throws {
        func seconds(_ count: Int) -> Duration {
            var bundle = Self.small
            bundle.logs = [
                .init(
                    source: "docker model logs",
                    lines: (0..<count).map {
                        "10.0.\($0 % 200).7 kay\($0)ford: error \($0 * 7_919) at /srv/x\($0 % 50)y/the model: {\"id\": \"a\($0)b\"}"
                    })
            ]
            let clock = ContinuousClock()
            var size = 0
            let time = clock.measure { size = Self.proof(bundle).bundle.text.utf8.count }
            print("A bundle of \(size) bytes takes \(time).")
            return time
        }
        _ = seconds(100)
        let (small, large) = (seconds(1000), seconds(4000))
        #expect(large < small * 8)
    }
}
