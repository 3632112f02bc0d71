import MNCore
import MNSim
import Synchronization
import Testing

/// Every verdict comes within 12 s, on a machine of any kind, when no program on it ever ends.
@Suite struct `Programs that hang` {
    /// A machine whose programs are all stopped at their time limit.
    private final class Hanging: Machine {
        private let inner: any Machine
        private let commands = Mutex<[Access]>([])

        init(_ inner: any Machine) { self.inner = inner }

        var asked: [Access] { commands.withLock { $0 } }

        func answer(_ access: Access) async -> Outcome {
            guard case .command = access else { return await inner.answer(access) }
            commands.withLock { $0.append(access) }
            return .timedOut
        }
    }

    /// The programs that are asked one after the other; Docker, nvidia-smi and Windows' PowerShell
    /// run beside them, and each alone takes less.
    private static let beside: Set = ["docker", "nvidia-smi", "powershell"]

    @Test func `are waited for no longer than 12 s in all`() async throws {
        for profile in try `The fleet of profiles`.profiles() {
            let machine = Hanging(ReplayMachine(profile))
            _ = await Hardware.probe(machine)
            let total = machine.asked.reduce(Duration.zero) { sum, access in
                guard case .command(let argv) = access, let program = argv.first else { return sum }
                let name = String(program.split(separator: "/").last ?? "")
                return Self.beside.contains(name) ? sum : sum + access.timeLimit
            }
            #expect(total <= .seconds(12), "\(profile.id): \(machine.asked)")
            #expect(machine.asked.allSatisfy { $0.timeLimit <= .seconds(10) }, "\(profile.id)")
        }
    }
}
