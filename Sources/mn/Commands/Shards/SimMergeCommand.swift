import MNCore
import MNExplore
import MNFleet
import MNSim

/// `mn sim merge`: the receipts of shards, made one result once they prove that it is whole.
enum SimMergeCommand {
    static let command = Command(
        CommandSpecification(
            "sim merge", summary: "Make one result of shards that prove to be the whole.",
            discussion: """
                A receipt is what 'mn sim matrix', 'mn sim run' or 'mn fleet verdict' prints with --shard \
                and --jsonl; a file may hold several. Of 'mn sim explore' it is what --json prints, and \
                what was found is added up. They must be whole, of one run and not be at odds, and \
                each shard must be there: else the end is 8, and what is missing is named with the command \
                that makes it. Only then is the result what the run without shards would be, byte by byte, \
                and ends as that would.

                Of several attempts at a shard the last counts. --partial makes reports of what is there, and \
                still ends with 8 while a shard is missing; with --jsonl it prints the receipts themselves, \
                to be merged later.
                """,
            positionals: [
                PositionalSpecification(
                    "FILE", help: "Receipts of shards.", names: .one(of: .files),
                    count: .atLeastOnce)
            ],
            options: [
                OptionSpecification(
                    "junit", .value("FILE"), help: "Write a JUnit report; '-' prints it instead.",
                    names: .one(of: .files),
                    forms: ["-": .junit], namesReport: true),
                OptionSpecification(
                    "jsonl", help: "Print the JSON Lines of the whole run.", forms: ["": .lines]),
                PageFile.option,
                OptionSpecification("partial", help: "Make reports though shards are missing."),
            ],
            examples: [
                .init("mn sim merge 1.jsonl 2.jsonl --junit report.xml", "a matrix in two jobs")
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let form = try arguments.form
        let reportFile = try arguments.newReportFile(world)
        let pageFile = try PageFile(arguments, world)
        var receipts: [Receipt] = []
        var explored: [(name: String, members: JSONObject)] = []
        var size = 0
        for path in arguments.all("FILE") {
            let bytes = try world.files.read(path, limit: Receipt.sizeLimit)
            size += bytes.count
            if size > Receipt.sizeLimit { throw ReceiptFault.tooLarge(limit: Receipt.sizeLimit) }
            if let members = ExploreMerge.document(bytes) {
                explored.append((path, members))
            } else {
                receipts += try Receipt.read(bytes, file: path)
            }
        }
        if let first = explored.first {
            if let other = receipts.first { throw ReceiptFault.mixed(first.name, other.file) }
            return try merge(explored, arguments)
        }
        let merge = try ReceiptMerge(receipts)
        let fault = merge.isComplete ? nil : merge.fault
        if let fault, !arguments.has("partial") { throw fault }
        let discretion = Discretion(world)
        let shown: @Sendable (String) -> String = { discretion.shown($0) }
        let merged = try Merged(merge, fault, shown)
        var notices = merge.notices
        if let fault { notices += [fault.problem] + fault.fixes }
        if let path = reportFile {
            guard let junit = merged.junit else { throw NoSuchReport(of: "A fleet", "junit") }
            try world.files.replace(path, with: Array(junit.utf8))
        }
        if form == .junit, merged.junit == nil { throw NoSuchReport(of: "A fleet", "junit") }
        let told = try pageFile.write { kind in
            try merged.page(kind, fault.map { [$0.problem] } ?? [], inputs(merge))
        }
        if let tally = merged.tally { notices += GitHubJob(world)?.tell(tally) ?? [] }
        if form == .lines {
            let write = world.terminal.write
            if merge.isComplete {
                merged.lines(write)
            } else {
                for receipt in merge.receipts {
                    write(String(decoding: receipt.bytes, as: UTF8.self))
                }
            }
        }
        let document = json(merge, notices).merging(merged.members)
        let end: ExitCode = merged.isAsWanted ? .done : .differs
        return Report(
            json: .object(document), notices: notices, exitCode: fault == nil ? end : .unproven
        ) { page in
            switch form {
            case .lines: ""
            case .junit: merged.junit ?? ""
            case .html: told
            default: merged.text(page) + page.wrapped(sentence(merge), hanging: 0)
            }
        }
    }

    private static func sentence(_ merge: ReceiptMerge) -> String {
        sentence(merge.receipts.count, of: merge.total)
    }

    private static func sentence(_ count: Int, of total: Int) -> String {
        count == total
            ? "Of \(Words.count(total, "shard")), which are all there."
            : "Of \(count) of \(Words.count(total, "shard")): this is not the whole."
    }

    /// What the shards of an exploration found, added up.
    private static func merge(
        _ documents: [(name: String, members: JSONObject)], _ arguments: ParsedArguments
    ) throws -> Report {
        for option in ["junit", "jsonl", "html"]
        where arguments.has(option) || arguments.value(option) != nil {
            throw NoSuchReport(of: "An exploration", option)
        }
        let merge = try ExploreMerge(documents)
        if let fault = merge.fault, !arguments.has("partial") { throw fault }
        let notices = merge.fault.map { [$0.problem] + $0.fixes } ?? []
        let (findings, unmet) = (merge.findings, merge.isLong ? merge.unmetClaims : [])
        let end: ExitCode = findings.isEmpty && unmet.isEmpty ? .done : .differs
        return Report(
            json: [
                "schema": "mn.sim.merge/1", "simulated": true, "kind": "explore",
                "complete": .bool(merge.missing.isEmpty),
                "shards": [
                    "total": .integer(merge.total),
                    "merged": .array(merge.merged.map { .integer($0) }),
                    "missing": .array(merge.missing.map { .integer($0) }),
                ],
                "run": .string(merge.run.digest), "parts": merge.run.json,
                "runs": .integer(merge.runs), "steps": .integer(merge.steps),
                "findings": .array(findings), "claims": ["unmet": .strings(merge.unmetClaims)],
                "notices": .strings(notices),
            ], notices: notices, exitCode: merge.fault == nil ? end : .unproven
        ) { page in
            SimExploreCommand.text(
                findings, unmet: unmet, runs: merge.runs, steps: merge.steps, page)
                + page.wrapped(sentence(merge.merged.count, of: merge.total), hanging: 0)
        }
    }

    /// What the result rests on, for a page.
    private static func inputs(_ merge: ReceiptMerge) -> [ReportPage.Detail] {
        [ReportPage.Detail("Shards", sentence(merge)), .init("Run", merge.parts.digest)]
            + merge.parts.digests.sorted { $0.key < $1.key }.map { name, digest in
                ReportPage.Detail(RunParts.Name(rawValue: name)?.words ?? name, digest)
            }
    }

    private static func json(_ merge: ReceiptMerge, _ notices: [String]) -> JSONObject {
        [
            "schema": "mn.sim.merge/1", "simulated": true, "kind": .string(merge.kind.rawValue),
            "complete": .bool(merge.isComplete),
            "shards": [
                "total": .integer(merge.total),
                "merged": .array(merge.receipts.map { .integer($0.shard.index) }),
                "missing": .array(merge.missing.map { .integer($0) }),
            ],
            "run": .string(merge.parts.digest), "parts": merge.parts.json,
            "notices": .strings(notices),
        ]
    }

    /// There is no such report of what was run.
    private struct NoSuchReport: DiagnosticError {
        let subject: String
        let option: String

        init(of subject: String, _ option: String) {
            self.subject = subject
            self.option = option
        }

        var code: ErrorCode { .usage }
        var exitCode: ExitCode { .usage }
        var problem: String {
            let report = ["junit": "JUnit report", "html": "page"][option] ?? "JSON Lines"
            return "\(subject) has no \(report)."
        }
        var fixes: [String] { ["Leave out --\(option), or print JSON: --json"] }
    }
}

/// What shards come to together, in every form.
private struct Merged {
    /// Writes them piece by piece.
    var lines: @Sendable ((String) -> Void) -> Void
    /// Nil where there is no such report.
    var junit: String?
    /// What the document says of this kind of run.
    var members: JSONObject
    var isAsWanted: Bool
    /// What a job is told.
    var tally: MatrixTally?
    var text: @Sendable (Page) -> String
    /// Of its kind, with warnings and inputs.
    var page: @Sendable (String, [String], [ReportPage.Detail]) throws -> ReportPage

    /// - Parameter fault: that shards are missing.
    init(
        _ merge: ReceiptMerge, _ fault: ReceiptFault?, _ shown: (String) -> String
    ) throws(ReceiptFault) {
        switch merge.kind {
        case .matrix: try self.init(MatrixMerge(merge), fault, shown)
        case .scenarios: self.init(try ScenarioLines.results(of: merge), fault, shown)
        case .fleet: self.init(try FleetVerdict(merge))
        }
    }

    private init(
        _ matrix: MatrixMerge, _ fault: ReceiptFault?, _ shown: (String) -> String
    ) throws(ReceiptFault) {
        let tally = matrix.tally
        lines = { matrix.writeLines($0) }
        junit = try matrix.junit(fault, shown: shown)
        members = [
            "data": .string("\(tally.dataDay)"), "totals": .object(tally.totals),
            "differences": .array(tally.differences.map(\.json)),
        ]
        isAsWanted = tally.counts.isEmpty
        self.tally = tally
        page = { try matrix.page($0, warnings: $1, inputs: $2) }
        text = { page in
            let table = tally.differenceTable
            return (table.map { page.table($0) + "\n" } ?? "")
                + page.wrapped(tally.summaryLine(isMarked: false), hanging: 0)
        }
    }

    private init(
        _ results: [ScenarioResult], _ fault: ReceiptFault?, _ shown: (String) -> String
    ) {
        lines = { $0(ScenarioLines.text(results)) }
        junit = JUnitReport.text(of: results, error: fault, shown: shown)
        members = ["scenarios": .array(results.map(\.json))]
        isAsWanted = results.allSatisfy(\.passed)
        text = { SimRunCommand.text(results, "", $0) }
        page = { ScenarioReport(results).page($0, warnings: $1, inputs: $2) }
    }

    private init(_ verdict: FleetVerdict) {
        lines = { $0(FleetLines.text(verdict)) }
        members = ["verdict": verdict.json]
        isAsWanted = true
        text = { FleetVerdictCommand.text(verdict, $0) }
        page = { FleetReport(merged: verdict).page($0, warnings: $1, inputs: $2) }
    }
}
