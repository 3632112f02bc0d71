import MNCore
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `The exit code` {
    @Test(arguments: TestMachines.all.map(\.id))
    func `of show is 0, whatever the verdict`(machine: String) async {
        let session = await TestWorld().run("model show --compatibility --profile \(machine)")
        #expect(session.exitCode == .done)
    }

    static let verdicts: [(String, ExitCode)] = [
        ("test-apple-16gb", .done), ("test-apple-8gb", .notCompatible),
        ("test-cpu-16gb", .notCompatible), ("test-cpu-32gb", .needsForce),
        ("test-cuda-6gb", .notCompatible), ("test-cuda-8gb", .done), ("test-cuda-unknown", .done),
    ]

    @Test(arguments: verdicts)
    func `of show carries the verdict if asked`(machine: String, code: ExitCode) async throws {
        let line = "model show --exit-code --profile \(machine)"
        #expect(await TestWorld().run(line).exitCode == code)
        #expect(await TestWorld().run(line + " --json").exitCode == code)
    }

    @Test(arguments: verdicts)
    func `of show is 0 with force, and the status stays`(machine: String, code: ExitCode)
        async throws
    {
        let line = "model show --exit-code --profile \(machine) --json"
        let session = await TestWorld().run(line + " --force")
        #expect(session.exitCode == .done)
        let forced = try #require(try session.json["compatibility"])
        let plain = try #require(try await TestWorld().run(line).json["compatibility"])
        #expect(forced["status"] == plain["status"])
        #expect(forced["rule"] == plain["rule"])
        #expect(forced["ok"] == true)
        #expect(forced["force_required"] == false)
        #expect(plain["force_required"]?.bool == (code != .done))
        #expect(forced["forced"]?.bool == (code != .done))
    }

    @Test func `of a backend that the model does not list is 3, force or not`() async {
        for force in ["", " --force"] {
            let session = await TestWorld().run("model show --backend vllm --exit-code\(force)")
            #expect(session.exitCode == .notCompatible)
        }
    }

    @Test func `is 6 for a model that is not in the catalog`() async {
        #expect(await TestWorld().run("model show no-such-model").exitCode == .unknownModel)
        #expect(
            await TestWorld().run("sim matrix --models gemma4,no-such").exitCode == .unknownModel)
    }

    @Test func `is 5 where only the runner could tell`() async {
        #expect(await TestWorld().run("model list").exitCode == .done)
        #expect(
            await TestWorld().run("model list --installed").exitCode == .runnerUnreachable)
    }

    @Test func `is 7 when a machine is not judged as its profile expects`() async throws {
        var world = TestWorld()
        #expect(await world.run("sim matrix").exitCode == .done)
        let text = try #require(world.profiles["test-cuda-6gb"])
        world.profiles["test-cuda-6gb"] = text.replacing("cuda-small", with: "cuda")
        let session = await world.run("sim matrix")
        #expect(session.exitCode == .differs)
        #expect(session.output.contains("cuda-6gb      fail !"))
        let json = try await world.run("sim matrix --json").json
        #expect(json["totals"]?["differing"]?.integer == 1)
        let differing = json["verdicts"]?.array?.filter { $0["differs"] == true } ?? []
        #expect(differing.map { $0["profile"]?.string } == ["test-cuda-6gb"])
    }

    @Test func `is 1 for a profile that is not there`() async {
        for line in [
            "hardware --profile test-cuda-9gb", "profile show test-cuda-9gb",
            "profile verify test-cuda-9gb", "sim matrix --machines test-gpu*",
        ] {
            let session = await TestWorld().run(line)
            #expect(session.exitCode == .failed, "\(line)")
            #expect(session.error.contains("mn profile list"), "\(line)")
        }
        let session = await TestWorld().run("profile show test-aple-8gb")
        #expect(session.error.contains("Did you mean 'test-apple-8gb'?"))
    }
}
