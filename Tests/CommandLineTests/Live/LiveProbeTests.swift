import MNCore
import Synchronization
import Testing

@testable import mn

/// Probes of a live machine whose programs are stubs.
@Suite struct `A probe of a live machine` {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A clock that goes only when it is told to.
    private final class Clock: Time {
        private let moment = Mutex(Duration.zero)
        var now: Duration { moment.withLock { $0 } }
        var sinceEpoch: Duration { now }
        func sleep(for duration: Duration) async { moment.withLock { $0 += duration } }
    }

    private func machine() -> LiveMachine {
        LiveMachine(environment: ["PATH": folder.path, "HOME": folder.path])
    }

    private static let info = "echo '\"Stub Linux\" \"runc\"'"

    @Test func `asks again however long ago the one before was`() async throws {
        try folder.program("docker", "echo x >> \(folder("log"))\n\(Self.info)")
        let machine = machine()
        let clock = Clock()
        let first = await Hardware.probe(machine, by: clock)
        await clock.sleep(for: .seconds(20))
        let second = await Hardware.probe(machine, by: clock)
        #expect(first.engine.value?.name == "Stub Linux")
        #expect(first.engine == second.engine)
    }

    /// This machine itself, whatever it is.
    @Test func `finds the same facts twice`() async {
        let machine = LiveMachine()
        let first = await Hardware.probe(machine, by: LiveTime())
        let second = await Hardware.probe(machine, by: LiveTime())
        func alike<Value>(_ fact: KeyPath<Hardware, Fact<Value>>) -> Bool {
            guard let one = first[keyPath: fact].value, let other = second[keyPath: fact].value
            else { return true }
            return one == other
        }
        #expect(alike(\.system) && alike(\.processor) && alike(\.board) && alike(\.isWSL))
        #expect(alike(\.memory.installed))
        // On a busy machine something may not answer in time, once and not again.
        let isSlow = [first, second].contains { hardware in
            (hardware.gaps + hardware.memory.installed.gaps).contains {
                "\($0.reason)".hasPrefix("no answer")
            }
        }
        if !isSlow { #expect(first == second) }
    }

    @Test func `gives up what hangs, and starts nothing once its time is over`() async throws {
        let line = "echo \"$(basename $0)\" >> \(folder("log")); sleep 60 & wait"
        for program in ["docker", "nvidia-smi", "rocm-smi", "vulkaninfo", "amd-smi"] {
            try folder.program(program, "PATH=/usr/bin:/bin\n" + line)
        }
        let spent = await Hardware.probe(
            machine(), by: LiveTime(), budget: ProbeDeadline.endingPrograms)
        #expect(folder.text("log") == nil)
        #expect(spent.engine.gaps.map(\.reason) == [.timedOut])
        let short = await Hardware.probe(
            machine(), by: LiveTime(), budget: ProbeDeadline.endingPrograms + .milliseconds(300))
        #expect(short.engine.gaps.map(\.reason) == [.timedOut])
        let started = folder.text("log")?.split(separator: "\n") ?? []
        // Two questions of docker are asked side by side.
        let others = started.filter { $0 != "docker" }
        #expect(
            others.count == Set(others).count && started.count <= others.count + 2, "\(started)")
    }
}
