import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

/// Neither the order of answers nor that of devices decides, and more never gives less.
@Suite struct `The order of things` {
    /// Answers late, each question after its own number of turns.
    private struct SlowMachine: Machine {
        let inner: ReplayMachine
        let seed: Int

        func answer(_ access: Access, within limit: Duration) async -> Outcome {
            let letters = "\(access)".utf8.reduce(seed) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
            for _ in 0..<(letters % 7) { await Task.yield() }
            return await inner.answer(access, within: limit)
        }
    }

    @Test func `gives the same hardware each time, whatever answers first`() async throws {
        for member in try await Fleet.samples() {
            for seed in 0..<2 {
                let machine = SlowMachine(inner: member.machine, seed: seed)
                let hardware = await Hardware.probe(machine)
                #expect(hardware == member.hardware, "\(member.profile.id), seed \(seed)")
            }
        }
    }

    @Test func `of evidence in a profile does not matter`() async throws {
        for member in try await Fleet.samples() {
            var profile = member.profile
            profile.recording = Recording()
            for exchange in member.profile.recording.exchanges.reversed() {
                profile.recording[exchange.access] = exchange.outcome
            }
            let hardware = await Hardware.probe(ReplayMachine(profile))
            #expect(hardware == member.hardware, "\(member.profile.id)")
        }
    }

    /// The verdicts without what only says where things stood.
    private static func essence(_ hardware: Hardware) -> [[String]] {
        Fleet.verdicts(hardware).map { verdict in
            [verdict.rule.rawValue, verdict.status.rawValue, verdict.gpu?.name ?? "-"]
        }
    }

    @Test func `of GPUs does not matter`() async throws {
        var checked = 0
        for member in try await Fleet.members() where member.hardware.gpus.count > 1 {
            var hardware = member.hardware
            for _ in hardware.gpus {
                hardware.gpus.append(hardware.gpus.removeFirst())
                #expect(
                    Self.essence(hardware) == Self.essence(member.hardware), "\(member.profile.id)")
                checked += 1
            }
            hardware.gpus.reverse()
            #expect(Self.essence(hardware) == Self.essence(member.hardware), "\(member.profile.id)")
        }
        #expect(checked > 4)
    }

    @Test func `of equal GPUs does not matter either`() throws {
        let model = try Catalog.builtin.model(named: Catalog.defaultModel)
        var cards = ["0000:01:00.0", "0000:02:00.0", "0000:03:00.0"].map { (address: String) in
            GPU(
                .nvidia, name: "Card at \(address)", address: address, pool: .dedicated,
                memory: .known(.nominal(.gibibytes(24)), []), generation: .known("8.6", []),
                sighting: [])
        }
        for _ in cards {
            cards.append(cards.removeFirst())
            let verdict = RuleTable.standard.verdict(model, on: .linux(gpus: cards))
            #expect(verdict.gpu?.address == "0000:01:00.0")
        }
    }

    // MARK: - More never gives less

    @Test func `another GPU never worsens a verdict that a GPU decided`() async throws {
        let members = try await Fleet.members()
        // Of GPUs that differ in their names and places only, the first.
        var kinds: Set<String> = []
        let gpus = members.flatMap(\.hardware.gpus).filter { gpu in
            let size = gpu.memory.value.map { "\($0.bytes.rawCount >> 31)" } ?? "?"
            return kinds.insert("\(gpu.vendor) \(gpu.pool) \(size) \(gpu.fault == nil)").inserted
        }
        #expect(gpus.count > 20)
        for member in try await Fleet.samples() {
            for gpu in gpus {
                var hardware = member.hardware
                hardware.gpus.append(gpu)
                // One for which the runner takes another image takes the others away.
                if hardware.isImageForNVIDIA != member.hardware.isImageForNVIDIA { continue }
                for before in member.verdicts where before.gpu != nil {
                    let after = RuleTable.standard.verdict(before.model, on: hardware)
                    // One that does not meet the requirement keeps the one container from all of them.
                    if after.isRequirementMixed { continue }
                    // One that the build has no code for fails under the part of the model that it is given.
                    if after.cudaSupport?.refusal == .otherGeneration { continue }
                    if after.cudaSupport?.refusal == .otherLost { continue }
                    #expect(
                        rank(after) >= rank(before),
                        "\(member.profile.id) and \(gpu.name), \(before.model.id): \(after.rule)")
                }
            }
        }
    }

    private static let ladder = [1, 2, 4, 8, 12, 16, 31, 32, 64, 512]

    /// A machine whose `MemTotal` says another number of GiB, or the same with `memory.total`.
    private static func scaled(_ profile: Profile, gibibytes: Int, video: Bool) -> Profile? {
        var profile = profile
        var isChanged = false
        for exchange in profile.recording.exchanges {
            switch (exchange.access, exchange.outcome) {
            case (.file("/proc/meminfo"), .bytes) where !video:
                let text = "MemTotal: \(gibibytes << 20) kB\n"
                profile.recording[exchange.access] = .bytes(Array(text.utf8))
                isChanged = true
            case (.command(let argv), .ended(var result))
            where video && argv.count > 1 && argv[1].hasPrefix("--query-gpu="):
                let lines = String(decoding: result.standardOutput, as: UTF8.self)
                    .split(separator: "\n").map { line in
                        var cells = line.split(separator: ",").map(String.init)
                        if cells.count > 4, Int(cells[3].dropFirst()) != nil {
                            cells[3] = " \(gibibytes << 10)"
                            isChanged = true
                        }
                        return cells.joined(separator: ",") + "\n"
                    }
                result.standardOutput = Array(lines.joined().utf8)
                profile.recording[exchange.access] = .ended(result)
            default: break
            }
        }
        return isChanged ? profile : nil
    }

    @Test(arguments: [(false, "MemTotal"), (true, "memory.total")])
    func `more memory never worsens a verdict`(video: Bool, name: String) async throws {
        let samples = try await Fleet.samples()
        #expect(samples.count > 10)
        for member in samples {
            var best: [Int] = Fleet.models.map { _ in 0 }
            var isLimited = false
            for size in Self.ladder {
                guard let profile = Self.scaled(member.profile, gibibytes: size, video: video)
                else { break }
                let hardware = await Hardware.probe(ReplayMachine(profile))
                let verdicts = Fleet.verdicts(hardware)
                // 31 GiB are what is left of the 32 on the box, while a limit is exact: where it begins
                // to bind just below a printed size, the count begins anew.
                if hardware.memory.usable.value?.isNominal == false, !isLimited, !video {
                    isLimited = true
                    best = best.map { _ in 0 }
                }
                for (index, verdict) in verdicts.enumerated() {
                    #expect(
                        rank(verdict) >= best[index],
                        "\(profile.id), \(name) \(size) GiB, \(verdict.model.id): \(verdict.rule)")
                    best[index] = rank(verdict)
                }
            }
        }
    }
}
