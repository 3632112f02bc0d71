import MNCore
import MNSim
import MNSupport
import Synchronization

/// Situations that nobody wrote, played one after another, each held against what must always hold.
///
/// They are made and played in rounds. What a round adds to the pool, later rounds are made from; it is added in
/// the order of the runs, so that a seed gives the same, on however many processors.
package struct Exploration: Sendable {
    /// The situations of a round.
    package static let round = 256
    /// So many that all that can come up must have.
    package static let longRun = 20_000
    /// The most situations that are kept to make others from.
    private static let poolLimit = 2048
    /// The most findings that are made small.
    private static let shrinkLimit = 24

    package let seed: UInt64
    /// The invariants that are asked.
    package let invariants: [Invariant]
    private let laboratory: Laboratory
    private let generator: SituationGenerator
    private var pool: [Situation] = []
    /// Digests of what came up so far.
    private var features: Set<UInt64> = []
    private var met: [String: Int] = [:]
    private var found: [Finding] = []

    package private(set) var runs = 0
    package private(set) var steps = 0
    /// The situations that were no scenarios, which is a mistake of the generator.
    package private(set) var unplayed = 0

    package init(_ laboratory: Laboratory, seed: UInt64, invariants: [Invariant]) {
        self.laboratory = laboratory
        self.seed = seed
        self.invariants = invariants
        generator = SituationGenerator(laboratory.material, seed: seed)
    }

    /// In the order in which they were met.
    package var findings: [Finding] { found }

    /// What must be met and was not.
    package var unmetClaims: [String] { Claims.all.filter { met[$0] == nil } }
    package var metClaims: Int { Claims.all.count - unmetClaims.count }
    package var situationsInPool: Int { pool.count }

    /// What one run came to.
    private struct Outcome: Sendable {
        var run: Int
        var situation: Situation
        var features: [UInt64]
        var claims: Set<String>
        var findings: [Finding]
        /// Nil if it is no scenario.
        var steps: Int?
    }

    /// Plays the next runs, at most a round of them.
    ///
    /// - Parameter played: is called after each.
    package mutating func explore(
        _ count: Int, jobs: Int, played: @escaping @Sendable () -> Void = {}
    ) async {
        let numbers = runs..<runs + min(count, Self.round)
        let next = Queue(numbers)
        let outcomes = await withTaskGroup(of: [Outcome].self) { [self] group in
            for _ in 0..<max(jobs, 1) {
                group.addTask {
                    var some: [Outcome] = []
                    while let run = next.take() {
                        some.append(outcome(run))
                        played()
                    }
                    return some
                }
            }
            var all: [Outcome] = []
            for await some in group { all += some }
            return all.sorted { $0.run < $1.run }
        }
        for outcome in outcomes { take(outcome) }
        runs += numbers.count
    }

    /// The runs of a round that nobody plays yet: some take a hundred times as long as others.
    private final class Queue: Sendable {
        private let left: Mutex<Range<Int>>

        init(_ runs: Range<Int>) { left = Mutex(runs) }

        func take() -> Int? { left.withLock { $0.popFirst() } }
    }

    private func outcome(_ run: Int) -> Outcome {
        let situation = generator.situation(run: run, pool: pool)
        guard let played = laboratory.play(situation) else {
            return Outcome(
                run: run, situation: situation, features: [], claims: [], findings: [], steps: nil)
        }
        var findings: [Finding] = []
        for invariant in invariants {
            var stream = RandomStream(seed: seed, run: run, "ask \(invariant.name)")
            guard stream.chance(1, in: invariant.share) else { continue }
            findings += invariant.findings(played, laboratory, run: run)
        }
        return Outcome(
            run: run, situation: situation, features: Self.features(played),
            claims: Claims.met(played), findings: findings, steps: played.run.steps.count)
    }

    /// What makes a situation unlike others: each step's signature with what went wrong in it.
    private static func features(_ played: Played) -> [UInt64] {
        played.run.steps.indices.compactMap { index in
            guard let signature = played.signature(index) else { return nil }
            let step = played.situation.steps[index]
            let kinds = (step["runnerFaults"]?.array ?? []).map {
                $0["kind"]?.string ?? $0["kind"]?.object?.members.first?.key ?? ""
            }
            return RandomStream.digest(
                "\(signature) \(kinds) \(step["killed"] != nil) \(step["callFaults"] != nil)")
        }
    }

    private mutating func take(_ outcome: Outcome) {
        guard let count = outcome.steps else {
            unplayed += 1
            return
        }
        steps += count
        var isNew = false
        for feature in outcome.features where features.insert(feature).inserted { isNew = true }
        if isNew {
            if pool.count == Self.poolLimit { pool.removeFirst() }
            pool.append(outcome.situation)
        }
        for claim in outcome.claims { met[claim, default: 0] += 1 }
        var own: Set<Finding.Identity> = []
        for finding in outcome.findings where own.insert(finding.identity).inserted {
            add(finding)
        }
    }

    private mutating func add(_ finding: Finding) {
        if let index = found.firstIndex(where: { $0.identity == finding.identity }) {
            found[index].count += 1
        } else {
            found.append(finding)
        }
    }

    /// Whether a bug that is put in is found: the canary, without which silence means nothing.
    ///
    /// Every failure of the program ends as if all were well, and what is said to be installed is not.
    package func findsCanary(jobs: Int) async -> Bool {
        let run = laboratory.program.run
        let program = Laboratory.Program(
            run: { arguments, world, note in
                _ = await run(arguments, world, note)
                return .done
            }, parses: laboratory.program.parses)
        let planted = Laboratory(laboratory.material, in: laboratory.base, program: program)
        var exploration = Exploration(
            planted, seed: seed, invariants: invariants.filter { $0.name == "truth" })
        while exploration.runs < 4 * Self.round, exploration.found.isEmpty {
            await exploration.explore(Self.round, jobs: jobs)
        }
        return !exploration.found.isEmpty
    }

    /// Makes the findings small; what breaks otherwise on the way is a finding too.
    package mutating func shrink() {
        var index = 0
        while index < min(found.count, Self.shrinkLimit) {
            defer { index += 1 }
            var shrinker = Shrinker(found[index], laboratory)
            let count = found[index].count
            found[index] = shrinker.shrunk()
            found[index].count = count
            for slip in shrinker.slips
            where !found.contains(where: { $0.identity == slip.identity }) {
                found.append(slip)
            }
        }
    }

    /// What does not hold in one situation that is given.
    package static func findings(
        in played: Played, _ invariants: [Invariant], _ laboratory: Laboratory
    ) -> [Finding] {
        invariants.flatMap { $0.findings(played, laboratory, run: 0) }
    }
}
