import MNSim
import MNSupport

extension Program {
    /// The program, for who plays a run again and listens to what it decides.
    static let watched: RunFindings.Program = { arguments, world, tell in
        let invocation = tree.read(arguments)
        tell(.command(invocation.command?.specification.words ?? []))
        return await run(invocation, world) { note in tell(note.told) }
    }
}

extension Program.Note {
    fileprivate var told: RunFindings.Told {
        switch self {
        case .ruling(let ruling):
            .ruling(.init(model: ruling.model, rule: ruling.rule, status: ruling.status))
        case .check(let check):
            .check(
                .init(
                    name: check.name, status: check.state, seen: check.seen, fixes: check.fixes))
        case .fault(let code, let word, let problem, let fixes):
            .complaint(.init(code: code, word: word, problem: problem, fixes: fixes))
        }
    }
}
