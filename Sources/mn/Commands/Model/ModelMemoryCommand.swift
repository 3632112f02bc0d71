import MNCore

/// `mn model memory`: what models take on the machine, and the largest context that fits.
enum ModelMemoryCommand {
    static let command = Command(
        CommandSpecification(
            "model memory",
            summary: "Show what models take in memory, and which context fits.",
            discussion: """
                The figures are those that llama.cpp allocates with the settings with which the Model \
                Runner starts it: caches to the byte, the compute buffer within 12 %. Facts of a model \
                come from the catalog, from the runner where it has the model, or from the header of a \
                .gguf file. Several models are also shown together. The command advises; verdicts rest \
                on other figures.

                A context of 0 is the one that the model was trained with.
                """,
            positionals: [
                PositionalSpecification(
                    "MODEL",
                    help: "An id, alias or Docker reference, or a file that ends in .gguf; "
                        + "\(Catalog.defaultModel) if left out.", names: .one(of: .models, .files),
                    count: .anyNumber)
            ],
            options: [
                OptionSpecification(
                    "context", .value("TOKENS"),
                    help: "With this context; the catalog's, or 4096, otherwise."),
                OptionSpecification(
                    "cache-type", .value("TYPE", allowed: CacheType.allCases.map(\.rawValue)),
                    help: "Store keys and values so; f16 otherwise."),
                OptionSpecification(
                    "slots", .value("N"), help: "Answer so many requests at once; 4 otherwise."),
                OptionSpecification(
                    "ubatch", .value("TOKENS"),
                    help:
                        "Compute so many tokens at once, at most the batch of 2048; 512 otherwise."),
                OptionSpecification(
                    "require-fit",
                    help:
                        "End with 3 if they do not fit where they would run, or that is not known; "
                        + "what is marginal passes."),
            ],
            examples: [
                .init("mn model memory gemma3:4b --context 32768", "does a long context fit?"),
                .init(
                    "mn model memory qwen3:8b --cache-type q8_0 --profile nvidia-rtx3060-12gb-driver570",
                    "and there?"),
                .init("mn model memory model.gguf", "a file that no catalog knows"),
            ]), isRecorded: true, run: run)

    /// More tokens than any model sees at once.
    private static let contexts = 0...9_999_999_999_999
    /// More slots than any server has.
    private static let slots = 1...256
    private static let microBatches = 1...65_536

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let names = arguments.all("MODEL")
        var request = MemoryEstimate.Request(names.isEmpty ? [Catalog.defaultModel] : names)
        request.context = try context(arguments)
        if let type = arguments.value("cache-type").flatMap(CacheType.init) {
            request.settings.keyType = type
            request.settings.valueType = type
        }
        if let slots = try number(arguments, "slots", in: slots) {
            request.settings.slots = Count(slots)
        }
        if let tokens = try number(arguments, "ubatch", in: microBatches) {
            request.settings.microBatch = Count(tokens)
        }
        let estimate = try await MemoryEstimate(request, in: world)
        return Report(
            json: estimate.json(isSimulated: world.simulatedMachine != nil),
            notices: estimate.notices,
            exitCode: arguments.has("require-fit") && !estimate.fitsHere ? .notCompatible : .done
        ) { page in
            Machines.heading(world) + MemoryText(estimate: estimate).text(page)
        }
    }

    /// The tokens of `--context`; nil without it.
    static func context(_ arguments: ParsedArguments) throws -> Count? {
        try number(arguments, "context", in: contexts).map { Count($0) }
    }

    private static func number(
        _ arguments: ParsedArguments, _ option: String, in range: ClosedRange<Int>
    ) throws -> Int? {
        guard let text = arguments.value(option) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw arguments.usage(
                .badValue(
                    "--\(option)", text,
                    wanted: "a number from \(range.lowerBound) to \(range.upperBound)"))
        }
        return number
    }
}

extension MemoryEstimate {
    /// Whether all that was asked for fits where it would run.
    var fitsHere: Bool {
        guard let place, entries.allSatisfy({ $0.ledger != nil }) else { return false }
        let fits = together.isEmpty ? entries.map { $0.fits[place] } : [together[place]]
        return fits.allSatisfy { $0.status <= .marginal }
    }
}
