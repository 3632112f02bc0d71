import MNCore
import Synchronization
import Testing

@testable import MNRunner
@testable import MNSim

/// Whatever happens on the way, what was there before is there afterwards, and nothing else.
@Suite struct `A contract suite` {
    static let changing = ContractCheck.all.filter(\.isChanging)

    /// The connection is cut once, before or after the runner has done what it was asked for.
    @Test func `takes away what a broken run has left`() throws {
        for check in Self.changing {
            let run = try ContractBench.run(Self.changing) {
                name, response throws(TransportFault) in
                if name == check.name { throw .cut }
                return response
            }
            #expect(run.different.first == check.name)
            #expect(run.state.models.isEmpty, "\(check.name)")
            #expect(run.state.configurations.isEmpty, "\(check.name)")
            #expect(run.putBack.left.isEmpty, "\(check.name)")
        }
    }

    /// From this check on no check is answered any more, and the suite's own questions are.
    @Test func `takes away what a run has left that lost its runner for a while`() throws {
        for check in Self.changing {
            let isLost = Mutex(false)
            let run = try ContractBench.run(Self.changing) {
                name, response throws(TransportFault) in
                if name == check.name { isLost.withLock { $0 = true } }
                if name != nil, isLost.withLock(\.self) { throw .timedOut }
                return response
            }
            #expect(run.state.models.isEmpty, "\(check.name)")
            #expect(run.state.configurations.isEmpty, "\(check.name)")
            #expect(run.putBack.left.isEmpty, "\(check.name)")
        }
    }

    @Test func `says what it could not take away`() throws {
        let count = Mutex(0)
        let run = try ContractBench.run(Self.changing) { name, response throws(TransportFault) in
            if name == "configure" { count.withLock { $0 = 1 } }
            if count.withLock(\.self) > 0 { throw .refused }
            return response
        }
        #expect(run.putBack.left == [ContractBench.facts.secondName, ContractBench.facts.model])
        #expect(run.putBack.removed.isEmpty)
    }

    @Test func `refuses a model that is there, whatever it is called there`() throws {
        let offer = try #require(
            ContractBench.state.registry.offers.first {
                $0.reference == ContractBench.facts.tag
            })
        let content = try #require(offer.content)
        let names = [
            (offer.reference, ContractBench.facts.model),
            ("docker.io/mine/other:v1", "docker.io/mine/other:v1"),
        ]
        for (tag, name) in names {
            var state = ContractBench.state
            state.models = [StoredModel(content: content, tags: [tag])]
            #expect(
                throws: ContractFault.modelPresent(model: ContractBench.facts.model, name: name)
            ) {
                try ContractBench.run(Self.changing, state)
            }
        }
        // The registry does not tell beforehand, so it shows only after the pull.
        var state = ContractBench.state
        state.models = [StoredModel(content: content, tags: ["docker.io/mine/other:v1"])]
        let run = try ContractBench.run(Self.changing, state) { name, response in
            guard name == nil, (try? JSON.parse(response.body))?["config"] != nil else {
                return response
            }
            return HTTPResponse(HTTPResponseHead(status: 500))
        }
        #expect(
            run.skipped == Self.changing.map(\.name).filter { !["remote", "pull"].contains($0) })
        #expect(run.state.models.map(\.tags) == [["docker.io/mine/other:v1"]])
        #expect(run.putBack.removed == [offer.reference])
    }

    @Test func `refuses where the name it would give is taken`() throws {
        var state = try ContractBench.stateWithModels()
        state.models[0].tags.append("docker.io/\(ContractBench.facts.secondName)")
        let name = ContractBench.facts.secondName
        #expect(throws: ContractFault.modelPresent(model: name, name: name)) {
            try ContractBench.run(Self.changing, state)
        }
    }

    @Test func `changes nothing where it cannot tell what is there`() throws {
        let run = try ContractBench.run { name, response in
            guard let list = try? JSON.parse(response.body), list.array != nil, name == nil else {
                return response
            }
            return HTTPResponse(HTTPResponseHead(status: 200), body: Array("<html>".utf8))
        }
        #expect(run.different.isEmpty)
        #expect(run.skipped == Self.changing.map(\.name))
        #expect(run.state.models.isEmpty)
    }

    @Test func `is not begun where nothing answers`() throws {
        #expect(throws: ContractFault.unreachable(ContractBench.endpoint, .refused)) {
            try ContractBench.run { _, _ throws(TransportFault) in throw .refused }
        }
    }
}
