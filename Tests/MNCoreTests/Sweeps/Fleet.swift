import MNCore
import MNSim
import Profiles

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

    /// The built-in profiles in the order of their ids.
    static func profiles() throws -> [Profile] { try read.get() }

    /// Read once for all tests.
    private static let read = Result {
        try EmbeddedProfiles.texts.sorted { $0.key < $1.key }.map {
            try Profile.read(Array($0.value.utf8), name: "\($0.key).json")
        }
    }

    /// Whether nothing is left out: `MN_SWEEP=all swift test`, which takes minutes.
    static let takesAll = ProcessInfo.processInfo.environment["MN_SWEEP"] == "all"

    /// What machines of a kind have in common: their first verdict's status.
    private static func kind(_ member: Member) -> String {
        member.verdicts.first?.status.rawValue ?? ""
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
        for profile in try profiles() {
            let machine = RecordingMachine(ReplayMachine(profile))
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

    /// Every answer of every machine.
    static func allItems() async throws -> [Item] {
        try await members().flatMap { member in
            member.asked.sorted { $0.key < $1.key }.map {
                Item(member: member, access: $0.key, outcome: $0.value)
            }
        }
    }

    /// Of the answers to questions that differ in numbers only, on machines of a kind, the first;
    /// all of them where all are asked for.
    static func items() async throws -> [Item] {
        if takesAll { return try await allItems() }
        struct Key: Hashable {
            let access: String
            let kind: String
        }
        var seen: Set<Key> = []
        return try await allItems().filter { item in
            let key = Key(access: masked("\(item.access)"), kind: kind(item.member))
            return seen.insert(key).inserted
        }
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
