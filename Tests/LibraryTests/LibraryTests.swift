import MNCore
import MNSim
import Testing

/// What a user of the libraries can do; the target sees what is public and nothing else.
@Suite struct LibraryTests {
    // The example of docs/library.md: the tool stands for any program of a user.

    /// A tool that says whether a model runs on the machine, and pulls it if it is not there.
    @Sendable func tool(_ world: World) async throws -> Int {
        guard let model = try world.models()["gemma4:e2b"] else { return 2 }
        let verdict = try await world.verdict(on: model)
        world.print("\(model.name): \(verdict.status)")
        guard verdict.isOK else { return 1 }
        let answer = try await world.send(
            "POST", "/models/create", body: #"{"from": "\#(model.reference)"}"#)
        return answer.status == 200 ? 0 : 1
    }

    @Test func `a tool runs on a recorded machine`() throws {
        let machine = try SimulatedMachine("apple-m2-16gb")
        let run = try machine.run { try await tool($0) }
        #expect(run.exitStatus == 0)
        #expect(run.output == "Gemma 4 E2B: pass\n")
        #expect(run.runner.installed == ["docker.io/ai/gemma4:E2B"])
    }

    @Test func `on a machine that is too small it stops before it asks the runner`() throws {
        let run = try SimulatedMachine("raspberry-pi-5-8gb").run { try await tool($0) }
        #expect(run.exitStatus == 1)
        #expect(run.requests.isEmpty)
    }
}
