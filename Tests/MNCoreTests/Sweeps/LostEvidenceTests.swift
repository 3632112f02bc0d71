import MNCore
import MNSim
import Testing

/// Answers are taken away, one at a time, in each way that they can be.
@Suite struct `Lost evidence` {
    private static let commandLosses: [(name: String, kind: MachineFault.Kind)] = [
        ("hung", .hang), ("not to be run", .failed("Exec format error")),
        ("crashed", .crash(signal: 11)),
    ]

    /// An answer to every question on each kind of machine, and every fifth of all; all with `MN_SWEEP=all`.
    @Test func `that was not recorded is named, or changes nothing`() async throws {
        let all = try await Fleet.allItems()
        let count = try await Fleet.members().count
        #expect(all.count > 10 * count)
        let some = all.indices.filter { $0 % 5 == 0 }.map { all[$0] }
        let items = Fleet.takesAll ? all : try await Fleet.items() + some
        for item in items {
            await Self.check(item.member, item.access, ("not recorded", .unrecorded))
        }
    }

    @Test func `is named, or changes nothing`() async throws {
        let items = try await Fleet.items()
        #expect(items.count > 100)
        for item in items {
            await Self.check(item.member, item.access, ("denied", .denied))
            if case .command = item.access {
                for loss in Self.commandLosses { await Self.check(item.member, item.access, loss) }
            }
        }
    }

    private static func check(
        _ member: Fleet.Member, _ access: Access, _ loss: (name: String, kind: MachineFault.Kind)
    ) async {
        let fault = MachineFault(access, loss.kind)
        let hardware = await Hardware.probe(FaultyMachine(member.machine, [fault]))
        if hardware == member.hardware { return }
        for (before, after) in zip(member.verdicts, Fleet.verdicts(hardware)) {
            let isSame = after.rule == before.rule && after.status == before.status
            let isOpen = [.insufficientEvidence, .cudaUnknown, .amdUnknown, .adrenoUnknown]
                .contains(after.rule)
            let isNamed = after.gaps.contains { $0.access == access }
            let change = "\(before.rule.rawValue) became \(after.rule.rawValue)"
            let place: Comment =
                "\(member.profile.id), \(before.model.id): \(access) \(loss.name): \(change)"
            if !isSame {
                if loss.kind == .unrecorded {
                    #expect(isOpen || isNamed, place)
                } else {
                    #expect(isNamed, place)
                }
                #expect(!after.gaps.isEmpty, place)
            }
            // What is taken for granted may be more than was known, and is said.
            let isSaid = !after.assumed.isSubset(of: before.assumed)
            if before.status != .pass { #expect(after.status != .pass || isSaid, place) }
        }
    }
}
