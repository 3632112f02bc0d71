package import MNCore

/// A CI system, or what else starts several runs at once, that tells each which it is.
package struct ShardSource: Hashable, Sendable {
    package let name: String
    package let index: String
    /// Nil where it does not tell how many there are.
    package let total: String?
    /// The index of the first.
    package let base: Int
    /// Whether the total is 1, and no index there, where there is one run only.
    var isAloneWithoutIndex = false

    /// Sources: Bazel's test encyclopedia; docs of GitLab, CircleCI, Azure Pipelines, Semaphore, Bitbucket,
    /// AWS Batch, Cloud Run and Kubernetes; Buildkite's test-splitter; sbatch(1); parallel(1).
    package static let all = [
        bazel,
        ShardSource(
            name: "GitLab", index: "CI_NODE_INDEX", total: "CI_NODE_TOTAL", base: 1,
            isAloneWithoutIndex: true),
        ShardSource(
            name: "CircleCI", index: "CIRCLE_NODE_INDEX", total: "CIRCLE_NODE_TOTAL", base: 0),
        ShardSource(
            name: "Buildkite", index: "BUILDKITE_PARALLEL_JOB",
            total: "BUILDKITE_PARALLEL_JOB_COUNT", base: 0),
        ShardSource(
            name: "Azure Pipelines", index: "SYSTEM_JOBPOSITIONINPHASE",
            total: "SYSTEM_TOTALJOBSINPHASE", base: 1),
        ShardSource(
            name: "Semaphore", index: "SEMAPHORE_JOB_INDEX", total: "SEMAPHORE_JOB_COUNT", base: 1),
        ShardSource(
            name: "Bitbucket", index: "BITBUCKET_PARALLEL_STEP",
            total: "BITBUCKET_PARALLEL_STEP_COUNT", base: 0),
        slurm,
        ShardSource(
            name: "AWS Batch", index: "AWS_BATCH_JOB_ARRAY_INDEX",
            total: "AWS_BATCH_JOB_ARRAY_SIZE", base: 0),
        ShardSource(
            name: "Cloud Run", index: "CLOUD_RUN_TASK_INDEX", total: "CLOUD_RUN_TASK_COUNT", base: 0
        ),
        ShardSource(name: "Kubernetes", index: "JOB_COMPLETION_INDEX", total: nil, base: 0),
        ShardSource(name: "GNU parallel", index: "PARALLEL_SEQ", total: nil, base: 1),
    ]

    package static let bazel = ShardSource(
        name: "Bazel", index: "TEST_SHARD_INDEX", total: "TEST_TOTAL_SHARDS", base: 0)
    /// Its first index is a variable, and so is the step between two.
    static let slurm = ShardSource(
        name: "Slurm", index: "SLURM_ARRAY_TASK_ID", total: "SLURM_ARRAY_TASK_COUNT", base: 0)

    /// The variable that says it for one command line everywhere, as `--shard` does.
    package static let own = "MN_SHARD"
    /// The word for whatever the variables say.
    package static let auto = "auto"

    /// A shard, and the variable that says so.
    package struct Told: Hashable, Sendable {
        package var shard: Shard
        /// Nil where none tells, which is one run alone, and where the command line did.
        package var variable: String?

        package init(_ shard: Shard, from variable: String?) {
            self.shard = shard
            self.variable = variable
        }
    }

    /// What the variables say; one shard of one if none does.
    package static func told(by variables: any Variables) throws(ShardFault) -> Told {
        if let text = variables.filled(own), text != auto {
            guard let shard = Shard(parsing: text) else { throw .unreadable(own, text) }
            return Told(shard, from: own)
        }
        var found: [Told] = []
        for source in all where source.total != nil {
            if let told = try source.told(by: variables) { found.append(told) }
        }
        if let first = found.first {
            if let other = found.first(where: { $0.shard != first.shard }) {
                throw .contradiction(first, other)
            }
            return first
        }
        for source in all where source.total == nil && variables.filled(source.index) != nil {
            throw .noTotal(source)
        }
        return Told(.whole, from: nil)
    }

    private func told(by variables: any Variables) throws(ShardFault) -> Told? {
        guard let total else { return nil }
        switch (variables.filled(index), variables.filled(total)) {
        case (nil, nil): return nil
        case (let there?, nil): throw .half(there: index, value: there, lacking: total)
        case (nil, let there?):
            if isAloneWithoutIndex, Shard.number(there) == 1 { return Told(.whole, from: total) }
            throw .half(there: total, value: there, lacking: index)
        case (let place?, let count?):
            guard let place = Shard.number(place) else { throw .unreadable(index, place) }
            guard let count = Shard.number(count) else { throw .unreadable(total, count) }
            let rank =
                self == Self.slurm
                ? try Self.slurmRank(place, of: count, variables)
                : place.subtractingReportingOverflow(base).partialValue
            guard rank < Shard.most, let shard = Shard(rank + 1, of: count) else {
                throw .beyond(self, index: place, total: count)
            }
            return Told(shard, from: index)
        }
    }

    /// How many tasks of an array stand before this one; a list such as `1,3,7` has no step that tells it.
    private static func slurmRank(
        _ id: Int, of count: Int, _ variables: any Variables
    ) throws(ShardFault) -> Int {
        func number(_ name: String) -> Int? { variables.filled(name).flatMap(Shard.number) }
        guard let first = number("SLURM_ARRAY_TASK_MIN"), let last = number("SLURM_ARRAY_TASK_MAX"),
            let step = number("SLURM_ARRAY_TASK_STEP"), step > 0, first <= id, id <= last,
            (id - first) % step == 0, (last - first) / step == count - 1
        else { throw .slurmList }
        return (id - first) / step
    }

    /// Which attempt at the same shard this is, from 1 on.
    package static func attempt(_ variables: any Variables) throws(ShardFault) -> Int {
        for (name, base) in attempts {
            guard let text = variables.filled(name) else { continue }
            guard let number = Shard.number(text), number >= base, number < Shard.most else {
                throw .badAttempt(name, text)
            }
            return number - base + 1
        }
        return 1
    }

    /// The variables that tell it, and what each says of the first attempt.
    package static let attempts = [
        ("GITHUB_RUN_ATTEMPT", 1), ("AWS_BATCH_JOB_ATTEMPT", 1), ("SYSTEM_JOBATTEMPT", 1),
        ("BUILDKITE_RETRY_COUNT", 0), ("CLOUD_RUN_TASK_ATTEMPT", 0), ("SLURM_RESTART_COUNT", 0),
    ]
}

extension Variables {
    /// The value of a variable; nil if it is empty too.
    fileprivate func filled(_ name: String) -> String? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Variables that do not tell which shard this is.
package enum ShardFault: DiagnosticError, Hashable {
    case unreadable(String, String)
    /// It is to tell of the attempt, and does not.
    case badAttempt(String, String)
    /// One of two variables that mean nothing alone.
    case half(there: String, value: String, lacking: String)
    case beyond(ShardSource, index: Int, total: Int)
    /// Two tell of different shards.
    case contradiction(ShardSource.Told, ShardSource.Told)
    /// How many shards there are is told by none.
    case noTotal(ShardSource)
    /// The tasks of an array of Slurm's are not of one step.
    case slurmList

    package var code: ErrorCode { .shardUnclear }
    package var exitCode: ExitCode { .usage }

    package var problem: String {
        switch self {
        case .unreadable(let name, let value):
            "\(name) is '\(Sanitized.line(value))', which tells of no shard."
        case .badAttempt(let name, let value):
            "\(name) is '\(Sanitized.line(value))', which is the number of no attempt."
        case .half(let there, let value, let lacking):
            "\(there) is '\(Sanitized.line(value))', and \(lacking) is not set: which shard this is cannot be told."
        case .beyond(let source, let index, let total):
            "\(source.index) is \(index) and \(source.total ?? "the total") is \(total): there is no such shard."
        case .contradiction(let one, let other):
            "\(one.variable ?? "-") tells of shard \(one.shard), and \(other.variable ?? "-") of \(other.shard)."
        case .noTotal(let source):
            "\(source.index) is set, and \(source.name) does not tell how many shards there are."
        case .slurmList:
            "The tasks of this array are not all of those from SLURM_ARRAY_TASK_MIN to SLURM_ARRAY_TASK_MAX by SLURM_ARRAY_TASK_STEP, so that none tells its place."
        }
    }

    package var fixes: [String] {
        if case .badAttempt(let name, _) = self {
            return ["Leave it as the CI system sets it, or take it away: unset \(name)"]
        }
        if case .noTotal(let source) = self {
            let index = source.base == 0 ? "$((\(source.index) + 1))" : "$\(source.index)"
            return ["Say how many there are: --shard \"\(index)/4\""]
        }
        return ["Say which shard it is: --shard 2/4, or MN_SHARD=2/4"]
    }
}
