import MNSim

@testable import MNMachine
@testable import MNText

extension FuzzTarget {
    static let memory = [
        FuzzTarget("gguf", feedGGUF), FuzzTarget("architecture", feedArchitecture),
    ]

    /// A header is read within its bounds, alike in small pieces and at once, and its ledger can be made.
    private static func feedGGUF(_ bytes: [UInt8]) throws {
        func read(_ most: Int) throws -> ModelFacts? {
            do throws(GGUFFault) {
                let header = try GGUFHeader(file: "m") { (offset, count) throws(FileFault) in
                    Array(bytes.dropFirst(offset).prefix(min(count, max(most, 64 << 10))))
                }
                return try ModelFacts(header, file: "m")
            } catch {
                try Ink.checkLine(error.problem, "what is wrong")
                for fix in error.fixes { try Ink.checkLine(fix, "what to do") }
                if case .format(_, let offset, let problem) = error, problem != .cut {
                    try promise((0...bytes.count).contains(offset), "a fault lies in the file")
                }
                return nil
            }
        }
        let facts = try read(.max)
        try promiseEqual(try read(64 << 10), facts, "the same in pieces as at once")
        if let facts { try checkLedger(facts) }
    }

    private static func feedArchitecture(_ bytes: [UInt8]) throws {
        guard let value = try? JSON.parse(bytes), let facts = try? ModelFacts(JSONField(value))
        else { return }
        try checkLedger(facts)
    }

    /// A ledger holds its promises whatever the facts.
    private static func checkLedger(_ facts: ModelFacts) throws {
        for context in [0, 1, 4096, 1_000_000_000_000] {
            let ledger = MemoryLedger(facts, EngineSettings(context: Count(context)))
            try promise(
                ledger.lines(in: .system).allSatisfy { !$0.source.isEmpty },
                "each line has a source")
            let pool = MemoryPool(
                kind: .dedicated, name: "p", bytes: .gibibytes(8), shared: nil, source: "s")
            if let largest = ledger.largestContext(in: pool) {
                let fit = MemoryFit([ledger.with(context: largest)], in: pool)
                try promise(fit.status == .fits, "the largest context fits")
            }
        }
        for doubt in facts.architecture.doubts { try Ink.checkLine(doubt, "a doubt") }
    }
}
