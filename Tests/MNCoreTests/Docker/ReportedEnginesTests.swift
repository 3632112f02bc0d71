import TestSupport
import Testing

@testable import MNCore
@testable import MNMachine

/// What engines said to people who reported it, beside what looks like it and is another thing.
@Suite struct `Words of engines that people reported` {
    /// Answers for the version, the container and the context.
    private struct StubDocker: StubTransports {
        var container: (exit: Int, output: String, error: String)
        var host: String

        func run(
            _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
            _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
        ) async -> ProcessOutcome {
            switch command.argv[1] {
            case "model":
                receive(
                    .standard,
                    Array(
                        "Client:\n Version: v1.2.6\nServer:\n Version: (not reachable)\n Engine: Docker Engine\n"
                            .utf8))
            case "context": receive(.standard, Array("\"\(host)\"\n".utf8))
            default:
                receive(.standard, Array(container.output.utf8))
                receive(.error, Array(container.error.utf8))
                return .exited(container.exit)
            }
            return .exited(0)
        }
    }

    private func cause(
        error: String = "", output: String = "\n", exit: Int = 1,
        host: String = "unix:///var/run/docker.sock"
    ) async -> UnreachableCause? {
        let docker = StubDocker(container: (exit, output, error), host: host)
        var report = await Docker(docker, docker).report()
        report.time = .zero
        report.system = "Ubuntu 24.04.1 LTS"
        return UnreachableCause(
            [.init(endpoint: Endpoint.modelRunner, fault: .refused)], report)
    }

    @Test(arguments: [
        // NVIDIA/nvidia-container-toolkit: the package was removed, and Docker is still told to use it.
        (
            "exec: \"nvidia-container-runtime\": executable file not found in $PATH",
            "sudo apt-get install nvidia-container-toolkit"
        ),
        (
            "error running createContainer hook #1: fork/exec /usr/bin/nvidia-ctk: no such file or directory",
            "sudo apt-get install nvidia-container-toolkit"
        ),
        (
            "exec: \"nvidia-container-runtime-hook\": executable file not found in $PATH",
            "sudo apt-get install nvidia-container-toolkit"
        ),
        (
            "nvidia-container-cli: mount error: stat failed: /dev/nvidia-modeset: no such file or directory",
            "nvidia-smi"
        ),
        ("unknown or invalid runtime name: nvidia", "nvidia-ctk runtime configure"),
        // A list of devices that was written for another driver.
        (
            "failed to inject devices: failed to stat CDI host device \"/dev/nvidia-uvm\": no such file or directory",
            "nvidia-ctk cdi generate"
        ),
        (
            "error mounting \"/usr/lib/x86_64-linux-gnu/libcuda.so.570.86.10\" to rootfs at \"/usr/lib/x\": mount "
                + "src=/usr/lib/x: no such file or directory", "nvidia-ctk cdi generate"
        ),
        ("failed to stat CDI host device \"/dev/kfd\": no such file or directory", "docker logs"),
        ("error mounting \"/data/models\" to rootfs: no such file or directory", "docker logs"),
        (
            "nvidia-container-cli: initialization error: cuda error: forward compatibility was attempted on non "
                + "supported HW", "nvidia-smi"
        ),
        (
            "failed to construct CDI spec generator / NVML init: ERROR_LIBRARY_NOT_FOUND",
            "nvidia-smi"
        ),
        // moby#27426, #42229; docker/cli#2528
        (
            "failed to add the host (veth1) <=> sandbox (veth2) pair interfaces: operation not supported",
            "sudo reboot"
        ),
        ("failed to create endpoint on network bridge: operation not supported", "docker logs"),
        ("exec /app/model-runner: exec format error", "docker image rm"),
    ])
    func `of a container that is not started`(words: String, fix: String) async {
        let output = JSON.object(["Running": false, "Error": .string(words)]).text(.canonical)
        let cause = await cause(output: output, exit: 0)
        #expect(cause?.fixes.first?.contains(fix) == true, "\(words): \(String(describing: cause))")
    }

    @Test(arguments: [
        (
            "command [ssh -l ci -- gpubox docker system dial-stdio] has exited with exit status 255, make sure the "
                + "URL is valid: stderr=ci@gpubox: Permission denied (publickey).",
            "ssh-add && ssh -p 2222 ci@gpubox true"
        ),
        (
            "command [ssh -- gpubox docker system dial-stdio] has exited: stderr=Host key verification failed.",
            "Confirm its key: ssh -p 2222 ci@gpubox true"
        ),
        (
            "stderr=@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
            "If it was set up anew: ssh-keygen -R '[gpubox]:2222' && ssh -p 2222 ci@gpubox true"
        ),
        (
            "command [ssh -- gpubox docker system dial-stdio] has exited: stderr=ssh: Could not resolve hostname gpubox",
            "unset DOCKER_HOST && docker context use default"
        ),
    ])
    func `of the way by SSH`(words: String, fix: String) async {
        let cause = await cause(
            error: "error during connect: \(words)", host: "ssh://ci:canary@gpubox:2222")
        #expect(cause?.fixes.first == fix)
        #expect(cause?.fixes.joined().contains("canary") == false)
    }

    @Test(arguments: [
        // moby#34358
        (
            "Error response from daemon: Client sent an HTTP request to an HTTPS server.",
            "DOCKER_TLS_VERIFY=1"
        ),
        (
            "error during connect: Get \"https://10.0.0.5:2375/v1\": http: server gave HTTP response to HTTPS client",
            "unset DOCKER_TLS_VERIFY"
        ),
        (
            "error during connect: Get \"https://10.0.0.5:2376/v1\": remote error: tls: certificate required",
            "DOCKER_CERT_PATH"
        ),
        (
            "error during connect: Get \"https://10.0.0.5:2376/v1\": x509: certificate signed by unknown authority",
            "DOCKER_CERT_PATH"
        ),
        (
            "error during connect: Get \"https://10.0.0.5:2376/v1\": x509: certificate has expired",
            "date -u"
        ),
        (
            "x509: certificate is valid for 127.0.0.1, not 10.0.0.5",
            "export DOCKER_HOST=tcp://NAME"
        ),
        (
            "x509: cannot validate certificate for 10.0.0.5 because it doesn't contain any IP SANs",
            "export DOCKER_HOST=tcp://NAME"
        ),
        (
            "unable to resolve docker endpoint: open /home/me/.docker/ca.pem: no such file",
            "DOCKER_CERT_PATH"
        ),
        // for-win#14295, docker/cli#1955, desktop-feedback#117
        (
            "Failed to initialize: unable to resolve docker endpoint: context \"colima\": context not found",
            "docker context use default"
        ),
        (
            "current context \"colima\" is not found on the file system, check your config file",
            "docker context use default"
        ),
        (
            "Error response from daemon: Docker Desktop is unable to start",
            "docker desktop restart"
        ),
        (
            "Error response from daemon: dial unix /run/containerd/containerd.sock: connection refused",
            "systemctl restart containerd"
        ),
        (
            "error during connect: command [ssh -- h docker system dial-stdio] has exited with exit status 127, "
                + "stderr=bash: docker: command not found", "On that machine"
        ),
        (
            "error during connect: command [ssh -- h docker system dial-stdio] has exited with exit status 255, "
                + "stderr=ssh: connect to host h port 22: Connection timed out", "unset DOCKER_HOST"
        ),
        ("me@h: Permission denied (password).", "ssh-add"),
        (
            "error during connect: context deadline exceeded (Client.Timeout exceeded)",
            "unset DOCKER_HOST"
        ),
        ("Cannot connect to the Docker daemon at tcp://10.0.0.5:2376. Is it", "unset DOCKER_HOST"),
    ])
    func `of encryption`(words: String, fix: String) async {
        let cause = await cause(error: words, host: "tcp://10.0.0.5:2376")
        #expect(cause?.fixes.first?.contains(fix) == true, "\(String(describing: cause))")
    }
}
