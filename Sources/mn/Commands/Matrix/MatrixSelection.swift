import MNCore
import MNSim

/// The machines that a matrix judges, and the rules that it shows.
struct MatrixSelection {
    private let library: ProfileLibrary
    private let ids: [String]
    /// The profile of `--profile`, which may be a file.
    private let single: Profile?
    private let tags: [Glob]
    /// Nil stands for a machine without a GPU that a rule knows.
    private let vendors: [GPU.Vendor?]
    let rules: Set<String>
    private let known: Set<String>

    init(_ arguments: ParsedArguments, _ world: World) throws {
        library = try Machines.library(world, folders: arguments.values("profiles"))
        let patterns = Self.list(arguments.values("machines"))
        single = try arguments.value("profile").map(library.profile)
        ids =
            patterns.isEmpty
            ? (single == nil ? library.ids : []) : try library.ids(matching: patterns)
        known = Set(library.ids + [single?.id].compactMap(\.self))
        tags = Self.list(arguments.values("tags")).map { Glob($0) }
        vendors = try Self.words(
            "vendors", arguments, GPU.Vendor.allCases.map(\.rawValue) + ["none"]
        )
        .map { GPU.Vendor(rawValue: $0) }
        rules = Set(try Self.words("rules", arguments, Matrix.rules))
    }

    static func list(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",").map(String.init) }
    }

    /// The words of an option, each one of those that are allowed.
    private static func words(
        _ option: String, _ arguments: ParsedArguments, _ allowed: [String]
    ) throws -> [String] {
        try list(arguments.values(option)).map { word in
            if allowed.contains(word) { return word }
            throw arguments.usage(
                .valueNotAllowed(
                    argument: "--\(option)", value: word, allowed: allowed,
                    suggestion: Spelling.nearest(to: word, in: allowed)))
        }
    }

    /// Whether there is a profile of this id, judged or not.
    func exists(_ id: String) -> Bool { known.contains(id) }

    /// Judges one machine after the other, in the order of their ids.
    ///
    /// - Returns: the ids of the profiles that were judged.
    /// - Throws: `EmptySelection` if there was none, and what makes a profile unreadable.
    func eachSlice(
        of matrix: Matrix, _ body: (Matrix.Slice) -> Void
    ) async throws -> Set<String> {
        var judged: Set<String> = []
        for position in 0..<(ids.count + (single == nil ? 0 : 1)) {
            let profile = try position < ids.count ? library.profile(ids[position]) : single
            guard let profile, has(tagsOf: profile) else { continue }
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
    var problem: String { "No machine has such tags and GPUs, so there is nothing to judge." }
    var fixes: [String] { ["See the tags of all machines: mn profile list --json"] }
}
