/// Whether models fit into a pool of memory, all at once.
package struct MemoryFit: Hashable, Sendable {
    /// The words are a promise.
    package enum Status: String, Hashable, Sendable {
        case fits
        /// It depends on what is not exact: the compute buffer, the process and the reserve.
        case marginal
        case doesNotFit = "does_not_fit"
        /// More may be needed than is counted.
        case unknown
    }

    package let pool: MemoryPool
    /// What is needed of the pool, with the process and the reserve; nil where weights are not known.
    package let needed: ByteCount?
    package let status: Status

    package init(_ ledgers: [MemoryLedger], in pool: MemoryPool) {
        self.pool = pool
        guard !ledgers.isEmpty, let demand = Demand(ledgers, in: pool) else {
            needed = nil
            status = .unknown
            return
        }
        needed = demand.accelerator.expected
        guard ledgers.allSatisfy(\.isWhole) else {
            status = demand.weights > pool.bytes ? .doesNotFit : .unknown
            return
        }
        status = max(
            demand.accelerator.status(in: pool.bytes),
            pool.shared.map { demand.all.status(in: $0) } ?? .fits)
    }

    /// What is needed at least, most likely and at most.
    private struct Range {
        var least: ByteCount
        var expected: ByteCount
        var most: ByteCount

        func status(in bytes: ByteCount) -> Status {
            if most <= bytes { return .fits }
            return least <= bytes ? .marginal : .doesNotFit
        }
    }

    private struct Demand {
        /// Of the accelerator, or of the processor where it computes.
        var accelerator: Range
        /// Of the accelerator for weights alone.
        var weights = ByteCount.zero
        /// Of all memory, where host and accelerator share it.
        var all: Range

        init?(_ ledgers: [MemoryLedger], in pool: MemoryPool) {
            var exact = ByteCount.zero
            var host = ByteCount.zero
            var compute = ByteCount.zero
            var process = ByteCount.zero
            for ledger in ledgers {
                guard let weights = ledger.model.weights else { return nil }
                exact += ledger.cache + (ledger[.projector] ?? .zero)
                if pool.kind == .system {
                    self.weights += weights.tensors
                    exact += ledger[.output] ?? .zero
                    compute += ledger.processorCompute
                    process += MemoryLedger.serverProcess
                } else {
                    self.weights += weights.onAccelerator
                    host += weights.onHost + (ledger[.computeHost] ?? .zero)
                    host += ledger[.output] ?? .zero
                    compute += ledger[.computeAccelerator] ?? .zero
                    process += MemoryLedger.process
                }
            }
            exact += self.weights
            let error = compute / 100 * MemoryLedger.computeError
            func range(_ exact: ByteCount, _ reserve: ByteCount) -> Range {
                Range(
                    least: exact + compute - error, expected: exact + compute + process + reserve,
                    most: exact + compute + error + process + reserve)
            }
            let reserve: ByteCount
            switch pool.kind {
            case .dedicated: reserve = MemoryLedger.reserve
            case .unified, .addressable: reserve = .zero
            case .system: reserve = MemoryLedger.systemReserve
            }
            accelerator = range(exact, reserve)
            all = range(exact + host, MemoryLedger.systemReserve)
        }
    }
}

/// What llama-server does where no context is set: it takes that of the training, and shrinks it until it fits.
package enum UnsetContext: Hashable, Sendable {
    /// The whole of the training's.
    case training(Count)
    /// As much as leaves 1 GiB free.
    case shrunk(to: Count)
    /// Not even the smallest fits: it is taken all the same, and loading fails, or the machine swaps.
    case tooLarge(Count)
    case unknown

    /// The fewest tokens to which llama-server shrinks (`--fit-ctx`).
    private static let smallest = Count(4096)
    /// What it leaves free (`--fit-target`).
    private static let margin = ByteCount(1 << 30)

    package init(_ ledger: MemoryLedger, in pool: MemoryPool) {
        let training = ledger.model.architecture.trainingContext
        func fits(_ context: Count) -> Bool {
            let ledger = ledger.with(context: context)
            let total = pool.kind == .system ? ledger.processorTotal : ledger.acceleratorTotal
            guard let total else { return false }
            return total + (ledger[.projector] ?? .zero) + Self.margin <= pool.bytes
        }
        guard ledger.isWhole else {
            self = .unknown
            return
        }
        if fits(training) {
            self = .training(training)
        } else if !fits(min(Self.smallest, training)) {
            self = .tooLarge(min(Self.smallest, training))
        } else {
            self = .shrunk(to: Count.largest(below: training, fits) ?? Self.smallest)
        }
    }
}

extension Count {
    /// The largest multiple of 256 below a number for which something holds that holds for all smaller ones;
    /// nil if it holds for none.
    static func largest(below end: Count, _ holds: (Count) -> Bool) -> Count? {
        var holding = Count.zero
        var failing = end / 256 + Count(1)
        while failing - holding > Count(1) {
            let middle = holding + (failing - holding) / 2
            if holds(middle * 256) { holding = middle } else { failing = middle }
        }
        return holding == .zero ? nil : holding * 256
    }
}

extension MemoryFit.Status: Comparable {
    private var rank: Int {
        switch self {
        case .fits: 0
        case .marginal: 1
        case .doesNotFit: 2
        case .unknown: 3
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

extension MemoryLedger {
    /// The largest context up to that of the training with which the model fits; nil if none does.
    ///
    /// What is needed never falls as the context grows, so the halves of the range are enough to look at.
    package func largestContext(in pool: MemoryPool) -> Count? {
        let training = model.architecture.trainingContext
        func fits(_ context: Count) -> Bool {
            MemoryFit([with(context: context)], in: pool).status == .fits
        }
        return fits(training) ? training : Count.largest(below: training, fits)
    }
}
