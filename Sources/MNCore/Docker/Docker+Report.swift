extension Docker {
    /// The longest that `docker model version` may take.
    package static let versionLimit = Duration.seconds(10)
    /// The longest that `docker container inspect` may take.
    package static let inspectLimit = Duration.seconds(5)

    /// What `docker` says of itself and of the runner's container.
    package struct Report: Hashable, Sendable {
        package var state: State
        package var container: Container
        /// The address of the engine that `docker` speaks to, in whatever way it was named; nil if it is
        /// not told.
        package var engineHost: String?
        /// Whether that address is from `DOCKER_HOST`.
        var isEngineOfVariable = false
        /// What the engine calls its system, such as `Ubuntu 24.04.1 LTS`, where a command knows it.
        package var system: String?
        /// What `docker` itself runs on, where a command knows it.
        var client: ClientSystem?
        /// The time at which it was asked, since 1970.
        var time: Duration?

        /// Where the engine is, if it is not on this machine: `ssh://gpu`.
        var remoteEngine: String? {
            guard let engineHost, case let address = EngineAddress(engineHost), !address.isHere
            else { return nil }
            return address.shown
        }

        /// Whether the runner's container runs, and has not for long.
        var isStarting: Bool {
            guard case .running(let since) = container else { return false }
            guard let since, let time else { return true }
            return time - since < RunnerLimits.start
        }
    }

    /// What a `docker` program runs on.
    enum ClientSystem: Hashable, Sendable { case linux, macos, windows, other }

    /// Asks for all of it; where there is no `docker`, nobody can say anything of a container.
    package func report() async -> Report {
        let state = await state()
        if state == .noClient { return Report(state: state, container: .unknown) }
        var container = await container()
        let host = await engineHost()
        if case .sshRefuses(let refusal, _) = container, let host {
            container = .sshRefuses(refusal, host: host)
        }
        return Report(state: state, container: container, engineHost: host)
    }

    /// The address that the context names, or `DOCKER_HOST`, which the client puts into its default one.
    private func engineHost() async -> String? {
        let result = await run(
            "context", "inspect", "--format", "{{json .Endpoints.docker.Host}}",
            within: Self.inspectLimit)
        guard result.ending == .exited(0),
            case .string(let host)? = try? JSON.parse(result.standardOutput),
            (1...Excerpt.limit).contains(host.utf8.count)
        else { return nil }
        return Sanitized.line(host)
    }

    /// Whether there are `docker` and its plugin.
    package enum State: Hashable, Sendable {
        /// There is no `docker` program.
        case noClient
        /// `docker` knows no command `model`.
        case noPlugin
        /// The plugin is there; the engine and the runner's version as it tells them, each if it does.
        case plugin(version: String, engine: String?, server: String?)
        /// It did not answer as expected; its words.
        case unknown(String)
    }

    /// Asks `docker model version`, which never installs a runner (dmr-contract §4.3).
    package func state() async -> State {
        let result = await run("model", "version", within: Self.versionLimit)
        switch result.ending {
        case .absent: return .noClient
        case .exited, .signalled:
            let output = String(decoding: result.standardOutput, as: UTF8.self)
            let error = String(decoding: result.standardError, as: UTF8.self)
            // Older clients print their whole help instead, and exit with 0 (upstream W2).
            let said = output + error
            if said.contains("unknown command: docker model")
                || said.contains("'model' is not a docker command")
            {
                return .noPlugin
            }
            return Self.versions(output)
                ?? .unknown(Excerpt.beginning(error.isEmpty ? output : error))
        case .timedOut: return .unknown("docker model version did not end in time")
        case .denied: return .unknown("this user may not run docker")
        case .failed(let error): return .unknown(error)
        case .interrupted, .unrecorded: return .unknown("docker model version gave no answer")
        }
    }

    /// Reads `Client:` and `Server:` blocks of `Version:` and `Engine:` lines; before February 2026 there
    /// were two lines of other words (dmr-contract §4.3).
    private static func versions(_ text: String) -> State? {
        let oldVersion = "Docker Model Runner version "
        var client: String?
        var server: String?
        var engine: String?
        var isServer = false
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("Server:") { isServer = true }
            if line.hasPrefix(oldVersion) { client = line.dropFirst(oldVersion.count).trimmed }
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmed
            switch parts[0].trimmed {
            case "Version" where isServer: server = value == "(not reachable)" ? nil : value
            case "Version": client = value
            case "Engine", "Docker Engine Kind": engine = value
            default: break
            }
        }
        return client.map { .plugin(version: $0, engine: engine, server: server) }
    }
}

extension Docker {
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
        /// This user may not open the engine's socket, such as `unix:///var/run/docker.sock`; empty where it is
        /// not told which.
        case engineDenied(host: String)
        /// The engine, or the client before it, answers with a refusal: its words.
        case engineRefuses(String)
        /// The engine is on another machine, which cannot be reached.
        case engineAway
        /// The engine is behind SSH, which leads nobody there: its address, empty where it is not known.
        case sshRefuses(SSHRefusal, host: String)
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
        let result = await run(
            "container", "inspect", "--format", "{{json .State}}", Self.containerName,
            within: Self.inspectLimit)
        switch result.ending {
        case .timedOut: return .engineSilent
        case .exited, .signalled:
            guard result.ending == .exited(0), let state = try? JSON.parse(result.standardOutput)
            else {
                return Self.trouble(String(decoding: result.standardError, as: UTF8.self))
            }
            if state["Running"]?.bool == true, state["Restarting"]?.bool != true {
                return .running(since: state["StartedAt"]?.string.flatMap { Timestamp.time($0) })
            }
            // A start that failed leaves its reason here (github.com/moby/moby/pull/8315).
            return .stopped(
                exitCode: state["ExitCode"]?.integer ?? 0,
                error: Excerpt.beginning(state["Error"]?.string ?? ""))
        default: return .unknown
        }
    }

    /// What the client's words mean (dmr-contract §4.2, §8.1).
    private static func trouble(_ words: String) -> Container {
        let text = words.lowercased()
        if text.contains("no such container") || text.contains("no such object") { return .absent }
        // The way to another machine, before what it may say of itself: its "permission denied" is SSH's.
        if let refusal = SSHRefusal(text) { return .sshRefuses(refusal, host: "") }
        let isDenied = text.contains("permission denied") || text.contains("access is denied")
        if text.contains("command [ssh") {
            // It is reached, and there docker is not found, or is not for this user.
            return text.contains("docker: command not found")
                || isDenied && text.contains("docker api")
                ? .engineRefuses(Excerpt.line(words)) : .engineAway
        }
        if text.contains("manually paused") { return .paused }
        if isDenied,
            ["docker api", "docker daemon", "dial unix", "pipe/"].contains(where: text.contains)
        {
            return .engineDenied(host: text.contains("pipe/") ? "npipe:" : socket(text))
        }
        // An engine and a client of other times (moby, `api/server/middleware/version.go`), and Docker Desktop's
        // proxy before an engine that is not well.
        if isAnswer(text) || isOfEncryption(text) || isRefusal(text)
            || text.contains("client version") && text.contains("is too")
        {
            return .engineRefuses(Excerpt.line(words))
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
        // Nobody listens at a socket of this machine.
        if text.contains("dial unix "), text.contains("refused") || text.contains("no such file") {
            return .engineDown(host: socket(text))
        }
        // A socket of this machine in the address of a request, or its own name.
        if ["%2f", "//localhost:", "//127.0.0.1:"].contains(where: text.contains) {
            return .engineRefuses(Excerpt.line(words))
        }
        if ["no such host", "could not resolve", "command [ssh", "error during connect"]
            .contains(where: text.contains)
        {
            return .engineAway
        }
        return .unknown
    }

    /// Whether somebody answers for the engine, with a status of its own trouble.
    private static func isAnswer(_ text: String) -> Bool {
        text.contains("for api route and version") && text.contains("request returned")
    }

    /// Whether the engine says itself that it cannot, or the client finds no way to any (docker/cli,
    /// `cli/command/cli.go`; desktop-feedback#117, for-win#14295).
    private static func isRefusal(_ text: String) -> Bool {
        [
            "docker desktop is unable to start", "unable to resolve docker endpoint",
            "is not found on the file system",
        ].contains(where: text.contains)
            || text.contains("error response from daemon") && text.contains("containerd.sock")
    }

    /// Whether the client and an engine do not agree on TLS, or on who the other is: Go's words, `net/http` and
    /// `crypto/tls` (moby#34358, docker/for-linux#1313).
    private static func isOfEncryption(_ text: String) -> Bool {
        [
            "client sent an http request to an https server",
            "server gave http response to https client", "x509: ", "remote error: tls: ",
        ].contains(where: text.contains)
    }

    /// The socket of `dial unix /var/run/docker.sock: connect: permission denied`.
    private static func socket(_ text: String) -> String {
        for mark in ["unix://", "dial unix "] {
            guard let range = text.firstRange(of: mark) else { continue }
            let path = text[range.upperBound...].prefix { !$0.isWhitespace && $0 != ":" }
            return "unix://" + path
        }
        return ""
    }
}
