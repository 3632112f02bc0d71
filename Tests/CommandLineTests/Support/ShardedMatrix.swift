import MNCore
import MNSim
import TestSupport

@testable import mn

/// A matrix of made-up machines that has differences of every kind, judged as a whole or in shards.
struct ShardedMatrix {
    let matrix: Matrix
    /// Sorted by id.
    let slices: [Matrix.Slice]
    let baseline: Baseline
    let requirements: [Requirement]
    /// What every receipt begins with, for it is of the whole.
    private let head: ReceiptWriter.Head

    init(machines: Int, models: [Model]) async throws {
        matrix = Matrix(models: models, catalog: .builtin)
        var kinds: [Matrix.Slice] = []
        for profile in TestMachines.all { kinds.append(await matrix.slice(profile)) }
        slices = (0..<machines).map { number in
            var slice = kinds[number % kinds.count]
            slice.profile.id = "class-\(number)"
            // Some expect what they do not come to.
            if number % 29 == 13 {
                slice.cells[0].expected = .init(model: models[0].id, rule: "cuda", status: "fail")
            }
            return slice
        }.sorted { $0.profile.id < $1.profile.id }
        var gate = MatrixGate(matrix, collects: true)
        for slice in slices { _ = gate.check(slice) }
        var baseline = gate.current ?? Baseline()
        for number in stride(from: 0, to: machines, by: 13) {
            baseline[models[1].id, "class-\(number)"] = .init("force_only", "cpu-large")
        }
        for number in stride(from: 5, to: machines, by: 31) {
            baseline[models[0].id, "class-\(number)"] = nil
        }
        for number in stride(from: 7, to: machines, by: 41) {
            let status = baseline[models[1].id, "class-\(number)"]?.status ?? "pass"
            baseline[models[1].id, "class-\(number)"] = .init(status, "adreno")
        }
        baseline[models[0].id, "class-no-more"] = .init("pass", "cuda")
        self.baseline = baseline
        requirements = [
            try Requirement(parsing: "\(models[1].id) on class-1*: fail", catalog: .builtin)
        ]
        var parts = RunParts(version: "0.1.0", .builtin, models: [], policy: .null)
        parts.set(.models, .strings(models.map(\.id)))
        parts.setMachines(slices.map { ($0.profile.id, "") })
        var head = ReceiptWriter.Head(
            .whole, attempt: 1, parts: parts,
            command: ["mn", "sim", "matrix", "--models", "all"])
        for slice in slices { head.add(slice.profile.id, models.map(\.id)) }
        self.head = head
    }

    /// What a run prints as JSON Lines, and its JUnit report.
    ///
    /// - Parameter judged: what a shard judges, if not what falls to it.
    func run(
        _ shard: Shard? = nil, attempt: Int = 1, version: String? = nil,
        judging judged: [Matrix.Slice]? = nil
    ) throws -> (lines: String, junit: String, tally: MatrixTally) {
        let terminal = CapturedTerminal(width: nil)
        let world = World(
            machine: TestMachines.machine("test-cuda-8gb"), http: NoServices(),
            processes: NoServices(), files: MemoryFiles([:]), terminal: terminal,
            time: VirtualTime(), environment: ["HOME": "/home/user"])
        var gate = MatrixGate(matrix, baseline: baseline, requirements: requirements)
        var head = head
        if let shard { head.shard = shard }
        head.attempt = attempt
        if let version { head.parts = RunParts(version: version) }
        var output = MatrixOutput(
            .lines, matrix, world, reports: true, isOfBlueprint: false,
            shard: shard.map { _ in (head, true) })
        for slice in judged ?? shard?.part(of: slices) ?? slices {
            output.add(gate.check(slice), slice, to: &gate)
        }
        let ids = Set(slices.map(\.profile.id))
        gate.note(judgedElsewhere: Array(ids))
        try gate.finish(
            judged: ids.contains, exists: ids.contains, isListed: { _ in true },
            tellsGone: shard?.index ?? 1 == 1)
        output.finish(gate)
        return (terminal.output, output.report(gate) ?? "", gate.tally)
    }
}
