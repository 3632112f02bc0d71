/// Where the plugin looks for the runner, and what it takes it for (dmr-contract 5.1).
struct RunnerEndpoint: Hashable {
    /// As `docker model version` names it.
    var kind: String
    /// What stands before a path: `http://127.0.0.1:12434`.
    var base: String
    /// `127.0.0.1:12434`; nil is the socket of Docker Desktop.
    var address: String?
    /// What the address itself says before the path: `/engines`.
    var prefix = ""
    /// Whether the plugin looks after the runner's container.
    var isContainer = false
    /// What `status --json` tells containers and the host.
    var containerURL: String
    var hostURL: String

    static let desktop = RunnerEndpoint(
        kind: RunnerKind.dockerDesktop.rawValue, base: "http://localhost/exp/vDD4.40",
        address: nil, containerURL: "http://model-runner.docker.internal/v1/",
        hostURL: "http://localhost/exp/vDD4.40/v1/")

    /// A runner in a container; 172.17.0.1 is the gateway of Docker's own network.
    static func container(_ kind: RunnerKind) -> RunnerEndpoint {
        let port = kind == .dockerCloud ? 12435 : 12434
        return RunnerEndpoint(
            kind: kind.rawValue, base: "http://localhost:\(port)", address: "127.0.0.1:\(port)",
            isContainer: true, containerURL: "http://172.17.0.1:\(port)/v1/",
            hostURL: "http://127.0.0.1:\(port)/v1/")
    }

    /// The address that `MODEL_RUNNER_HOST` names, or the words for what is wrong with it.
    static func manual(_ host: String) -> Result<RunnerEndpoint, URLProblem> {
        let whole = host.contains("://") ? host : "http://" + host
        guard let colon = whole.firstRange(of: "://") else { return .failure(URLProblem(whole)) }
        let rest = whole[colon.upperBound...]
        let authority = String(rest.prefix { $0 != "/" })
        var path = String(rest.dropFirst(authority.count))
        while path.hasSuffix("/") { path.removeLast() }
        var name = authority
        var port = whole.hasPrefix("https") ? "443" : "80"
        // The colons of an address in brackets are its own.
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            name = String(authority[..<colon])
            port = String(authority[authority.index(after: colon)...])
            if !port.allSatisfy({ "0"..."9" ~= $0 }) {
                return .failure(
                    URLProblem(
                        whole, reason: "invalid port \(GoText.quoted(":" + port)) after host"))
            }
        }
        if let problem = Self.hostProblem(name) {
            return .failure(URLProblem(whole, reason: problem))
        }
        if name == "localhost" { name = "127.0.0.1" }
        let base = String(whole[..<colon.upperBound]) + authority + path
        return .success(
            RunnerEndpoint(
                kind: "Docker Engine (Manual Install)", base: base, address: "\(name):\(port)",
                prefix: path, containerURL: base + "/v1/", hostURL: base + "/v1/"))
    }

    /// What Go's `url.Parse` has against the name of a host; nil if nothing.
    private static func hostProblem(_ name: String) -> String? {
        for scalar in name.unicodeScalars where scalar.isASCII {
            let isAllowed =
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "-_.~!$&'()*+,;=:[]<>\"%@".unicodeScalars.contains(scalar)
            if isAllowed { continue }
            if scalar.value < 0x20 || scalar.value == 0x7F {
                return "net/url: invalid control character in URL"
            }
            return "invalid character \(GoText.quoted(String(scalar))) in host name"
        }
        return nil
    }

    /// An address that Go cannot read.
    struct URLProblem: Error, Hashable {
        var words: String

        init(_ url: String, reason: String = "missing protocol scheme") {
            words = "invalid model runner URL (\(url)): parse \(GoText.quoted(url)): \(reason)"
        }
    }
}

extension DockerRun {
    /// Finds the runner's address and the kind of engine.
    mutating func lookAround() throws(CommandEnd) {
        if let host = call.variable("MODEL_RUNNER_HOST") {
            switch RunnerEndpoint.manual(host) {
            case .success(let found): endpoint = found
            case .failure(let problem):
                throw .failed("unable to detect model runner context: \(problem.words)")
            }
            return
        }
        // An engine that does not answer is taken for Docker Engine.
        let kind = engineProblem == nil ? runner.runner.state.kind : .dockerEngine
        endpoint = kind == .dockerDesktop ? .desktop : .container(kind)
    }

    /// Why the Docker engine cannot be asked, in the client's words; nil if it can.
    var engineProblem: EngineProblem? {
        let host = call.variable("DOCKER_HOST") ?? setup.engineHost
        guard let colon = host.firstRange(of: "://") else {
            return EngineProblem(
                "failed to create Docker client: unable to parse docker host `\(host)`",
                isOfClient: true)
        }
        if host == setup.engineHost, engine == .running { return nil }
        if host == setup.engineHost, case .unreachable(let words) = engine {
            return EngineProblem(words)
        }
        if host == setup.engineHost, engine == .denied {
            return EngineProblem(
                "permission denied while trying to connect to the docker API at \(host)")
        }
        if host.hasPrefix("unix://") {
            return EngineProblem(
                "failed to connect to the docker API at \(host); check if the path is correct "
                    + "and if the daemon is running: dial unix \(host[colon.upperBound...]): "
                    + "connect: no such file or directory")
        }
        return EngineProblem(
            "Cannot connect to the Docker daemon at \(host). Is the docker daemon running?")
    }
}

/// Why the plugin gets nowhere with the Docker engine.
struct EngineProblem: Hashable {
    /// The client's own words.
    private(set) var cause: String
    /// Whether it did not even come to asking the engine.
    private var isOfClient: Bool

    init(_ cause: String, isOfClient: Bool = false) {
        self.cause = cause
        self.isOfClient = isOfClient
    }

    /// What is said when the runner's container was looked for, for a purpose or for none.
    func words(after purpose: String? = nil) -> String {
        if isOfClient { return cause }
        return (purpose.map { $0 + ": " } ?? "")
            + "unable to prune stopped model runner containers: "
            + "unable to identify model runner containers: \(cause)"
    }
}
