import MNCore
import MNSim

/// Installs models into a runner that does not exist, each in a world of its own, and prints how many a second.
func printInstallTimes() throws {
    let count = 2_000
    let models = Catalog.builtin.models.filter { $0.backend == .llamaCpp }
    var state = RunnerState()
    state.registry.offers = RegistryOffer.offers(of: .builtin)
    let environment = ["HOME": "/home/user"]
    let start = ContinuousClock().now
    for number in 0..<count {
        let model = models[number % models.count]
        let state = state
        let isInstalled = try Simulation.run { time -> Bool in
            let docker = SimulatedDocker(state, time: time)
            let files = MemoryFiles([:], time: time)
            do {
                let (runner, _) = try await RunnerClient(
                    Docker(docker, docker), environment: environment, time: time
                ).find()
                let ledger = try LedgerFile(files: files, time: time, environment: environment)
                let installer = ModelInstaller(
                    runner: runner, ledger: ledger, time: time, environment: environment,
                    space: nil, seed: 0, tell: { _ in })
                let result = try await installer.install(
                    model, backend: .llamaCpp, contextSize: nil, forced: nil)
                return !result.wasInstalled && !files.all.isEmpty
            } catch {
                return false
            }
        }
        precondition(isInstalled, "\(model.id) was not installed")
    }
    let time = ContinuousClock().now - start
    print(
        "Simulated installs (find, pull, record, configure, load): \(perSecond(count, time)) a second on one core"
    )
}
