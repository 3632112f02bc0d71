import MNCore
import MNSim

/// Makes situations up: machines from the organs of recorded ones, runners, files, faults, command lines.
///
/// The situation of a run hangs on the seed, the number of the run and the pool, and on nothing else.
package struct SituationGenerator: Sendable {
    let material: Material
    let seed: UInt64

    package init(_ material: Material, seed: UInt64) {
        self.material = material
        self.seed = seed
    }

    /// - Parameter pool: situations that came to something new; half of all are made from those.
    package func situation(run: Int, pool: [Situation]) -> Situation {
        var fresh = fresh(run: run)
        var stream = RandomStream(seed: seed, run: run, "pool")
        guard stream.chance(1, in: 2), let old = stream.pick(pool) else { return fresh }
        // As much of the old one as makes a difference.
        var parts = Situation.Part.allCases
        for _ in 0..<stream.geometric(most: parts.count - 1) {
            parts.remove(at: stream.below(parts.count))
        }
        for part in parts { fresh.take(part, from: old) }
        return fresh
    }

    private func fresh(run: Int) -> Situation {
        let swarm = Swarm(seed: seed, run: run)
        var members: JSONObject = ["schema": .string(Scenario.schema)]
        var machine = MachineMaker(
            material: material, stream: RandomStream(seed: seed, run: run, "machine"), swarm: swarm)
        machine.add(to: &members)
        var runner = RunnerMaker(
            material: material, stream: RandomStream(seed: seed, run: run, "runner"), swarm: swarm)
        runner.add(to: &members)
        var files = FilesMaker(
            material: material, stream: RandomStream(seed: seed, run: run, "files"), swarm: swarm)
        files.add(to: &members)
        var steps = StepsMaker(material, RandomStream(seed: seed, run: run, "steps"), swarm)
        var faults = FaultMaker(RandomStream(seed: seed, run: run, "faults"), swarm)
        let hasRunner = members["runner"] != nil
        members["steps"] = .array(
            steps.lines().enumerated().map { index, words in
                .object(faults.step(words, index, hasRunner: hasRunner))
            })
        return Situation(members)
    }

    /// The words that are nobody's to see, wherever they are put.
    package enum Canary {
        package static let token = "hf_QuartzVexedNymphJock7Waltz0Bad"
        package static let password = "Zephyr9Glyph4Mocks"
        /// As they are, and as a header has them (RFC 7617).
        package static var all: [String] { [token, password, "bWU6WmVwaHlyOUdseXBoNE1vY2tz"] }
    }
}

/// Makes a machine: one that was recorded, with a part of another, with answers that are missing or damaged.
struct MachineMaker {
    let material: Material
    var stream: RandomStream
    let swarm: Swarm

    mutating func add(to members: inout JSONObject) {
        guard let base = stream.pick(material.profiles), !stream.chance(1, in: 40) else { return }
        members["profile"] = .string(base.id)
        var changes: [Access: Outcome] = [:]
        var isCoherent = true
        if stream.chance(swarm.weight("chimera"), in: 200) {
            graft(&changes, on: base)
            isCoherent = false
        }
        if stream.chance(swarm.weight("size"), in: 150) { resize(&changes, base) }
        var faults: [JSON] = []
        if !swarm.isCalm, stream.chance(swarm.weight("answer"), in: 150) {
            for index in 1...stream.geometric(most: 4) {
                guard let access = stream.pick(base.recording.exchanges)?.access else { break }
                if let fault = fault(access, "answer-\(index)") { faults.append(fault) }
            }
        }
        if !changes.isEmpty { members["changes"] = Recording(changes).json }
        if !faults.isEmpty { members["machineFaults"] = .array(faults) }
        if isCoherent { members["tags"] = [.string(Situation.coherent)] }
    }

    /// Gives the machine an organ of another one.
    private mutating func graft(_ changes: inout [Access: Outcome], on base: Profile) {
        for _ in 0..<stream.geometric(4, most: 3) {
            guard let donor = stream.pick(material.profiles),
                let organ = stream.pick(Organ.allCases)
            else { return }
            for exchange in base.recording.exchanges where Organ(exchange.access) == organ {
                changes[exchange.access] = .absent
            }
            for exchange in donor.recording.exchanges where Organ(exchange.access) == organ {
                changes[exchange.access] = exchange.outcome
            }
        }
    }

    /// Sizes at the boundaries of rules: just enough, a unit less, a unit more.
    private mutating func resize(_ changes: inout [Access: Outcome], _ base: Profile) {
        let model = stream.pick(material.models)
        let kind = stream.pick(Requirements.Kind.allCases)
        let gigabytes = kind.flatMap { model?.requirements[$0]?.gigabytes } ?? 16
        let share = stream.either(0.92, 0.92, 1.0)
        let bytes = Int(saturating: (gigabytes * share * 0x1p30).rounded(.up))
        let size = bytes + stream.either(0, -1, 1) * stream.either(1, 1024, 1 << 20)
        for exchange in base.recording.exchanges {
            if let changed = exchange.outcome.withMemory(of: exchange.access, { _ in size }) {
                changes[exchange.access] = changed
            }
        }
    }

    private mutating func fault(_ access: Access, _ id: String) -> JSON? {
        let kinds: [(name: String, kind: JSONObject)] = [
            ("absent", ["kind": "absent"]), ("denied", ["kind": "denied"]),
            ("unrecorded", ["kind": "unrecorded"]),
            ("failed", ["kind": "failed", "error": "read: Input/output error"]),
            ("empty", ["kind": "empty"]), ("crlf", ["kind": "crlf"]),
            ("mark", ["kind": "byteOrderMark"]), ("utf16", ["kind": "utf16"]),
            ("banner", ["kind": "preceded", "text": "Warning: Ünknown\u{1B}[31m option\n"]),
            ("cut", ["kind": "truncated", "bytes": .integer(stream.below(300))]),
            ("line", ["kind": "replaced", "text": .string(String(repeating: "9,", count: 4000))]),
        ]
        let commands: [(name: String, kind: JSONObject)] = [
            ("hang", ["kind": "hang"]), ("crash", ["kind": "crash", "signal": 11]),
            ("exit", ["kind": "exit", "code": .integer(1 + stream.below(254))]),
        ]
        var isCommand = false
        if case .command = access { isCommand = true }
        guard var fault = swarm.pick(isCommand ? kinds + commands : kinds, &stream) else {
            return nil
        }
        fault["id"] = .string(id)
        fault["on"] = .object(access.json)
        return .object(fault)
    }
}

extension Outcome {
    /// The answer with another size of memory in it, in bytes, made of the one that it tells; nil if it tells none.
    func withMemory(of access: Access, _ size: (Int) -> Int) -> Outcome? {
        switch (access, self) {
        case (.file("/proc/meminfo"), .bytes(let text)):
            var isTold = false
            let lines = Self.lines(text).map { line -> String in
                let words = line.split(separator: " ")
                guard words.count == 3, words[0] == "MemTotal:",
                    let size = Self.size(words[1], 1024, size)
                else { return line }
                isTold = true
                return "MemTotal: \(size) kB"
            }
            return isTold ? .bytes(Array(lines.joined(separator: "\n").utf8)) : nil
        case (.command(["sysctl", "-n", "hw.memsize"]), .ended(var result)):
            let line = Self.lines(result.standardOutput).first ?? ""
            guard let size = Self.size(line[...], 1, size) else { return nil }
            result.standardOutput = Array("\(size)\n".utf8)
            return .ended(result)
        case (.command(let words), .ended(var result)):
            let query = words.first { $0.hasPrefix("--query-gpu=") }
            let fields = query?.dropFirst("--query-gpu=".count).split(separator: ",") ?? []
            guard let column = fields.firstIndex(of: "memory.total") else { return nil }
            let rows = Self.lines(result.standardOutput).map { row -> String in
                var cells = row.split(separator: ",", omittingEmptySubsequences: false)
                    .map(String.init)
                guard cells.indices.contains(column),
                    let size = Self.size(cells[column].drop { $0 == " " }, 1 << 20, size)
                else { return row }
                cells[column] = " \(size)"
                return cells.joined(separator: ",")
            }
            result.standardOutput = Array(rows.joined(separator: "\n").utf8)
            return .ended(result)
        default: return nil
        }
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// A number of units with another size; nil if it is none that can be.
    private static func size(_ text: Substring, _ unit: Int, _ size: (Int) -> Int) -> Int? {
        guard let count = Int(text), (1..<1 << 40).contains(count) else { return nil }
        let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: unit)
        return isTooLarge ? nil : size(bytes) / unit
    }
}
