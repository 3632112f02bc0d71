import MNCore
import Testing

@testable import MNSim

@Suite struct `A shard` {
    @Test(arguments: [1, 2, 3, 7, 12, 13, 40])
    func `has its part of a list, which no other has`(total: Int) {
        let list = Array(0..<12)
        let parts = (1...total).compactMap { Shard($0, of: total)?.part(of: list) }
        #expect(parts.count == total)
        #expect(parts.flatMap(\.self).sorted() == list)
        let sizes = parts.map(\.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        if total <= list.count { #expect(!sizes.contains(0)) }
    }

    @Test(arguments: [
        "", "/", "1", "1/", "/1", "0/1", "2/1", "1/0", "-1/2", "+1/2", "1/2/3", " 1/2", "1 /2",
        "a/b",
        "1/1000001", "99999999999999999999/2", "１/２",
    ])
    func `is nothing else`(text: String) { #expect(Shard(parsing: text) == nil) }

    @Test func `is written as people write it`() throws {
        let shard = try #require(Shard(parsing: "2/4"))
        #expect(shard.index == 2 && shard.total == 4 && "\(shard)" == "2/4")
        #expect(Shard(parsing: "1/1") == .whole)
    }
}

@Suite struct `Who tells of shards` {
    private static func told(_ variables: [String: String]) throws -> String {
        let told = try ShardSource.told(by: variables)
        return "\(told.shard) \(told.variable ?? "-")"
    }

    @Test(arguments: [
        ([:], "1/1 -"),
        (["MN_SHARD": "3/5"], "3/5 MN_SHARD"),
        (["MN_SHARD": "3/5", "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "2"], "3/5 MN_SHARD"),
        (["MN_SHARD": "auto"], "1/1 -"), (["MN_SHARD": ""], "1/1 -"),
        (["TEST_SHARD_INDEX": "0", "TEST_TOTAL_SHARDS": "5"], "1/5 TEST_SHARD_INDEX"),
        (["CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "4"], "2/4 CI_NODE_INDEX"),
        // A plain job of GitLab.
        (["CI_NODE_TOTAL": "1"], "1/1 CI_NODE_TOTAL"),
        (["CIRCLE_NODE_INDEX": "1", "CIRCLE_NODE_TOTAL": "2"], "2/2 CIRCLE_NODE_INDEX"),
        (
            ["BUILDKITE_PARALLEL_JOB": "0", "BUILDKITE_PARALLEL_JOB_COUNT": "3"],
            "1/3 BUILDKITE_PARALLEL_JOB"
        ),
        (
            ["SYSTEM_JOBPOSITIONINPHASE": "3", "SYSTEM_TOTALJOBSINPHASE": "3"],
            "3/3 SYSTEM_JOBPOSITIONINPHASE"
        ),
        (["SEMAPHORE_JOB_INDEX": "1", "SEMAPHORE_JOB_COUNT": "2"], "1/2 SEMAPHORE_JOB_INDEX"),
        (
            ["BITBUCKET_PARALLEL_STEP": "1", "BITBUCKET_PARALLEL_STEP_COUNT": "2"],
            "2/2 BITBUCKET_PARALLEL_STEP"
        ),
        (
            ["AWS_BATCH_JOB_ARRAY_INDEX": "9", "AWS_BATCH_JOB_ARRAY_SIZE": "10"],
            "10/10 AWS_BATCH_JOB_ARRAY_INDEX"
        ),
        (["CLOUD_RUN_TASK_INDEX": "0", "CLOUD_RUN_TASK_COUNT": "1"], "1/1 CLOUD_RUN_TASK_INDEX"),
        (
            [
                "SLURM_ARRAY_TASK_ID": "14", "SLURM_ARRAY_TASK_COUNT": "4",
                "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_MAX": "16",
                "SLURM_ARRAY_TASK_STEP": "2",
            ], "3/4 SLURM_ARRAY_TASK_ID"
        ),
        // Two that agree, and one that does not know how many there are.
        (
            [
                "CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "2", "CIRCLE_NODE_INDEX": "1",
                "CIRCLE_NODE_TOTAL": "2", "PARALLEL_SEQ": "1",
            ], "2/2 CI_NODE_INDEX"
        ),
    ])
    func `is believed`(variables: [String: String], told: String) throws {
        #expect(try Self.told(variables) == told)
    }

    @Test(arguments: [
        (["MN_SHARD": "5/4"], "MN_SHARD is '5/4'"),
        (["CI_NODE_INDEX": "2"], "CI_NODE_TOTAL is not set"),
        (["CI_NODE_TOTAL": "2"], "CI_NODE_INDEX is not set"),
        (["CIRCLE_NODE_TOTAL": "1"], "CIRCLE_NODE_INDEX is not set"),
        (["TEST_TOTAL_SHARDS": "3"], "TEST_SHARD_INDEX is not set"),
        (["CI_NODE_INDEX": "5", "CI_NODE_TOTAL": "4"], "there is no such shard"),
        // GitLab counts from 1.
        (["CI_NODE_INDEX": "0", "CI_NODE_TOTAL": "4"], "there is no such shard"),
        (["CIRCLE_NODE_INDEX": "4", "CIRCLE_NODE_TOTAL": "4"], "there is no such shard"),
        (["CI_NODE_INDEX": "two", "CI_NODE_TOTAL": "4"], "CI_NODE_INDEX is 'two'"),
        (["CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "99999999999999999999"], "CI_NODE_TOTAL is '999"),
        (
            ["CI_NODE_INDEX": "9223372036854775807", "CI_NODE_TOTAL": "9223372036854775807"],
            "there is no such shard"
        ),
        (["JOB_COMPLETION_INDEX": "1"], "Kubernetes does not tell how many"),
        (["PARALLEL_SEQ": "1"], "GNU parallel does not tell how many"),
        (
            [
                "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "2", "CIRCLE_NODE_INDEX": "1",
                "CIRCLE_NODE_TOTAL": "2",
            ], "CI_NODE_INDEX tells of shard 1/2, and CIRCLE_NODE_INDEX of 2/2"
        ),
        // The list 1,3,7.
        (
            [
                "SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "3",
                "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "7",
                "SLURM_ARRAY_TASK_STEP": "1",
            ], "none tells its place"
        ),
        (
            [
                "SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "3",
                "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "7",
            ], "none tells its place"
        ),
        (
            [
                "SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_COUNT": "0",
                "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "1",
                "SLURM_ARRAY_TASK_STEP": "0",
            ], "none tells its place"
        ),
    ])
    func `is refused`(variables: [String: String], problem: String) throws {
        let fault = try #require(throws: ShardFault.self) { try Self.told(variables) }
        #expect(fault.problem.contains(problem), "\(fault.problem)")
        #expect(fault.exitCode == .usage && !fault.fixes.isEmpty)
    }

    @Test(arguments: [
        ([:], 1), (["GITHUB_RUN_ATTEMPT": "3"], 3), (["AWS_BATCH_JOB_ATTEMPT": "1"], 1),
        (["BUILDKITE_RETRY_COUNT": "0"], 1), (["BUILDKITE_RETRY_COUNT": "2"], 3),
        (["CLOUD_RUN_TASK_ATTEMPT": "1"], 2), (["SLURM_RESTART_COUNT": "1"], 2),
        (["SYSTEM_JOBATTEMPT": "2"], 2),
    ])
    func `tells the attempt`(variables: [String: String], attempt: Int) throws {
        #expect(try ShardSource.attempt(variables) == attempt)
    }

    @Test(arguments: ["x", "0", "-1", "9999999999"])
    func `tells no attempt`(text: String) {
        let fault = ShardFault.badAttempt("GITHUB_RUN_ATTEMPT", text)
        #expect(throws: fault) { try ShardSource.attempt(["GITHUB_RUN_ATTEMPT": text]) }
        #expect(fault.problem.contains("the number of no attempt"))
        #expect(!fault.fixes.joined().contains("--shard"))
    }
}
