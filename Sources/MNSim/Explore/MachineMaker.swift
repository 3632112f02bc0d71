import MNCore
import MNSim

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
        if stream.chance(swarm.weight("store"), in: 400) { fillStore(&changes) }
        var faults: [JSON] = []
        if !swarm.isCalm, stream.chance(swarm.weight("answer"), in: 150) {
            for index in 1...stream.geometric(most: 4) {
                guard let access = stream.pick(base.recording.exchanges)?.access else { break }
                if let fault = fault(access, "answer-\(index)") { faults.append(fault) }
            }
        }
        if !changes.isEmpty { members["changes"] = Recording(changes).json }
        if !faults.isEmpty { members["machineFaults"] = .array(faults) }
        if isCoherent {
            // What is asked of its verdict hangs on the second.
            members["tags"] = [.string(Situation.coherent), .string("draw-\(stream.below(1000))")]
        }
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

    /// Lets the disk of Docker's volumes be seen, with little room or much.
    private mutating func fillStore(_ changes: inout [Access: Outcome]) {
        let sizes = """
            Filesystem 1024-blocks Used Available Capacity Mounted on
            /dev/sda1 960000000 60000000 \(stream.either(0, 1000, 3_000_000, 900_000_000)) 7% /

            """
        changes[.command(StoreSpace.rootQuestion)] = .ended(
            CommandResult(.exited(0), standardOutput: Array("\"/var/lib/docker\"\n".utf8)))
        changes[.command(StoreSpace.spaceQuestion("/var/lib/docker"))] = .ended(
            CommandResult(.exited(0), standardOutput: Array(sizes.utf8)))
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
