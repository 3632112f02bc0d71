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
        kind: EngineKind.dockerDesktop.rawValue, base: "http://localhost/exp/vDD4.40",
        address: nil, containerURL: "http://model-runner.docker.internal/v1/",
        hostURL: "http://localhost/exp/vDD4.40/v1/")

    /// A runner in a container; 172.17.0.1 is the gateway of Docker's own network.
    static func container(_ kind: EngineKind) -> RunnerEndpoint {
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
