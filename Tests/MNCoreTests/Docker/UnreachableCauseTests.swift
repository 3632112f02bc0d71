import TestSupport
import Testing

@testable import MNCore
@testable import MNMachine

/// What stands in the way of a runner, by what docker says (dmr-contract §4.2, §4.3, §4.11, §8.1).
@Suite struct `A cause` {
    /// Answers the two questions with these outputs, and the second one with this exit code.
    private struct StubDocker: StubTransports {
        var version: String
        var container: (exit: Int, output: String, error: String)

        func run(
            _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
            _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
        ) async -> ProcessOutcome {
            if command.argv == ["docker", "model", "version"] {
                receive(.standard, Array(version.utf8))
                return .exited(0)
            }
            receive(.standard, Array(container.output.utf8))
            receive(.error, Array(container.error.utf8))
            return .exited(container.exit)
        }
    }

    private static let engine =
        "Client:\n Version: v1.2.6\nServer:\n Version: (not reachable)\n Engine: Docker Engine\n"
    private static let desktop = engine.replacing("Docker Engine", with: "Docker Desktop")
    private static let older =
        "Docker Model Runner version v1.0.6\nDocker Engine Kind: Docker Desktop\n"

    private func cause(
        _ version: String, _ error: String, output: String = "\n", exit: Int = 1
    ) async -> UnreachableCause? {
        let docker = StubDocker(version: version, container: (exit, output, error))
        var report = await Docker(docker, docker).report()
        report.time = .zero
        return UnreachableCause(
            [.init(endpoint: Endpoint.modelRunner, fault: .refused)], report)
    }

    @Test(arguments: [
        ("Error response from daemon: No such container: x", UnreachableCause.notInstalled),
        (
            "permission denied while trying to connect to the docker API at unix:///s",
            .engineDenied(host: "unix:///s")
        ),
        (
            "dial unix /Users/me/.docker/run/docker.sock: connect: permission denied",
            .engineDenied(host: "unix:///users/me/.docker/run/docker.sock")
        ),
        (
            "Error response from daemon: client version 1.43 is too old. Minimum supported API version is 1.44",
            .engineRefuses(
                "Error response from daemon: client version 1.43 is too old. Minimum supported API version is 1.44"
            )
        ),
        (
            "request returned 500 Internal Server Error for API route and version http://%2F%2F.%2Fpipe%2FdockerDesktopLinuxEngine/v1.51/x",
            .engineRefuses(
                "request returned 500 Internal Server Error for API route and version http://%2F%2F.%2Fpipe%2FdockerDesktopLinuxEngine/v1.51/x"
            )
        ),
        (
            "error during connect: Get \"http://%2Fhome%2Fme%2F.docker%2Fdesktop%2Fdocker.sock/v1.51\": EOF",
            .engineRefuses(
                "error during connect: Get \"http://%2Fhome%2Fme%2F.docker%2Fdesktop%2Fdocker.sock/v1.51\": EOF"
            )
        ),
        (
            "error during connect: Get \"https://localhost:2376/v1\": x509: certificate has expired",
            .engineRefuses(
                "error during connect: Get \"https://localhost:2376/v1\": x509: certificate has expired"
            )
        ),
        ("error during connect: Get \"https://gpu.example:2376/v1\": EOF", .engineAway),
        (
            "error during connect: Get \"http://%2Fvar%2Frun%2Fdocker.sock/v1\": dial unix /var/run/docker.sock: connect: connection refused",
            .engineDown(host: "unix:///var/run/docker.sock")
        ),
        (
            "error during connect: dial unix /run/user/1000/docker.sock: connect: no such file or directory",
            .engineDown(host: "unix:///run/user/1000/docker.sock")
        ),
        (
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is it running?",
            .engineDown(host: "unix:///var/run/docker.sock")
        ),
        (
            "failed to connect to the docker API at unix:///run/user/1/docker.sock; check if",
            .engineDown(host: "unix:///run/user/1/docker.sock")
        ),
        (
            "error during connect: Get \"http://%2F%2F.%2Fpipe%2F\": open //./pipe/docker_engine",
            .engineDown(host: "npipe:////./pipe/docker")
        ),
        ("Cannot connect to the Docker daemon at tcp://gpu.example:2375. Is it", .engineAway),
        ("error during connect: Get \"http://x\": command [ssh -l me -- gpu] has", .engineAway),
        (
            "error during connect: command [ssh gpu] has exited, stderr=me@gpu: Permission denied (publickey).",
            .sshRefuses(.keys, host: "")
        ),
        (
            "error during connect: open //./pipe/docker_engine: Access is denied.",
            .engineDenied(host: "npipe:")
        ),
        ("Docker Desktop is manually paused. Unpause it", .paused),
        ("words that nobody knows", .notInstalled),
    ])
    func `is told by the words of the engine`(words: String, cause: UnreachableCause) async {
        #expect(await self.cause(Self.engine, words) == cause)
    }

    @Test(arguments: [
        (#"{"Running":true}"#, UnreachableCause.starting),
        (#"{"Running":true,"StartedAt":"1970-01-01T00:00:10Z"}"#, .starting),
        (#"{"Running":true,"StartedAt":"1969-12-31T23:00:00Z"}"#, .notListening),
        (
            #"{"Error":"error gathering device information while adding custom device \"/dev/dri\": no such file or directory"}"#,
            .noDevice("/dev/dri")
        ),
        (#"{"Running":true,"Restarting":true,"ExitCode":1}"#, .ended(exitCode: 1, error: "")),
        (#"{"Running":false,"ExitCode":137,"Error":""}"#, .killed),
        (#"{"Running":false,"ExitCode":2,"Error":""}"#, .ended(exitCode: 2, error: "")),
        (
            #"{"Running":false,"Error":"bind: address already in use"}"#,
            .portTaken(isDesktop: false)
        ),
        (#"{"Error":"exposing port: bind: can't assign requested address"}"#, .noAddress),
        (
            #"{"Error":"could not select device driver \"\" with capabilities: [[gpu]]"}"#,
            .noGPU(.noToolkit)
        ),
        (
            #"{"Error":"nvidia-container-cli: initialization error: nvml error: driver not loaded"}"#,
            .noGPU(.noDriver)
        ),
        (
            #"{"Error":"failed to initialize NVML: Driver/library version mismatch"}"#,
            .noGPU(.mixedDriver)
        ),
        (
            #"{"Error":"nvidia-container-cli: requirement error: unsatisfied condition: cuda>=13.0"}"#,
            .noGPU(.oldDriver)
        ),
        (#"{"Error":"unresolvable CDI devices nvidia.com/gpu=all"}"#, .noGPU(.noDevices)),
        (#"{"Error":"unknown or invalid runtime name: nvidia"}"#, .noGPU(.noToolkit)),
        (#"{"Error":"write /var/lib/docker/x: no space left on device"}"#, .diskFull),
        (#"{"Error":"iptables: No chain/target/match by that name"}"#, .noFirewallRules),
        (
            #"{"Error":"bind: An attempt was made to access a socket in a way forbidden by its access permissions."}"#,
            .portReserved
        ),
        (
            #"{"Error":"ports are not available: exposing port TCP 127.0.0.1:12434: listen tcp: bind: An attempt was made to access a socket in a way forbidden by its access permissions."}"#,
            .portReserved
        ),
        (
            #"{"Error":"nvidia-container-cli: initialization error: WSL environment detected but no adapters were found"}"#,
            .noGPU(.noAdapter)
        ),
        (
            #"{"Error":"invoking the NVIDIA Container Runtime Hook directly (e.g. specifying the docker --gpus flag) is not supported"}"#,
            .noGPU(.noToolkit)
        ),
        (
            #"{"Error":"Unable to enable DNAT rule:  (nft: Error: Could not process rule: No such file or directory)"}"#,
            .noFirewallRules
        ),
        (#"{"Error":"failed to create inotify fd: no space left on device"}"#, .noWatches),
        (#"{"Error":"all predefined address pools have been fully subnetted"}"#, .noNetwork),
        (#"{"Error":"dial unix /run/containerd/containerd.sock: timeout"}"#, .noContainerd),
        (#"{"Error":"no space"}"#, .ended(exitCode: 0, error: "no space")),
    ])
    func `is told by the state of the container`(state: String, cause: UnreachableCause) async {
        #expect(await self.cause(Self.engine, "", output: state, exit: 0) == cause)
    }

    @Test(arguments: [
        (UnreachableCause.engineDenied(host: "npipe:"), "net localgroup docker-users"),
        (
            .engineDenied(host: "unix:///users/me/.docker/run/docker.sock"),
            "chown -R $USER ~/.docker"
        ),
        (.engineDenied(host: "unix:///var/run/docker.sock"), "usermod -aG docker"),
        (.engineRefuses("client version 1.43 is too old"), "Update docker"),
        (.engineRefuses("client version 1.52 is too new"), "Update the engine"),
        (.engineRefuses("x509: certificate has expired"), "date -u"),
        (
            .engineRefuses("500 for API route http://%2Fpipe%2FdockerDesktopLinuxEngine"),
            "desktop restart"
        ),
        (.engineRefuses("request returned 500"), "systemctl restart docker"),
        (
            .unheard(
                "The command 'docker' could not be found in this WSL 2 distro. We recommend to activate the WSL integration"
            ), "WSL integration"
        ),
        (.unheard("context \"gpu\": context not found"), "docker context use default"),
        (.unheard("Error: unrecognized command `podman model`"), "Install Docker's own client"),
        (.unheard("words that nobody knows"), "docker model version"),
    ])
    func `names what mends it`(cause: UnreachableCause, command: String) {
        #expect(cause.fixes.first?.contains(command) == true)
    }

    @Test func `is another one with Docker Desktop`() async {
        let absent = "Error response from daemon: No such container: x"
        for version in [Self.desktop, Self.older] {
            #expect(await cause(version, absent) == .switchedOff)
        }
        let reached = Self.desktop.replacing("(not reachable)", with: "v1.2.6")
        #expect(await cause(reached, absent) == .noPort)
        let cloud = reached.replacing("Docker Desktop", with: "Docker Cloud")
        #expect(await cause(cloud, absent) == .inCloud)
    }

    @Test(arguments: [
        ("unix:///var/run/docker.sock", "sudo systemctl start docker"),
        ("unix:///run/user/1000/docker.sock", "systemctl --user start docker"),
        ("unix:///Users/me/.docker/run/docker.sock", "docker desktop start"),
        ("npipe:////./pipe/docker", "docker desktop start"),
        ("unix:///run/podman/podman.sock", "sudo systemctl start podman.socket"),
        ("unix:///run/user/1000/podman/podman.sock", "systemctl --user start podman.socket"),
    ])
    func `names what starts the engine that is there`(host: String, command: String) {
        #expect(UnreachableCause.engineDown(host: host).fixes.first == command)
    }

    @Test func `is not known where docker was not asked`() {
        let attempts = [
            EndpointFault.Attempt(endpoint: Endpoint.modelRunner, fault: .refused)
        ]
        #expect(EndpointFault.unreachable(attempts, nil).fixes == ["mn model doctor"])
    }

    /// The way to another machine's runner holds the user and the port, and no password.
    @Test(arguments: [
        ("ssh://gpu", "ssh -N -L 12434:localhost:12434 gpu"),
        ("ssh://ci@gpu:2222", "ssh -N -L 12434:localhost:12434 -p 2222 ci@gpu"),
        ("ssh://ci:canary@gpu:2222/x", "ssh -N -L 12434:localhost:12434 -p 2222 ci@gpu"),
        ("ssh://ci:canary@gpu", "ssh -N -L 12434:localhost:12434 ci@gpu"),
        ("tcp://10.1.2.3:2375", "On that machine: docker model reinstall-runner --host 0.0.0.0"),
    ])
    func `of another machine names the way there`(address: String, fix: String) {
        let cause = UnreachableCause.elsewhere(
            address, place: EngineAddress(address).shown, byVariable: false)
        #expect(cause.fixes.first == fix)
        #expect(!cause.fixes.joined().contains("canary"))
    }

    /// Waiting helps who is slow, and not who has ended.
    @Test func `that has ended is not waited for`() {
        #expect(UnreachableCause.notListening.fixes.contains { $0.hasPrefix("Wait") })
        #expect(
            !UnreachableCause.ended(exitCode: 1, error: "").fixes.contains { $0.hasPrefix("Wait") })
    }
}
