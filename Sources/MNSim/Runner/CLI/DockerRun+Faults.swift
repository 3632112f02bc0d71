/// Faults that happen to commands as a whole.
extension DockerRun {
    /// Counts the faults of this command; those of the network then befall each of its requests.
    mutating func meetFaults(_ words: [String]) {
        faults = runner.meet(
            { $0.isOn(command: words) && ($0.target != nil || $0.kind.isOfMachine) }, at: clock)
        runner.faults += faults.map { RunnerFault("of this command", $0) }
    }

    var plugin: DockerSetup.Plugin {
        faults.contains(.notInstalled) ? .absent : setup.plugin
    }

    var engine: DockerSetup.Engine {
        if faults.contains(.daemonDown) { return .absent }
        return faults.contains(.socketDenied) ? .denied : setup.engine
    }
}

extension RunnerFault.Kind {
    /// Whether it is about the machine's Docker, not about a request.
    fileprivate var isOfMachine: Bool {
        switch self {
        case .notInstalled, .daemonDown, .socketDenied: true
        default: false
        }
    }
}
