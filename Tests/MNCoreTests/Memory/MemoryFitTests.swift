import Testing

@testable import MNMachine
@testable import MNText

@Suite struct `What fits into a pool` {
    private static func pool(
        _ kind: MemoryPool.Kind, _ gibibytes: Double, shared: Double? = nil
    ) -> MemoryPool {
        MemoryPool(
            kind: kind, name: "a pool", bytes: .gibibytes(gibibytes),
            shared: shared.map { .gibibytes($0) }, source: "a test")
    }

    private static func ledger(_ id: String, _ context: Int) throws -> MemoryLedger {
        try `The memory of a model`.ledger(id, EngineSettings(context: Count(context)))
    }

    @Test func `is told in three zones`() throws {
        let ledger = try Self.ledger("qwen3:8b", 8192)
        // Weights and cache of 5607 MiB, 104 to compute, 90 for the process, 512 in reserve.
        for (gibibytes, status) in [
            (8.0, MemoryFit.Status.fits), (6.2, .fits), (6.1, .marginal), (5.6, .marginal),
            (5.5, .doesNotFit), (0, .doesNotFit),
        ] {
            let fit = MemoryFit([ledger], in: Self.pool(.dedicated, gibibytes))
            #expect(fit.status == status, "\(gibibytes)")
        }
        var facts = ledger.model
        facts.weights = nil
        let open = MemoryFit([MemoryLedger(facts, ledger.settings)], in: Self.pool(.dedicated, 8))
        #expect(open.status == .unknown)
    }

    @Test func `is not known where more may be needed than is counted`() throws {
        let whole = try Self.ledger("qwen3:8b", 8192)
        var part = whole.model
        part.isPart = true
        var new = whole.model
        new.architecture.name = "new"
        for facts in [part, new] {
            let ledger = MemoryLedger(facts, whole.settings)
            // Weights of 4456 MiB.
            for (gibibytes, status) in [
                (4.3, MemoryFit.Status.doesNotFit), (4.4, .unknown), (80, .unknown),
            ] {
                let pool = Self.pool(.dedicated, gibibytes)
                #expect(MemoryFit([ledger], in: pool).status == status)
                #expect(MemoryFit([ledger, whole], in: pool).status != .fits)
                #expect(ledger.largestContext(in: pool) == nil)
                #expect(UnsetContext(ledger, in: pool) == .unknown)
            }
        }
    }

    @Test func `counts what lies in host memory where it is shared`() throws {
        let ledger = try Self.ledger("gemma4:e2b", 4096)
        #expect(MemoryFit([ledger], in: Self.pool(.dedicated, 4)).status == .fits)
        #expect(MemoryFit([ledger], in: Self.pool(.unified, 4, shared: 6)).status == .marginal)
        #expect(MemoryFit([ledger], in: Self.pool(.unified, 5.3, shared: 8)).status == .fits)
        // On the processor the tensors are counted once.
        let system = MemoryFit([ledger], in: Self.pool(.system, 8, shared: 8))
        let needed = try #require(system.needed)
        #expect(needed > ByteCount(6 << 30))
        #expect(needed < ByteCount(7 << 30))
    }

    @Test func `is the largest context that can be`() throws {
        for (id, kind) in [
            ("gemma3:4b", MemoryPool.Kind.dedicated), ("qwen3:4b", .system),
            ("granite4-nano:350m", .unified), ("gpt-oss:20b", .addressable),
        ] {
            for gibibytes in [1.0, 4, 5, 8, 13, 16, 64] {
                let pool = Self.pool(kind, gibibytes, shared: kind == .dedicated ? nil : gibibytes)
                let ledger = try Self.ledger(id, 4096)
                guard let largest = ledger.largestContext(in: pool) else {
                    #expect(MemoryFit([ledger.with(context: Count(256))], in: pool).status != .fits)
                    continue
                }
                #expect(MemoryFit([ledger.with(context: largest)], in: pool).status == .fits)
                let training = ledger.model.architecture.trainingContext
                #expect(largest <= training)
                if largest == training { continue }
                #expect(largest / 256 * 256 == largest)
                let next = ledger.with(context: largest + Count(256))
                #expect(MemoryFit([next], in: pool).status != .fits)
            }
        }
    }

    @Test func `is asked for several models at once`() throws {
        let one = try Self.ledger("qwen3:8b", 8192)
        let other = try Self.ledger("gemma3:4b", 4096)
        let pool = Self.pool(.dedicated, 8)
        #expect(MemoryFit([one], in: pool).status == .fits)
        #expect(MemoryFit([other], in: pool).status == .fits)
        #expect(MemoryFit([one, other], in: pool).status == .doesNotFit)
        #expect(MemoryFit([one, other], in: Self.pool(.dedicated, 12)).status == .fits)
    }

    @Test func `knows what Metal leaves to the GPU`() {
        #expect(Hardware.appleLimit(.gibibytes(24)) == .gibibytes(16))
        #expect(Hardware.appleLimit(.gibibytes(64)) == .gibibytes(48))
    }
}
