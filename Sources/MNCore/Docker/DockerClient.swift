/// The `docker` program and its `model` plugin, asked without changing anything.
package struct DockerClient: Sendable {
    let docker: any Docker

    /// The longest that `docker model version` may take.
    package static let versionLimit = Duration.seconds(10)
    /// The longest that `docker container inspect` may take.
    package static let inspectLimit = Duration.seconds(5)

    package init(_ docker: any Docker) { self.docker = docker }

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
        return Report(
            state: state, container: await container(), engineHost: await engineHost())
    }

    /// The address that the context names, or `DOCKER_HOST`, which the client puts into its default one.
    private func engineHost() async -> String? {
        let outcome = await docker.run(
            .reading(
                "context", "inspect", "--format", "{{json .Endpoints.docker.Host}}",
                within: Self.inspectLimit))
        guard case .ended(let result) = outcome, result.ending == .exited(0),
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
        switch await docker.run(.reading("model", "version", within: Self.versionLimit)) {
        case .absent: return .noClient
        case .ended(let result):
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
        default: return .unknown("docker model version gave no answer")
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
