import MNCore
import MNSim
import Testing

/// The rows of the document, held against the machines.
@Suite struct `The document` {
    @Test(arguments: DocumentRow.allCases)
    func `has for each row a machine with the status of the row`(row: DocumentRow) async throws {
        var found: [String] = []
        for member in try await Fleet.members() {
            let verdict = try #require(
                member.verdicts.first { $0.model.id == Catalog.defaultModel })
            let rule = RuleTable.standard.rules.first { $0.id == verdict.rule }
            guard rule?.row == row else { continue }
            #expect(verdict.status == row.status, "\(member.profile.id)")
            found.append(member.profile.id)
        }
        #expect(!found.isEmpty, "no profile is on the row '\(row.hardware)'")
    }

    @Test func `gives every rule of a row the status of the row`() {
        for rule in RuleTable.standard.rules {
            if let row = rule.row { #expect(rule.status == row.status, "\(rule.id)") }
        }
    }
}
