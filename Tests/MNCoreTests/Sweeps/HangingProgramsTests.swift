import MNCore
import MNSim
import Synchronization
import Testing

/// Every verdict comes within 12 s, on a machine of any kind, when no program on it ever ends.
@Suite(.serialized) struct `Programs that hang` {
    /// A machine whose programs take all the time they are given, or whose files do too.
    private final class Hanging: Machine {
        let inner: any Machine
        let time: VirtualTime
        let hangs: @Sendable (Access) -> Bool
        private let log = Mutex(
            (asked: [Access](), stuck: [Substring: Duration](), again: [Access]()))

        init(
            _ inner: any Machine, _ time: VirtualTime, _ hangs: @escaping @Sendable (Access) -> Bool
        ) {
            self.inner = inner
            self.time = time
            self.hangs = hangs
        }

        var asked: [Access] { log.withLock { $0.asked } }
        /// What was asked of a program after it had timed out.
        var askedAgain: [Access] { log.withLock { $0.again } }

        func answer(_ access: Access, within limit: Duration) async -> Outcome {
            guard hangs(access) else { return await inner.answer(access, within: limit) }
            let program: Substring? =
                if case .command(let argv) = access {
                    argv.first?.split(whereSeparator: { "/\\".contains($0) }).last
                } else { nil }
            log.withLock { log in
                log.asked.append(access)
                if let program, log.stuck[program] != nil { log.again.append(access) }
            }
            await time.sleep(for: limit)
            guard let program else { return .failed("no answer") }
            log.withLock { $0.stuck[program] = time.now }
            return .timedOut
        }
    }

    private static func isCommand(_ access: Access) -> Bool {
        if case .command = access { true } else { false }
    }

    @Test func `are waited for no longer than 12 s in all`() throws {
        for profile in try Fleet.profiles() {
            let (took, again) = try Simulation.run { time in
                let machine = Hanging(ReplayMachine(profile), time, Self.isCommand)
                _ = await Hardware.probe(machine, by: time)
                return (time.now, machine.askedAgain)
            }
            #expect(took <= .seconds(11), "\(profile.id)")
            #expect(again.isEmpty, "\(profile.id): \(again)")
        }
    }

    @Test func `and files that do are waited for no longer either`() throws {
        for profile in try Fleet.profiles().prefix(40) {
            let took = try Simulation.run { time in
                let machine = Hanging(ReplayMachine(profile), time) {
                    if case .environment = $0 { false } else { $0 != .platform }
                }
                _ = await Hardware.probe(machine, by: time)
                return time.now
            }
            #expect(took <= .seconds(12), "\(profile.id)")
        }
    }

    @Test func `are given the whole time by each probe anew`() throws {
        for profile in try Fleet.profiles().prefix(40) {
            let (first, again) = try Simulation.run { time in
                let machine = Hanging(ReplayMachine(profile), time) { access in
                    if case .command(let argv) = access { argv.first == "docker" } else { false }
                }
                let first = await Hardware.probe(machine, by: time)
                await time.sleep(for: .seconds(20))
                return (first, await Hardware.probe(machine, by: time))
            }
            #expect(first == again, "\(profile.id)")
        }
    }
}
