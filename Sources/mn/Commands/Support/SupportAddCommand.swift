import MNCore
import MNSim
import MNSupport

/// `mn support add`: joins what a customer answered later to what was sent first, and explains it anew.
enum SupportAddCommand {
    static let command = Command(
        CommandSpecification(
            "support add",
            summary: "Add answers that came later, and explain the run anew.",
            discussion: """
                What was missing is recorded on the customer's machine with mn profile record; that \
                profile is ANSWER. Answers that the file has stay as they are, and so does its run. With \
                --output the whole is written as a bundle.
                """,
            positionals: [
                SupportExplainCommand.file,
                PositionalSpecification(
                    "ANSWER", help: "A profile of the same machine, or another bundle or trace.",
                    names: .one(of: .profiles, .files)),
            ],
            options: [
                OptionSpecification(
                    "output", letter: "o", .value("FILE"),
                    help: "Write the whole there, as a bundle.", names: .one(of: .files)),
                SupportExplainCommand.model, SupportExplainCommand.against,
            ],
            examples: [
                .init(
                    "mn support add customer.json answer.json -o whole.json",
                    "now that they recorded what was missing")
            ]),
        tracesItself: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = arguments.required("FILE")
        let source = arguments.required("ANSWER")
        let file = try SupportFile.read(path, in: world.files)
        let answers = try SupportFile.profile(
            try world.files.read(source, limit: Document.sizeLimit), name: source)
        let (bundle, added) = bundle(file, world).adding(answers.recording, from: source)
        let output = try arguments.newFile()
        if let output {
            let bytes = Array(bundle.text.utf8)
            if bytes.count > SupportFile.bundleLimit {
                throw SupportFileFault.tooLarge(output, bytes: bytes.count)
            }
            try world.files.make(output, bytes)
        }
        let explanation = try await SupportExplainCommand.explanation(
            of: .bundle(bundle), path, arguments, world)
        let report = SupportExplainCommand.report(explanation, path)
        return Report(
            json: [
                "schema": "mn.support.add/1", "file": .string(path), "answer": .string(source),
                "added": .integer(added), "output": .string(orNull: output),
                "explanation": report.json,
            ]
        ) { page in
            page.wrapped(
                added == 0
                    ? "\(Sanitized.line(source)) holds no answer that was missing."
                    : "\(Words.count(added, "answer")) added from \(Sanitized.line(source)).",
                hanging: 2)
                + (output.map { page.wrapped("Written: \(Sanitized.line($0))", hanging: 2) } ?? "")
                + "\n" + report.text(page)
        }
    }

    /// The file as a bundle.
    private static func bundle(_ file: SupportFile, _ world: World) -> Bundle {
        switch file {
        case .bundle(let bundle): return bundle
        case .trace(let trace):
            let day = String(Timestamp.text(world.time.sinceEpoch).prefix(10))
            var bundle = Bundle(version: trace.version, day: day)
            bundle.run = trace
            return bundle
        }
    }
}
