import MNCore
import MNSim

/// Which part of a run a command line does, and where that is written down.
struct Sharding {
    static let option = OptionSpecification(
        "shard", .value("I/N"),
        help: "Do one of N parts, such as 2/4; 'auto' asks the variables of the CI system.")

    let told: ShardSource.Told
    let attempt: Int
    /// The file of the receipt beside what is printed; nil where nobody collects it.
    let receiptFile: String?

    var shard: Shard { told.shard }

    /// Nil without `--shard` and `MN_SHARD`.
    init?(_ arguments: ParsedArguments, _ world: World) throws {
        let environment = world.environment
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let given = arguments.value("shard")
        guard let text = given ?? variable(ShardSource.own) else { return nil }
        if text == ShardSource.auto || given == nil {
            told = try ShardSource.told(by: environment)
        } else {
            guard let shard = Shard(parsing: text) else {
                throw arguments.usage(
                    .badValue("--shard", text, wanted: "a part such as 2/4, or auto"))
            }
            told = ShardSource.Told(shard, from: nil)
        }
        // Bazel takes a test for one that knows no shards if this is not there, even where it fails later.
        if told.variable == ShardSource.bazel.index, let file = variable("TEST_SHARD_STATUS_FILE") {
            try world.files.replace(file, with: [])
        }
        attempt = try ShardSource.attempt(environment)
        let name = (["mn"] + arguments.command.words).joined(separator: "-")
        receiptFile = variable("TEST_UNDECLARED_OUTPUTS_DIR").map { [told] folder in
            "\(folder)/\(name)-\(told.shard.index)-of-\(told.shard.total).jsonl"
        }
        isGiven = given != nil && given != ShardSource.auto
        discretion = Discretion(world)
    }

    private let isGiven: Bool
    private let discretion: Discretion

    /// What is said of it.
    ///
    ///     Shard 2/4, from CI_NODE_INDEX: 75 of 300 machines.
    func notice(_ part: Int, of whole: Int, _ kind: ReceiptKind) -> String {
        let source =
            told.variable.map { ", from \($0)" } ?? (isGiven ? "" : ", no variable tells of more")
        return
            "Shard \(shard)\(source): \(part) of \(whole == 1 ? "1 \(kind.unit.one)" : "\(whole) \(kind.unit.many)")."
    }

    /// What a receipt of this shard begins with.
    func head(_ parts: RunParts, _ arguments: ParsedArguments) -> ReceiptWriter.Head {
        ReceiptWriter.Head(
            shard, attempt: attempt, parts: parts,
            // It is to be shown.
            command: arguments.line(without: ParsedArguments.outputs.union(["shard"]))
                .map { Sanitized.line($0) },
            shown: discretion.shown)
    }
}

extension ParsedArguments {
    /// What standard output is to hold; it can hold one thing only.
    var form: OutputForm {
        get throws {
            let forms = forms
            if forms.count > 1 { throw usage(.conflict(asking(forms[0]), asking(forms[1]))) }
            return forms.first ?? .text
        }
    }

    /// The options that say what is printed and written, and not what is judged.
    static let outputs: Set<String> = [
        "json", "jsonl", "junit", "html", "markdown", "only-differences", "quiet", "against",
        "trace", "color", "field", "wide",
    ]

    /// The command line that was given, with the program, its options in the order of the help.
    ///
    /// - Parameter left: the options that are left out.
    func line(without left: Set<String>) -> [String] {
        let given = allOptions.filter { !left.contains($0.name) }.flatMap { option in
            values(option.name).flatMap { value in
                if case .flag = option.kind { return ["--\(option.name)"] }
                return value.hasPrefix("-")
                    ? ["--\(option.name)=\(value)"] : ["--\(option.name)", value]
            }
        }
        let operands = command.positionals.flatMap { all($0.name) }
        let dashes = operands.contains { $0.hasPrefix("-") } ? ["--"] : []
        return ["mn"] + command.words + given + dashes + operands
    }
}
