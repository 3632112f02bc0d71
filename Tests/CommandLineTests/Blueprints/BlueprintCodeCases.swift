// long: one table of every code
import MNCore
import Testing

@testable import mn

/// Blueprints that are each wrong in one way, with the code that tells it.
enum BlueprintCodes {
    struct Case: Sendable, CustomTestStringConvertible {
        var code: String
        var blueprint: BlueprintFixture
        var exit: ExitCode
        /// Whether only a run tells it.
        var isOnRun: Bool
        var testDescription: String { code }

        init(
            _ code: String, exit: ExitCode = .failed, onRun isOnRun: Bool = false,
            _ blueprint: BlueprintFixture
        ) {
            self.code = code
            self.blueprint = blueprint
            self.exit = exit
            self.isOnRun = isOnRun
        }
    }

    fileprivate static func files(_ path: String, _ text: String?) -> BlueprintFixture {
        var blueprint = BlueprintFixture()
        blueprint.files[path] = text
        return blueprint
    }

    fileprivate static func with(
        _ runner: StubRunner, machine: String = "test-cuda-8gb"
    ) -> BlueprintFixture {
        var blueprint = BlueprintFixture()
        blueprint.world.docker = runner
        blueprint.world.machine = TestMachines.machine(machine)
        return blueprint
    }

    fileprivate static func outside(
        _ members: String, _ ending: ProcessOutcome, _ output: String = ""
    ) -> BlueprintFixture {
        var blueprint = BlueprintFixture(manifest: members)
        blueprint.services = StubServices { _ in (ending, output, "") }
        return blueprint
    }

    fileprivate static let rule = "\"input_validation\": {\"rules\": "
    fileprivate static let validator =
        rule + "[{\"type\": \"command\", \"command\": [\"payloads/check\"]}]}"

    fileprivate static func workflow(_ edges: String) -> BlueprintFixture {
        files(
            "/bp/manifest.json",
            """
            {"apiVersion": "mn.workflow/v1", "kind": "Workflow", "id": "w", "name": "W",
             "manifest_version": "1", "job_name": "j", "contract": {}, "runtime": {},
             "agents": {"nodes": []}, "workflow": {"source": "a", "sink": "c",
             "steps": [{"id": "a"}, {"id": "b"}, {"id": "c"}], "edges": \(edges)}}
            """)
    }

    fileprivate static func unusable(
        _ path: String, _ reason: FileFault.Reason
    ) -> BlueprintFixture {
        var blueprint = BlueprintFixture()
        blueprint.faults[path] = reason
        return blueprint
    }

    /// A blueprint with a file of one byte more than is read.
    fileprivate static func tooLarge(_ path: String) -> BlueprintFixture {
        var blueprint = BlueprintFixture()
        blueprint.sizes[path] = (1 << 20) + 1
        return blueprint
    }

    fileprivate static func linked(
        _ path: String, to target: String, _ blueprint: BlueprintFixture = BlueprintFixture()
    ) -> BlueprintFixture {
        var blueprint = blueprint
        blueprint.files[target] = blueprint.files.removeValue(forKey: path) ?? ""
        blueprint.links[path] = target
        return blueprint
    }

    /// A blueprint whose user names another layer.
    fileprivate static func named(_ path: String) -> BlueprintFixture {
        var blueprint = BlueprintFixture()
        blueprint.world.environment["MN_BLUEPRINT_CONFIG_PATH"] = path
        return blueprint
    }

    fileprivate static func runtime(_ models: String) -> BlueprintFixture {
        BlueprintFixture(manifest: "\"runtime\": {\"models\": \(models)}")
    }

    fileprivate static func service(_ service: String) -> BlueprintFixture {
        BlueprintFixture(manifest: "\"required_services\": [\(service)]")
    }

    fileprivate static func script(_ command: String) -> BlueprintFixture {
        service(
            "{\"name\": \"a\", \"checks\": [{\"type\": \"script\", \"command\": \(command)}]}")
    }

    /// A blueprint on a machine on which a program cannot be started.
    fileprivate static func hindered(
        _ program: String, _ ending: ProcessOutcome,
        _ blueprint: BlueprintFixture = BlueprintFixture()
    ) -> BlueprintFixture {
        var blueprint = blueprint
        blueprint.services = StubServices(obstacles: [program: ending]) { _ in (.exited(0), "", "")
        }
        return blueprint
    }

    fileprivate static let source = """
        {"apiVersion": "mn.workflow.source/v1", "kind": "WorkflowSource",
         "identity": {"id": "s", "name": "S"}, "workflow": {"steps": [{"id": "a"}]}}
        """

    /// A blueprint that demands something of the machine, which tells of more than its GPU.
    fileprivate static func demanding(
        _ requirements: String, cores: Int? = nil, freeGigabytes: Int? = nil
    ) -> BlueprintFixture {
        var blueprint = BlueprintFixture(manifest: "\"requirements\": \(requirements)")
        blueprint.world.machine = TestMachines.machine(
            "test-cuda-8gb", cores: cores, freeGigabytes: freeGigabytes)
        return blueprint
    }

    /// A blueprint with a context that its model has and a machine has not.
    fileprivate static func withLongContext(on machine: String) -> BlueprintFixture {
        var blueprint = BlueprintFixture(
            entry: "\"runtime_model\": \"gemma3:4b\", \"context_size\": 131072"
        ).with(installed: "docker.io/ai/gemma3:4B")
        blueprint.world.machine = TestMachines.machine(machine)
        return blueprint
    }

    static let cases: [Case] = [
        Case("manifest.folder", BlueprintFixture(files: [:])),
        Case("manifest.not_found", files("/bp/manifest.json", nil)),
        Case("manifest.invalid_json", files("/bp/manifest.json", "{\n  \"a\": ,\n}")),
        Case("manifest.wrong_type", files("/bp/manifest.json", "[]")),
        Case("manifest.missing_key", BlueprintFixture(without: "\"graph_id\": \"demo\", ")),
        Case("manifest.wrong_type", BlueprintFixture(manifest: "\"requiredContextEngine\": 1")),
        Case("manifest.unknown_name", BlueprintFixture(replacing: ("[\"w\"]", "[\"v\"]"))),
        Case(
            "manifest.out_of_range",
            BlueprintFixture(manifest: "\"apiVersion\": \"mn.workflow/v9\"")),
        Case(
            "manifest.workflow_cycle",
            workflow(
                "[{\"from\": \"a\", \"to\": \"b\"}, {\"from\": \"b\", \"to\": \"a\"}, {\"from\": \"b\", \"to\": \"c\"}]"
            )),
        Case("manifest.workflow_unreachable", workflow("[{\"from\": \"a\", \"to\": \"b\"}]")),
        Case(
            "manifest.unknown_name",
            workflow(
                "[{\"from\": \"a\", \"to\": \"b\"}, {\"from\": \"b\", \"to\": \"d\"}, {\"from\": \"a\", \"to\": \"c\"}]"
            )),
        Case(
            "manifest.name_twice",
            BlueprintFixture(replacing: ("\"nodes\": [", "\"nodes\": [{\"node_id\": \"w\"}, "))),
        Case(
            "manifest.worker.shell", exit: .done,
            BlueprintFixture(
                replacing: (
                    "[\"python3\", \"payloads/worker.py\"]", "\"python3 worker.py | tee log\""
                ))),
        Case(
            "manifest.worker.outside",
            BlueprintFixture(replacing: ("\"python3\", ", "\"../evil\", "))),
        Case(
            "manifest.worker.outside",
            BlueprintFixture(replacing: ("\"command\"", "\"upload_path\": \"../x\", \"command\""))),
        Case(
            "manifest.worker.missing",
            BlueprintFixture(replacing: ("\"command\"", "\"upload_path\": \"x\", \"command\""))),
        Case(
            "manifest.service.invalid",
            BlueprintFixture(manifest: "\"required_services\": [{\"name\": \"-\"}]")),
        Case(
            "manifest.service.out_of_range",
            BlueprintFixture(
                manifest:
                    "\"required_services\": [{\"name\": \"a\", \"address\": \"h\", \"port\": 0}]")),
        Case(
            "manifest.service.script.shell",
            BlueprintFixture(
                manifest:
                    "\"required_services\": [{\"name\": \"a\", \"required\": false, \"checks\": [{\"type\": \"script\", \"command\": [\"sh\", \"-c\", \"true\"]}]}]"
            )),
        Case(
            "manifest.validator.command",
            BlueprintFixture(manifest: "\(rule)[{\"command\": \"a 'b\"}]}")),
        Case(
            "manifest.validator.pattern",
            BlueprintFixture(manifest: "\(rule)[{\"path\": \"a\", \"pattern\": \"(\"}]}")),
        Case("config.invalid_json", exit: .failed, files("/bp/config/overwrite.json", "{")),
        Case("config.wrong_type", files("/bp/config/overwrite.json", "[1]")),
        Case("config.out_of_range", BlueprintFixture(entry: "\"context_size\": 0")),
        Case("config.out_of_range", BlueprintFixture(entry: "\"context_size\": -1")),
        Case("config.out_of_range", BlueprintFixture(entry: "\"context_size\": 1000000000000")),
        Case("config.wrong_type", BlueprintFixture(entry: "\"timeout_seconds\": \"60\"")),
        Case(
            "config.unknown_backend", exit: .failed,
            BlueprintFixture(entry: "\"backend\": \"lama.cpp\"")),
        Case(
            "config.unknown_provider",
            BlueprintFixture(entry: "\"provider\": \"docker_model_runer\"")),
        Case(
            "service.health_failed",
            BlueprintFixture(
                manifest:
                    "\"required_services\": [{\"name\": \"db\", \"address\": \"localhost\", \"port\": 5432}]"
            )),
        Case(
            "service.not_checked", exit: .done,
            BlueprintFixture(manifest: "\"required_services\": [{\"name\": \"db\"}]")),
        Case(
            "manifest.duplicate_key", exit: .done,
            BlueprintFixture(
                replacing: ("\"graph_id\": \"demo\"", "\"graph_id\": \"a\", \"graph_id\": \"demo\"")
            )),
        Case(
            "config.duplicate_key", exit: .done,
            BlueprintFixture(
                configuration: "{\"a\": 1, " + BlueprintFixture.configuration.dropFirst().dropLast()
                    + ", \"a\": 2}")),
        Case("manifest.source_form", exit: .done, files("/bp/manifest.json", source)),
        Case("manifest.source_form", onRun: true, files("/bp/manifest.json", source)),
        Case("manifest.requirements.wrong_type", demanding("[]")),
        Case(
            "manifest.requirements.out_of_range", demanding("{\"memory\": {\"min_gb\": \"lots\"}}")),
        Case(
            "manifest.requirements.out_of_range", exit: .done,
            demanding("{\"memory\": {\"min_bg\": 4}}")),
        Case(
            "requirements.gpu_node_unavailable", exit: .notCompatible,
            demanding("{\"gpu\": {\"vendor\": \"amd\", \"enforcement\": \"hard\"}}")),
        Case(
            "requirements.gpu_node_unavailable", exit: .done,
            demanding("{\"gpu\": {\"vendor\": \"amd\"}}")),
        Case(
            "requirements.cpu_insufficient", exit: .needsForce,
            demanding("{\"cpu\": {\"min_cores\": 99, \"enforcement\": \"hard\"}}", cores: 8)),
        Case(
            "requirements.memory_insufficient", exit: .notCompatible,
            demanding("{\"memory\": {\"min_gb\": 512, \"enforcement\": \"hard\"}}")),
        Case(
            "requirements.disk_insufficient", exit: .notCompatible,
            demanding(
                "{\"disk\": {\"min_gb\": 512, \"enforcement\": \"hard\"}}", freeGigabytes: 100)),
        Case(
            "requirements.unknown", exit: .done,
            demanding("{\"cpu\": {\"min_cores\": 4, \"enforcement\": \"hard\"}}")),
        Case(
            "model.context_too_large", exit: .done, withLongContext(on: "test-cuda-6gb")),
        Case(
            "model.not_judged", exit: .done,
            BlueprintFixture(
                entry:
                    "\"runtime_model\": \"docker.io/me/own:E2B\", \"customize_mode\": true"
            )
            .with(installed: "docker.io/me/own:E2B")),
        Case(
            "model.payload_missing",
            BlueprintFixture(
                entry:
                    "\"runtime_model\": \"payloads/own.gguf\", \"customize_mode\": true")),
        Case(
            "service.check_failed",
            outside(
                "\"required_services\": [{\"name\": \"db\", \"checks\": [{\"type\": \"script\", \"command\": [\"payloads/up\"]}]}]",
                .exited(1))),
        Case(
            "config.template_unknown",
            BlueprintFixture(
                manifest:
                    "\"required_services\": [{\"name\": \"db\", \"url\": \"http://${config.host}:1\"}]"
            )),
        Case("config.template_cycle", BlueprintFixture(cycle: true)),
        Case(
            "model.unknown", exit: .unknownModel,
            BlueprintFixture(entry: "\"runtime_model\": \"gema4:e2b\"")),
        Case("model.not_installed", with(StubRunner("[]"))),
        Case("model.no_port", exit: .runnerUnreachable, with(StubRunner.atSocket)),
        Case("model.registry_unavailable", exit: .runnerUnreachable, with(StubRunner(.refused))),
        Case(
            "model.hardware_incompatible", exit: .notCompatible,
            with(StubRunner(BlueprintFixture.installed), machine: "test-cuda-6gb")),
        Case(
            "model.hardware_incompatible", exit: .needsForce,
            with(StubRunner(BlueprintFixture.installed), machine: "test-cpu-32gb")),
        Case(
            "config.required",
            BlueprintFixture(
                manifest: "\(rule)[{\"path\": \"inputs.payload.mail\", \"required\": true}]}")),
        Case(
            "config.pattern_mismatch",
            BlueprintFixture(
                manifest: "\(rule)[{\"path\": \"llm.default_config\", \"pattern\": \"^x\"}]}")),
        Case("validator.command_failed", outside(validator, .exited(2))),
        Case(
            "validator.command_failed",
            outside(validator, .exited(0), "{\"ok\": false, \"message\": \"no\"}")),
        Case("validator.command_timeout", outside(validator, .timedOut)),
        Case("validator.command_unavailable", outside(validator, .absent)),
        Case("validator.command_invalid", outside(validator, .exited(0), "{\"ok\": 3}")),
        Case("manifest.too_large", tooLarge("/bp/manifest.json")),
        Case("manifest.unreadable", unusable("/bp/manifest.json", .denied)),
        Case("manifest.outside", linked("/bp/manifest.json", to: "/etc/manifest.json")),
        Case(
            "manifest.invalid",
            files(
                "/bp/manifest.json", #"{"apiVersion": "mn.workflow/v1", "nodes": [], "id": "w"}"#)
        ),
        Case(
            "manifest.too_many_issues",
            BlueprintFixture(
                replacing: (
                    "\"nodes\": [",
                    "\"nodes\": [" + String(repeating: "1, ", count: 1000)
                ))),
        Case(
            "manifest.worker.command",
            BlueprintFixture(replacing: ("[\"python3\", \"payloads/worker.py\"]", "[]"))),
        Case(
            "manifest.worker.outside",
            linked(
                "/bp/payloads/w", to: "/usr/bin/w",
                BlueprintFixture(replacing: ("\"python3\", ", "\"payloads/w\", ")))),
        Case(
            "manifest.worker.missing",
            BlueprintFixture(replacing: ("\"python3\", ", "\"payloads/nothing\", "))),
        Case("manifest.model.wrong_type", runtime("[]")),
        Case(
            "config.out_of_range",
            BlueprintFixture(
                configuration: "{\"llm\": {\"configs\": {"
                    + (0...100).map { "\"a\($0)\": {\"model\": \"default\"}" }.joined(
                        separator: ", ") + "}}}")),
        Case("manifest.model.wrong_type", runtime("{\"a\": {\"model\": 3}}")),
        Case("manifest.model.out_of_range", runtime("{\"a\": {\"context_size\": 0}}")),
        Case(
            "manifest.model.unknown_provider", runtime("{\"a\": {\"provider\": \"dnr\"}}")),
        Case(
            "manifest.model.unknown_backend", runtime("{\"a\": {\"backend\": \"vlm\"}}")),
        Case("manifest.service.wrong_type", BlueprintFixture(manifest: "\"required_services\": 1")),
        Case("manifest.service.missing_key", service("{\"name\": \"a\", \"checks\": [{}]}")),
        Case("manifest.service.script.command", script("[]")),
        Case("manifest.service.script.outside", script("[\"../up\"]")),
        Case(
            "manifest.service.script.outside",
            linked("/bp/payloads/up", to: "/bin/up", script("[\"payloads/up\"]"))),
        Case(
            "manifest.validator.wrong_type", BlueprintFixture(manifest: "\"input_validation\": 1")),
        Case("manifest.validator.missing_key", BlueprintFixture(manifest: "\(rule)[{}]}")),
        Case(
            "manifest.validator.out_of_range",
            BlueprintFixture(manifest: "\(rule)[{\"type\": \"patern\"}]}")),
        Case(
            "manifest.validator.shell",
            BlueprintFixture(manifest: "\(rule)[{\"command\": \"a | b\"}]}")),
        Case(
            "manifest.validator.outside",
            BlueprintFixture(manifest: "\(rule)[{\"command\": [\"../check\"]}]}")),
        Case(
            "manifest.validator.outside",
            linked(
                "/bp/payloads/check", to: "/bin/check",
                outside(validator, .exited(0)))),
        Case(
            "manifest.validator.pattern",
            BlueprintFixture(manifest: "\(rule)[{\"path\": \"a\", \"pattern\": \"(?=a)\"}]}")),
        Case("config.not_found", named("/none.json")),
        Case("config.too_large", tooLarge("/bp/config/overwrite.json")),
        Case("config.unreadable", unusable("/bp/config/overwrite.json", .failed("EIO"))),
        Case("config.unreadable", unusable("/bp/config/overwrite.json", .isDirectory)),
        Case("config.outside", linked("/bp/config/default.json", to: "/etc/default.json")),
        Case(
            "config.unknown_default", exit: .done,
            BlueprintFixture(
                configuration: BlueprintFixture.configuration.replacing(
                    "\"default_config\": \"primary\"", with: "\"default_config\": \"b\""))),
        Case(
            "worker.none", onRun: true, BlueprintFixture(replacing: ("\"command\"", "\"other\""))),
        Case(
            "worker.unsupported", exit: .done,
            BlueprintFixture(replacing: ("HostLocal", "OpenShell"))
        ),
        Case(
            "worker.unsupported", onRun: true,
            BlueprintFixture(replacing: ("HostLocal", "OpenShell"))
        ),
        Case(
            "worker.no_image", exit: .done,
            BlueprintFixture(replacing: ("HostLocal", "DockerWorker"))
        ),
        Case(
            "worker.no_image", onRun: true,
            BlueprintFixture(replacing: ("HostLocal", "DockerWorker"))
        ),
        Case("worker.not_found", onRun: true, hindered("python3", .absent)),
        Case(
            "worker.not_found", onRun: true,
            hindered(
                "docker", .absent,
                BlueprintFixture(
                    replacing: ("HostLocal\"", "DockerWorker\", \"image\": \"me/worker\"")))),
        Case("worker.denied", onRun: true, hindered("python3", .denied)),
        Case("worker.failed", onRun: true, hindered("python3", .failed("no memory"))),
    ]
}

extension BlueprintFixture {
    init(files: [String: String]) {
        self.init()
        self.files = files
    }

    init(without text: String) { self.init(replacing: (text, "")) }

    init(replacing change: (String, String)) {
        self.init()
        files["/bp/manifest.json"] = Self.manifest.replacing(change.0, with: change.1)
    }

    init(cycle: Bool) {
        self.init(
            manifest:
                "\"required_services\": [{\"name\": \"db\", \"url\": \"http://${config.a}:1\"}]")
        files["/bp/config/overwrite.json"] = "{\"a\": \"${config.b}\", \"b\": \"${config.a}\"}"
    }
}

extension StubRunner {
    /// Docker Desktop's, without a port for programs.
    fileprivate static var atSocket: StubRunner {
        var runner = StubRunner(BlueprintFixture.installed)
        runner.isAtSocketsOnly = true
        return runner
    }
}
