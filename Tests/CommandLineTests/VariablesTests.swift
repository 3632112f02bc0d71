import MNCore
import MNSim
import Profiles
import Scenarios
import Synchronization
import Testing

@testable import mn

/// What the program reads of its environment is what its help says, and what a trace keeps.
@Suite(.serialized) struct `A variable` {
    /// The names in the table of `mn help environment`, those in its sentences too.
    static let told: Set<String> = {
        let table = HelpTopicCommand.variables
        let words = table.flatMap { variable in
            variable.meaning.split { !($0.isLetter || $0 == "_") }.map(String.init)
        }
        let prefix = words.filter { $0.hasPrefix("_") }.map { "LITELLM" + $0 }
        return Set(table.map(\.name) + words + prefix)
    }()

    @Test func `that is read is in the help`() throws {
        let read = Mutex<Set<String>>([])
        let base = `The scenarios`.world()
        let profiles = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
        for name in `The scenarios`.library.names {
            let scenario = try `The scenarios`.library.scenario(name)
            _ = ScenarioRun(scenario, in: base, profile: try scenario.profile.map(profiles.profile))
            {
                arguments, world in
                var world = world
                world.environment = Watched(inner: world.environment) { name in
                    read.withLock { _ = $0.insert(name) }
                }
                return await Program.run(arguments, world)
            }
        }
        let names = read.withLock { $0 }
        #expect(names.count > 10)
        #expect(names.subtracting(Self.told) == [])
    }

    @Test(arguments: [
        ["DOCKER_HOST": "tcp://me:canary@10.9.9.9:2375"], ["DOCKER_CONTEXT": "canary-laptop"],
        ["MODEL_RUNNER_HOST": "http://me:canary@runner.canary.net:12434/base/v1"],
        ["MODEL_RUNNER_HOST": "10.9.9.9:12434,http://[fd00::9]:80"],
        ["DOCKER_HOST": "unix:///srv/canary/docker.sock"],
        ["MN_DOCKER_MODEL_RUNNER_API_BASE": "https://canary.net"],
        ["DOCKER_HOST": "ssh://canary@canary.net"], ["HF_TOKEN": "hf_canarycanarycanarycanary"],
        ["MN_HOME": "/home/canary/.mn", "HOME": "/home/canary"], ["HOME": "/Users/canary"],
        ["MODEL_RUNNER_HOST": "not an address canary"], ["USER": "canary", "HOME": "/srv/canary"],
    ])
    func `is kept by a trace without what is private, which replays`(
        environment: [String: String]
    ) async throws {
        var world = TestWorld()
        world.environment = environment
        for line in ["model list", "model show --compatibility", "model doctor", "hardware"] {
            let session = await world.run("\(line) --trace /t.jsonl")
            let bytes = try world.files.read("/t.jsonl", limit: 1 << 20)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("canary"), "\(line): \(text)")
            #expect(!text.contains("10.9.9.9"))
            let trace = try Trace.read(bytes, name: "t")
            #expect(trace.ending.exitCode == session.exitCode.rawValue)
            let (_, divergence) = TraceReplay(trace).run(
                in: `The scenarios`.world(), program: Program.run)
            #expect(divergence == nil)
            #expect(!session.output.contains(":canary") && !session.error.contains(":canary@"))
            guard line == "model doctor" else { continue }
            for name in environment.keys where name != "HF_TOKEN" && name != "USER" {
                #expect(trace.environment[name] != nil, "\(name)")
            }
        }
    }
}

/// Variables that tell who reads them.
private struct Watched: Variables {
    let inner: any Variables
    let tell: @Sendable (String) -> Void

    subscript(name: String) -> String? {
        tell(name)
        return inner[name]
    }

    var all: [String: String] { inner.all }
}
