extension DockerClient {
    /// What the engine says of the runner's container, or why it says nothing.
    package enum Container: Hashable, Sendable {
        /// When its program was started, since 1970; nil if that is not told.
        case running(since: Duration?)
        /// How its program ended, and the engine's words if it could not be started at all.
        case stopped(exitCode: Int, error: String)
        /// The engine has none, as that of Docker Desktop.
        case absent
        /// Nothing listens where the engine should, such as `unix:///var/run/docker.sock`.
        case engineDown(host: String)
        /// This user may not open the engine's socket.
        case engineDenied
        /// The engine is on another machine, which cannot be reached.
        case engineAway
        /// The engine did not answer in time.
        case engineSilent
        /// Docker Desktop was paused by its user.
        case paused
        /// Nothing that could be understood.
        case unknown

        /// Whether commands of the plugin that look for it would remove it: they do so with one that does
        /// not run (dmr-contract §4.1).
        var isAtRisk: Bool {
            if case .stopped = self { true } else { false }
        }
    }

    /// What the plugin calls the container (dmr-contract §5.3).
    static let containerName = "docker-model-runner"

    /// Asks the engine for the container; unlike most commands of the plugin this removes none that does
    /// not run (dmr-contract §4.1).
    func container() async -> Container {
        let outcome = await docker.run(
            .reading(
                "container", "inspect", "--format", "{{json .State}}", Self.containerName,
                within: Self.inspectLimit))
        switch outcome {
        case .timedOut: return .engineSilent
        case .ended(let result):
            guard result.ending == .exited(0), let state = try? JSON.parse(result.standardOutput)
            else {
                return Self.trouble(String(decoding: result.standardError, as: UTF8.self))
            }
            if state["Running"]?.bool == true, state["Restarting"]?.bool != true {
                return .running(since: state["StartedAt"]?.string.flatMap { Timestamp.time($0) })
            }
            // A start that failed leaves its reason here (github.com/moby/moby/pull/8315).
            return .stopped(
                exitCode: state["ExitCode"]?.integer ?? 0, error: state["Error"]?.string ?? "")
        default: return .unknown
        }
    }

    /// What the client's words mean (dmr-contract §4.2, §8.1).
    private static func trouble(_ words: String) -> Container {
        let text = words.lowercased()
        if text.contains("no such container") || text.contains("no such object") { return .absent }
        // The way to another machine, before what it may say of itself: its "permission denied" is SSH's.
        if ["command [ssh", "(publickey", "host key verification failed"].contains(
            where: text.contains)
        {
            return .engineAway
        }
        if text.contains("manually paused") { return .paused }
        let isDenied = text.contains("permission denied") || text.contains("access is denied")
        if isDenied,
            ["docker api", "docker daemon", "dial unix", "pipe/"].contains(where: text.contains)
        {
            return .engineDenied
        }
        if text.contains("pipe/docker") { return .engineDown(host: "npipe:////./pipe/docker") }
        for place in ["connect to the docker daemon at ", "connect to the docker api at "] {
            guard let range = text.firstRange(of: place) else { continue }
            var host = String(text[range.upperBound...].prefix { !$0.isWhitespace })
            while host.hasSuffix(".") || host.hasSuffix(";") { host.removeLast() }
            let isLocal =
                host.hasPrefix("unix://") || host.hasPrefix("npipe://")
                || Endpoint(host.replacing("tcp://", with: "http://"))?.isLocal == true
            return isLocal ? .engineDown(host: host) : .engineAway
        }
        if ["no such host", "could not resolve", "command [ssh", "error during connect"]
            .contains(where: text.contains)
        {
            return .engineAway
        }
        return .unknown
    }
}
