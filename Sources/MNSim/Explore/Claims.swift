import MNCore
import MNSim
import MNSupport

/// What must happen in some situation, or the situations are not worth much: each rule, exit code, error, fault.
package enum Claims {
    /// Errors of commands that are not explored, or of what a situation cannot be.
    private static let elsewhere: Set<ErrorCode> = [
        .divergence, .duplicateProfile, .factFixed, .fileTooLarge, .internalError, .newerFile,
        .noDriverData, .noPorts, .noSandbox, .notAReceipt, .nothingSelected, .partlyWritten,
        .portDenied, .portFailed, .portTaken, .programNotStarted, .receiptCut, .receiptEdited,
        .redactionRefused, .requirementUnmatched, .shardFailed, .shardMissing, .shardTwice,
        .shardUnclear, .shardsDiffer, .shardsUnproven, .unknownMutant, .unknownProfile,
        .unknownScenario, .blueprintPresent, .filePresent, .modelPresent, .runExists,
        .unknownField, .nothingJudged, .severalNames, .providerUnsupported, .unknownCheck,
        .modelListedNotFound, .runnerBusy,
    ]

    /// Errors that come up too seldom to be asked of 20,000 situations: of what runners say, each is one of many.
    private static let rare: Set<ErrorCode> = [
        .backendCrashed, .backendMissing, .backendWithoutGPU, .badOption, .contextTooLarge,
        .downloadCorrupt, .driverTooOld, .gpuFailed, .gpuTooOld, .libraryMissing, .memoryFull,
        .modelBusy, .modelDamaged, .modelTooLarge, .modelUnreadable, .notAModel,
        .processorTooOld, .registryDown, .registryIntercepted, .registryProxyFailed,
        .registryUntrusted, .storeDenied, .templateBroken,
    ]

    /// All of them, in a fixed order.
    package static let all: [String] =
        Rule.ID.allCases.map { "rule \($0.rawValue)" } + (0...6).map { "exit \($0)" }
        + ErrorCode.allCases.filter { !elsewhere.contains($0) && !rare.contains($0) }.map {
            "error \($0.rawValue)"
        }
        + FaultMaker.runnerKinds.map { "fault \($0)" }
        + ["lock wait", "resume", "kill", "call fault", "machine fault", "hang"]

    /// What happened in a situation.
    static func met(_ played: Played) -> Set<String> {
        var met: Set<String> = []
        let unmet = Set(
            played.run.failures.compactMap { failure in
                if case .unmetFault(let id) = failure { id } else { nil }
            })
        for (index, told) in played.findings.enumerated() {
            for ruling in told.rulings { met.insert("rule \(ruling.rule)") }
            if let complaint = told.complaint { met.insert("error \(complaint.code.rawValue)") }
            guard played.run.steps.indices.contains(index) else { continue }
            let result = played.run.steps[index]
            if result.trace.exitCode == nil {
                met.insert("kill")
            } else {
                met.insert("exit \(result.exitCode)")
            }
            for case .locked(_, .success(false)) in result.trace.events { met.insert("lock wait") }
            let step = played.situation.steps[index]
            for fault in step["runnerFaults"]?.array ?? []
            where fault["id"]?.string.map({ !unmet.contains($0) }) ?? false {
                let word = fault["kind"]?.string ?? fault["kind"]?.object?.members.first?.key ?? ""
                met.insert("fault \(word)")
            }
            for fault in step["callFaults"]?.array ?? []
            where fault["id"]?.string.map({ !unmet.contains($0) }) ?? false {
                met.insert("call fault")
            }
            if index < played.states.count - 1, result.trace.sent.contains("POST /models/create"),
                !played.states[index].runner.partials.isEmpty
            {
                met.insert("resume")
            }
        }
        for fault in played.scenario.machineFaults where !unmet.contains(fault.id) {
            met.insert(fault.kind == .hang ? "hang" : "machine fault")
        }
        return met
    }
}
