// long: a document is a few lines, and there is one for each command.

import MNCore
import MNSim
import Testing

@testable import mn

/// The keys of documents, as paths such as `models[].id`.
///
/// Keys may be added here, never taken away or renamed.
@Suite(.serialized) struct `The keys of a document` {
    /// The keys that older programs know of a listed model.
    static let knownModel = [
        "id", "name", "provider", "model", "docker_model", "backend", "aliases", "context_size",
        "requirements", "installed", "default", "status", "used_by", "owner_count", "orphaned",
        "manual",
    ]
    /// The same of a verdict.
    static let knownVerdict = [
        "model_id", "docker_model", "backend", "status", "ok", "accelerator", "message", "help",
        "force_required", "warnings",
    ]
    /// The same of a machine.
    static let knownHardware = [
        "system", "machine", "total_memory_gb", "unified_memory_gb", "gpu_vendor", "gpu_name",
        "gpu_memory_gb", "gpu_api_version", "capabilities", "has_apple_silicon",
        "has_nvidia_cuda", "has_amd_gpu", "has_adreno_gpu",
    ]

    private static let model = knownModel + ["backends"]
    private static let evidence = ["id", "quote"]
    private static let gap = ["id", "reason", "fix"]
    private static let runner = ["reachable", "endpoint", "message", "fixes"]
    private static let requirements = [
        "min_vram_gb", "min_unified_memory_gb", "min_cpu_ram_gb", "cpu_ram_gb",
    ]
    private static let verdict =
        knownVerdict
        + [
            "rule", "evidence", "missing", "fixes", "forced", "found_bytes", "needed_bytes",
            "assumed", "driver", "simulated",
        ]
        + below("evidence[]", evidence) + below("missing[]", gap) + below("driver", driver)
    private static let summary = ["status", "ok", "rule", "accelerator", "message"]
    private static let driver = [
        "version", "cuda", "needed_driver", "needed_cuda", "requirement", "basis",
    ]
    private static let gpu =
        [
            "vendor", "name", "address", "pool", "memory_bytes", "generation", "driver", "usable",
            "problem", "evidence",
        ] + below("evidence[]", evidence)
    private static let hardware =
        knownHardware
        + [
            "processor", "processor_name", "kernel_release", "wsl", "installed_memory_bytes",
            "usable_memory_bytes", "gpus", "docker_engine", "notes", "missing",
        ] + below("gpus[]", gpu) + below("docker_engine", ["kind", "name", "runtimes"])
        + below("missing[]", gap)
    private static let catalog = ["catalog_error", "notices"]
    /// The driver data, in the form that a catalog file may have.
    private static let drivers =
        [
            "date", "images", "cuda", "generations", "toolkits", "code", "desktop", "jetson",
            "brands",
            "capabilities",
        ]
        + below("images[]", ["cuda", "since", "requirement", "compiled", "source"])
        + below("cuda[]", ["driver", "cuda", "source"])
        + below("generations[]", ["driver", "capability", "source"])
        + below("toolkits[]", ["from", "before", "source"])
        + below("code[]", ["cuda", "capability", "source"])
        + below("desktop", ["driver", "capability", "source"])
        + below("jetson[]", ["release", "kernel", "cuda", "source"])
        + below("brands[]", ["names", "devices", "brands", "source"])
        + below("capabilities[]", ["names", "devices", "capability", "source"])
    private static let fault = ["code", "message", "fixes"]

    static func below(_ place: String, _ keys: [String]) -> [String] {
        keys.map { "\(place).\($0)" }
    }

    /// The promise of each command.
    static let promises: [String: [String]] = [
        "model list":
            ["schema", "models", "runner", "simulated"] + catalog + below("models[]", model)
            + ["models[].compatibility"] + below("models[].compatibility", summary)
            + below("models[].requirements", requirements) + below("runner", runner)
            + below("catalog_error", fault),
        "model recommend":
            [
                "schema", "recommended", "choices", "unknown", "with_force", "catalog_error",
                "notices", "simulated",
            ]
            + below("choices[]", ["id", "model", "compatibility", "memory", "reasons"])
            + below("choices[].compatibility", summary)
            + below("choices[].memory", memorySummary)
            + below("catalog_error", fault),
        "model show --compatibility --explain":
            [
                "schema", "runner", "simulated", "notices", "compatibility", "hardware",
                "explanation", "memory",
            ]
            + below("memory", memorySummary)
            + model + below("requirements", Array(requirements.dropLast()))
            + below("runner", runner) + below("compatibility", verdict)
            + below("hardware", hardware)
            + below("explanation[]", ["rule", "truth", "conditions"])
            + below(
                "explanation[].conditions[]", ["condition", "truth", "evidence", "missing"])
            + below("explanation[].conditions[].evidence[]", evidence)
            + below("explanation[].conditions[].missing[]", gap),
        "model memory qwen3:8b gemma4:e2b": memory,
        "model rules":
            ["schema", "rules", "document", "nominal_share", "drivers"] + catalog
            + below("drivers", drivers)
            + below(
                "rules[]",
                ["rule", "conditions", "status", "forceable", "accelerator", "document_row"])
            + below("document[]", ["row", "hardware", "status", "rules"])
            + below("catalog_error", fault),
        "hardware": ["schema", "simulated"] + catalog + hardware + below("catalog_error", fault),
        "hardware --explain":
            ["schema", "simulated", "facts"] + catalog + hardware
            + below("facts[]", ["fact", "value", "evidence", "missing"])
            + below("facts[].evidence[]", evidence) + below("facts[].missing[]", gap)
            + below("catalog_error", fault),
        "support check /p/flawed.json":
            ["schema", "file", "ok", "obstacle", "totals", "findings"]
            + below("totals[]", ["class", "count"]),
        "completions zsh": ["schema", "shell", "script"],
        "completions names models":
            ["schema", "kind", "names", "catalog_error", "notices"]
            + below("catalog_error", fault),
        "manual model show":
            ["schema", "pages"] + below("pages[]", ["name", "file", "text"]),
        "profile list":
            ["schema", "profiles"] + below("profiles[]", ["id", "title", "provenance", "tags"]),
        "profile verify test-cuda-8gb":
            ["schema", "profile", "equal", "models", "differences"]
            + below("differences[]", ["place", "machine", "profile"]),
        "profile lint /p/flawed.json test-cuda-8gb":
            ["schema", "profiles", "errors", "warnings", "findings", "judged"]
            + below("judged[]", ["id", "file", "verdicts"])
            + below("judged[].verdicts[]", ["model", "rule", "status", "expected"])
            + below("judged[].verdicts[].expected", ["rule", "status"])
            + below("findings[]", ["code", "severity", "profile", "pointer", "message"]),
        "profile diff test-cuda-8gb test-cuda-6gb":
            [
                "schema", "simulated", "a", "b", "provenance", "models", "evidence", "facts",
                "verdicts",
            ]
            + below("provenance", ["a", "b"])
            + below("provenance.a", ["class", "sources"])
            + below("provenance.b", ["class", "sources"])
            + below("evidence[]", ["access", "change", "a", "b", "only_a", "only_b"])
            + below("facts[]", ["fact", "a", "b"])
            + below("verdicts[]", ["model", "a", "b"])
            + below("verdicts[].a", ["rule", "status"])
            + below("verdicts[].b", ["rule", "status"]),
        "sim matrix":
            [
                "schema", "simulated", "data", "totals", "differences", "baseline", "notices",
                "verdicts",
            ]
            + below("totals", ["pass", "warning", "force_only", "fail", "differing"])
            + below("verdicts[]", verdict)
            + below("verdicts[]", ["profile", "provenance", "expected", "differs"])
            + below("verdicts[].expected", ["rule", "status"]),
        "sim merge /shard.jsonl --partial":
            [
                "schema", "simulated", "kind", "complete", "shards", "run", "parts", "notices",
                "data", "totals", "differences",
            ]
            + below("shards", ["total", "merged", "missing"])
            + below("parts", ["version", "rules", "catalog", "models", "machines", "policy"])
            + below("parts", ["selection"])
            + below("totals", ["pass", "warning", "force_only", "fail"]),
        "sim mutate change-share/93 take-gpus/none --machines test-cuda-8gb":
            [
                "schema", "simulated", "totals", "unmet", "exhausted", "mutants", "survivors",
            ]
            + below(
                "totals",
                [
                    "mutants", "unexpected", "different", "equivalent", "survived", "profiles",
                    "questions",
                ])
            + below("exhausted", ["machines", "axes"])
            + below("mutants[]", ["id", "operator", "change", "fate", "profiles"])
            + below("survivors[]", ["id", "change", "model", "before", "after", "killer"])
            + below("survivors[].before", ["rule", "status"])
            + below("survivors[].after", ["rule", "status"]),
        "sim coverage":
            ["schema", "simulated", "real_machines", "areas", "items"]
            + below("real_machines", ["profiles", "verdicts", "rules"])
            + ["profiles", "verdicts", "rules"].flatMap {
                below("real_machines.\($0)", ["real", "all"])
            }
            + below("areas[]", ["area", "items", "reached", "real"])
            + below(
                "items[]",
                ["area", "name", "reached", "real", "provenance", "profiles", "scenarios"]),
        "sim contract http://localhost:12434 --only models*":
            [
                "schema", "endpoint", "release", "model", "totals", "checks", "interrupted",
                "removed", "left", "notices", "simulated",
            ] + below("totals", ["checks", "ok", "differ", "skipped"])
            + below(
                "checks[]",
                ["name", "result", "request", "source", "note", "wanted", "found"]),
        "sim contract --list":
            ["schema", "checks"]
            + below("checks[]", ["name", "request", "changing", "source"]),
        "sim list":
            ["schema", "scenarios"]
            + below("scenarios[]", ["name", "title", "intent", "tags", "steps"]),
        "sim run":
            ["schema", "scenarios", "notices"]
            + below("scenarios[]", ["name", "title", "ok", "steps", "failures"]),
        "sim explore --runs 2":
            ["schema", "seed", "only", "runs", "steps", "findings", "claims", "notices"]
            + below("claims", ["met", "all", "unmet"]),
        "sim explore --list":
            ["schema", "invariants"] + below("invariants[]", ["name", "area", "holds"]),
        "sim new first": ["schema", "file", "name", "profile", "steps", "next", "simulated"],
        "policy init": ["schema", "file", "promises", "next"],
        "sim show test-list": ["schema", "name", "transcript", "passed", "failures"],
        "blueprint init /new":
            [
                "schema", "folder", "blueprint_id", "model_id", "files", "written", "next",
                "simulated", "notices",
            ],
        "fleet import table /hosts.csv --preset fleet":
            ["schema", "as_of", "sources", "classes"]
            + below("sources[]", fleetSource) + below("sources[].left_out[]", ["n", "why"])
            + below("classes[]", ["id", "count", "facts"])
            + below("classes[].facts", ["system", "arch", "ram", "gpus", "other_gpus", "model"])
            + below("classes[].facts.ram", ["at"])
            + below("classes[].facts.other_gpus", ["amd", "nvidia"])
            + below("classes[].facts.other_gpus.amd", ["not"])
            + below("classes[].facts.other_gpus.nvidia", ["not"]),
        "fleet show /fleet.json":
            ["schema", "as_of", "machines", "sources", "not_known", "classes"]
            + below("not_known[]", ["fact", "machines"])
            + below("classes[]", ["id", "count", "facts"])
            + below("classes[].facts", ["system", "arch", "ram", "gpus"])
            + below("classes[].facts.ram", ["at", "not"])
            + below("classes[].facts.gpus[]", ["vendor", "name", "memory", "driver"])
            + below("classes[].facts.gpus[].memory", ["at"]),
        "fleet verdict /fleet.json --models gemma4 --contexts 50":
            ["schema", "simulated", "data", "as_of", "machines", "classes", "models", "missing"]
            + below(
                "models[]",
                [
                    "id", "total", "runs", "runs_assumed", "after_action", "does_not_run",
                    "with_force", "unknown", "longest_context",
                ])
            + below("models[].longest_context", ["percent", "tokens"])
            + ["models[].after_action.driver", "models[].unknown.ram"]
            + below("missing[]", ["fact", "machines"]),
        "profile import windows-cim /cim.json -o /out.json":
            [
                "schema", "file", "id", "answers", "changes", "notices", "recognised",
                "not_recognised", "verdict", "unknown", "paste_next",
            ]
            + below("recognised[]", ["file", "kind", "form", "first_line", "last_line"])
            + below("verdict", ["model", "rule", "status"])
            + below("unknown[]", ["question", "why", "paste"]),
        "profile merge test-cuda-8gb -o /out.json":
            ["schema", "file", "id", "profiles", "answers"],
        "schema": ["schema", "schemas"] + below("schemas[]", ["name", "title", "description"]),
        "profile record -o /out.json":
            ["schema", "file", "id", "answers", "for_others", "notices"],
    ]

    private static let fleetSource = [
        "kind", "sha256", "rows", "taken", "duplicates", "stale", "left_out", "assumed",
    ]

    @Test(arguments: promises.keys.sorted())
    func `are as promised`(line: String) async throws {
        var found: Set<String> = []
        let shard = await TestWorld().run("sim matrix --shard 1/2 --jsonl").output
        // Between them these worlds have everything that a document can speak of.
        for machine in ["test-cuda-8gb", "test-cuda-unknown"] {
            for runner in [StubRunner("[]"), StubRunner(.refused)] {
                for home in [nil, "{"] {
                    var world = TestWorld()
                    world.machine = TestMachines.machine(machine)
                    world.docker = runner
                    world.files = MemoryFiles(
                        texts: [
                            "/p/flawed.json": "{}", "/shard.jsonl": shard,
                            "/hosts.csv": TestFleet.table, "/fleet.json": TestFleet.text,
                            "/cim.json": "{\"Win32_Processor\": {\"Architecture\": 9}}",
                        ]
                        .merging(home.map { [TestWorld.homeCatalog: $0] } ?? [:]) { $1 })
                    let json = try await world.run("\(line) --json").json
                    if json["error"] == nil { Self.add(json, at: "", to: &found) }
                }
            }
        }
        let promised = try #require(Self.promises[line])
        #expect(Set(promised).subtracting(found).sorted() == [], "gone")
        #expect(found.subtracting(promised).sorted() == [], "new: write it down")
    }

    private static func add(_ json: JSON, at place: String, to paths: inout Set<String>) {
        for (key, value) in json.object?.members.map({ ($0.key, $0.value) }) ?? [] {
            let path = place.isEmpty ? key : "\(place).\(key)"
            paths.insert(path)
            // A profile has a format of its own.
            if path.hasSuffix(".killer") { continue }
            add(value, at: path, to: &paths)
        }
        for element in json.array ?? [] { add(element, at: "\(place)[]", to: &paths) }
    }

    /// Every object of a kind has all its keys, null where there is nothing to say.
    @Test func `are all there in every model, verdict and machine`() async throws {
        var world = TestWorld()
        world.docker = StubRunner(`What is installed`.models)
        let list = try await world.run("model list --json").json
        for model in list["models"]?.array ?? [] {
            let keys = Set(model.object?.keys ?? [])
            #expect(keys.isSuperset(of: Self.model))
        }
        for machine in TestMachines.texts.keys {
            let line = "model show --compatibility --json --profile \(machine)"
            let show = try await world.run(line).json
            let verdict = Set(show["compatibility"]?.object?.keys ?? [])
            #expect(verdict == Set(Self.verdict.filter { !$0.contains(".") && !$0.contains("[]") }))
            let hardware = Set(show["hardware"]?.object?.keys ?? [])
            #expect(hardware.isSuperset(of: Self.knownHardware))
        }
    }

    @Test func `use words that are promises`() async throws {
        let models = "gemma4,smollm2-vllm,qwen3:4b,llama3.2:1b"
        let matrix = try await TestWorld().run("sim matrix --models \(models) --json").json
        let rules = Set(Rule.ID.allCases.map(\.rawValue))
        for verdict in matrix["verdicts"]?.array ?? [] {
            let status = try #require(verdict["status"]?.string)
            #expect(["pass", "warning", "force_only", "fail"].contains(status))
            #expect(rules.contains(try #require(verdict["rule"]?.string)))
            let accelerator = try #require(verdict["accelerator"]?.string)
            #expect(
                ["metal", "cuda", "rocm", "vulkan", "opencl", "cpu", "none"].contains(accelerator))
            #expect(verdict["ok"]?.bool == ["pass", "warning"].contains(status))
            #expect(verdict["simulated"] == true)
        }
    }
}
