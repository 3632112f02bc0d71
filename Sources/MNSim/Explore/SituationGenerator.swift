import MNCore
import MNSim

/// Makes situations up: machines from the organs of recorded ones, runners, files, faults, command lines.
///
/// The situation of a run hangs on the seed, the number of the run and the pool, and on nothing else.
package struct SituationGenerator: Sendable {
    let material: Material
    let seed: UInt64

    package init(_ material: Material, seed: UInt64) {
        self.material = material
        self.seed = seed
    }

    /// - Parameter pool: situations that came to something new; half of all are made from those.
    package func situation(run: Int, pool: [Situation]) -> Situation {
        var fresh = fresh(run: run)
        var stream = RandomStream(seed: seed, run: run, "pool")
        guard stream.chance(1, in: 2), let old = stream.pick(pool) else { return fresh }
        // As much of the old one as makes a difference.
        var parts = Situation.Part.allCases
        for _ in 0..<stream.geometric(most: parts.count - 1) {
            parts.remove(at: stream.below(parts.count))
        }
        for part in parts { fresh.take(part, from: old) }
        // Without a runner nothing of one can go wrong.
        if fresh.members["runner"] == nil {
            fresh.steps = fresh.steps.map { step in
                var step = step
                step["runnerFaults"] = nil
                return step
            }
        }
        return fresh
    }

    private func fresh(run: Int) -> Situation {
        let swarm = Swarm(seed: seed, run: run)
        let usual = UsualModels(material, RandomStream(seed: seed, run: run, "usual"))
        var members: JSONObject = ["schema": .string(Scenario.schema)]
        var machine = MachineMaker(
            material: material, stream: RandomStream(seed: seed, run: run, "machine"), swarm: swarm)
        machine.add(to: &members)
        var runner = RunnerMaker(
            material: material, usual: usual,
            stream: RandomStream(seed: seed, run: run, "runner"), swarm: swarm)
        runner.add(to: &members)
        var files = FilesMaker(
            material: material, usual: usual,
            stream: RandomStream(seed: seed, run: run, "files"), swarm: swarm)
        files.add(to: &members)
        var steps = StepsMaker(
            material, usual, RandomStream(seed: seed, run: run, "steps"), swarm)
        var faults = FaultMaker(RandomStream(seed: seed, run: run, "faults"), swarm)
        let hasRunner = members["runner"] != nil
        members["steps"] = .array(
            steps.lines().enumerated().map { index, words in
                .object(faults.step(words, index, hasRunner: hasRunner))
            })
        return Situation(members)
    }

    /// The words that are nobody's to see, wherever they are put.
    package enum Canary {
        package static let token = "hf_QuartzVexedNymphJock7Waltz0Bad"
        package static let password = "Zephyr9Glyph4Mocks"
        /// As they are, and as a header has them (RFC 7617).
        package static var all: [String] { [token, password, "bWU6WmVwaHlyOUdseXBoNE1vY2tz"] }
    }
}
