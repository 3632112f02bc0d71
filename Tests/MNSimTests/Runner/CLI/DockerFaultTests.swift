import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `docker model under faults` {
    private func fixture(_ kind: RunnerFault.Kind, on words: String...) -> DockerFixture {
        var fixture = DockerFixture()
        let target: RunnerFault.Target? = words.isEmpty ? nil : .command(words)
        fixture.docker.runner.faults = [RunnerFault("fault", kind, on: target)]
        return fixture
    }

    @Test func `a plugin may be missing for a while`() {
        var fixture = fixture(.notInstalled)
        fixture.docker.runner.faults[0].times = 1
        #expect(
            fixture.model("status").standardError.hasPrefix("docker: unknown command: docker model")
        )
        #expect(fixture.model("status").exit == 0)
    }

    @Test func `an engine that is down or locked is told`() {
        var down = fixture(.daemonDown)
        #expect(
            down.model("ps").standardError.hasSuffix(
                "failed to connect to the docker API at unix:///var/run/docker.sock; check if the "
                    + "path is correct and if the daemon is running: dial unix "
                    + "/var/run/docker.sock: connect: no such file or directory\n"))
        var locked = fixture(.socketDenied)
        #expect(
            locked.model("ps").standardError.hasSuffix(
                "permission denied while trying to connect to the docker API at "
                    + "unix:///var/run/docker.sock\n"))
    }

    @Test func `a cut stream is tried again, and only by the command that it befalls`() {
        var fixture = fixture(.closeAfter(ByteCount(300)), on: "pull")
        let pull = fixture.model("pull", "ai/midrec")
        #expect(pull.exit == 1)
        #expect(
            pull.standardError.hasSuffix(
                "Failed to pull model: download failed after 4 retries: unexpected EOF\n"))
        #expect(pull.endAfter > .seconds(15))
        #expect(fixture.model("ls").standardError.isEmpty)
        fixture.docker.runner.faults = []
        #expect(fixture.model("pull", "ai/midrec").exit == 0)
    }

    @Test func `a proxy's page is shown where JSON was due`() {
        var fixture = fixture(.proxyInjectsHTML)
        #expect(
            fixture.model("ls").standardError
                == "Failed to list models: failed to unmarshal response body: "
                + "invalid character '<' looking for beginning of value\n")
        #expect(
            fixture.model("pull", "ai/tinyrec").standardError.hasPrefix(
                "Failed to pull model: unexpected response from server (not valid progress data): ")
        )
        #expect(
            fixture.model("version").standardOutput.contains("Version:    (not reachable)"))
    }

    @Test func `an unreadable status is an empty table and no failure`() {
        var fixture = fixture(.statusUnreadable)
        let text = fixture.model("status")
        #expect(text.exit == 0)
        #expect(
            text.standardOutput
                == "Docker Model Runner is running\n\nBACKEND  STATUS  DETAILS  \n")
        #expect(
            text.standardError == "failed to parse status response: "
                + "invalid character '<' looking for beginning of value\n")
        #expect(
            fixture.model("status", "--json").standardOutput.hasPrefix(
                #"{"running":true,"backends":null,"#))
    }

    @Test func `a newer format is told with advice`() {
        var fixture = fixture(.unsupportedMediaType, on: "pull")
        let error = fixture.model("pull", "ai/tinyrec").standardError
        #expect(
            error.hasPrefix(
                "Failed to pull model: pulling ai/tinyrec failed with status "
                    + "422 Unprocessable Entity: unsupported model config media type: error while ")
        )
        #expect(
            error.hasSuffix(
                "Upgrade Docker Model Runner to the latest version to support this model\n"))
    }

    @Test func `a stream without its last word counts as a success`() {
        var fixture = fixture(.noTerminalEvent, on: "pull")
        let pull = fixture.model("pull", "ai/tinyrec")
        #expect(pull.exit == 0)
        #expect(pull.standardOutput.hasSuffix("of 497.92kB\n\n"))
    }

    @Test func `weights without vLLM are told with advice`() {
        var fixture = DockerFixture { state in
            var content = RecordedModel.tinyrec
            content.configuration.format = "safetensors"
            state.store(content, as: "docker.io/ai/tinyrec:latest")
        }
        let error = fixture.model("run", "ai/tinyrec", "hi").standardError
        #expect(error.hasPrefix("error response: status=412 body=vLLM binary not found\n"))
        #expect(error.hasSuffix("docker model reinstall-runner --backend vllm --gpu cuda\n"))
    }
}
