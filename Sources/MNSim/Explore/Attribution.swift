import MNCore
import MNSim
import MNSupport

/// Which failures may be told of which fault, and that none is told where nothing went wrong.
enum Attribution {
    /// What is wrong with the way to a runner, with the runner, or with what it gets.
    private static let trouble: Set<ErrorCode> = [
        .backendCrashed, .diskFull,
        .downloadCorrupt, .downloadIncomplete, .downloadInterrupted, .downloadStalled, .gpuFailed,
        .ledgerLocked,
        .gpuMemoryFull, .libraryMissing, .loadTimedOut, .memoryFull, .modelBusy, .modelDamaged,
        .modelListedNotFound, .registryDown, .registryIntercepted, .registryProxyFailed,
        .registryRateLimited, .registryUnreachable, .registryUntrusted, .runnerBusy, .runnerError,
        .runnerGateway, .runnerLost, .runnerTooOld, .runnerUnreachable, .storeDenied,
        .templateBroken,
    ]

    /// What a connection that is not made, or ends, can be told as.
    private static let connection: Set<ErrorCode> = [
        .runnerUnreachable, .runnerLost, .runnerGateway, .downloadInterrupted, .downloadStalled,
        .downloadIncomplete, .loadTimedOut, .runnerError, .modelListedNotFound,
    ]

    /// The kinds of fault that are one thing, and what they may be told as.
    private static let allowed: [String: Set<ErrorCode>] = [
        "refused": connection, "daemonDown": connection, "resetByPeer": connection,
        "dnsFail": connection, "socketDenied": connection, "garbageThenClose": connection,
        "closeAfterBytes": connection, "stallAfterParts": connection,
        "slowFirstByteSeconds": connection,
        "unauthorized": connection.union([.registryLoginNeeded]),
        "diskFullAfterBytes": [.diskFull, .diskTooSmall],
        "quitUnexpectedly": [.backendCrashed], "loadTimeout": [.loadTimedOut],
    ]

    static func violations(_ played: Played) -> [Invariant.Violation] {
        let members = played.situation.members
        let quiet = ["machineFaults", "runnerFaults", "fileFaults", "heldUntilSeconds", "docker"]
        guard quiet.allSatisfy({ members[$0] == nil }), isHealthy(members) else { return [] }
        var found: [Invariant.Violation] = []
        var isDisturbed = false
        for (index, step) in played.situation.steps.enumerated()
        where played.findings.indices.contains(index) {
            let faults = step["runnerFaults"]?.array ?? []
            let isQuiet = faults.isEmpty && step["callFaults"] == nil && step["killed"] == nil
            defer { if !isQuiet { isDisturbed = true } }
            guard !isDisturbed, let told = played.findings[index].complaint else { continue }
            if isQuiet, trouble.contains(told.code) {
                found.append(
                    Invariant.Violation(
                        index, "\(told.word) of nothing", "nothing went wrong: \(told.problem)"))
            }
            guard faults.count == 1, step["callFaults"] == nil, step["killed"] == nil,
                let kind = faults[0]["kind"], trouble.contains(told.code)
            else { continue }
            let word = kind.string ?? kind.object?.members.first?.key ?? ""
            if let allowed = allowed[word] ?? said(kind, on: faults[0]["on"]?.string),
                !allowed.contains(told.code)
            {
                found.append(
                    Invariant.Violation(
                        index, "\(told.word) of \(word)", "of '\(word)' it says: \(told.problem)"))
            }
        }
        return found
    }

    /// What may be told where the runner says why it failed; nil where it says nothing that is known.
    private static func said(_ kind: JSON, on place: String?) -> Set<ErrorCode>? {
        if let message = kind["errorAfter200"]?["message"]?.string,
            let code = RunnerWords.code(of: message, among: RunnerWords.pulls)
        {
            // Of any other answer than that of a pull it is the end, and says nothing.
            return place == FaultMaker.pulling ? [code] : connection.union([code])
        }
        let load =
            place == FaultMaker.loading
            ? kind["http"]?["body"]?.string.flatMap {
                RunnerWords.code(of: $0, among: RunnerWords.loads)
            } : nil
        return load.map { [$0] }
    }

    /// Whether there is a runner with all that it needs, where it is looked for.
    static func isHealthy(_ members: JSONObject) -> Bool {
        guard let runner = members["runner"]?.object, members["runnerAt"] == nil else {
            return false
        }
        let usual = ["schema", "models", "engine", "system", "bandwidthBytesPerSecond"]
        guard runner.members.allSatisfy({ usual.contains($0.key) }) else { return false }
        let variables = members["environment"]?.object ?? [:]
        return !["MODEL_RUNNER_HOST", "DOCKER_HOST"].contains { variables.contains($0) }
    }
}
