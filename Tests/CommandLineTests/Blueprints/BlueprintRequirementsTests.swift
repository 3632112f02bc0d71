// long: one table of demands on both sides of each boundary
import MNCore
import MNSim
import Testing

@testable import mn

/// What a blueprint demands of a machine, on both sides of each boundary.
@Suite(.serialized) struct `What a blueprint demands` {
    struct Case: Sendable, CustomTestStringConvertible {
        var demand: String
        var machine: [Recording.Exchange]
        var status: String
        var testDescription: String { "\(demand): \(status)" }

        init(_ demand: String, _ machine: [Recording.Exchange], _ status: String) {
            self.demand = demand
            self.machine = machine
            self.status = status
        }
    }

    static let linux = TestMachines.linux(kibibytes: 16_297_284)

    static func cards(
        _ rows: [(memory: String, name: String)], more: [Recording.Exchange] = []
    ) -> [Recording.Exchange] {
        let fields =
            "index,pci.bus_id,name,memory.total,driver_version,compute_cap,mig.mode.current,"
            + "addressing_mode"
        let text = rows.enumerated().map { index, row in
            "\(index), 00000000:0\(index + 1):00.0, \(row.name), \(row.memory), 580.95.05, 9.0, [N/A], None\n"
        }.joined()
        return linux + [
            .init(
                .command(["nvidia-smi", "--query-gpu=\(fields)", "--format=csv,noheader,nounits"]),
                TestMachines.output(text))
        ] + more
    }

    static func card(_ memory: Int, _ name: String = "NVIDIA RTX A6000") -> [Recording.Exchange] {
        cards([("\(memory)", name)])
    }

    static func gpu(_ members: String) -> String {
        "{\"gpu\": {\(members), \"enforcement\": \"hard\"}}"
    }

    static let processors = Recording.Exchange(
        .file("/sys/devices/system/cpu/online"), .bytes(Array("0-3,6\n".utf8)))

    static let cases: [Case] = [
        // Of a card of 48 GB somewhat less is reported, and a smaller one is none.
        Case(gpu("\"min_memory_mb\": 49152"), card(49140), "met"),
        Case(gpu("\"min_memory_mb\": 49152"), card(46068, "NVIDIA L40S"), "met"),
        Case(gpu("\"min_memory_mb\": 49152"), card(45219), "unmet"),
        Case(gpu("\"min_memory_mb\": 49152"), card(45220), "met"),
        // More than 48 GB no card of 48 GB has.
        Case(gpu("\"min_memory_mb\": 49152, \"memory_operator\": \">\""), card(49152), "unmet"),
        Case(gpu("\"min_memory_mb\": 49152, \"memory_operator\": \">\""), card(49153), "met"),
        Case(gpu("\"min_memory_mb\": 49152, \"memory_operator\": \"=\""), card(49140), "met"),
        Case(gpu("\"min_memory_mb\": 49152, \"memory_operator\": \"==\""), card(81559), "unmet"),
        Case(gpu("\"min_memory_mb\": \"49152\""), card(81559), "met"),
        // Two small cards are no large one.
        Case(
            gpu("\"min_memory_mb\": 49152"),
            cards([("24564", "NVIDIA RTX 4090"), ("24564", "NVIDIA RTX 4090")]), "unmet"),
        Case(
            gpu("\"min_memory_mb\": 24576, \"min_count\": 2"),
            cards([("24564", "NVIDIA RTX 4090"), ("24564", "NVIDIA RTX 4090")]), "met"),
        Case(
            gpu("\"min_memory_mb\": 24576, \"min_count\": 2"),
            cards([("24564", "NVIDIA RTX 4090"), ("8188", "NVIDIA RTX 4060")]), "unmet"),
        // One device meets all of it, not each a part.
        Case(
            gpu("\"min_memory_mb\": 49152, \"required_capabilities\": [\"nvidia-t4\"]"),
            cards([("81559", "NVIDIA H100 80GB HBM3"), ("15360", "Tesla T4")]), "unmet"),
        Case(gpu("\"min_memory_mb\": 8192"), cards([("[N/A]", "NVIDIA RTX 4060")]), "unknown"),
        Case(gpu("\"vendor\": \"nvidia\""), card(8188), "met"),
        Case(gpu("\"vendor\": \"NVIDIA\""), card(8188), "met"),
        Case(gpu("\"vendor\": \"amd\""), card(8188), "unmet"),
        Case(gpu("\"vendor\": \"nvidia\""), linux, "unmet"),
        Case(gpu("\"vendor\": \"apple\""), TestMachines.apple(bytes: 16 << 30), "met"),
        Case(gpu("\"driver\": \"cuda\""), card(8188), "met"),
        Case(gpu("\"driver\": \"rocm\""), card(8188), "unmet"),
        Case(gpu("\"driver\": \"metal\""), TestMachines.apple(bytes: 16 << 30), "met"),
        Case(gpu("\"driver\": \"cuda\""), TestMachines.apple(bytes: 16 << 30), "unmet"),
        // The driver 580 has CUDA 13.0.
        Case(gpu("\"min_api_version\": \"13.0\""), card(8188), "met"),
        Case(gpu("\"min_api_version\": \"13.1\""), card(8188), "unmet"),
        Case(
            gpu("\"min_api_version\": \"12.9\", \"api_version_operator\": \">\""), card(8188), "met"
        ),
        Case(
            gpu("\"min_api_version\": \"13\", \"api_version_operator\": \">\""), card(8188), "unmet"
        ),
        Case(
            gpu("\"required_capabilities\": [\"nvidia-dgx-spark\", \"nvidia_h100\"]"),
            card(81559, "NVIDIA H100 80GB HBM3"), "met"),
        Case(
            gpu("\"required_capabilities\": [\"nvidia-dgx-spark\", \"nvidia-h200\"]"),
            card(81559, "NVIDIA H100 80GB HBM3"), "unmet"),
        Case(
            gpu("\"required_capabilities\": [\"nvidia-gb10\"]"),
            card(8188)
                + [.init(.environment("MN_NODE_CAPABILITIES"), .value("x, NVIDIA_GB10"))], "met"),
        Case(gpu("\"min_count\": 1"), card(8188), "met"),
        Case(gpu("\"min_count\": 2"), card(8188), "unmet"),
        Case("{\"gpu\": 1}", linux, "unmet"),
        Case("{\"memory\": {\"min_gb\": 16}}", linux, "met"),
        Case("{\"memory\": {\"min_gb\": 17}}", linux, "unmet"),
        Case("{\"memory\": {\"min_mb\": 16384}}", linux, "met"),
        Case("{\"memory\": \"16GB\"}", linux, "met"),
        // A unit of its own counts, whatever the key; of several minimums all must hold.
        Case("{\"memory\": {\"min_mb\": \"16GB\"}}", linux, "met"),
        Case("{\"memory\": {\"min_mb\": \"17GB\"}}", linux, "unmet"),
        Case("{\"memory\": {\"min_gb\": 1, \"min_mb\": 99999}}", linux, "unmet"),
        Case(gpu("\"min_memory_mb\": \"999GB\""), card(81559), "unmet"),
        Case(gpu("\"min_memory_mb\": \"48 GB\""), card(49140), "met"),
        // What cannot be read is not met.
        Case(gpu("\"memory_mb\": 1, \"vendor\": \"nvidia\""), card(8188), "unknown"),
        Case(gpu("\"capabilities\": [\"x\"]"), card(8188), "unknown"),
        Case(gpu("\"min_memory_gb\": 8"), card(8188), "unknown"),
        Case(gpu("\"min_cuda\": \"12\", \"vendor\": \"amd\""), card(8188), "unmet"),
        Case(gpu("\"required_capabilities\": [\"nvidia-rtx-a6000\"]"), card(49140), "met"),
        Case(gpu("\"required_capabilities\": [\"nvidia-rtx-a600\"]"), card(49140), "unmet"),
        Case("{\"memory\": \"20000 MB\"}", linux, "unmet"),
        Case("{\"memory\": {\"min_gb\": 16}}", TestMachines.apple(bytes: 16 << 30), "met"),
        Case("{\"memory\": {\"min_gb\": 16.5}}", TestMachines.apple(bytes: 16 << 30), "unmet"),
        Case("{\"cpu\": {\"min_cores\": 5}}", linux + [processors], "met"),
        Case("{\"cpu\": {\"min_cores\": 6}}", linux + [processors], "unmet"),
        Case("{\"cpu\": \"4 cores\"}", linux + [processors], "met"),
        Case("{\"cpu\": {\"min_cores\": 2}}", linux, "not_checked"),
        Case("{\"disk\": {\"min_gb\": 2}}", linux, "not_checked"),
    ]

    static func blueprint(
        _ demand: String, on machine: [Recording.Exchange], key: String = "requirements"
    ) -> BlueprintFixture {
        var blueprint = BlueprintFixture(configuration: "{}")
        blueprint.files["/bp/manifest.json"] =
            BlueprintFixture.manifest.dropLast(1) + ", \"\(key)\": \(demand)}"
        blueprint.world.machine = ReplayMachine(
            TestMachines.profile("test-own", "A machine", ("cuda", "pass"), machine))
        return blueprint
    }

    @Test(arguments: cases) func `is held against the machine`(demanded: Case) async throws {
        for key in ["requirements", "resources"] {
            let blueprint = Self.blueprint(demanded.demand, on: demanded.machine, key: key)
            let session = await blueprint.run("blueprint validate /bp --json")
            let report = try session.json
            let result = report["results"]?.array?.first { $0["type"] == "requirement" }
            #expect(result?["status"] == .string(demanded.status), "\(result ?? .null)")
            let isHard = demanded.demand.contains("\"hard\"")
            let isRefused = isHard && ["unmet", "unknown"].contains(demanded.status)
            #expect(session.exitCode == (isRefused ? .notCompatible : .done))
            #expect(report["ok"] == .bool(!isRefused))
            guard isRefused else { continue }
            let forced = await blueprint.run("blueprint validate /bp --force --json")
            #expect(forced.exitCode == .done)
            let issue = try forced.json["issues"]?.array?.first {
                $0["code"]?.string?.hasPrefix("requirements.") == true
            }
            #expect(issue?["severity"] == "warning")
            #expect(issue?["message"]?.string?.hasPrefix("Forced: ") == true)
        }
    }

    @Test(arguments: [
        "{}", "{\"gpu\": {}}", "{\"gpu\": 0}", "{\"gpu\": {\"min_count\": 0}}", "{\"cpu\": 0}",
    ])
    func `may be nothing`(demand: String) async throws {
        let report = try await Self.blueprint(demand, on: Self.linux).validate()
        #expect(report["results"] == [])
        #expect(report["ok"] == true)
        let matrix = await Self.blueprint(demand, on: Self.linux)
            .run("blueprint validate /bp --matrix --json")
        #expect(matrix.exitCode == .failed)
        #expect(try matrix.json["error"]?["code"] == "nothing_judged")
    }

    /// What is no demand that can be read is said, and never passes for one that is met.
    @Test(arguments: [
        ("{\"gpus\": {\"vendor\": \"amd\"}}", "not_checked"), ("{\"memory\": {}}", "not_checked"),
        ("{\"memory\": null}", "not_checked"), ("{\"cpu\": {\"min_coers\": 4}}", "not_checked"),
        ("{\"ram\": 4, \"memory\": 1}", "passed"), ("{\"storage\": \"9TB\"}", "not_checked"),
    ]) func `is noted where it cannot be read`(demand: String, status: String) async throws {
        let blueprint = Self.blueprint(demand, on: Self.linux)
        let report = try await blueprint.validate()
        #expect(report["issues"]?[0]?["code"] == "manifest.requirements.out_of_range")
        #expect(report["issues"]?[0]?["severity"] == "warning")
        #expect(report["stages"]?[2]?["status"] == .string(status))
    }

    @Test(arguments: [
        "{\"memory\": {\"min_gb\": \"9,999\"}}", "{\"memory\": \"16 bananas\"}",
        "{\"gpu\": \"8GB\"}",
        "{\"gpu\": {\"min_memory_mb\": 1, \"memory_operator\": \"<\"}}",
    ]) func `is refused where it means nothing`(demand: String) async throws {
        let codes = try await Self.blueprint(demand, on: Self.linux).codes()
        #expect(codes == ["manifest.requirements.out_of_range"])
    }

    /// A section that is hard and not understood refuses the machine, and a wish leaves none that simply passes.
    @Test func `refuses where a hard section is not understood`() async throws {
        let hard = "{\"gpus\": {\"vendor\": \"amd\", \"enforcement\": \"hard\"}, \"memory\": 1}"
        let session = await Self.blueprint(hard, on: Self.linux).run(
            "blueprint validate /bp --json")
        #expect(session.exitCode == .notCompatible)
        #expect(try session.json["issues"]?.array?.last?["code"] == "requirements.unknown")
        var wish = Self.blueprint("{\"ram\": 4, \"memory\": 1}", on: [])
        wish.world.profiles = TestMachines.texts
        let machines = try await wish.run("blueprint validate /bp --matrix --json").json["machines"]
        #expect(machines?.array?.allSatisfy { $0["status"] == "warning" } == true)
    }

    @Test func `is asked of the manifest, and noted at its nodes`() async throws {
        let blueprint = BlueprintFixture(
            replacing: ("\"command\"", "\"gpus\": \"all\", \"command\""))
        let report = try await blueprint.validate()
        #expect(report["ok"] == true)
        #expect(report["stages"]?[2]?["status"] == "not_checked")
        #expect(report["issues"]?[0]?["actual"] == "nodes.0.config.gpus")
    }

    @Test func `is a wish where it is not hard`() async throws {
        let blueprint = Self.blueprint("{\"gpu\": {\"vendor\": \"amd\"}}", on: Self.linux)
        let report = try await blueprint.validate()
        #expect(report["ok"] == true)
        #expect(report["issues"]?[0]?["severity"] == "warning")
        #expect(report["issues"]?[0]?["code"] == "requirements.gpu_node_unavailable")
        #expect(report["issues"]?[0]?["expected"]?["vendor"] == "amd")
        #expect(report["issues"]?[0]?["actual"]?["gpu_count"] == 0)
    }

    @Test func `is asked in the order of the stages`() async throws {
        var blueprint = BlueprintFixture(
            manifest: """
                "required_services": [{"name": "db", "address": "localhost", "port": 1}],
                "requirements": {"gpu": {"vendor": "amd", "enforcement": "hard"}},
                "input_validation": {"rules": [{"path": "inputs.x", "required": true}]}
                """)
        blueprint.world.docker = StubRunner(.refused)
        #expect(
            try await blueprint.codes() == [
                "service.health_failed", "requirements.gpu_node_unavailable",
                "model.registry_unavailable", "config.required",
            ])
        #expect(await blueprint.run("blueprint validate /bp").exitCode == .failed)
        let stages = try await blueprint.validate()["stages"]?.array ?? []
        #expect(
            stages.map { $0["name"] } == [
                "structure", "services", "requirements", "models", "inputs",
            ])
        blueprint.files["/bp/config/default.json"] = "{\"llm\": 1}"
        #expect(try await blueprint.codes() == ["config.wrong_type"])
        let unreached = try await blueprint.validate()["stages"]?.array ?? []
        #expect(
            unreached.map { $0["status"] } == [
                "failed", "not_checked", "not_checked", "not_checked", "not_checked",
            ])
        let text = await blueprint.run("blueprint validate /bp").output
        #expect(text.contains("Services      not checked"))
        #expect(!text.contains("Services      ok"))
    }

    @Test func `decides on each machine of the matrix, with the models`() async throws {
        var blueprint = BlueprintFixture(
            manifest:
                "\"requirements\": {\"gpu\": {\"min_memory_mb\": 8192, \"enforcement\": \"hard\"}}")
        blueprint.world.profiles = TestMachines.texts
        let report = try await blueprint.run("blueprint validate /bp --matrix --json").json
        let machines = report["machines"]?.array ?? []
        let running = machines.filter { $0["ok"] == true }.compactMap { $0["profile"]?.string }
        // A Mac's memory is the GPU's; 8 GB of it suit the demand, and not the model.
        #expect(running == ["test-apple-16gb", "test-cuda-8gb"])
        let small = machines.first { $0["profile"] == "test-apple-8gb" }
        #expect(small?["decided_by"] == "gemma4:e2b")
        let none = machines.first { $0["profile"] == "test-cpu-32gb" }
        #expect(none?["decided_by"] == "requirements")
        #expect(none?["status"] == "fail")
        let text = await blueprint.run("blueprint validate /bp --matrix").output
        #expect(text.contains("The blueprint runs on 2 of 7 machines."))
        // A promise of the blueprint is one of all that it needs.
        let line = ["blueprint", "validate", "/bp", "--matrix", "--require"]
        #expect(await blueprint.run(line + ["blueprint on test-cuda-8gb: pass"]).exitCode == .done)
        #expect(
            await blueprint.run(line + ["blueprint on test-apple-8gb: pass"]).exitCode == .differs)
        #expect(
            await blueprint.run(line + ["requirements on test-apple-8gb: pass"]).exitCode == .done)
        #expect(
            await blueprint.run("blueprint validate /bp --matrix --force").exitCode == .usage)
    }

    @Test func `stays as it is in a baseline`() async throws {
        var world = TestWorld()
        world.profiles = TestMachines.texts
        let blueprint = BlueprintFixture(
            manifest: "\"requirements\": {\"memory\": {\"min_gb\": 16, \"enforcement\": \"hard\"}}")
        world.files = MemoryFiles(texts: blueprint.files)
        let line = ["blueprint", "validate", "/bp", "--matrix", "--baseline", "/b.json"]
        #expect(await world.run(line + ["--update-baseline"]).exitCode == .done)
        let again = await world.run(line)
        #expect(again.exitCode == .done, "\(again.output)")
    }

    @Test func `can be required of machines`() async throws {
        var blueprint = Self.blueprint(Self.gpu("\"vendor\": \"nvidia\""), on: [])
        blueprint.world.profiles = TestMachines.texts
        let line = ["blueprint", "validate", "/bp", "--matrix", "--require"]
        #expect(
            await blueprint.run(line + ["requirements on test-cuda-*: pass"]).exitCode == .done)
        #expect(
            await blueprint.run(line + ["requirements on test-*: pass"]).exitCode == .differs)
        let lines = await blueprint.run("blueprint validate /bp --matrix --jsonl").output
        #expect(lines.contains("\"model_id\":\"requirements\""))
        #expect(lines.contains("\"t\":\"machine\""))
    }
}
