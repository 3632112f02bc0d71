package import MNCore

/// What a program asked of the machine that it ran in, and who answered.
package struct ExecReport: Hashable, Sendable {
    package static let schema = "mn.sim.exec/1"

    /// A command that was run inside, how often, and who answered it.
    package struct Asked: Hashable, Sendable {
        package var argv: [String]
        package var level: MachinePlan.Level
        package var times: Int
    }

    package var machine: String
    package var engine: SandboxEngine
    package var program: [String]
    package var exit: Int?
    package var signal: Int?
    /// Where the Model Runner answered.
    package var runner: String
    /// What shows the host.
    package var leaks: [String]
    /// What could not be made and was done without.
    package var missed: [String]
    /// What of the profile no kernel could show.
    package var conflicts: [String]
    package var asked: [Asked]

    package init(
        _ plan: MachinePlan, engine: SandboxEngine, program: [String], runner: String,
        ending: SandboxEnding
    ) {
        machine = plan.machine
        self.engine = engine
        self.program = program
        self.runner = runner
        leaks = MachinePlan.leaks + engine.leaks
        missed = ending.missed
        conflicts = plan.conflicts
        switch ending.kind {
        case .exited(let code): exit = code
        case .signalled(let number): signal = number
        default: break
        }
        asked = []
        var places: [StandInLine: Int] = [:]
        for line in StandInLine.all(in: ending.log) {
            if let place = places[line] {
                asked[place].times += 1
            } else {
                places[line] = asked.count
                asked.append(Asked(argv: line.argv, level: line.level, times: 1))
            }
        }
    }

    /// The commands that nobody knew the answer of.
    package var unrecorded: [[String]] { asked.filter { $0.level == .unrecorded }.map(\.argv) }

    /// Whether what the program did is what it would do on the machine, as far as commands can tell.
    package var isComparable: Bool { unrecorded.isEmpty }

    package var json: JSON {
        [
            "schema": .string(Self.schema), "machine": .string(machine),
            "engine": .string(engine.rawValue), "program": .strings(program),
            "exit": .integer(orNull: exit), "signal": .integer(orNull: signal),
            "comparable": .bool(isComparable), "runner": .string(runner),
            "asked": .array(
                asked.map {
                    [
                        "command": .strings($0.argv), "level": .string($0.level.rawValue),
                        "times": .integer($0.times),
                    ]
                }),
            "unrecorded": .array(unrecorded.map { ["command": .strings($0)] }),
            "leaks": .strings(leaks), "missed": .strings(missed),
            "conflicts": .strings(conflicts), "simulated": true,
        ]
    }
}
