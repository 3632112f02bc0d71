import MNCore
import MNSim

extension FleetFacts {
    /// What a report says of the class, by the labels of its table.
    var labels: [String] {
        let gpu = gpus.first
        let more = gpus.count > 1 ? " and \(gpus.count - 1) more" : ""
        return [
            gpu.map { $0.name + more } ?? (untold.isEmpty ? "No GPU" : "GPU not told"),
            gpu.map { $0.pool == .unified ? "shared memory" : "\($0.memory)" } ?? "",
            "\(memory) of memory", "\(system), \(processor)",
            gpu?.vendor == .nvidia ? gpu.map { "driver \($0.driver)" } ?? "" : "",
        ]
    }

    /// The machines that it stands among: by the vendor of the GPU and the system.
    var family: String {
        let kind =
            gpus.first.map { "\($0.vendor.words) GPU" }
            ?? (untold.isEmpty ? "No GPU" : "GPU not told")
        return system.value.map { "\(kind), \($0.words)" } ?? "\(kind), system not told"
    }

    /// The words for `v:` of the filter.
    var vendorWords: String {
        let vendors = gpus.map(\.vendor.rawValue).uniqued()
        return vendors.isEmpty
            ? (untold.isEmpty ? "none" : "untold") : vendors.joined(separator: " ")
    }

    /// What an outcome rests on.
    func details(_ outcome: FleetOutcome, _ grounds: [FleetJudge.Ground]) -> [ReportPage.Detail] {
        var details = grounds.compactMap { ground in
            ground.minimum.map { "\($0.words) of \($0.kind.report)" }
        }.uniqued().map { ReportPage.Detail("Next threshold", "needs \($0)") }
        if case .unknown(let facts) = outcome {
            for fact in facts {
                details.append(
                    ReportPage.Detail("Would decide", "\(fact.words): \(reason(fact))"))
            }
        }
        return details
    }

    /// Why a fact is not known, as the inventory has it.
    private func reason(_ fact: FleetFact) -> String {
        let reasons: [String?] =
            switch fact {
            case .gpu: untold.map { "\($0.vendor.words): \($0.reason)" }
            case .gpuMemory: gpus.filter { $0.pool != .unified }.map { $0.memory.doubt }
            case .driver: gpus.filter { $0.vendor == .nvidia }.map { $0.driver.doubt }
            case .ram: [memory.doubt]
            case .generation: ["not told"]
            case .arch: [processor.doubt]
            case .system: [system.doubt]
            }
        let told = reasons.compactMap(\.self).uniqued()
        return told.isEmpty ? "not told" : told.joined(separator: "; ")
    }
}

extension Testimony {
    /// Why it decides nothing; nil where it has one value.
    fileprivate var doubt: String? { value == nil ? reason ?? "\(self)" : nil }
}

extension Requirements.Kind {
    fileprivate var report: String {
        switch self {
        case .videoMemory: "GPU memory"
        case .unifiedMemory: "memory shared with the GPU"
        case .processorMemory, .acceptedMemory: "memory"
        }
    }
}

/// Machines by the memory of their largest GPU, between the sizes that models ask for.
struct GPUMemoryChart {
    private enum Place: Hashable {
        /// How many of the sizes are reached.
        case reached(Int)
        case between, untold, none, shared
    }

    private let minimums: [Requirements.Minimum]
    private let models: [Model]
    private let policy: Policy
    private var machines: [Place: Int] = [:]

    init(_ models: [Model], _ policy: Policy) {
        self.models = models
        self.policy = policy
        var minimums: [Requirements.Minimum] = []
        for minimum in models.map(\.requirements.videoMemory)
        where !minimums.contains(where: { $0.bytes == minimum.bytes }) {
            minimums.append(minimum)
        }
        self.minimums = minimums.sorted { $0.bytes < $1.bytes }
    }

    mutating func add(_ facts: FleetFacts, _ count: Int) {
        machines[place(facts), default: 0] += count
    }

    private func place(_ facts: FleetFacts) -> Place {
        let own = facts.gpus.filter { $0.pool != .unified }
        if own.isEmpty {
            return !facts.gpus.isEmpty ? .shared : facts.untold.isEmpty ? .none : .untold
        }
        var (least, most) = (0, 0)
        for gpu in own {
            guard let range = gpu.memory.range else { return .untold }
            least = max(least, reached(range.least, gpu.isExact))
            most = max(most, range.most.map { reached($0, gpu.isExact) } ?? minimums.count)
        }
        return least == most ? .reached(least) : .between
    }

    private func reached(_ size: ByteCount, _ isExact: Bool) -> Int {
        minimums.count { policy.leastBytes($0, isNominal: !isExact) <= size }
    }

    /// A line for each place where there are machines, the most memory first.
    var counts: [ReportPage.Count] {
        let sizes = (0...minimums.count).reversed().map { Place.reached($0) }
        return (sizes + [.shared, .between, .untold, .none]).compactMap { place in
            machines[place].map { ReportPage.Count($0, words(place), tone(place)) }
        }
    }

    private func tone(_ place: Place) -> ReportPage.Tone {
        switch place {
        case .reached(let count): count == minimums.count ? .good : count == 0 ? .failed : .warning
        case .between, .untold: .unknown
        case .none, .shared: .plain
        }
    }

    private func words(_ place: Place) -> String {
        switch place {
        case .reached(let count):
            if count == 0 {
                return minimums.first.map { "less than \($0.words), enough for none" } ?? "any size"
            }
            let minimum = minimums[count - 1]
            let enough = models.filter { $0.requirements.videoMemory.bytes <= minimum.bytes }
            let words =
                enough.count == models.count && count == minimums.count && models.count > 1
                ? "all models" : Words.list(enough.map(\.id))
            return "\(minimum.words) or more, enough for \(words)"
        case .between: return "a size that may lie on both sides of what a model needs"
        case .untold: return "a GPU or a size that is not told"
        case .none: return "no GPU"
        case .shared: return "memory shared with the system, which is judged by other sizes"
        }
    }
}

extension Testimony<ByteCount> {
    /// The least and the most that it may be; nil where nothing is told.
    fileprivate var range: (least: ByteCount, most: ByteCount?)? {
        switch self {
        case .value(let size): (size, size)
        case .oneOf(let sizes): sizes.min().map { ($0, sizes.max()) }
        case .between(let least, let most): (least, most)
        case .unknown: nil
        }
    }
}
