import MNCore
import MNSim

/// The facts of a machine, with every text in them that came from outside, to be held against who it is.
///
/// What names somebody by its looks is cut already. It is the same for all machines of these facts, and so is made
/// once for them.
struct ScreenedFacts {
    private(set) var facts: FleetFacts
    /// What was cut by its looks.
    let doubts: Set<ImportDoubt>
    private let texts: [Text]

    private struct Text {
        var place: Place
        var text: FoldedText
        var known: Set<[UInt8]>
    }

    private enum Place: Hashable {
        case model, system, processor, memory, docker
        case tag(Int), runtime(Int), untold(Int)
        case gpu(Int, GPUPlace)
    }

    fileprivate enum GPUPlace: Hashable { case name, driver, generation, fault, memory }

    /// - Parameters:
    ///   - givenTags: those of whoever imports, which name nobody.
    ///   - isRecord: whether a record of the machine tells them, whose reasons come from outside too.
    ///   - isSecret: whether a text holds a secret; then nothing of it is told.
    init(
        _ facts: FleetFacts, givenTags: [String], isRecord: Bool, isSecret: (String) -> Bool
    ) {
        var screened = facts
        let cuts = Self.outside(facts, givenTags, isRecord).compactMap { place, text in
            let ranges =
                isSecret(text) ? [0..<text.utf8.count] : PersonalShape.ranges(in: text)
            return ranges.isEmpty ? nil : (place, ranges)
        }
        doubts = Self.cut(cuts, from: &screened)
        self.facts = screened
        texts = Self.outside(screened, givenTags, isRecord).map { place, text in
            Text(place: place, text: FoldedText(text), known: Self.known(place))
        }
    }

    /// The same with another size, which is no text.
    func with(memory: Testimony<ByteCount>) -> ScreenedFacts {
        var other = self
        other.facts.memory = memory
        return other
    }

    /// Whether there is anything to hold against who it is.
    var hasTexts: Bool { !texts.isEmpty }

    /// The facts without what names the machine or somebody, and what was cut; nil where nothing does.
    func without(_ identities: Identities) -> (facts: FleetFacts, doubts: Set<ImportDoubt>)? {
        var cuts: [(Place, [Range<Int>])] = []
        for one in texts {
            let ranges = identities.ranges(in: one.text, besides: one.known)
            if ranges.isEmpty { continue }
            cuts.append((one.place, ranges.map { one.text.source(of: one.text.words(around: $0)) }))
        }
        if cuts.isEmpty { return nil }
        var facts = facts
        let found = Self.cut(cuts, from: &facts)
        return (facts, doubts.union(found))
    }

    // MARK: - Places

    /// Every text of facts that came from outside.
    private static func outside(
        _ facts: FleetFacts, _ givenTags: [String], _ isRecord: Bool
    ) -> [(Place, String)] {
        var texts: [(Place, String)] = []
        func add(_ place: Place, _ text: String?) {
            if let text { texts.append((place, text)) }
        }
        add(.model, facts.model)
        for (index, tag) in facts.tags.enumerated() where !givenTags.contains(tag) {
            add(.tag(index), tag)
        }
        for (index, gpu) in facts.gpus.enumerated() {
            add(.gpu(index, .name), gpu.name)
            if let version = gpu.driver.value, !isVersion(version) {
                add(.gpu(index, .driver), version)
            }
            if let generation = gpu.generation, !isVersion(generation) {
                add(.gpu(index, .generation), generation)
            }
            if isRecord {
                add(.gpu(index, .driver), gpu.driver.reason)
                add(.gpu(index, .fault), gpu.fault)
                add(.gpu(index, .memory), gpu.memory.reason)
            }
        }
        guard isRecord else { return texts }
        add(.system, facts.system.reason)
        add(.processor, facts.processor.reason)
        add(.memory, facts.memory.reason)
        for (index, untold) in facts.untold.enumerated() { add(.untold(index), untold.reason) }
        for (index, runtime) in (facts.docker?.runtimes ?? []).enumerated()
        where !FleetDocker.decisiveRuntimes.contains(runtime) {
            add(.runtime(index), runtime)
        }
        for text in facts.docker?.texts ?? [] { add(.docker, text) }
        return texts
    }

    private static func known(_ place: Place) -> Set<[UInt8]> {
        switch place {
        case .model: HardwareWords.machines
        case .gpu(_, .name): HardwareWords.gpus
        default: HardwareWords.all
        }
    }

    /// Whether a text is small numbers with points between them, which tell nobody.
    private static func isVersion(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(\.isASCIIDigit)
        }
    }

    // MARK: - Cutting

    fileprivate static let reason = "what is told of it names a machine or a person"

    private static func cut(
        _ cuts: [(Place, [Range<Int>])], from facts: inout FleetFacts
    ) -> Set<ImportDoubt> {
        var doubts: Set<ImportDoubt> = []
        var (tags, runtimes, gpus): (Set<Int>, Set<Int>, Set<Int>) = ([], [], [])
        for (place, ranges) in cuts {
            let doubt: ImportDoubt
            switch place {
            case .model:
                facts.model = nil
                doubt = .personalModel
            case .tag(let index):
                tags.insert(index)
                doubt = .personalTag
            case .gpu(let index, let place):
                if let found = facts.gpus[index].cut(place, ranges) {
                    doubt = found
                } else {
                    gpus.insert(index)
                    doubt = .untoldGPU
                }
            case .runtime(let index):
                runtimes.insert(index)
                doubt = .personalText
            case .docker:
                // What the engine is decides much.
                facts.docker = nil
                facts.system = .unknown(reason)
                doubt = .personalText
            case .untold(let index):
                facts.untold[index].reason = reason
                doubt = .personalText
            case .system:
                facts.system = .unknown(reason)
                doubt = .personalText
            case .processor:
                facts.processor = .unknown(reason)
                doubt = .personalText
            case .memory:
                facts.memory = .unknown(reason)
                doubt = .personalText
            }
            doubts.insert(doubt)
        }
        if cuts.isEmpty { return doubts }
        facts.tags = facts.tags.enumerated().filter { !tags.contains($0.offset) }.map(\.element)
        if let docker = facts.docker {
            facts.docker?.runtimes = docker.runtimes.enumerated()
                .filter { !runtimes.contains($0.offset) }.map(\.element)
        }
        for vendor in gpus.map({ facts.gpus[$0].vendor })
        where !facts.untold.contains(where: { $0.vendor == vendor }) {
            facts.untold.append(FleetFacts.Untold(vendor, reason))
        }
        facts.untold.sort { $0.vendor.rawValue < $1.vendor.rawValue }
        facts.gpus = facts.gpus.enumerated().filter { !gpus.contains($0.offset) }.map(\.element)
            .uniqued().sorted()
        return doubts
    }
}

extension FleetGPU {
    /// Takes out what names somebody; nil if nothing may be told of the GPU then.
    fileprivate mutating func cut(
        _ place: ScreenedFacts.GPUPlace, _ ranges: [Range<Int>]
    ) -> ImportDoubt? {
        switch place {
        case .name:
            let short = Self.name(name, without: ranges) ?? vendor.rawValue
            // What decides by the name must not differ.
            guard isJudgedAlike(short) else { return nil }
            name = short
            return .personalGPU
        case .driver:
            driver = .unknown(ScreenedFacts.reason)
            return .personalDriver
        case .generation:
            generation = nil
            return .personalText
        case .fault:
            fault = ScreenedFacts.reason
            return .personalText
        case .memory:
            memory = .unknown(ScreenedFacts.reason)
            return .personalText
        }
    }

    private func isJudgedAlike(_ other: String) -> Bool {
        if vendor != .nvidia { return true }
        let data = DriverData.builtin
        return data.capability(name: name, device: nil) == data.capability(name: other, device: nil)
            && data.brands(name: name, device: nil) == data.brands(name: other, device: nil)
    }

    /// Nil if nothing of it is left.
    private static func name(_ name: String, without ranges: [Range<Int>]) -> String? {
        let bytes = Array(name.utf8)
        var left: [UInt8] = []
        var place = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > place { left += bytes[place..<range.lowerBound] }
            if range.lowerBound >= place { left += Array("…".utf8) }
            place = max(place, range.upperBound)
        }
        left += bytes[place...]
        let text = String(decoding: left, as: UTF8.self)
        return text.contains { $0.isLetter || $0.isNumber } ? text : nil
    }
}

extension FleetDocker {
    /// The runtimes that rules ask for.
    fileprivate static let decisiveRuntimes = ["nvidia", "rocm", "runc"]

    /// What a record tells of it in words.
    fileprivate var texts: [String] {
        var texts: [String?] = []
        if case .some(let toolkit)? = toolkit { texts += [toolkit.version, toolkit.mode] }
        if case .some(let runner)? = runner {
            texts += [runner.state, runner.cuda] + (runner.requirement ?? [])
        }
        return texts.compactMap(\.self)
    }
}
