import MNCore
import Synchronization
import TestSupport

@testable import MNRunner
@testable import MNSim

/// A fake runner in virtual time, whose answers a test may change on their way to a contract suite.
final class ContractBench: StubTransports {
    /// What becomes of an answer: to a check of this name, or to the suite's own question.
    typealias Change =
        @Sendable (_ check: String?, HTTPResponse) throws(TransportFault) ->
        HTTPResponse

    static let endpoint = Endpoint.modelRunner
    static let facts = facts(ContractFacts.defaultModel)

    /// What is known with this model, whose name must be sound.
    static func facts(_ model: String) -> ContractFacts {
        guard let facts = ContractFacts(model: model) else {
            preconditionFailure("\(model) cannot be named")
        }
        return facts
    }

    let docker: SimulatedDocker
    private let change: Change
    /// The check that is made next, until its request has come.
    private let check = Mutex<String?>(nil)

    init(
        _ state: RunnerState = ContractBench.state, faults: [RunnerFault] = [], time: any Time,
        change: @escaping Change = { $1 }
    ) {
        docker = SimulatedDocker(state, faults: faults, time: time)
        self.change = change
    }

    /// A runner without models that can pull every model of the catalog.
    static var state: RunnerState {
        var state = RunnerState()
        state.registry.offers = RegistryOffer.offers(of: .builtin)
        return state
    }

    /// The same with two of those models, neither of them the one that is pulled.
    static func stateWithModels() throws -> RunnerState {
        var state = state
        let others = state.registry.offers.filter { $0.reference != facts.tag }
        state.models = others.prefix(2).compactMap { offer in
            offer.content.map { StoredModel(content: $0, tags: [offer.reference]) }
        }
        return state
    }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        let name = check.withLock { check in
            defer { check = nil }
            return check
        }
        let response = try await docker.send(
            request, to: endpoint, patience: patience, limit: limit)
        let changed = try change(name, response)
        guard receive(.head(changed.head)), receive(.body(changed.body)) else { throw .stopped }
    }

    /// How a suite went, and what it left.
    struct Run: Sendable {
        var findings: [ContractFinding]
        var putBack: ContractSuite.PutBack
        var state: RunnerState

        var different: [String] { findings.filter(\.isDifferent).map(\.name) }
        var skipped: [String] { findings.filter(\.isSkipped).map(\.name) }
    }

    /// Runs a suite to its end, and puts back.
    static func run(
        _ checks: [ContractCheck] = ContractCheck.all, _ state: RunnerState = ContractBench.state,
        faults: [RunnerFault] = [], facts: ContractFacts = ContractBench.facts,
        change: @escaping Change = { $1 }
    ) throws -> Run {
        try Simulation.run { time -> Result<Run, ContractFault> in
            let bench = ContractBench(state, faults: faults, time: time, change: change)
            do throws(ContractFault) {
                let suite = try await ContractSuite(
                    Docker(bench, bench), at: endpoint, checks: checks, facts: facts)
                let findings = await suite.findings { _, name in
                    bench.check.withLock { $0 = name }
                }
                return .success(
                    Run(
                        findings: findings, putBack: await suite.putBack(),
                        state: bench.docker.state))
            } catch {
                return .failure(error)
            }
        }.get()
    }
}
