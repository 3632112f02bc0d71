import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

/// Files and outputs of profiles are damaged, one at a time.
@Suite struct `Damaged evidence` {
    /// Damage under which the content is still whole: nothing may change but the quotes.
    private static let harmless: [(name: String, kind: MachineFault.Kind)] = [
        ("with CRLF", .crlf), ("with a byte order mark", .byteOrderMark),
    ]

    private static let harmful: [(name: String, kind: MachineFault.Kind)] = [
        ("empty", .empty),
        ("after a warning", .preceded(Array("warning: clock skew detected\n".utf8))),
    ]

    @Test func `that is still whole gives the same verdict`() async throws {
        for item in try await Self.items() {
            for damage in Self.harmless { await Self.check(item, damage, same: true) }
        }
    }

    @Test func `never makes a verdict better without naming it`() async throws {
        for item in try await Self.items() {
            for damage in Self.harmful { await Self.check(item, damage, same: false) }
        }
    }

    /// Once for each question, since 64 KiB take their time to read.
    @Test func `that is noise never makes a verdict better without naming it`() async throws {
        let noise = Self.noise(seed: 7, count: 65_536)
        var seen: Set<String> = []
        for item in try await Self.items()
        where seen.insert(String("\(item.access)".prefix { !$0.isNumber })).inserted {
            await Self.check(item, ("noise, seed 7", .replaced(noise)), same: false)
        }
    }

    /// Cut after lines and in the middle of them: the first few and the last, or all of them where all
    /// are asked for.
    @Test func `that is cut never makes a verdict better without naming it`() async throws {
        for item in try await Self.items() {
            // Of two drivers that are claimed, one is in the row that is lost.
            if item.member.profile.tags.contains("damaged") { continue }
            let bytes = Fleet.content(item.outcome)
            for length in Self.cuts(bytes) {
                let isLineEnd = length > 0 && bytes[length - 1] == UInt8(ascii: "\n")
                if isLineEnd, Self.isOpenEnded(item.access) { continue }
                let damage = ("cut at byte \(length)", MachineFault.Kind.truncated(bytes: length))
                await Self.check(item, damage, same: false)
            }
        }
    }

    /// Whether nothing marks the end, so that a part of whole lines is whole too, with less in it.
    private static func isOpenEnded(_ access: Access) -> Bool {
        switch access {
        case .command(let argv): argv.contains { $0.hasPrefix("--query-gpu=") }
        case .file(let path): path == ToolkitProbe.configuration
        default: false
        }
    }

    private static func items() async throws -> [Fleet.Item] {
        let items = try await Fleet.items().filter { !Fleet.content($0.outcome).isEmpty }
        #expect(items.count > 80)
        return items
    }

    private static let lineLimit = 3

    static func cuts(_ bytes: [UInt8]) -> [Int] {
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(index + 1)
        }
        let lines = zip(starts, starts.dropFirst() + [bytes.count]).filter { $0 < $1 }
        let chosen =
            lines.count > lineLimit + 1 && !Fleet.takesAll
            ? Array(lines.prefix(lineLimit) + lines.suffix(1)) : lines
        var cuts: Set<Int> = []
        for (start, end) in chosen {
            cuts.insert(start)
            cuts.insert(start + (end - start) / 2)
            // Before the line feed.
            cuts.insert(end - 1)
        }
        cuts.remove(bytes.count)
        return cuts.sorted()
    }

    static func noise(seed: UInt64, count: Int) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            // Knuth, MMIX: the high bits of a linear congruential generator.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
    }

    private static func check(
        _ item: Fleet.Item, _ damage: (name: String, kind: MachineFault.Kind), same: Bool
    ) async {
        let (member, access) = (item.member, item.access)
        let fault = MachineFault(access, damage.kind)
        let hardware = await Hardware.probe(FaultyMachine(member.machine, [fault]))
        if hardware == member.hardware { return }
        for (before, after) in zip(member.verdicts, Fleet.verdicts(hardware)) {
            let isSame = after.rule == before.rule && after.status == before.status
            if isSame { continue }
            let isNamed = after.gaps.contains { $0.access == access }
            let change = "\(before.rule.rawValue) became \(after.rule.rawValue)"
            let place: Comment =
                "\(member.profile.id), \(before.model.id): \(access) \(damage.name): \(change)"
            #expect(!same, place)
            // What is taken for granted may be more than was known, and is said.
            let isSaid = !after.assumed.isSubset(of: before.assumed)
            #expect(after.status != .pass || before.status == .pass || isSaid, place)
            if rank(after) > rank(before) { #expect(isNamed, place) }
            // A Raspberry Pi whose board is lost is still a small ARM machine.
            if after.status != before.status { #expect(!after.gaps.isEmpty, place) }
        }
    }
}
