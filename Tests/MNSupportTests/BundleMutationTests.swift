import MNCore
import MNSim
import Testing

@testable import MNSupport
@testable import mn

/// A redaction that leaves one private text as it is: some check must notice.
@Suite("A mutated redaction", .serialized)
struct BundleMutationTests {
    @Test("It is noticed each time that a private text is taken for nobody's")
    func isNoticed() throws {
        let cases = try RawBundles.ofScenarios(each: RawBundles.isSlow ? 10 : 60).compactMap(
            Self.planted)
        var chance: UInt64 = 7
        var table: [String: Int] = [:]
        var missed: [String] = []
        var count = 0
        for round in 0..<(RawBundles.isSlow ? 200 : 6) {
            let raw = cases[round % cases.count]
            var proof = BundleProof(
                raw.bundle, raw.identity, raw.environment, RawBundles.base, Program.run)
            let plain = proof.projection(raw.bundle, raw.identity, raw.environment)
            let places = BundleChanges(from: raw.bundle, to: plain.bundle).places.filter {
                // A line that is left out because nothing rests on it may hold nothing private, nor does a
                // word that everybody has, which is taken out where a name is expected.
                !["line", "length"].contains($0.change.kind)
                    && !PublicWord.isPublic(
                        Array($0.change.old.utf8).map(\.lowercasedASCII), in: .standard)
            }
            chance = chance &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let place = places[Int((chance >> 33) % UInt64(places.count))]
            proof.open = [place.pointer]
            let result = proof.result()
            // What a replay prints stands in the place of what was printed.
            if result.bundle.json[place.pointer] == plain.bundle.json[place.pointer] {
                table["replaced by the replay", default: 0] += 1
                continue
            }
            count += 1
            let checks = Set(result.hits.map(\.check))
            for check in checks { table[check, default: 0] += 1 }
            if checks.count == 1 { table["\(checks.first ?? "") alone", default: 0] += 1 }
            if checks.isEmpty { missed.append("\(raw.name) \(place.pointer) \(place.change)") }
        }
        #expect(missed == [])
        print("A private text labelled public, \(count) times; noticed by:")
        for (check, count) in table.sorted(by: { $0.key < $1.key }) {
            print("  \(check): \(count)")
        }
        #expect(
            (RawBundles.isSlow ? ["twin", "grammar", "scanner", "canaries"] : ["twin"]).allSatisfy {
                table[$0] != nil
            })
    }

    /// The run with private words in all its places.
    private static func planted(_ raw: RawBundles.Case) -> RawBundles.Case? {
        let planted = PlantedBundle(raw.bundle, raw.identity, raw.environment)
        return RawBundles.Case(
            name: raw.name, bundle: planted.bundle, environment: planted.environment,
            planted: planted.identity)
    }
}
