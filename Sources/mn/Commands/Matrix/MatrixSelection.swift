import MNCore
import MNSim

/// The machines that a matrix judges, and the rules that it shows.
struct MatrixSelection {
    private let library: ProfileLibrary
    /// By the id of each machine the name under which it is found; that of `--profile` may be a file.
    private let names: [(id: String, name: String)]
    private let tags: [Glob]
    /// Nil stands for a machine without a GPU that a rule knows.
    private let vendors: [GPU.Vendor?]
    let rules: Set<String>
    private let known: Set<String>

    init(_ arguments: ParsedArguments, _ world: World) throws {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        self.library = library
        let patterns = try arguments.list("machines")
        let single = try arguments.value("profile").map { (try library.profile($0).id, $0) }
        let ids =
            patterns.isEmpty
            ? (single == nil ? library.ids : []) : try library.ids(matching: patterns)
        // The one that is named may have the id of another.
        let others = ids.filter { $0 != single?.0 }.map { ($0, $0) }
        names = (others + [single].compactMap(\.self)).sorted { $0.0 < $1.0 }
        known = Set(library.ids + [single?.0].compactMap(\.self))
        tags = try arguments.list("tags").map { Glob($0) }
        vendors = try Self.words(
            "vendors", arguments, GPU.Vendor.allCases.map(\.rawValue) + ["none"]
        )
        .map { GPU.Vendor(rawValue: $0) }
        rules = Set(try Self.words("rules", arguments, Matrix.rules))
    }

    /// The words of an option, each one of those that are allowed.
    private static func words(
        _ option: String, _ arguments: ParsedArguments, _ allowed: [String]
    ) throws -> [String] {
        try arguments.list(option).map { word in
            if allowed.contains(word) { return word }
            throw arguments.usage(
                .valueNotAllowed(
                    argument: "--\(option)", value: word, allowed: allowed,
                    suggestion: Spelling.nearest(to: word, in: allowed)))
        }
    }

    /// Whether there is a profile of this id, judged or not.
    func exists(_ id: String) -> Bool { known.contains(id) }

    /// What falls to a shard, and of what.
    struct Plan {
        /// All machines that are chosen, sorted by id, each with the digest of its evidence.
        var all: [(id: String, digest: String)]
        /// The names of those that this shard judges.
        var own: [String]
    }

    /// Shares the machines out.
    ///
    /// - Throws: `EmptySelection` if there is none, and what makes a profile unreadable.
    func plan(_ shard: Shard) async throws -> Plan {
        var chosen: [(id: String, name: String)] = []
        for (id, name) in names {
            if !tags.isEmpty || !vendors.isEmpty {
                let profile = try library.profile(name)
                guard has(tagsOf: profile) else { continue }
                if !vendors.isEmpty {
                    let hardware = await Hardware.probe(ReplayMachine(profile))
                    guard has(vendorsOf: hardware) else { continue }
                }
            }
            chosen.append((id, name))
        }
        if chosen.isEmpty { throw EmptySelection() }
        return Plan(
            all: try chosen.map { ($0.id, try library.digest($0.name)) },
            own: shard.part(of: chosen.map(\.name)))
    }

    /// How many machines are looked at.
    func count(_ plan: Plan?) -> Int { plan?.own.count ?? names.count }

    /// Judges one machine after the other, in the order of their ids.
    ///
    /// - Parameter plan: which of them, if not all.
    /// - Returns: the ids of the profiles that are judged, by this shard or another.
    /// - Throws: `EmptySelection` if there are none, and what makes a profile unreadable.
    func eachSlice(
        of matrix: Matrix, _ plan: Plan? = nil, _ progress: WorkProgress,
        _ body: (Matrix.Slice) -> Void
    ) async throws -> Set<String> {
        var judged = Set(plan?.all.map(\.id) ?? [])
        for name in plan?.own ?? names.map(\.name) {
            progress.begin(name)
            defer { progress.advance() }
            let profile = try library.profile(name)
            guard has(tagsOf: profile) else { continue }
            let slice = await matrix.slice(profile)
            guard has(vendorsOf: slice.hardware) else { continue }
            judged.insert(profile.id)
            body(slice)
        }
        if judged.isEmpty { throw EmptySelection() }
        return judged
    }

    private func has(tagsOf profile: Profile) -> Bool {
        tags.isEmpty || profile.tags.contains { tag in tags.contains { $0.matches(tag) } }
    }

    private func has(vendorsOf hardware: Hardware) -> Bool {
        vendors.isEmpty
            || vendors.contains { vendor in
                vendor == nil
                    ? hardware.gpus.isEmpty : hardware.gpus.contains { $0.vendor == vendor }
            }
    }
}

/// No machine is left to judge.
struct EmptySelection: DiagnosticError {
    var code: ErrorCode { .nothingSelected }
    var problem = "No machine has such tags and GPUs, so there is nothing to judge."
    var fixes: [String] { ["See the tags of all machines: mn profile list --json"] }
}
