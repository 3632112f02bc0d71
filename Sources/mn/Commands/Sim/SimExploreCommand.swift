import MNCore
import MNExplore
import MNSim
import MNSupport

/// `mn sim explore`: plays situations that nobody wrote, and looks for what must never happen.
enum SimExploreCommand {
    static let command = Command(
        CommandSpecification(
            "sim explore",
            summary: "Look for what must never happen, in made-up situations.",
            discussion: """
                Machines, runners, files, faults and command lines are made up from a seed, played in \
                memory and in virtual time, and held against what must always hold (--list). What \
                breaks it is made as small as it can be and shown as a scenario; --output DIR writes \
                that with its transcript, and the situation as it was met. Ends with 7 if something \
                was found.

                An equal seed and --runs give equal output. With --runs of 20000 or more, or --for of \
                10 minutes or more, each rule, exit code, error and fault must also have come up.
                """,
            positionals: [
                PositionalSpecification(
                    "FILE", help: "Scenarios to hold against it instead of made-up ones.",
                    names: .one(of: .files), count: .anyNumber)
            ],
            options: [
                OptionSpecification(
                    "seed", .value("TEXT"), help: "A number, a commit, any word; 1 if left out."),
                OptionSpecification(
                    "runs", .value("N"), help: "How many situations; 2000 if left out."),
                OptionSpecification(
                    "for", .value("TIME"), help: "For so long instead: 60s, 10m, 2h."),
                OptionSpecification(
                    "jobs", .value("N"), help: "How many at once; 4 if left out."),
                OptionSpecification(
                    "only", .value("NAMES"),
                    help: "Areas (speech, state, verdict, world) or names of --list.",
                    repeats: true),
                OptionSpecification("list", help: "List what must always hold."),
                OptionSpecification(
                    "catalog", .value("FILE"), help: "Explore with the models of a catalog.",
                    names: .one(of: .files)),
                OptionSpecification(
                    "blueprint", .value("PATH"), help: "Explore with a blueprint.",
                    names: .one(of: .folders)),
                OptionSpecification(
                    "policy", .value("FILE"), help: "Explore whether its promises hold.",
                    names: .one(of: .files)),
                Sharding.option,
                OptionSpecification(
                    "output", letter: "o", .value("DIR"),
                    help: "Write what is found to a folder.", names: .one(of: .folders)),
            ],
            examples: [
                .init("mn sim explore --runs 500", "a quick look"),
                .init(
                    "mn sim explore --seed \"$GITHUB_SHA\" --for 20s", "in CI, other ones each time"
                ),
                .init("mn sim explore found.json", "does it still happen?"),
            ]),
        tracesItself: true, run: run)

    static let program = Laboratory.Program(
        run: Program.watched,
        parses: { words in
            if case .wrong = Program.tree.read(words).request { false } else { true }
        })

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        try check(arguments)
        var all = Invariant.all
        var notices: [String] = []
        if let path = arguments.value("policy") {
            let (invariant, told) = try policy(path, arguments, world)
            all.append(invariant)
            notices = told
        }
        let invariants = try selected(all, arguments)
        if arguments.has("list") { return list(invariants) }
        let sharding = try Sharding(arguments, world)
        let laboratory = try laboratory(arguments, world)
        if !arguments.all("FILE").isEmpty {
            return try await given(arguments, invariants, laboratory, world)
        }
        let limits = try Limits(arguments, world.time)
        var exploration = Exploration(
            laboratory, seed: seed(arguments.value("seed") ?? "1", sharding?.shard),
            invariants: invariants)
        let shard = try sharding.map { try Self.shard($0, laboratory, arguments, world) } ?? [:]
        // A folder that cannot be written is told before hours have passed.
        if let folder = arguments.value("output") {
            try world.files.rehearse("\(folder)/explore.original", with: [])
        }
        let progress = WorkProgress(
            world, "situations", of: limits.runs, loss: "what was found is not told",
            resume: ["Run it again with the same seed, for fewer situations: --runs N"])
        defer { progress.end() }
        let jobs = try number("jobs", in: 1...64, arguments) ?? 4
        while case let left = limits.left(after: exploration.runs), left > 0 {
            progress.begin()
            let known = exploration.findings.count
            await exploration.explore(left, jobs: jobs) { progress.advance() }
            // As they were met, so that an interruption loses none.
            try writeOriginals(exploration.findings.dropFirst(known), laboratory, arguments, world)
        }
        let (taken, played) = (world.time.now - limits.start, laboratory.steps)
        exploration.shrink()
        if limits.isTimed || world.terminal.progressWidth != nil {
            let rate = Double(played) / max(Double(Seconds(taken)), 0.001)
            world.terminal.tell(
                "\(Words.grouped(exploration.runs, "situation")), "
                    + "\(Words.grouped(exploration.steps, "step")), "
                    + "\(Words.grouped(played, "step")) with those that were played beside: "
                    + "\(Int(saturating: rate)) a second."
            )
        }
        var unmet: [String] = []
        if limits.isLong, arguments.values("only").isEmpty {
            unmet = exploration.unmetClaims
            if await !exploration.findsCanary(jobs: jobs) { unmet.append("the planted bug") }
        }
        try write(exploration.findings, laboratory, arguments, world)
        let report = report(exploration, unmet, notices, laboratory, arguments, of: shard)
        if let file = sharding?.receiptFile {
            let document = Discretion(world).shown(report.json)
            try world.files.replace(file, with: Array((document.text(.canonical) + "\n").utf8))
        }
        return report
    }

    /// How many situations, or until when.
    private struct Limits {
        let runs: Int?
        let end: Duration?
        let start: Duration
        let time: any Time

        init(_ arguments: ParsedArguments, _ time: any Time) throws {
            self.time = time
            start = time.now
            let span = try arguments.value("for").map { text throws -> Duration in
                guard let span = Duration(words: text) else {
                    throw arguments.usage(
                        .badValue(
                            "--for", Sanitized.line(text), wanted: "a time such as 60s or 10m"))
                }
                return span
            }
            if span != nil, arguments.value("runs") != nil {
                throw arguments.usage(.conflict("--for", "--runs"))
            }
            end = span.map { time.now + $0 }
            let stated = try number("runs", in: 1...1_000_000_000, arguments)
            runs = span == nil ? stated ?? 2000 : nil
        }

        private static let smallRound = 32

        var isTimed: Bool { end != nil }

        /// Whether all that can happen must have.
        var isLong: Bool {
            runs.map { $0 >= 20_000 } ?? end.map { $0 - start >= .seconds(600) } ?? false
        }

        func left(after done: Int) -> Int {
            if let runs { return max(runs - done, 0) }
            // How far it comes is chance anyway, and small rounds end in time.
            return end.map { time.now < $0 } ?? false ? Self.smallRound : 0
        }
    }

    private static func number(
        _ option: String, in range: ClosedRange<Int>, _ arguments: ParsedArguments
    ) throws -> Int? {
        guard let text = arguments.value(option) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw arguments.usage(
                .badValue(
                    "--\(option)", Sanitized.line(text),
                    wanted: "a number from \(range.lowerBound) to \(range.upperBound)"))
        }
        return number
    }

    /// A number as it is, any other text by its digest; each shard is a run of its own.
    private static func seed(_ text: String, _ shard: Shard?) -> UInt64 {
        func digest(_ text: String) -> UInt64 {
            SHA256.digest(Array(text.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
        if let shard { return digest("\(text) \(shard)") }
        return UInt64(text) ?? digest(text)
    }

    private static func selected(
        _ all: [Invariant], _ arguments: ParsedArguments
    ) throws -> [Invariant] {
        let wanted = try arguments.list("only")
        let names = Invariant.Area.allCases.map(\.rawValue) + all.map(\.name)
        for name in wanted where !names.contains(name) {
            throw arguments.usage(
                .badValue(
                    "--only", Sanitized.line(name),
                    wanted: "an area or a name of: mn sim explore --list"))
        }
        return wanted.isEmpty
            ? all
            : all.filter { wanted.contains($0.name) || wanted.contains($0.area.rawValue) }
    }

    /// Refuses options that mean nothing beside others.
    private static func check(_ arguments: ParsedArguments) throws {
        let made = ["seed", "runs", "for", "jobs", "output", "shard"]
        let isGiven = !arguments.all("FILE").isEmpty
        let others =
            isGiven
            ? made + ["list"]
            : arguments.has("list") ? made + ["catalog", "blueprint", "policy"] : []
        let first = isGiven ? "FILE" : "--list"
        for option in others where arguments.value(option) != nil || arguments.has(option) {
            throw arguments.usage(.conflict(first, "--\(option)"))
        }
        if arguments.value("output")?.isEmpty == true {
            throw arguments.usage(.badValue("--output", "", wanted: "the name of a folder"))
        }
    }
}

extension Duration {
    /// Reads `60s`, `10m` or `2h`; nil for anything else.
    fileprivate init?(words text: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()),
            (1...100_000).contains(count)
        else { return nil }
        self = .seconds(count * unit)
    }
}
