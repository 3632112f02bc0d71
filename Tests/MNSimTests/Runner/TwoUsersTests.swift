import MNCore
import Synchronization
import Testing

@testable import MNRunner
@testable import MNSim

/// Two users with records of their own install the same model on one engine (dmr-measured A1, A2).
@Suite struct `Two users on one engine` {
    private struct End: Sendable {
        var failures: [String]
        var models: [[String]]
        var records: [[String]]
    }

    private static let model = Catalog.builtin.models.filter { $0.id == Catalog.defaultModel }[0]

    private static func state(seconds: Int) throws -> RunnerState {
        let text = """
            {"schema": "mn.runner-state/1", "models": [],
             "registry": [{"reference": "ai/gemma4:E2B", "bytes": 4000000000,
                           "bandwidthBytesPerSecond": \(4_000_000_000 / seconds)}]}
            """
        return try RunnerState(JSONField(try JSON.parse(text)))
    }

    /// Both begin within a second of each other.
    private static func round(_ number: Int, seconds: Int) throws -> End {
        let state = try state(seconds: seconds)
        return try Simulation.run { time in
            let docker = SimulatedDocker(state, time: time)
            let ends = await withTaskGroup(of: (Int, String?, [String]).self) { group in
                for user in 0..<2 {
                    group.addTask {
                        await time.sleep(for: .milliseconds(number * 97 % 1000 * user))
                        return await install(user, seed: UInt64(number * 2 + user), docker, time)
                    }
                }
                var ends: [(Int, String?, [String])] = []
                for await end in group { ends.append(end) }
                return ends.sorted { $0.0 < $1.0 }
            }
            return End(
                failures: ends.compactMap(\.1), models: docker.state.models.map(\.tags),
                records: ends.map(\.2))
        }
    }

    private static func install(
        _ user: Int, seed: UInt64, _ docker: SimulatedDocker, _ time: any Time
    ) async -> (Int, String?, [String]) {
        let environment = ["HOME": "/home/u\(user)"]
        let files = MemoryFiles([:])
        do {
            let client = RunnerClient(
                Docker(docker, docker), environment: environment, time: time)
            let (runner, _) = try await client.find()
            let ledger = try LedgerFile(files: files, time: time, environment: environment)
            let installer = ModelInstaller(
                runner: runner, ledger: ledger, time: time, environment: environment, space: nil,
                seed: seed, tell: { _ in })
            _ = try await installer.install(
                model, backend: .llamaCpp, contextSize: nil, forced: nil)
            return (user, nil, try ledger.read().records.keys.sorted())
        } catch {
            let problem = (error as? any DiagnosticError)?.problem ?? "\(error)"
            let records = try? Ledger.load(files, environment).records.keys.sorted()
            return (user, problem, records ?? ["unreadable"])
        }
    }

    @Test(arguments: 0..<10, [3, 60, 900])
    func `end both with the model, and with records that are true`(
        number: Int, seconds: Int
    ) throws {
        let end = try Self.round(number, seconds: seconds)
        #expect(end.failures == [])
        #expect(end.models == [["docker.io/ai/gemma4:E2B"]])
        #expect(end.records == [["docker.io/ai/gemma4:E2B"], ["docker.io/ai/gemma4:E2B"]])
    }
}
