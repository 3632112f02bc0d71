import MNCore
import MNSim

/// Makes a Model Runner: what it holds, how it is, where it is, and the docker around it.
struct RunnerMaker {
    let material: Material
    let usual: UsualModels
    var stream: RandomStream
    let swarm: Swarm

    mutating func add(to members: inout JSONObject) {
        docker(&members)
        if stream.chance(swarm.weight("no runner"), in: 600) { return }
        var state: JSONObject = ["models": models()]
        if stream.chance(swarm.weight("engine"), in: 300) {
            state["engine"] = stream.either(
                "Docker Desktop", "Docker Engine", "Docker Engine (Manual Install)")
        }
        if stream.chance(swarm.weight("availability"), in: 600) {
            state["availability"] = stream.either("disabled", "store-broken")
        }
        if stream.chance(swarm.weight("version"), in: 400) {
            state["version"] = stream.either("v1.0.10", "v1.1.20", "v2.0.0", .null)
        }
        if stream.chance(swarm.weight("disk"), in: 400) {
            state["diskFreeBytes"] = .integer(stream.either(0, 1 << 20, 3 << 30, 40 << 30))
        }
        if stream.chance(swarm.weight("gpu"), in: 400) {
            state["gpuMemoryBytes"] = .integer(stream.either(1 << 28, 4 << 30, 24 << 30))
        }
        if stream.chance(swarm.weight("offline"), in: 800) { state["registryOffline"] = true }
        if stream.chance(swarm.weight("bandwidth"), in: 200) {
            state["bandwidthBytesPerSecond"] = .integer(
                stream.either(1 << 20, 10 << 20, 125 << 20))
        }
        state["registry"] = registry()
        members["runner"] = .object(state)
        if stream.chance(swarm.weight("socket"), in: 400) {
            members["runnerAt"] = stream.either(
                ["unix:///var/run/docker.sock:/exp/vDD4.40"], ["http://localhost:12435"],
                ["http://localhost:12434", "unix:///var/run/docker.sock:/exp/vDD4.40"])
        }
    }

    /// What can be pulled, where that is not what there is anyway: the models of another catalog, or refusals.
    private mutating func registry() -> JSON? {
        var offers = material.registry ?? []
        if stream.chance(swarm.weight("registry"), in: 400),
            let model = usual.model(&stream),
            model.provider == Model.runnerProvider
        {
            let answer: JSON = stream.either(
                "denied", "tokenRefused", "notFound", "page", "closed", "silent",
                ["status": .integer(stream.either(403, 404, 429, 500, 503))],
                ["unsupported": "application/vnd.example.v9+json"],
                ["unreachable": "dial tcp: lookup registry-1.docker.io: no such host"],
                [
                    "unreachable":
                        "tls: failed to verify certificate: x509: certificate signed by unknown authority"
                ])
            offers.removeAll { $0["reference"] == .string(model.reference) }
            offers.append(["reference": .string(model.reference), "answer": answer])
        }
        return offers.isEmpty ? nil : .array(offers)
    }

    private mutating func models() -> JSON {
        if stream.chance(1, in: 3) { return [] }
        var names: [String] = []
        for _ in 0..<stream.geometric(most: 5) {
            guard let model = usual.model(&stream),
                model.provider == Model.runnerProvider, !names.contains(model.reference)
            else { continue }
            names.append(model.reference)
        }
        var models = names.map { JSON.string($0) }
        if stream.chance(swarm.weight("outsider"), in: 300) {
            models.append([
                "tags": stream.either(
                    ["docker.io/somebody/else:1b"], [],
                    ["docker.io/ai/one:a", "docker.io/ai/one:b"]),
                "bytes": 1_000_000_000,
            ])
        }
        return .array(models)
    }

    private mutating func docker(_ members: inout JSONObject) {
        guard stream.chance(swarm.weight("docker"), in: 400) else { return }
        members["docker"] = stream.either(
            .null, ["plugin": "absent"], ["engine": "absent"], ["engine": "denied"],
            ["container": ["exitCode": 127, "error": "no such file"]], ["container": .null],
            [
                "engine": ["unreachable": "dial tcp: i/o timeout"],
                "engineHost": "tcp://10.9.9.9:2375",
            ])
    }
}
