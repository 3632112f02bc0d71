import Testing

@testable import MNRunner
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

    @Test func `the runner is made anew by its commands`() {
        var fixture = DockerFixture()
        #expect(
            fixture.model("install-runner", "--backend", "llama.cpp").standardOutput
                == "Model Runner container docker-model-runner (4f1c2d3e4b5a) is already running\n")
        fixture.docker.setup.containerFailure = .init(exitCode: 137, error: "")
        #expect(fixture.model("status").exit == 1)
        #expect(
            fixture.model("reinstall-runner", "--gpu", "none", "--host", "0.0.0.0").standardOutput
                == """
                Removing container docker-model-runner (4f1c2d3e4b5a)...
                Successfully pulled docker/model-runner:latest
                Starting model runner container docker-model-runner...

                """)
        #expect(fixture.model("status").exit == 0)
        fixture.docker.setup.container = nil
        #expect(fixture.model("install-runner").exit == 0)
        #expect(fixture.docker.setup.container != nil)
    }

    @Test(arguments: [
        ("localhost:99", "127.0.0.1:99", "http://localhost:99"),
        ("http://dmr.local/", "dmr.local:80", "http://dmr.local"),
        ("https://dmr.local", "dmr.local:443", "https://dmr.local"),
        ("http://[::1]:12434", "[::1]:12434", "http://[::1]:12434"),
        ("http://[::1]", "[::1]:80", "http://[::1]"),
        ("http://a:1/x/", "a:1", "http://a:1/x"),
    ])
    func `an address may be spelled in many ways`(host: String, address: String, base: String) {
        guard case .success(let endpoint) = RunnerEndpoint.manual(host) else {
            Issue.record("not read: \(host)")
            return
        }
        #expect(endpoint.address == address)
        #expect(endpoint.base == base)
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

    @Test func `a new container forgets what was loaded, and keeps the models`() {
        var fixture = DockerFixture { $0.store(RecordedModel.tinyrec, as: "docker.io/ai/t:latest") }
        _ = fixture.model("run", "-d", "t")
        #expect(fixture.model("ps").standardOutput.contains("llama.cpp"))
        #expect(fixture.model("reinstall-runner").exit == 0)
        #expect(!fixture.model("ps").standardOutput.contains("llama.cpp"))
        #expect(fixture.model("ls", "-q").standardOutput == "11af84b7fe75\n")
    }

    @Test func `a runner that does not come up is told after ten seconds`() {
        var fixture = DockerFixture()
        fixture.docker.setup.container = nil
        fixture.docker.runner.faults = [RunnerFault("down", .refused)]
        let script = fixture.model("ls")
        #expect(script.endAfter == .seconds(10))
        #expect(
            script.standardError == "unable to initialize standalone model runner: "
                + "standalone model runner took too long to initialize\n")
    }

    @Test func `without an engine and without installing only status asks for one`() {
        var fixture = DockerFixture()
        fixture.docker.setup.engine = .absent
        let environment = ["MODEL_RUNNER_NO_AUTO_INSTALL": "1"]
        #expect(fixture.model("ls", environment: environment).exit == 0)
        #expect(
            fixture.model("status", environment: environment).standardError.hasPrefix(
                "unable to get standalone model runner info: unable to find standalone model "
                    + "runner: unable to prune stopped model runner containers: "))
    }

    @Test func `Docker Desktop has its own ways`() {
        var fixture = DockerFixture { $0.kind = .dockerDesktop }
        let script = fixture.model("install-runner")
        #expect(script.exit == 0)
        #expect(
            script.standardOutput.hasSuffix("Use `docker desktop enable model-runner` instead\n"))
    }
}
