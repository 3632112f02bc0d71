import MNCore
import MNSim
import MNSupport

extension Program {
    /// The program, as those see it who play what customers send.
    static let noted: NotedProgram = { arguments, world, note in
        let invocation = tree.read(arguments)
        note(.command(invocation.command?.specification.words ?? []))
        return await run(invocation, world) { decided in
            if let decided = decided.forSupport { note(decided) }
        }
    }
}

extension Program.Note {
    /// The same for those who play what customers send.
    var forSupport: SupportNote? {
        switch self {
        case .ruling(let ruling): .ruling(rule: ruling.rule, status: ruling.status)
        case .check(let check): .check(name: check.name, state: check.state, fix: check.fix)
        case .fault(_, let word, _, let fixes): .fault(code: word, fix: fixes.first)
        case .report: nil
        }
    }
}
