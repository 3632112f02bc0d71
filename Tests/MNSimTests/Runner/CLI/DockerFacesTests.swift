import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `The two faces of the fake` {
    @Test func `tell the same of what either of them does`() {
        var fixture = DockerFixture()
        #expect(fixture.model("pull", "ai/tinyrec").exit == 0)
        #expect(fixture.get("/models").contains(RecordedModel.tinyrec.id))
        let tag = HTTPRequest("POST", "/models/ai/tinyrec/tag?repo=ai/other&tag=v1")
        _ = fixture.docker.runner.respond(to: tag, at: fixture.now)
        #expect(fixture.model("ls").standardOutput.contains("\nother:v1 "))
        #expect(fixture.model("run", "-d", "ai/tinyrec").standardOutput.isEmpty)
        #expect(fixture.get("/engines/ps").contains(#""model_name":"ai/tinyrec""#))
        #expect(fixture.model("rm", "-f", "tinyrec", "other:v1").exit == 0)
        #expect(fixture.get("/models") == "[]\n")
    }

    @Test func `show a pull at the same pace`() {
        var fixture = DockerFixture()
        let pull = fixture.docker.run(
            DockerCall(["docker", "model", "pull", "ai/midrec"]), at: fixture.now)
        // 50.9 MB at 10 MB a second.
        #expect(pull.endAfter > .seconds(5) && pull.endAfter < .seconds(6))
        #expect(pull.pieces.map(\.after) == pull.pieces.map(\.after).sorted())
        #expect(fixture.get("/models") == "[]\n")
        fixture.now += pull.endAfter
        #expect(fixture.get("/models").contains(RecordedModel.midrec.id))
    }

    @Test func `agree on what an interrupted pull has left`() {
        var fixture = DockerFixture()
        let first = fixture.model("pull", "ai/midrec", interruptedAfter: .seconds(2))
        #expect(first.exit == 255)
        #expect(first.endAfter == .seconds(2))
        #expect(first.standardError.isEmpty)
        #expect(fixture.get("/models") == "[]\n")
        let second = fixture.model("pull", "ai/midrec")
        #expect(second.exit == 0)
        #expect(second.endAfter < .seconds(4))
    }

    @Test func `give the same script for the same call`() {
        func script() -> CommandScript {
            var fixture = DockerFixture()
            return fixture.model(
                "run", "ai/midrec", "hi", terminal: TerminalSize(columns: 120, rows: 40))
        }
        #expect(script() == script())
        #expect(script().standardOutput.contains(" [====>   "))
        #expect(script().standardError.isEmpty)
    }

    @Test func `load a model while the command goes on its way`() {
        var fixture = DockerFixture { state in
            var content = RecordedModel.tinyrec
            content.behaviour.loadTime = .seconds(7)
            content.behaviour.voice = ["one", " two"]
            content.behaviour.tokensPerSecond = 2
            state.registry.offers[0].content = content
        }
        let run = fixture.model("run", "ai/tinyrec", "hi")
        #expect(run.standardOutput.hasSuffix("Model pulled successfully\none two\n"))
        #expect(run.endAfter >= .seconds(7))
        #expect(
            fixture.model("ps").standardOutput.hasSuffix(
                "tinyrec     llama.cpp  completion  4 minutes from now  \n"))
        #expect(fixture.model("unload", "tinyrec").standardOutput == "Unloaded 1 model(s).\n")
    }

    @Test(arguments: ["push", "purge", "compose", "context", "frobnicate"])
    func `tell what the fake cannot play, and what it can`(name: String) {
        var fixture = DockerFixture()
        let script = fixture.model(name, "x")
        #expect(script.exit == 1)
        #expect(script.standardError == Self.notPlayed("model \(name)"))
    }

    @Test(arguments: [
        ["--help"], ["-h"], [], ["help", "pull"], ["rm", "--help"], ["push", "-h"],
    ])
    func `have one sentence for all help`(words: [String]) {
        var fixture = DockerFixture()
        let words = ["model"] + words
        let script = fixture.docker.run(DockerCall(["docker"] + words), at: fixture.now)
        #expect(script.exit == 0)
        #expect(script.standardOutput == Self.notPlayed(words.joined(separator: " ")))
        #expect(script.standardError.isEmpty)
    }

    @Test func `know little else of docker`() {
        var fixture = DockerFixture()
        let other = fixture.docker.run(DockerCall(["docker", "images"]), at: fixture.now)
        #expect(other.exit == 1)
        #expect(other.standardError == Self.notPlayed("images"))
        let help = fixture.docker.run(DockerCall(["docker", "--help"]), at: fixture.now)
        #expect(help.standardOutput == Self.notPlayed("--help"))
    }

    private static func notPlayed(_ words: String) -> String {
        "the simulated docker does not do 'docker \(words)'; it does 'docker model' with "
            + "configure, configure show, df, inspect, install-runner, list, logs, ps, pull, "
            + "reinstall-runner, rm, run, status, tag, unload, version\n"
    }
}
