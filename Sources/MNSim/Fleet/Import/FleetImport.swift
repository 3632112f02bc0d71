package import MNCore
import MNSim

/// Gathers the machines of one inventory, row by row, as a fleet.
///
/// Who a machine is is looked at to count it once, and is forgotten with this value.
package struct FleetImport {
    /// How an inventory is taken.
    package struct Options: Sendable {
        /// The day for which it holds.
        package var asOf: CalendarDate?
        /// Rows that were last seen before this day are stale.
        package var staleBefore: CalendarDate?
        /// Words for each machine.
        package var tags: [String] = []
        /// Classes of fewer machines are told together, without what the maker calls them.
        package var mergeBelow = 1
        /// Whether a text holds a secret of the user's, beside what is one by its looks.
        package var isSecret: @Sendable (String) -> Bool = { _ in false }

        package init() {}
    }

    /// What machines have in common that differ in nothing but memory, day and who they are.
    private enum Kind: Hashable {
        case number(Int)
        case words(ReportedMachine)

        init(_ machine: ReportedMachine) {
            if let number = machine.kind {
                self = .number(number)
                return
            }
            var kind = machine
            kind.memory = .unknown("")
            (kind.identity, kind.names, kind.lastSeen, kind.count) = ([], [], nil, 1)
            kind.isLastSeenUnclear = false
            self = .words(kind)
        }
    }

    /// Who a machine is, as 128 bits that no other process can read.
    private struct Who: Hashable {
        private let high: Int
        private let low: Int

        /// - Parameter words: what tells it from others.
        init(_ words: [String]) {
            let text = words.joined(separator: "\u{1F}").lowercased()
            (high, low) = ("1\(text)".hashValue, "0\(text)".hashValue)
        }
    }

    private let options: Options
    private var source: Fleet.Source
    private var digest = SHA256()
    /// The facts that machines came to, and how many did.
    private var classes: [(facts: FleetFacts, count: Int)] = []
    private var places: [FleetFacts: Int] = [:]
    /// The machines by who they are: the place of what they came to, and when they were last seen.
    private var known: [Who: (place: Int, seen: SeenTime?, count: Int)] = [:]
    private var leftOut: [String: Int] = [:]
    /// What was not taken as it stands, and of how many rows.
    private var doubts: [ImportDoubt: Int] = [:]
    /// What machines of these words come to, whatever their memory.
    private var kinds: [Kind: Result<ScreenedFacts, NotTaken>] = [:]
    /// Machines whose records are not read yet.
    private var pending: [ReportedMachine] = []

    init(kind: String, _ options: Options) {
        self.options = options
        source = Fleet.Source(kind: kind, digest: "")
    }

    /// Takes in bytes of the inventory, for its digest.
    mutating func note(_ bytes: [UInt8]) { digest.update(bytes) }

    /// Says what is taken for granted.
    mutating func assume(_ sentence: String) {
        if !source.assumed.contains(sentence) { source.assumed.append(sentence) }
    }

    /// Takes in a row that is no machine.
    mutating func leaveOut(_ reason: String) {
        source.rows += 1
        leftOut[reason, default: 0] += 1
    }

    /// Takes in a row; one with a record counts once `settle` has read that.
    mutating func add(_ machine: consuming ReportedMachine) {
        if !options.tags.isEmpty { machine.givenTags += options.tags }
        let isPlain = machine.recordText == nil && machine.nvidiaText == nil
        if isPlain { take(&machine) } else { pending.append(machine) }
    }

    /// Reads the records that have come.
    mutating func settle() async {
        let machines = pending
        pending = []
        for var machine in machines {
            if let bytes = machine.recordText {
                if let profile = try? Profile.read(bytes, name: "the record") {
                    machine.record = FleetFacts(await Hardware.probe(ReplayMachine(profile)))
                    if machine.record == nil {
                        assume("A record whose Docker is elsewhere tells nothing.")
                    }
                } else {
                    assume("A record that cannot be read tells nothing.")
                }
            }
            if let bytes = machine.nvidiaText { machine.nvidiaGPUs = await nvidiaGPUs(bytes) }
            take(&machine)
        }
    }

    /// The GPUs that nvidia-smi lists; nil if that cannot be read.
    private mutating func nvidiaGPUs(_ bytes: [UInt8]) async -> [FleetGPU]? {
        guard let importer = try? NVIDIASMIImporter(bytes, name: "nvidia-smi") else {
            assume("A file of nvidia-smi that cannot be read tells nothing.")
            return nil
        }
        let platform = Platform(
            system: "Linux", release: "unknown", machine: "x86_64", process: "x86_64")
        let hardware = await Hardware.probe(PlatformMachine(importer, platform))
        return FleetFacts(hardware)?.gpus.filter { $0.vendor == .nvidia }
    }

    private mutating func take(_ machine: inout ReportedMachine) {
        lookAtDay(of: &machine)
        var facts: FleetFacts
        switch screenedFacts(of: machine) {
        case .success(let found): facts = withoutNames(found, of: machine) ?? found.facts
        case .failure(let fault): return leaveOut(fault.reason)
        }
        source.rows += 1
        if let limit = options.staleBefore, let seen = machine.lastSeen, seen.day < limit {
            source.stale += 1
            return
        }
        let words = machine.identity.filter(Mapping.tellsApart)
        if !words.isEmpty {
            let who = Who(words)
            if let other = known[who] {
                let otherFacts = classes[other.place].facts
                if machine.isRowOfGPU, let both = otherFacts.adding(gpusOf: facts) {
                    // One row for each of its GPUs.
                    facts = both
                } else {
                    source.duplicates += 1
                    switch Self.isLater(other.seen, than: machine.lastSeen) {
                    case true?: return
                    case false?: break
                    case nil: facts = facts.agreeing(with: otherFacts)
                    }
                }
                add(-other.count, at: other.place)
            }
            let place = place(of: facts)
            known[who] = (place, machine.lastSeen, machine.count)
            add(machine.count, at: place)
        } else {
            add(machine.count, at: place(of: facts))
        }
    }

    private mutating func place(of facts: FleetFacts) -> Int {
        if let place = places[facts] { return place }
        classes.append((facts, 0))
        places[facts] = classes.count - 1
        return classes.count - 1
    }

    private mutating func add(_ count: Int, at place: Int) {
        classes[place].count += count
        source.taken += count
    }

    /// Leaves out a day on which a machine cannot have been seen.
    private mutating func lookAtDay(of machine: inout ReportedMachine) {
        if let seen = machine.lastSeen, let asOf = options.asOf,
            // A day ahead it is already where clocks are ahead.
            seen.day.number - asOf.number > 1
        {
            doubts[.laterDay, default: 0] += 1
            machine.lastSeen = nil
        } else if machine.isLastSeenUnclear {
            doubts[.unclearDay, default: 0] += 1
        } else if machine.lastSeen == nil, options.staleBefore != nil {
            doubts[.noDay, default: 0] += 1
        }
    }

    /// The facts of a machine without what names it, or somebody; nil where nothing does.
    private mutating func withoutNames(
        _ screened: ScreenedFacts, of machine: ReportedMachine
    ) -> FleetFacts? {
        let cut =
            screened.hasTexts
            ? screened.without(Identities(machine.identity + machine.names)) : nil
        for doubt in cut?.doubts ?? screened.doubts { doubts[doubt, default: 0] += 1 }
        return cut?.facts
    }

    /// The facts of a machine; what differs in nothing but its memory from another is not read again.
    private mutating func screenedFacts(
        of machine: ReportedMachine
    ) -> Result<ScreenedFacts, NotTaken> {
        let kind = Kind(machine)
        if machine.record == nil, case .success(let facts)? = kinds[kind] {
            return .success(facts.with(memory: machine.memory))
        }
        let found: Result<ScreenedFacts, NotTaken>
        do throws(NotTaken) {
            found = .success(
                ScreenedFacts(
                    try machine.facts(), givenTags: machine.givenTags,
                    isRecord: machine.record != nil || machine.nvidiaGPUs != nil,
                    isSecret: options.isSecret))
        } catch { found = .failure(error) }
        if kinds.count < Self.mostKinds { kinds[kind] = found }
        return found
    }

    /// The most kinds of machines that are remembered.
    private static let mostKinds = 10_000

    /// Nil where that is not told.
    private static func isLater(_ time: SeenTime?, than other: SeenTime?) -> Bool? {
        guard let time else { return other == nil ? nil : false }
        return other.map { $0.isBefore(time) } ?? true
    }

    /// The machines that were taken in, as classes.
    ///
    /// - Parameter name: the inventory, as the user would name it.
    /// - Throws: an `InventoryFault` where there is no machine, or there are more than a fleet may have.
    func fleet(name: String) throws(InventoryFault) -> Fleet {
        if source.taken > Fleet.mostMachines { throw .tooMany(name, count: source.taken) }
        if source.taken == 0, source.stale == 0 {
            let reasons = leftOut.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
            throw source.rows == 0
                ? .empty(name) : .noMachine(name, kind: source.kind, reasons: reasons)
        }
        var source = source
        source.digest = "sha256:" + SHA256.hexadecimal(digest.finalize())
        source.leftOut = leftOut.sorted { $0.key < $1.key }
            .map { Fleet.Source.LeftOut($0.key, count: $0.value) }
        source.assumed += doubts.sorted { $0.key < $1.key }.map { $0.key.sentence($0.value) }
        let own = OwnNames(classes, givenTags: options.tags)
        source.assumed += own.sentences
        var counts = Dictionary(
            uniqueKeysWithValues: classes.filter { $0.count > 0 }.map { ($0.facts, $0.count) })
        for (facts, count) in counts where !own.isEmpty || count < options.mergeBelow {
            var nameless = own.removed(from: facts)
            if count < options.mergeBelow { nameless.model = nil }
            if nameless == facts { continue }
            counts[facts] = nil
            counts[nameless, default: 0] += count
        }
        return Fleet(asOf: options.asOf, sources: [source], counts: counts)
    }
}

extension FleetFacts {
    /// The machine with the GPUs of another row; nil if the rows tell different machines.
    fileprivate func adding(gpusOf other: FleetFacts) -> FleetFacts? {
        var both = other
        both.gpus = gpus
        both.untold = untold
        guard both == self else { return nil }
        both.gpus = (gpus + other.gpus).uniqued().sorted()
        both.untold = (untold + other.untold).uniqued().sorted {
            $0.vendor.rawValue < $1.vendor.rawValue
        }
        return both
    }
}
