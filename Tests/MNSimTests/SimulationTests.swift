import MNCore
import MNSim
import Synchronization
import Testing

@Suite(.serialized) struct `A simulation` {
    /// Lines in the order in which tasks wrote them.
    private final class Log: Sendable {
        private let all = Mutex<[String]>([])

        var lines: [String] { all.withLock { $0 } }
        func append(_ line: String) { all.withLock { $0.append(line) } }
    }

    @Test func `spends virtual hours in no real time`() throws {
        let end = try Simulation.run { time in
            for _ in 0..<100 { await time.sleep(for: .seconds(3600)) }
            return time.now
        }
        #expect(end == .seconds(360_000))
    }

    @Test func `wakes sleepers in the order of their moments, then of their going to sleep`() throws
    {
        let order = try Simulation.run { time in
            await withTaskGroup(of: String.self) { group in
                for (name, seconds) in [("c", 3), ("a", 1), ("b1", 2), ("b2", 2), ("now", 0)] {
                    group.addTask {
                        await time.sleep(for: .seconds(seconds))
                        return "\(name)@\(time.now)"
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(
            order == [
                "now@0.0 seconds", "a@1.0 seconds", "b1@2.0 seconds", "b2@2.0 seconds",
                "c@3.0 seconds",
            ])
    }

    @Test func `ends a cancelled sleep at once`() throws {
        let (now, woke) = try Simulation.run { time in
            await withTaskGroup(of: Duration.self) { group in
                group.addTask {
                    await time.sleep(for: .seconds(1000))
                    return time.now
                }
                await time.sleep(for: .seconds(5))
                group.cancelAll()
                let woke = await group.next() ?? .zero
                return (time.now, woke)
            }
        }
        #expect(now == .seconds(5))
        #expect(woke == .seconds(5))
    }

    @Test func `ends a sleep that was cancelled before it began`() throws {
        let now = try Simulation.run { time in
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask { await time.sleep(for: .seconds(1000)) }
                await group.waitForAll()
            }
            return time.now
        }
        #expect(now == .zero)
    }

    @Test func `interleaves a group of tasks alike in 500 runs`() async throws {
        func once() throws -> [String] {
            try Simulation.run { time in
                let log = Log()
                await withTaskGroup(of: Void.self) { group in
                    for worker in 0..<6 {
                        group.addTask {
                            for turn in 0..<4 {
                                log.append("\(worker).\(turn)")
                                await Task.yield()
                                await time.sleep(for: .milliseconds((worker * 7 + turn * 3) % 5))
                            }
                        }
                    }
                }
                async let left: Void = time.sleep(for: .seconds(1))
                async let right: Void = time.sleep(for: .seconds(1))
                _ = await (left, right)
                return log.lines + ["\(time.now)"]
            }
        }
        let first = try once()
        #expect(first.count == 25)
        for _ in 0..<500 {
            #expect(try once() == first)
            await Task.yield()  // Lets other tests have the thread.
        }
    }

    @Test func `tells a deadlock from an endless wait`() {
        #expect(throws: Simulation.Stuck.endless(at: Simulation.limit + .seconds(3600))) {
            try Simulation.run { time in
                while !Task.isCancelled { await time.sleep(for: .seconds(3600)) }
            }
        }
    }
}
