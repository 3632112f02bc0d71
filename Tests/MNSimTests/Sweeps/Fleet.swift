import MNCore
import MNSim

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The profiles as the sweeps need them: their evidence, their hardware, and all verdicts on it.
struct Fleet {
    struct Member: Sendable {
        let profile: Profile
        let machine: ReplayMachine
        let hardware: Hardware
        let verdicts: [Verdict]
        /// What the probes ask of this machine, and what it answers.
        let asked: [Access: Outcome]
    }

    static let models = Catalog.builtin.models

    /// Whether to take more machines of a kind: `MN_SWEEP=all swift test`, which takes minutes.
    private static let takesAll = ProcessInfo.processInfo.environment["MN_SWEEP"] == "all"

    /// What machines of a kind have in common: the rule that decides, else only its status.
    private static func kind(_ member: Member) -> String {
        guard let verdict = member.verdicts.first else { return "" }
        return takesAll ? verdict.rule.rawValue : verdict.status.rawValue
    }

    /// One machine for each rule; all of them where all are asked for.
    static func samples() async throws -> [Member] {
        var seen: Set<Rule.ID> = []
        return try await members().filter { member in
            takesAll || member.verdicts.first.map { seen.insert($0.rule).inserted } == true
        }
    }

    /// Probed once for all tests.
    private static let probed = Task { try await probe() }

    static func members() async throws -> [Member] { try await probed.value }

    private static func probe() async throws -> [Member] {
        var members: [Member] = []
        for profile in try `The fleet of profiles`.profiles() {
            let machine = AskedMachine(ReplayMachine(profile))
            let hardware = await Hardware.probe(machine)
            members.append(
                Member(
                    profile: profile, machine: ReplayMachine(profile), hardware: hardware,
                    verdicts: verdicts(hardware), asked: machine.asked))
        }
        return members
    }

    /// One answer of one machine.
    struct Item: Sendable {
        let member: Member
        let access: Access
        let outcome: Outcome
    }

    /// The answers of every machine; of those to questions that differ in numbers only, on machines
    /// of a kind, the first.
    static func items() async throws -> [Item] {
        struct Key: Hashable {
            let access: String
            let kind: String
        }
        var seen: Set<Key> = []
        var items: [Item] = []
        for member in try await members() {
            for (access, outcome) in member.asked.sorted(by: { $0.key < $1.key }) {
                let key = Key(access: masked("\(access)"), kind: kind(member))
                if seen.insert(key).inserted {
                    items.append(Item(member: member, access: access, outcome: outcome))
                }
            }
        }
        return items
    }

    /// The bytes of a file, or of a command's output; empty for any other answer.
    static func content(_ outcome: Outcome) -> [UInt8] {
        switch outcome {
        case .bytes(let bytes): bytes
        case .ended(let result): result.standardOutput
        default: []
        }
    }

    /// The text with its numbers, hexadecimal ones too, as zeros.
    private static func masked(_ text: String) -> String {
        let words = text.split(separator: /[^A-Za-z0-9]+/).map { word in
            word.contains(where: \.isNumber) && word.allSatisfy(\.isHexDigit) ? "0" : word
        }
        return words.joined(separator: " ")
    }

    /// A verdict for each model of the catalog.
    static func verdicts(_ hardware: Hardware) -> [Verdict] {
        models.map { RuleTable.standard.verdict($0, on: hardware) }
    }
}

/// Verdicts from the best to the worst: an open question is better than a refusal.
func rank(_ verdict: Verdict) -> Int {
    if verdict.rule == .insufficientEvidence { return 2 }
    return switch verdict.status {
    case .pass: 4
    case .warning: 3
    case .forceOnly: 1
    case .fail: 0
    }
}
