import MNCore

/// A made-up machine that answers as real ones do; what it is not said to have is absent.
struct GeneratedMachine: Machine {
    /// What distinguishes it, a few words each.
    var words: [String] = []
    var platform = Outcome.denied
    /// Files and directories.
    var answers: [Access: Outcome] = [:]
    /// A row for each GPU of `nvidia-smi`; nil if there is no such program.
    var nvidia: [[String: String]]?
    /// What `nvidia-smi -q -x` prints.
    var nvidiaDetails: String?
    var sysctl: [String: Outcome] = [:]
    var cim: [String: Outcome] = [:]
    var docker = Outcome.absent
    /// What else the engine, the runner and NVIDIA's toolkit say.
    var others: [ProbeQuestion: Outcome] = [:]
    var variables: [String: String] = [:]

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        switch access {
        case .platform: platform
        case .file, .directory: answers[access] ?? .absent
        case .environment(let name): variables[name].map { .value($0) } ?? .absent
        case .command(let argv): answer(argv)
        }
    }

    private func answer(_ argv: [String]) -> Outcome {
        switch ProbeQuestion(argv) {
        case .nvidiaFields(let fields):
            guard let nvidia else { return .absent }
            return .output(
                nvidia.map { row in
                    fields.map { row[$0] ?? "[N/A]" }.joined(separator: ", ") + "\n"
                }.joined())
        case .nvidiaDetails: return nvidiaDetails.map { .output($0) } ?? .absent
        case .sysctl(let name):
            return sysctl[name] ?? .output("sysctl: unknown oid '\(name)'\n", exit: 1)
        case .cim(let type, _): return cim[type] ?? .timedOut
        case .dockerInfo: return docker
        case let question?: return others[question] ?? .absent
        case nil: return .absent
        }
    }

    /// The machine as a profile that expects these verdicts.
    func profile(_ id: String, title: String, _ expectations: [Profile.Expectation]) async
        -> Profile
    {
        let recorder = RecordingMachine(self)
        _ = await Hardware.probe(recorder)
        var recording = Recording()
        for exchange in recorder.recording.exchanges where exchange.outcome != .absent {
            recording[exchange.access] = exchange.outcome
        }
        return Profile(
            id: id, title: title, tags: ["mutation"], provenance: .synthetic,
            sources: ["mn sim mutate: \(words.joined(separator: ", ")); no seed"], rest: .absent,
            expectations: expectations, recording: recording)
    }

    func with(_ trait: Trait) -> GeneratedMachine {
        var candidate = self
        trait.apply(&candidate)
        if !trait.words.isEmpty { candidate.words.append(trait.words) }
        return candidate
    }

    /// Every combination of one trait of each axis, the last axis running fastest.
    static func product(_ axes: [[Trait]]) -> [GeneratedMachine] {
        axes.reduce([GeneratedMachine()]) { generated, axis in
            generated.flatMap { candidate in axis.map(candidate.with) }
        }
    }
}
