import MNCore
import MNSim

// What becomes of files that cannot be read or written.
extension Invariant {
    static let files: [Invariant] = [
        Invariant("unread-kept", .state, "What could not be read is not written over.") {
            played, _ in
            played.run.steps.enumerated().compactMap { index, result in
                var unread: Set<String> = []
                for event in result.trace.events {
                    switch event.whatIsLeft {
                    case .read(let path, .failure(let fault)) where fault.reason != .notFound:
                        unread.insert(path)
                    case .read(let path, _): unread.remove(path)
                    case .changed(.wrote, let path, nil) where unread.contains(path):
                        return Violation(
                            index, "file", "it writes \(path), which it could not read")
                    default: continue
                    }
                }
                return nil
            }
        },
        Invariant("lost-writes-told", .state, "What was not written down does not end well.") {
            played, _ in
            guard let ledger = played.ledgerPath else { return [] }
            return played.ended.compactMap { index, result, _ in
                let written = result.trace.events.last { event in
                    if case .changed(.wrote, ledger, _) = event.whatIsLeft { true } else { false }
                }
                guard case .changed(_, _, let fault?) = written?.whatIsLeft, result.exitCode == 0
                else { return nil }
                return Violation(index, "ledger", "the ledger was not written: \(fault.problem)")
            }
        },
    ]
}
