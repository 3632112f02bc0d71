import MNCore
import MNSandbox
import MNSim
import Profiles
import Testing

@testable import mn

/// The probes, asked live inside of each machine, say what they say of its profile: the kernel itself shows
/// that probes, replay, profiles and engine agree.
///
/// `MN_SWEEP=all` takes all machines.
@Suite(.enabled(if: SimExec.works, "this system makes no namespaces"))
struct `A machine around the program` {
    /// Keys that tell whether the machine is simulated, and nothing of it.
    private static let aboutTheRun = ["simulated", "notices"]

    /// Machines that differ, and why.
    static let reasons = [
        "nvidia-rtx2060-6gb-not-asked":
            "what was not asked is not known to the replay, and is absent inside",
        "intel-i5-64gb-rootless-variable-8gb":
            "its docker was not asked for its context; inside the simulated docker tells one",
    ]

    /// What is recorded otherwise, and why: docker is there with a context of its own, and a program that the
    /// machine has in a folder of files is a link.
    static let recordedOtherwise: [String: Set<Access>] = [
        "amd-rx6600xt-8gb-denied": [
            .environment("DOCKER_CONTEXT"),
            .command([
                "docker", "context", "inspect", "--format", "{{json .Endpoints.docker.Host}}",
            ]),
        ],
        "intel-i5-64gb-rootless-variable-8gb": [.environment("DOCKER_CONTEXT")],
        "nvidia-rtx3060-laptop-6gb-wsl2": [.directory("/usr/lib/wsl/lib")],
    ]

    @Test(arguments: SimExec.machines)
    func `is found as it is replayed`(machine: String) async throws {
        let binary = try Binary()
        let replayed = try await binary.json("hardware --profile \(machine)")
        let found = try await binary.run(
            "exec \"$MN\" sim exec --quiet --profile \(machine) -- \"$MN\" hardware --json")
        let document = try JSON.parse(found.standardOutput)
        var differences = JSON.differences(Self.facts(replayed), Self.facts(document))
        if Self.reasons[machine] != nil { differences = [] }
        #expect(
            differences.map { "\($0.place): \($0.left) replayed, \($0.right) inside" } == [],
            "\(machine): \(found.error)")
    }

    private static func facts(_ document: JSON) -> JSON {
        guard case .object(var members) = document else { return document }
        for key in aboutTheRun { members[key] = nil }
        return .object(members)
    }

    @Test(arguments: SimExec.machines)
    func `is recorded as its profile is`(machine: String) async throws {
        let text = try #require(EmbeddedProfiles.texts[machine])
        let profile = try Profile.read(Array(text.utf8), name: machine)
        let result = try await Binary().run(
            "exec \"$MN\" sim exec --quiet --profile \(machine) -- \"$MN\" profile record --id x")
        let recorded = try Profile.read(result.standardOutput, name: "recorded")
        // The recorder trims and blanks.
        let expected = Redaction.redacted(profile.recording)
        let others = Set(
            expected.exchanges.filter {
                !Self.isOtherwise($0) && recorded.recording[$0.access] != $0.outcome
            }.map(\.access))
        #expect(others == Self.recordedOtherwise[machine] ?? [])
    }

    /// What is recorded otherwise: this program's own processor, what others ask, what is written anew when
    /// it is recorded, and names that every /dev has.
    private static func isOtherwise(_ exchange: Recording.Exchange) -> Bool {
        if exchange.isForOthers { return true }
        switch exchange.access {
        case .platform, .directory("/dev"): return true
        case .file, .directory, .command, .environment: return false
        }
    }
}
