import MNCore
import MNSim

/// The baseline of a matrix: read before, and written after if that is asked for.
struct MatrixBaseline {
    private let path: String
    private let isUpdated: Bool
    /// How many flips the user says there are.
    private let acceptedFlips: Int
    /// What is on file; nil if there is nothing yet.
    let old: Baseline?
    private let oldBytes: [UInt8]?

    /// What became of the file.
    struct Result {
        /// Whether the verdicts and the file agree now.
        var isSettled: Bool
        var notice: String?
        var json: JSON
    }

    /// The command that was given, without what is asked of the file and what is printed.
    private let command: String

    /// Nil without `--baseline`.
    init?(_ arguments: ParsedArguments, _ world: World) throws {
        guard let path = arguments.value("baseline") else {
            for option in ["update-baseline", "accept-flips"] where arguments.has(option) {
                throw arguments.usage(.needs("--\(option)", "--baseline"))
            }
            return nil
        }
        self.path = path
        isUpdated = arguments.has("update-baseline")
        if arguments.has("accept-flips"), !isUpdated {
            throw arguments.usage(.needs("--accept-flips", "--update-baseline"))
        }
        if isUpdated, arguments.has("rules") {
            throw arguments.usage(.conflict("--update-baseline", "--rules"))
        }
        if isUpdated, world.environment["CI"]?.isEmpty == false { throw BaselineFault.updateInCI }
        let flips = arguments.value("accept-flips") ?? "0"
        guard let count = Int(flips), count >= 0 else {
            throw arguments.usage(.badValue("--accept-flips", flips, wanted: "a number"))
        }
        acceptedFlips = count
        command = CommandWords.line(
            arguments.line(
                without: ParsedArguments.outputs.union([
                    "baseline", "update-baseline", "accept-flips", "shard",
                ])))
        oldBytes = try Self.bytes(path, world.files)
        if oldBytes == nil, !isUpdated {
            throw BaselineFault.missing(path: path, command: command)
        }
        old = try oldBytes.map { try Baseline.read($0, name: path) }
    }

    /// What is on file; nil if there is nothing yet.
    private static func bytes(_ path: String, _ files: any Files) throws(FileFault) -> [UInt8]? {
        do {
            return try files.read(path, limit: Document.sizeLimit)
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }

    /// What is on file, for the digest of a run.
    var digest: JSON { .string(orNull: oldBytes.map { SHA256.name($0) }) }

    /// Whether the gate is to collect a new baseline.
    var collects: Bool { isUpdated }

    /// Writes the file, if that is asked for and as many flips are accepted as there are.
    func settle(_ gate: MatrixGate, _ files: any Files) throws -> Result {
        let flips = gate.tally.counts[.flip] ?? 0
        guard isUpdated, let current = gate.current else {
            let differs = gate.tally.counts.keys.contains(where: \.isOfBaseline)
            return result(isSettled: !differs, flips: flips, isWritten: false, nil)
        }
        guard flips == acceptedFlips else {
            return result(
                isSettled: false, flips: flips, isWritten: false,
                "\(path) was left alone: there \(flips == 1 ? "is 1 flip" : "are \(flips) flips"), "
                    + "and --accept-flips says \(acceptedFlips). Look at each, then: "
                    + "\(command) --baseline \(CommandWords.line([path])) --update-baseline"
                    + " --accept-flips \(flips)")
        }
        let bytes = Array(current.text.utf8)
        let isNew = bytes != oldBytes
        if isNew { try files.replace(path, with: bytes) }
        return result(
            isSettled: true, flips: flips, isWritten: isNew,
            isNew ? "\(path) was written." : "\(path) is up to date.")
    }

    private func result(
        isSettled: Bool, flips: Int, isWritten: Bool, _ notice: String?
    ) -> Result {
        Result(
            isSettled: isSettled, notice: notice,
            json: [
                "file": .string(path), "flips": .integer(flips), "written": .bool(isWritten),
            ])
    }
}
