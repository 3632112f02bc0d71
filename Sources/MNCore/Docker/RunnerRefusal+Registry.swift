// What helps with the one registry that a model is from.
extension RunnerRefusal {
    /// What logs in to it; Hugging Face has tokens in its place, which helpers of Docker do not keep.
    ///
    /// On Docker Engine only the plugin's own pull gives the runner the login (dmr-contract §4.6).
    var login: [String] {
        if isOfHuggingFace { return [] }
        return [registry.map(Self.login) ?? "docker login"]
            + (isOnDesktop ? [] : ["docker model pull \(dockerName)"])
    }

    /// What helps where the registry is named `localhost`.
    ///
    /// On Docker Engine the runner is a container of the network `bridge` (dmr-contract §5.3), whose gateway is
    /// the machine.
    var localhostFixes: [String] {
        isOnDesktop
            ? [
                "See what is there: curl -i http://\(CommandWords.line([registry ?? "localhost"]))/v2/"
            ]
            : [
                "docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}'",
                "Name the registry by that address in place of localhost: models/catalog.json",
            ]
    }

    /// The runner's container takes the proxies of the program that makes it (dmr-contract §5.3).
    var proxyFixes: [String] {
        isOnDesktop
            ? [
                "In Docker Desktop: Settings > Resources > Proxies, then: docker desktop restart",
                "docker model logs",
            ]
            : [
                "HTTPS_PROXY=http://PROXY:PORT docker model reinstall-runner",
                "Let the engine's network reach registry-1.docker.io and huggingface.co.",
            ]
    }

    /// The registry, with its port; nil if it is Docker Hub.
    private var registry: String? {
        guard let reference = circumstances.reference,
            case let qualified = Reference.qualified(reference),
            !["docker.io/", "index.docker.io/", "registry-1.docker.io/"]
                .contains(where: qualified.lowercased().hasPrefix)
        else { return nil }
        return Sanitized.line(String(qualified.prefix { $0 != "/" }))
    }

    /// Amazon's registries take tokens of some hours alone, for which its own program asks
    /// (docs.aws.amazon.com/AmazonECR, "Private registry authentication").
    private static func login(to registry: String) -> String {
        let name = CommandWords.line([registry])
        let parts = registry.lowercased().split(separator: ".")
        guard parts.count > 5, parts[1] == "dkr", parts[2].hasPrefix("ecr"), parts[4] == "amazonaws"
        else { return "docker login \(name)" }
        return "aws ecr get-login-password --region \(CommandWords.line([String(parts[3])])) "
            + "| docker login --username AWS --password-stdin \(name)"
    }
}
