import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

/// Answers of real machines are damaged, one at a time: an explained unknown or the right facts come
/// out, never a wrong pass.
@Suite(.enabled(if: RealMachine.root != nil, "no ../shared/recordings beside the package"))
struct `Damaged recordings` {
    private struct Item: Sendable {
        let id: String
        let machine: ReplayMachine
        let access: Access
        let bytes: [UInt8]
        let hardware: Hardware
        let verdicts: [Verdict]
    }

    /// Probed once for all tests.
    private static let found = Task { try await find() }

    private static func items() async throws -> [Item] {
        let items = try await found.value
        #expect(items.count > 20)
        return items
    }

    /// The first answer to each kind of question, of all machines together; of each machine where all
    /// are asked for.
    private static func find() async throws -> [Item] {
        var items: [Item] = []
        var seen: Set<String> = []
        for machine in try RealMachine.all() {
            let asked = RecordingMachine(RecordedAnswers(machine: machine))
            let hardware = await Hardware.probe(asked)
            // Held so that a sweep asks no file twice.
            let replay = ReplayMachine(
                Recording(asked.asked.filter { $0.value != .unrecorded }), rest: .unrecorded)
            let verdicts = Fleet.verdicts(hardware)
            for (access, outcome) in asked.asked.sorted(by: { $0.key < $1.key }) {
                let bytes = Fleet.content(outcome)
                let kind = "\(access)".filter { !$0.isNumber }
                let key = Fleet.takesAll ? "\(machine.id) \(kind)" : kind
                if bytes.isEmpty || !seen.insert(key).inserted { continue }
                items.append(
                    Item(
                        id: machine.id, machine: replay, access: access, bytes: bytes,
                        hardware: hardware, verdicts: verdicts))
            }
        }
        return items
    }

    @Test func `that are still whole give the same verdict`() async throws {
        for item in try await Self.items() {
            for kind in [MachineFault.Kind.crlf, .byteOrderMark] {
                await Self.check(item, "\(kind)", kind, same: true)
            }
        }
    }

    @Test func `give no better verdict without naming it`() async throws {
        for item in try await Self.items() {
            for length in `Damaged evidence`.cuts(item.bytes) {
                await Self.check(item, "cut at byte \(length)", .truncated(bytes: length))
            }
            let text = String(decoding: item.bytes, as: UTF8.self)
            let banner = "Warnung: die Uhr geht nach.\n"
            for (name, damage) in [
                ("a banner", .preceded(Array(banner.utf8))), ("empty", .empty),
                ("zero bytes before it", .preceded([0, 0, 0, 0])),
                ("zero bytes within", .replaced(Self.zeroed(item.bytes))),
                ("decimal commas", .replaced(Array(text.replacing(".", with: ",").utf8))),
                ("another locale", .replaced(Array(Self.translated(text).utf8))),
            ] as [(String, MachineFault.Kind)] {
                await Self.check(item, name, damage)
            }
        }
    }

    /// 16 KiB, once for each kind of question; where all is asked for 1 MiB, which is all that is kept
    /// of a command, and 10 MB of one file and one command.
    @Test func `that are noise give no better verdict without naming it`() async throws {
        let noise = `Damaged evidence`.noise(
            seed: 11, count: Fleet.takesAll ? 10_000_000 : 16_384)
        var seen: Set<String> = []
        for item in try await Self.items()
        where seen.insert(String("\(item.access)".prefix { !$0.isNumber })).inserted {
            let kind = "\(item.access)".prefix { $0 != " " }
            let count = seen.insert(String(kind)).inserted ? noise.count : CommandResult.outputLimit
            await Self.check(item, "noise, seed 11", .replaced(Array(noise.prefix(count))))
        }
    }

    private static func zeroed(_ bytes: [UInt8]) -> [UInt8] {
        let half = bytes.count / 2
        return bytes[..<half] + [0, 0, 0] + bytes[half...]
    }

    /// The words of the tools as another locale might have them.
    private static func translated(_ text: String) -> String {
        let words = [
            ("MemTotal", "SpeicherGesamt"), ("Memory", "Speicher"), ("Total", "Gesamt"),
            ("Enabled", "Aktiviert"), ("Disabled", "Deaktiviert"), (" MiB", " Mio"),
            (" kB", " ko"), ("Not Supported", "Non pris en charge"), ("online", "en ligne"),
        ]
        return words.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    private static func check(
        _ item: Item, _ name: String, _ kind: MachineFault.Kind, same: Bool = false
    ) async {
        let machine = FaultyMachine(item.machine, [MachineFault(item.access, kind)])
        let hardware = await Hardware.probe(machine)
        if hardware == item.hardware { return }
        for (before, after) in zip(item.verdicts, Fleet.verdicts(hardware)) {
            if after.rule == before.rule && after.status == before.status { continue }
            let place: Comment =
                "\(item.id), \(before.model.id): \(item.access) with \(name): \(before.rule.rawValue) became \(after.rule.rawValue)"
            #expect(!same, place)
            #expect(after.status != .pass || before.status == .pass, place)
            if rank(after) > rank(before) {
                #expect(after.gaps.contains { $0.access == item.access }, place)
            }
            if after.status != before.status { #expect(!after.gaps.isEmpty, place) }
        }
    }
}
