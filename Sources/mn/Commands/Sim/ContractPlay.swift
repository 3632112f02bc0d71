import MNCore
import MNSim

/// Makes the checks of a suite, to their end or until the user wants the end, and puts back.
struct ContractPlay {
    let suite: ContractSuite
    let world: World

    struct Made: Sendable {
        var findings: [ContractFinding] = []
        var putBack = ContractSuite.PutBack()
        var wasInterrupted = false
    }

    func made() async -> Made {
        defer { world.terminal.showProgress(nil) }
        guard suite.checks.contains(where: \.isChanging) else {
            return Made(findings: await suite.findings(tell))
        }
        var made = await untilEnd()
        // A request to end that comes now has to wait; the next one ends the program.
        let action = world.endRequests?.add {}
        defer { action?.withdraw() }
        made.putBack = await suite.putBack()
        return made
    }

    private func untilEnd() async -> Made {
        let (requests, continuation) = AsyncStream.makeStream(of: Void.self)
        let action = world.endRequests?.add { continuation.yield() }
        defer { action?.withdraw() }
        return await withTaskGroup(of: [ContractFinding]?.self) { group in
            group.addTask { await suite.findings(tell) }
            group.addTask {
                for await _ in requests { break }
                return nil
            }
            // Whoever is first, the other is ended too; the checks give what was found until then.
            var made = Made()
            var isFirst = true
            for await findings in group {
                if let findings {
                    made.findings = findings
                } else if isFirst {
                    made.wasInterrupted = true
                }
                isFirst = false
                group.cancelAll()
            }
            return made
        }
    }

    private func tell(_ number: Int, _ name: String) {
        guard world.terminal.progressWidth != nil else { return }
        world.terminal.showProgress("\(number) of \(suite.checks.count): \(name)")
    }
}
