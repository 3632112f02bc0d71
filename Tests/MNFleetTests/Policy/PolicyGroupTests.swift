import MNCore
import Testing

@testable import MNFleet
@testable import MNSim

/// Groups of which it is not known who belongs to them.
@Suite struct `A part of a group` {
    /// Every way in which what is open may turn out.
    private static func worlds(_ members: [Ternary]) -> [[Bool]] {
        members.reduce([[]]) { worlds, member in
            worlds.flatMap { world in
                switch member {
                case .yes: [world + [true]]
                case .no: [world + [false]]
                case .unknown: [world + [true], world + [false]]
                }
            }
        }
    }

    private static func truth(_ found: [Bool]) -> Ternary {
        Set(found).count == 1 ? Ternary(found[0]) : .unknown
    }

    private static func random(_ seed: inout UInt64, _ bound: Int) -> Int {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(truncatingIfNeeded: (seed >> 33) % UInt64(bound))
    }

    /// The classes that cover a share of a group of which all is known.
    private static func covering(_ world: [Bool], _ counts: [Int], _ share: PolicyShare) -> [Bool] {
        let total = zip(world, counts).map { $0 ? $1 : 0 }.sum()
        var result = world.map { _ in false }
        var sum = 0
        let order = world.indices.filter { world[$0] }.sorted {
            (counts[$1], $0) < (counts[$0], $1)
        }
        for index in order where !share.holds(.moreOrEqual, sum, of: total) {
            sum += counts[index]
            result[index] = true
        }
        return result
    }

    @Test func `is one only where it is whatever turns out, and is none likewise`() throws {
        var seed: UInt64 = 7
        let shares = try ["0%", "10%", "25%", "33.3%", "50%", "90%", "100%"].map {
            try #require(PolicyShare($0))
        }
        for _ in 0..<150 {
            let count = 1 + Self.random(&seed, 6)
            let members = (0..<count).map { _ in
                [Ternary.yes, .no, .unknown][Self.random(&seed, 3)]
            }
            let counts = (0..<count).map { _ in 1 + Self.random(&seed, 9) }
            let parts = PolicyParts(members, counts)
            let worlds = Self.worlds(members)
            let ids = (0..<count).map { "c-\($0)" }
            for share in shares {
                let covers = worlds.map { Self.covering($0, counts, share) }
                let covering = parts.covering(share, ids: ids)
                for index in 0..<count {
                    #expect(
                        covering[index] == Self.truth(covers.map { $0[index] }),
                        "covering \(share) \(members) \(counts) \(index)")
                }
                for comparison in PolicyComparison.allCases {
                    for index in 0..<count {
                        let found = worlds.map { world in
                            world[index]
                                && share.holds(
                                    comparison, counts[index],
                                    of: zip(world, counts).map { $0 ? $1 : 0 }.sum())
                        }
                        let truth = parts.share(index, comparison, share)
                        let wanted = Self.truth(found)
                        // Whether a share is met exactly may be left open.
                        let isOpen = comparison == .equal && truth == .unknown
                        #expect(
                            truth == wanted || isOpen,
                            "\(comparison) \(share) \(members) \(counts) \(index)")
                    }
                }
            }
        }
    }

    @Test func `is chosen by what is certain`() async throws {
        // 60 surely have as much, and 10 may.
        func check(_ share: Int) async -> (PolicyFault?, PolicyCheck?) {
            let policy =
                `A promise`.fleetLine
                + "let big = vram >= 8GB\ngemma4:e2b on share >= \(share)% of big: runs = 100%"
            do { return (nil, try await PolicyFixture.check(policy)) } catch {
                return (error as? PolicyFault, nil)
            }
        }
        let certain = try #require(await check(85).1?.results.first)
        #expect(certain.chosen.machines == 60 && certain.standing == .met)
        #expect(certain.open.machines == 0)
        let fault = try #require(await check(90).0)
        guard case .noMachine(_, _, let open) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(open == 60)
    }

    @Test(arguments: [
        "let macs = apple-*\ngemma4 on covering 50% of macs: runs >= 1%",
        "let macs = apple-*\ngemma4 on share >= 50% of macs: runs >= 1%",
        "let macs = apple-*\nlet many = covering 50% of macs\ngemma4 on many: runs >= 1%",
        "let all = fleet or shipped\ngemma4 on vendor nvidia: runs >= 1%",
    ])
    func `of profiles is no part of a fleet`(text: String) async throws {
        let fault = try #require(await `A promise`.fault(`A promise`.fleetLine + text))
        guard case .mixed(let place) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(place.line >= 2)
    }
}
