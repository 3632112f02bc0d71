import MNCore
import MNSim
import Profiles
import Testing

/// Every file in `Profiles/` is a test: the machine gives the verdicts that the file expects.
@Suite struct `The profiles` {
    static let ids = EmbeddedProfiles.texts.keys.sorted()

    @Test func `are there`() { #expect(Self.ids.count >= 24) }

    static func profile(_ id: String) throws -> Profile {
        let text = try #require(EmbeddedProfiles.texts[id])
        return try Profile.read(Array(text.utf8), name: "\(id).json")
    }

    @Test(arguments: ids)
    func `are named after their id and give the verdicts they expect`(id: String) async throws {
        let profile = try Self.profile(id)
        #expect(profile.id == id)
        #expect(profile.expectations.contains { $0.model == Catalog.defaultModel })
        let hardware = await Hardware.probe(ReplayMachine(profile))
        for expectation in profile.expectations {
            let model = try Catalog.builtin.model(named: expectation.model)
            let verdict = RuleTable.standard.verdict(model, on: hardware)
            #expect(verdict.rule.rawValue == expectation.rule, "\(expectation.model)")
            #expect(verdict.status.rawValue == expectation.status, "\(expectation.model)")
        }
    }
}
