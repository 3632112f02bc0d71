import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `Commands of docker model` {
    private static let terminal = TerminalSize(columns: 100, rows: 24)

    private func fixture(_ change: (inout ModelContent) -> Void = { _ in }) -> DockerFixture {
        var content = RecordedModel.tinyrec
        content.behaviour.voice = ["one", " two"]
        change(&content)
        return DockerFixture { $0.store(content, as: "docker.io/ai/tinyrec:latest") }
    }

    @Test(arguments: [
        ("Upper", "repository name (library/Upper) must be lowercase"),
        ("localhost:5000/Upper:v1", "repository name (Upper) must be lowercase"),
        ("ai/b@d", ""),
    ])
    func `refuse a bad tag before they ask`(target: String, reason: String) {
        var fixture = fixture()
        fixture.docker.setup.listeners = [:]
        let script = fixture.model("tag", "tinyrec", target)
        #expect(script.exit == 1)
        #expect(
            script.standardError
                == "invalid tag: invalid reference \"\(target)\": invalid reference format"
                + (reason.isEmpty ? "" : ": " + reason) + "\n")
    }

    @Test func `talk at a terminal until the words run out`() {
        var fixture = fixture()
        let talk = fixture.model("run", "tinyrec", terminal: Self.terminal, input: "hi\r/bye\r")
        #expect(talk.exit == 0)
        #expect(talk.standardOutput.contains("\u{1B}[Khi\r\none two\r\n> "))
        #expect(talk.standardOutput.hasSuffix("/bye\r\n\u{1B}[?2004l"))
        #expect(fixture.model("run", "tinyrec", terminal: Self.terminal).exit == nil)
    }

    @Test func `take a prompt from both places`() {
        var fixture = fixture()
        let run = fixture.model("run", "tinyrec", "say", input: "this\n")
        #expect(run.standardOutput == "one two\n")
        let requests = fixture.get("/engines/requests?model=ai/tinyrec")
        #expect(requests.contains(#"\"content\":\"say\\n\\nthis\\n\""#))
        #expect(requests.contains(#""user_agent":"docker-model-cli/v1.2.6""#))
    }

    @Test func `send the token of Hugging Face there and nowhere else`() {
        var fixture = fixture()
        #expect(
            fixture.model("pull", "hf.co/a/b", environment: ["HF_TOKEN": "secret"])
                .standardOutput == "Downloaded 0.00B of 0.00B\n\n")
        #expect(fixture.model("pull", "tinyrec", environment: ["HF_TOKEN": "secret"]).exit == 0)
    }

    @Test func `show what is loading, what stays, and what is leaving`() {
        var fixture = fixture { $0.behaviour.loadTime = .seconds(60) }
        #expect(fixture.model("configure", "--keep-alive", "-1", "tinyrec").exit == 0)
        #expect(fixture.model("ps").standardOutput.hasSuffix("completion  Loading...  \n"))
        fixture.now += .seconds(120)
        #expect(fixture.model("ps").standardOutput.hasSuffix("completion  Forever  \n"))
        #expect(
            fixture.model("configure", "show").standardOutput.contains(
                "    \"Config\": {\n      \"keep_alive\": \"-1\"\n    }\n"))
    }

    @Test func `follow the log until they are interrupted`() {
        var fixture = fixture()
        let script = fixture.model("logs", "-f", interruptedAfter: .seconds(9))
        #expect(script.exit == 255)
        #expect(script.endAfter == .seconds(9))
        #expect(script.standardOutput.contains("Successfully initialized store"))
        #expect(fixture.model("logs", "-f").exit == nil)
    }

    @Test func `are found behind the client's own flags`() {
        var fixture = fixture()
        let call = DockerCall(["docker", "-H", "unix:///nowhere.sock", "model", "ps"])
        let script = fixture.docker.run(call, at: fixture.now)
        #expect(script.standardError.contains("dial unix /nowhere.sock: connect: no such file"))
    }
}
