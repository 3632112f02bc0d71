import Synchronization

/// The folder in which a run keeps what its workers write, and the name of the run.
package struct RunFolder: Sendable {
    /// Why a run has no folder.
    package enum Fault: DiagnosticError, Hashable {
        case badName(String)
        /// A run of this name is there already.
        case taken(String)
        /// Neither `MN_RUNS_ROOT` nor a home is known.
        case nowhere
        case file(FileFault)

        package var code: ErrorCode {
            switch self {
            case .badName: .usage
            case .taken: .runExists
            case .nowhere: .noHome
            case .file(let fault): fault.code
            }
        }

        package var problem: String {
            switch self {
            case .badName(let name):
                "'\(Sanitized.line(name))' cannot be the name of a run: letters, digits, '.', '_' and '-', 128 at most."
            case .taken(let name): "There is a run '\(name)' already."
            case .nowhere: "It is not known where runs are kept."
            case .file(let fault): fault.problem
            }
        }

        package var fixes: [String] {
            switch self {
            case .badName: ["Give another --run-id."]
            case .taken: ["Give another --run-id, or leave it out."]
            case .nowhere: ["export MN_RUNS_ROOT=DIRECTORY"]
            case .file(let fault): fault.fixes
            }
        }

        package var exitCode: ExitCode {
            if case .badName = self { .usage } else { .failed }
        }
    }

    private static let recordName = "run.json"

    package let root: String
    package let id: String
    private let isNamed: Bool
    private let stem: String

    /// Finds the name of a run: the one asked for, or the blueprint's with the next free number.
    package init(_ named: String?, _ blueprint: Blueprint, _ world: World) throws(Fault) {
        let environment = world.environment
        let stated = environment["MN_RUNS_ROOT"].flatMap { $0.isEmpty ? nil : $0 }
        guard
            let root = stated.map({ Home.expand($0, environment) })
                ?? Home.folder(environment).map({ "\($0)/runs" })
        else { throw .nowhere }
        self.root = LaunchPlan.absolute(root, environment)
        isNamed = named != nil
        let safe = blueprint.manifest.id.map { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber || letter == "_") ? letter : "-"
        }
        stem = String(safe.prefix(64)).trimmingDashes
        if let named {
            guard named.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,127}/) != nil else {
                throw .badName(named)
            }
            id = named
        } else {
            do throws(FileFault) {
                id = "\(stem)-\(try Self.next(self.root, stem, world.files))"
            } catch {
                throw .file(error)
            }
        }
    }

    private init(_ other: RunFolder, id: String) {
        root = other.root
        self.id = id
        isNamed = other.isNamed
        stem = other.stem
    }

    /// The next number that no run has.
    private static func next(
        _ root: String, _ stem: String, _ files: any Files
    ) throws(FileFault) -> Int {
        let names = Set(try runs(root, files))
        let numbers = names.compactMap { name in
            name.hasPrefix("\(stem)-") ? Int(name.dropFirst(stem.count + 1)) : nil
        }
        // A number that nobody counted up to does not say where to go on.
        var next = (numbers.filter { (0..<1_000_000_000).contains($0) }.max() ?? 0) + 1
        while names.contains("\(stem)-\(next)") { next += 1 }
        return next
    }

    /// The runs that are there; a folder of which that cannot be told may hold one of any name.
    private static func runs(_ root: String, _ files: any Files) throws(FileFault) -> [String] {
        do throws(FileFault) {
            return try files.list(root)
        } catch {
            if error.reason == .notFound { return [] }
            throw error
        }
    }

    /// Takes the name for this run alone by writing its record; another number if somebody was faster.
    ///
    /// - Parameter record: is given the name, and what to write down under it; it is called once.
    package func claimed(
        _ world: World, _ record: (String) -> JSON
    ) async throws(Fault) -> RunFolder {
        var isTaken = false
        do throws(FileFault) {
            var lock = try world.files.lock("\(root)/.lock")
            while lock == nil {
                await world.time.sleep(for: .milliseconds(20))
                lock = try world.files.lock("\(root)/.lock")
            }
            defer { lock?.release() }
            var folder = self
            let runs = try Self.runs(root, world.files)
            for run in runs { world.files.removeLeftovers(in: "\(root)/\(run)") }
            if !isNamed {
                folder = RunFolder(
                    self, id: "\(stem)-\(try Self.next(root, stem, world.files))")
            } else if runs.contains(id) {
                isTaken = true
            }
            if !isTaken {
                try folder.write(record(folder.id), world)
                return folder
            }
        } catch {
            throw .file(error)
        }
        throw .taken(id)
    }

    /// Writes the record of the run.
    package func write(_ record: JSON, _ world: World) throws(FileFault) {
        let record = Identity(world.environment.all).shortened(record)
        try world.files.replace(
            "\(root)/\(id)/\(Self.recordName)", with: Array((record.text() + "\n").utf8),
            isPrivate: true)
    }
}

extension String {
    /// The text without dashes at its ends; `blueprint` if nothing is left.
    fileprivate var trimmingDashes: String {
        let parts = split(separator: "-").joined(separator: "-")
        return parts.isEmpty ? "blueprint" : parts
    }
}

/// Takes what a worker writes, and hands it on line by line without secrets: to who runs it, and to files.
///
/// Names of the user and of the machine have stand-ins too. Addresses and the like stay in standard output,
/// which is the worker's answer, and have stand-ins in standard error, which is conversation.
final class WorkerOutput: Sendable {
    private struct State {
        var streams: [ProcessOutput: SecretStream]
        var standIns: StandIns
        var fault: FileFault?
    }

    private let world: World
    /// The folder of the files, one for each output.
    private let folder: String
    private let said: @Sendable (ProcessOutput, String) -> Void
    private let state: Mutex<State>

    init(
        _ world: World, _ secrets: Secrets, folder: String,
        said: @escaping @Sendable (ProcessOutput, String) -> Void
    ) {
        self.world = world
        self.folder = folder
        self.said = said
        let streams = ProcessOutput.allCases.map { ($0, SecretStream(secrets)) }
        let identity = Identity(world.environment.all, hostName: world.hostName)
        state = Mutex(
            State(
                streams: Dictionary(uniqueKeysWithValues: streams), standIns: StandIns(identity)))
    }

    /// Why the output is not kept; nil if it is.
    var fault: FileFault? { state.withLock(\.fault) }

    func receive(_ output: ProcessOutput, _ bytes: [UInt8]) {
        state.withLock { state in
            let shown = state.streams[output]?.take(bytes) ?? []
            if !shown.isEmpty { show(shown, output, &state) }
        }
    }

    /// Hands on what has no line end.
    func finish() {
        state.withLock { state in
            for output in ProcessOutput.allCases {
                let rest = state.streams[output]?.finish() ?? []
                if !rest.isEmpty { show(rest, output, &state) }
            }
        }
    }

    private func show(_ bytes: [UInt8], _ output: ProcessOutput, _ state: inout State) {
        var text = String(decoding: bytes, as: UTF8.self)
        text =
            output == .error
            ? state.standIns.replaced(text) : state.standIns.knownReplaced(text)
        said(output, text)
        guard state.fault == nil else { return }
        do throws(FileFault) {
            try world.files.append(Array(text.utf8), to: "\(folder)/\(output.rawValue).log")
        } catch {
            state.fault = error
        }
    }
}

/// What a program says while it runs; the first bytes of each output are kept.
final class SaidText: Sendable {
    private static let limit = 1 << 20
    private let outputs = Mutex<[ProcessOutput: [UInt8]]>([:])

    func add(_ output: ProcessOutput, _ bytes: [UInt8]) {
        outputs.withLock { outputs in
            let room = Self.limit - (outputs[output]?.count ?? 0)
            outputs[output, default: []] += bytes.prefix(room)
        }
    }

    var standard: [UInt8] { outputs.withLock { $0[.standard] ?? [] } }

    /// The most letters of an output that a report holds.
    private static let shownLimit = 4000

    /// Adds what reports hold of a program that has run: its end, and the end of each output.
    ///
    /// - Parameter secrets: are taken out before a text is cut, of which a part would not be known.
    func add(to members: inout JSONObject, _ ending: ProcessOutcome?, _ secrets: Secrets) {
        var status: Int?
        if case .exited(let number)? = ending { status = number }
        members["returncode"] = .integer(orNull: status)
        for output in ProcessOutput.allCases {
            let text = secrets.masked(Sanitized.lines(outputs.withLock { $0[output] ?? [] }))
            members[output.rawValue] = .string(String(text.suffix(Self.shownLimit)))
        }
    }

    /// The last line that says something, of the errors first; secrets are taken out of the whole before.
    func lastLine(_ secrets: Secrets) -> String? {
        outputs.withLock { outputs in
            for output in [ProcessOutput.error, .standard] {
                let lines = secrets.masked(Sanitized.lines(outputs[output] ?? []))
                    .split(separator: "\n")
                let said = lines.last { !$0.allSatisfy(\.isWhitespace) }
                if let said { return DisplayWidth.cut(Sanitized.line(String(said)), to: 200) }
            }
            return nil
        }
    }
}
