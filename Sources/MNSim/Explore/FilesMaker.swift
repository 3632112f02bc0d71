import MNCore
import MNSim

/// Makes what the user has: the ledger and catalog of `mn`, a blueprint, variables, a terminal.
struct FilesMaker {
    let material: Material
    let usual: UsualModels
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
                                "requirements": stream.either(
                                    ["min_vram_gb": 1],
                                    ["required_capabilities": ["nvidia-h100"]]),
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
            guard let model = usual.model(&stream) else { continue }
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
        let model = usual.model(&stream)?.id ?? "gemma4:e2b"
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
            ("catalog path", ("MN_MODEL_CATALOG_PATH", "/elsewhere/catalog.json")),
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
