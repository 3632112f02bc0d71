import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// Which sizes count as just below, at and just above a minimum.
@Suite struct `A threshold` {
    struct Case: Sendable, CustomTestStringConvertible {
        var bytes: Int
        var isNominal: Bool
        var places: [Threshold.Place]
        var testDescription: String { "\(bytes) \(isNominal)" }
    }

    @Test(arguments: [
        Case(bytes: 7536 << 20, isNominal: true, places: [.below]),
        Case(bytes: 7537 << 20, isNominal: true, places: [.at]),
        Case(bytes: 7538 << 20, isNominal: true, places: [.above]),
        Case(bytes: 8192 << 20, isNominal: true, places: [.printed]),
        Case(bytes: 7535 << 20, isNominal: true, places: []),
        Case(bytes: 8191 << 20, isNominal: false, places: [.below]),
        Case(bytes: 8192 << 20, isNominal: false, places: [.at]),
        Case(bytes: (8 << 30) + 4096, isNominal: false, places: [.above]),
        Case(bytes: (8 << 30) - 1, isNominal: false, places: [.below]),
        Case(bytes: 7_717_519 << 10, isNominal: true, places: [.below]),
        Case(bytes: 7_717_520 << 10, isNominal: true, places: [.at]),
        Case(bytes: 7_717_521 << 10, isNominal: true, places: [.above]),
    ])
    func `is met in the unit of the report`(example: Case) {
        let minimum = Requirements.Minimum(.videoMemory, gigabytes: 8, isAssumed: false)
        let size = MemorySize(bytes: ByteCount(example.bytes), isNominal: example.isNominal)
        let met = Threshold.met(by: .init(found: size, minimum: minimum), .standard)
        #expect(met.map(\.place) == example.places)
        // The words agree with what the rules do.
        let least = Policy.standard.leastBytes(minimum, isNominal: example.isNominal)
        for place in met.map(\.place) where place != .printed {
            #expect((size.bytes >= least) == (place != .below))
        }
    }

    @Test func `of no minimum is none`() {
        let minimum = Requirements.Minimum(.videoMemory, gigabytes: 0, isAssumed: false)
        let size = MemorySize.exact(ByteCount(0))
        #expect(Threshold.met(by: .init(found: size, minimum: minimum), .standard).isEmpty)
    }
}
