import Testing

@testable import MNSim

@Suite struct `docker model on the kinds of engine` {
    @Test func `on Docker Engine it looks on port 12434`() {
        var fixture = DockerFixture()
        let status = fixture.model("status", "--json")
        #expect(status.exit == 0)
        #expect(
            status.standardOutput.hasSuffix(
                #""kind":"Docker Engine","endpoint":"http://172.17.0.1:12434/v1/","#
                    + #""endpointHost":"http://127.0.0.1:12434/v1/"}"# + "\n"))
        #expect(fixture.model("version").standardOutput.hasSuffix(" Engine:     Docker Engine\n"))
    }

    @Test func `on Docker Desktop it speaks through the socket`() {
        var fixture = DockerFixture { $0.kind = .dockerDesktop }
        fixture.docker.setup.listeners = [:]
        #expect(
            fixture.model("status", "--json").standardOutput.contains(
                #""endpoint":"http://model-runner.docker.internal/v1/""#))
    }

    @Test func `a runner that is switched off is told with advice`() {
        var fixture = DockerFixture {
            $0.kind = .dockerDesktop
            $0.availability = .disabled
        }
        let status = fixture.model("status")
        #expect(status.exit == 1)
        #expect(status.standardOutput.hasPrefix("Docker Model Runner is not running\n"))
        #expect(status.standardError.isEmpty)
        let json = fixture.model("status", "--json")
        #expect(json.exit == 0)
        #expect(json.standardOutput.hasPrefix(#"{"running":false,"backends":{},"kind":"Docker"#))
        let list = fixture.model("list")
        #expect(list.exit == 1)
        #expect(
            list.standardError == """
                Docker Model Runner is not running. Please start it and try again.

                \u{1B}[1m
                What's next:\u{1B}[0m
                    Enable Docker Model Runner via the CLI → docker desktop enable model-runner
                    Enable Docker Model Runner via the GUI → Go to Settings->AI->Enable Docker \
                Model Runner

                """)
        #expect(
            fixture.model("tag", "ai/a", "ai/b").standardError
                == "failed to tag model: service unavailable\n")
        #expect(fixture.model("pull", "ai/a").endAfter == .seconds(15))
    }

    @Test func `a missing container is put in place, and says so even to programs`() {
        var fixture = DockerFixture()
        fixture.docker.setup.container = nil
        let list = fixture.model("list", "--json")
        #expect(
            list.standardOutput == """
                Successfully pulled docker/model-runner:latest
                Starting model runner container docker-model-runner...
                []

                """)
        #expect(fixture.docker.setup.container != nil)
        #expect(fixture.model("list", "--json").standardOutput == "[]\n")
    }

    @Test func `it leaves the machine alone if told to`() {
        var fixture = DockerFixture()
        fixture.docker.setup.container = nil
        let script = fixture.model(
            "list", environment: ["MODEL_RUNNER_NO_AUTO_INSTALL": "1"])
        #expect(script.exit == 1)
        #expect(fixture.docker.setup.container == nil)
        #expect(
            script.standardError == "Failed to list models: error querying /models: "
                + #"Get "http://localhost:12434/models": dial tcp 127.0.0.1:12434: "#
                + "connect: connection refused\n")
    }

    @Test func `version changes nothing`() {
        var fixture = DockerFixture()
        fixture.docker.setup.container = nil
        #expect(fixture.model("version").exit == 0)
        #expect(fixture.docker.setup.container == nil)
    }

    @Test func `the runner comes and goes with its commands`() {
        var fixture = DockerFixture()
        #expect(
            fixture.model("install-runner").standardOutput
                == "Model Runner container docker-model-runner (4f1c2d3e4b5a) is already running\n")
        #expect(
            fixture.model("stop-runner").standardOutput
                == "Removing container docker-model-runner (4f1c2d3e4b5a)...\n")
        #expect(fixture.docker.setup.container == nil)
        #expect(fixture.model("start-runner").exit == 0)
        #expect(fixture.model("status").exit == 0)
    }

    @Test func `a bad address is told as Go tells it`() {
        var fixture = DockerFixture()
        let script = fixture.model(
            "status", environment: ["MODEL_RUNNER_HOST": "http://:::bad"])
        #expect(
            script.standardError == "unable to detect model runner context: "
                + #"invalid model runner URL (http://:::bad): parse "http://:::bad": "#
                + #"invalid port ":bad" after host"# + "\n")
    }
}
