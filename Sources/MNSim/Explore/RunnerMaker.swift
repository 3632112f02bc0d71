import MNCore
import MNSim

/// Makes a Model Runner: what it holds, how it is, where it is, and the docker around it.
struct RunnerMaker {
    let material: Material
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
            let model = stream.pick(material.models),
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
            guard let model = stream.pick(material.models),
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

/// Makes what the user has: the ledger and catalog of `mn`, a blueprint, variables, a terminal.
struct FilesMaker {
    let material: Material
    var stream: RandomStream
    let swarm: Swarm

    static let home = "/home/user/.mn/models"
    static let ledger = "\(home)/ownership.json"
    static let catalog = "\(home)/catalog.json"
    static let blueprint = "/blueprint"

    mutating func add(to members: inout JSONObject) {
        var files = material.files
        if stream.chance(swarm.weight("ledger"), in: 200) { files[Self.ledger] = ledger() }
        if stream.chance(swarm.weight("catalog"), in: 500), files[Self.catalog] == nil {
            files[Self.catalog] = stream.either(
                ["json": ["models": []]], ["{"], "", ["json": ["models": [["id": "odd:1b"]]]],
                [
                    "json": [
                        "models": [
                            [
                                "id": "own:1b", "name": "Own", "provider": "docker_model_runner",
                                "model": "ai/smollm2:135M", "aliases": ["mine"],
                                "requirements": ["min_vram_gb": 1],
                            ]
                        ]
                    ]
                ])
        }
        if material.blueprints.isEmpty { blueprint(&files) }
        if !files.members.isEmpty { members["files"] = .object(files) }
        if !swarm.isCalm, stream.chance(swarm.weight("file"), in: 600) {
            members["fileFaults"] = [
                stream.either(Self.ledger, Self.catalog):
                    stream.either("denied", ["failed": "read: Input/output error"])
            ]
        }
        if !swarm.isCalm, stream.chance(swarm.weight("held"), in: 400) {
            members["heldUntilSeconds"] = [
                "\(Self.ledger).lock": .integer(stream.either(1, 10, 31, 600))
            ]
        }
        user(&members)
    }

    private mutating func ledger() -> JSON {
        if stream.chance(1, in: 8) {
            return stream.either("", ["{"], ["json": ["version": 2, "models": [:]]], ["json": []])
        }
        var models = JSONObject()
        for _ in 0..<stream.geometric(most: 4) {
            guard let model = stream.pick(material.models) else { continue }
            var record: JSONObject = [
                "model_id": .string(model.id), "provider": "docker_model_runner",
            ]
            record["manual"] = stream.chance(1, in: 2) ? true : nil
            if stream.chance(1, in: 2) {
                record["owners"] = ["assistant": ["source": "/blueprint", "revision": "1"]]
            }
            if stream.chance(1, in: 3) { record["context_size"] = .integer(2048) }
            if stream.chance(1, in: 3) { record["from_the_future"] = ["kept": true] }
            models[model.reference] = .object(record)
        }
        return ["json": ["version": 1, "models": .object(models), "kept": "as it is"]]
    }

    private mutating func blueprint(_ files: inout JSONObject) {
        let model = stream.pick(material.models)?.id ?? "gemma4:e2b"
        files["\(Self.blueprint)/manifest.json"] = [
            "json": [
                "manifest_version": "1.0", "graph_id": "assistant", "job_name": "Assistant",
                "entrypoints": ["worker"],
                "nodes": [
                    [
                        "node_id": "worker",
                        "config": [
                            "runner_module": "MirrorNeuron.Runner.HostLocal",
                            "command": ["python3", "payloads/worker.py"],
                        ],
                    ]
                ],
            ]
        ]
        files["\(Self.blueprint)/config/default.json"] = [
            "json": [
                "llm": [
                    "enabled": true, "default_config": "primary",
                    "configs": [
                        "primary": [
                            "provider": "docker_model_runner", "runtime_model": .string(model),
                            "model": .string(model), "context_size": 4096,
                        ]
                    ],
                ]
            ]
        ]
    }

    private mutating func user(_ members: inout JSONObject) {
        var variables = JSONObject()
        let canary = SituationGenerator.Canary.self
        let known: [(name: String, kind: (String, JSON))] = [
            ("token", ("HF_TOKEN", .string(canary.token))),
            ("ci", ("CI", "true")), ("github", ("GITHUB_ACTIONS", "true")),
            ("home", ("MN_HOME", "/elsewhere")), ("no home", ("HOME", .null)),
            ("host", ("MODEL_RUNNER_HOST", "http://localhost:12434")),
            (
                "userinfo",
                ("MODEL_RUNNER_HOST", .string("http://me:\(canary.password)@localhost:12434"))
            ),
            ("wrong host", ("MODEL_RUNNER_HOST", "http://nowhere.example:1")),
            ("bad host", ("MODEL_RUNNER_HOST", "ftp://x")),
            ("engine", ("DOCKER_HOST", "tcp://10.9.9.9:2375")),
            ("locale", ("LC_ALL", "de_DE.UTF-8")), ("plain", ("NO_COLOR", "1")),
        ]
        if stream.chance(1, in: 2) {
            for _ in 0..<stream.geometric(most: 3) {
                if let (name, value) = swarm.pick(known, &stream) { variables[name] = value }
            }
        }
        if !variables.members.isEmpty { members["environment"] = .object(variables) }
        if stream.chance(1, in: 3) {
            members["terminal"] = .integer(stream.either(20, 40, 80, 132, 500))
        }
    }
}
