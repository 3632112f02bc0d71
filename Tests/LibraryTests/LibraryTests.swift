import Foundation
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

    @Test func `a scenario runs with a program of the user`() throws {
        let document = """
            {"schema": "mn.scenario/1", "title": "Says hello",
             "intent": "Whoever is asked to, says hello.", "tags": [], "profile": "raspberry-pi-5-8gb",
             "steps": [{"run": ["mn", "hello"], "exit": 0, "stdout": ["hello"]}]}
            """
        let scenario = try Scenario(document, name: "hello")
        let run = try scenario.run { words, world in
            world.print(words.joined())
            return 0
        }
        #expect(run.problems == [])
        #expect(try !scenario.run { _, _ in 1 }.problems.isEmpty)
    }

    @Test func `a program that waits without end is told`() throws {
        let machine = try SimulatedMachine("apple-m2-16gb")
        #expect(throws: StuckProgram.self) {
            _ = try machine.run { world in
                while true { await world.sleep(for: .seconds(3600)) }
            }
        }
    }

    @Test func `what a runner has and what goes wrong in it is a document`() throws {
        let fault = try RunnerFault(#"{"id": "down", "on": "/models", "kind": "refused"}"#)
        let runner = try SimulatedRunner(
            state: #"{"schema": "mn.runner-state/1"}"#, faults: [fault])
        let run = try SimulatedMachine("apple-m2-16gb").run(runner: runner) {
            try await $0.send("GET", "/models").status
        }
        #expect(run.exitStatus == 1)
        #expect(run.error == "nothing listens there\n")
        #expect(run.requests == ["GET /models"])
        #expect(throws: (any Error).self) { try SimulatedRunner(state: "[]") }
    }

    @Test func `the page shows this very code`() throws {
        let here = URL(filePath: #filePath)
        let source = try String(contentsOf: here, encoding: .utf8)
        let lines = Set(source.split(separator: "\n").map { $0.drop { $0 == " " } })
        let page = here.deletingLastPathComponent().appending(path: "../../docs/library.md")
        let blocks = try String(contentsOf: page.standardized, encoding: .utf8)
            .components(separatedBy: "```swift\n").dropFirst()
        #expect(blocks.count == 2)
        for block in blocks {
            for line in (block.components(separatedBy: "```").first ?? "").split(separator: "\n") {
                #expect(lines.contains(line.drop { $0 == " " }), "docs/library.md: \(line)")
            }
        }
    }
}
