import MNCore
import MNSim
import Synchronization
import Testing

@testable import mn

extension SeamRule<any Time> {
    /// What the comments of `Time` say.
    static var time: [SeamRule] {
        [
            SeamRule(
                "A clock that never runs backwards.",
                breaking: { time in
                    let looks = Counter()
                    return ChangedTime(inner: time, moment: { .seconds(-looks.next()) })
                }
            ) { time, findings in
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            var last = time.now
                            for _ in 0..<50 {
                                let now = time.now
                                findings.expect(now >= last, "\(now) after \(last)")
                                last = now
                                await Task.yield()
                            }
                        }
                    }
                }
            },
            SeamRule(
                "The time since a moment that stays the same for the whole run.",
                breaking: { ChangedTime(inner: $0, moment: { .zero }) }
            ) { time, findings in
                let start = time.now
                for count in 1...3 {
                    await time.sleep(for: .milliseconds(5))
                    let passed = time.now - start
                    let wanted = Duration.milliseconds(5 * count)
                    findings.expect(passed >= wanted, "\(passed) after \(count) waits of 5 ms")
                    findings.expect(
                        passed < .seconds(1800), "\(passed) after \(count) waits of 5 ms")
                }
            },
            SeamRule(
                "The time by the calendar, since 1970.",
                breaking: { ChangedTime(inner: $0, calendar: { .seconds(1000) }) }
            ) { time, findings in
                let (least, most) = (
                    Duration.seconds(1_735_689_600), Duration.seconds(7_258_118_400)
                )
                let now = time.sinceEpoch
                findings.expect((least..<most).contains(now), "not between 2025 and 2200: \(now)")
            },
            SeamRule("Waits.", breaking: { ChangedTime(inner: $0, waiting: { _ in }) }) {
                time, findings in
                let start = time.now
                await withTaskGroup(of: Void.self) { group in
                    for wait in [20, 0, -5, 10] {
                        group.addTask {
                            await time.sleep(for: .milliseconds(wait))
                            let passed = time.now - start
                            findings.expect(
                                passed >= .milliseconds(wait), "\(passed), not \(wait) ms")
                        }
                    }
                }
                findings.expect(time.now - start < .seconds(1800), "\(time.now - start) for 20 ms")
            },
            SeamRule(
                "Ends early, without an error, when the task is cancelled.",
                breaking: { time in
                    // Its waits are as long as they are, whatever becomes of the task.
                    let sum = Sum()
                    return ChangedTime(
                        inner: time, moment: { time.now + sum.value }, waiting: { sum.add($0) })
                }
            ) { time, findings in
                let start = time.now
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await time.sleep(for: .seconds(3600)) }
                    await time.sleep(for: .milliseconds(5))
                    group.cancelAll()
                    // One that is cancelled before it begins.
                    group.addTask { await time.sleep(for: .seconds(3600)) }
                }
                findings.expect(time.now - start < .seconds(1800), "\(time.now - start) went by")
            },
        ]
    }
}

/// A clock of which something goes otherwise.
private struct ChangedTime: Time {
    let inner: any Time
    var moment: (@Sendable () -> Duration)?
    var calendar: (@Sendable () -> Duration)?
    var waiting: (@Sendable (Duration) -> Void)?

    var now: Duration { moment?() ?? inner.now }
    var sinceEpoch: Duration { calendar?() ?? inner.sinceEpoch }
    func sleep(for duration: Duration) async {
        if let waiting { return waiting(duration) }
        await inner.sleep(for: duration)
    }
}

private final class Sum: Sendable {
    private let total = Mutex(Duration.zero)

    var value: Duration { total.withLock(\.self) }
    func add(_ duration: Duration) { total.withLock { $0 += duration } }
}

/// Counts from 1.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

/// What every clock keeps to, that of this machine and that of the simulator.
@Suite struct `Clocks of every kind` {
    @Test(arguments: SeamRule<any Time>.time)
    func `keep to the rule`(rule: SeamRule<any Time>) async throws {
        #expect(await rule.findings(on: LiveTime()) == [])
        #expect(try Simulation.run { await rule.findings(on: $0) } == [])
    }

    @Test(arguments: SeamRule<any Time>.time)
    func `that break a rule are told`(rule: SeamRule<any Time>) throws {
        #expect(try Simulation.run { await rule.findings(on: rule.breaking($0)) } != [])
    }
}
