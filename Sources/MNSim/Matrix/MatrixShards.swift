package import MNCore

// What the verdicts of a matrix depend on, and what a receipt of some of them holds besides.
extension RunParts {
    /// The parts that are the same on every machine.
    ///
    /// - Parameters:
    ///   - models: what is judged.
    ///   - policy: what verdicts are held against.
    package init(version: String, _ catalog: Catalog, models: [Model], policy: JSON) {
        self.init(version: version)
        let rules = catalog.rules
        set(
            .rules,
            [
                "rules": rules.rowsJSON, "drivers": rules.policy.drivers.json,
                "nominal_share": .string("\(rules.policy.nominalShare)"),
            ])
        set(.catalog, .array(catalog.models.map(\.identity)))
        set(.models, .array(models.map(\.identity)))
        set(.policy, policy)
    }

    /// Adds the machines, by id, each with the digest of its evidence.
    package mutating func setMachines(_ digests: [(id: String, digest: String)]) {
        set(.machines, .array(digests.map { .strings([$0.id, $0.digest]) }))
    }
}

extension Model {
    /// What verdicts and advice say of it.
    fileprivate var identity: JSON {
        [
            "id": .string(id), "name": .string(name), "provider": .string(provider),
            "reference": .string(reference), "backend": .string(backend.name),
            "backends": .strings(backends.map(\.name)), "requirements": requirements.json,
            "capabilities": .strings(requiredCapabilities),
        ]
    }
}

extension MatrixLines {
    /// The line of a receipt that tells why a verdict is not as wanted; behind those of its machine.
    ///
    ///     {"differences":[{"found":"fail (cuda-small)","kind":"flip",…}],"model_id":"qwen3:8b",
    ///      "profile":"ID","reasons":["…"],"t":"why"}
    package static func why(_ one: MatrixJUnit.Case, profile: String) -> String {
        line([
            "t": "why", "profile": .string(profile), "model_id": .string(one.model),
            "differences": .array(one.differences.map(\.json)), "reasons": .strings(one.reasons),
        ])
    }

    /// The line of a receipt that names the verdicts on a machine that are not shown, so that none can be
    /// missing; nothing if all are.
    package static func hidden(_ models: [String], profile: String) -> String {
        if models.isEmpty { return "" }
        return line([
            "t": "hidden", "profile": .string(profile), "model_ids": .strings(models),
        ])
    }

    /// The members of the last line of a receipt.
    package static func receiptEnd(_ tally: MatrixTally) -> JSONObject {
        end(tally).merging([
            "wishes": .strings(
                MatrixTally.Wish.allCases.filter(tally.wishes.contains).map(\.rawValue))
        ])
    }
}

/// The shards of a matrix, put together as the run without shards would have written them.
package struct MatrixMerge: Sendable {
    package let tally: MatrixTally
    /// Sorted by profile; those without a verdict that is shown are not there.
    private let machines: [Machine]

    /// The lines on a machine, which are read again where they are wanted.
    private struct Machine: Sendable {
        var profile: String
        var receipt: Int
        /// Where they stand in the receipt; those that follow each other as one.
        var verdicts: [Range<Int>] = []
        var reasons: [Range<Int>] = []

        static func add(_ line: ArraySlice<UInt8>, to ranges: inout [Range<Int>]) {
            let (start, end) = (line.startIndex, line.endIndex + 1)
            if let last = ranges.last, last.upperBound == start {
                ranges[ranges.count - 1] = last.lowerBound..<end
            } else {
                ranges.append(start..<end)
            }
        }
    }

    private let receipts: [Receipt]

    /// - Throws: `ReceiptFault.edited` for a receipt that holds what no matrix writes.
    package init(_ merge: ReceiptMerge) throws(ReceiptFault) {
        receipts = merge.receipts
        guard let first = receipts.first,
            let day = first.header["data"]?.string.flatMap({ CalendarDate($0) })
        else { throw .edited(file: receipts.first?.file ?? "-", why: "it tells no day") }
        var tally = MatrixTally(day)
        var machines: [Machine] = []
        var kept: [MatrixDifference] = []
        var goneCount = 0
        for (index, receipt) in receipts.enumerated() {
            // Of each kind no shard adds more than are kept.
            var own = MatrixTally(day)
            do throws(JSONFault) {
                try receipt.eachLine { (line) throws(JSONFault) in
                    try Self.take(line, index, &machines, &own)
                }
                let end = try JSONField(.object(receipt.end)).anyObject()
                for wish in try end.required("wishes").texts() {
                    MatrixTally.Wish(rawValue: wish).map { _ = tally.wishes.insert($0) }
                }
                let count = try end.required("differences").anyObject().optional("gone")
                goneCount = [goneCount, try count?.integer(in: 0...Int.max) ?? 0].sum()
            } catch {
                throw .edited(file: receipt.file, why: "\(error)")
            }
            kept += own.differences
            tally.add(countsOf: own)
        }
        machines.sort { $0.profile < $1.profile }
        let gone = kept.filter { $0.kind == .gone }
        tally.count(.gone, more: goneCount - gone.count)
        // What is gone stands as it was written, and the rest in the order of the machines.
        let rest = kept.enumerated().filter { $0.element.kind != .gone }.sorted {
            ($0.element.profile, $0.offset) < ($1.element.profile, $1.offset)
        }
        for difference in rest.map(\.element) + gone { tally.keep(counted: difference) }
        self.tally = tally
        self.machines = machines
    }

    private static func take(
        _ line: Receipt.Line, _ receipt: Int, _ machines: inout [Machine],
        _ tally: inout MatrixTally
    ) throws(JSONFault) {
        let members = try JSONField(.object(line.json)).anyObject()
        switch line.word {
        case "verdict", "why":
            let profile = try members.required("profile").string()
            if machines.last?.receipt != receipt || machines.last?.profile != profile {
                machines.append(Machine(profile: profile, receipt: receipt))
            }
            let last = machines.count - 1
            if line.word == "verdict" {
                Machine.add(line.bytes, to: &machines[last].verdicts)
                tally.count(try members.required("status").word(Status.self))
            } else {
                Machine.add(line.bytes, to: &machines[last].reasons)
                for field in try members.required("differences").array() {
                    tally.keep(try MatrixDifference(field))
                }
            }
        case "gone":
            tally.keep(
                MatrixDifference(
                    .gone, model: try members.required("model_id").string(),
                    profile: try members.required("profile").string(),
                    wanted: try members.required("wanted").string(), found: nil))
        // Names of what is not shown, or of a later mn, which adds only what need not be read.
        default: break
        }
    }

    /// The lines of the whole run, written piece by piece.
    package func writeLines(_ write: (String) -> Void) {
        write(MatrixLines.line(MatrixLines.header(tally.dataDay)))
        for machine in machines {
            for range in machine.verdicts {
                write(String(decoding: receipts[machine.receipt].bytes[range], as: UTF8.self))
            }
        }
        write(MatrixLines.gone(tally) + MatrixLines.line(MatrixLines.end(tally)))
    }

    /// The same as one text.
    package var lines: String {
        var text = ""
        writeLines { text += $0 }
        return text
    }

    /// The JUnit report of the whole run.
    ///
    /// - Parameters:
    ///   - error: that it is not whole.
    ///   - shown: what of a text may be told.
    package func junit(
        _ error: (any DiagnosticError)? = nil, shown: (String) -> String = { $0 }
    ) throws(ReceiptFault) -> String {
        var text = MatrixJUnit.header(tally.dataDay)
        for machine in machines {
            text += MatrixJUnit.suite(try cases(machine), profile: machine.profile, shown: shown)
        }
        return text + MatrixJUnit.end(tally, error: error, shown: shown)
    }

    private func cases(_ machine: Machine) throws(ReceiptFault) -> [MatrixJUnit.Case] {
        try cells(machine).map(\.case)
    }

    private func cells(_ machine: Machine) throws(ReceiptFault) -> [MatrixReport.MergedCell] {
        let receipt = receipts[machine.receipt]
        var cells: [MatrixReport.MergedCell] = []
        do throws(JSONFault) {
            for line in (machine.verdicts + machine.reasons).flatMap({
                ByteLines(receipt.bytes[$0])
            }) {
                let members = try JSONField(try JSON.parse(Array(line))).anyObject()
                let model = try members.required("model_id").string()
                if members.optional("reasons") == nil {
                    cells.append(try Self.cell(model, members))
                } else if let place = cells.firstIndex(where: { $0.case.model == model }) {
                    for field in try members.required("differences").array() {
                        cells[place].case.differences.append(try MatrixDifference(field))
                    }
                    cells[place].case.reasons = try members.required("reasons").texts()
                }
            }
        } catch {
            throw .edited(file: receipt.file, why: "\(error)")
        }
        return cells
    }

    private static func cell(
        _ model: String, _ members: JSONMembers
    ) throws(JSONFault) -> MatrixReport.MergedCell {
        let status = try members.required("status").word(Status.self)
        let rule = try members.required("rule").string()
        func size(_ name: String) throws(JSONFault) -> ByteCount? {
            guard let field = members.stated(name) else { return nil }
            return ByteCount(try field.integer(in: 0...Int.max))
        }
        return MatrixReport.MergedCell(
            case: MatrixJUnit.Case(
                model: model, verdict: "\(Baseline.Entry(status.rawValue, rule))",
                differences: [], reasons: []),
            status: status, rule: rule, found: try size("found_bytes"),
            needed: try size("needed_bytes"))
    }

    /// The page of the whole run: rules and numbers, as the receipts carry them.
    package func page(
        _ kind: String, warnings: [String], inputs: [ReportPage.Detail]
    ) throws(ReceiptFault) -> ReportPage {
        var merged: [(profile: String, cells: [MatrixReport.MergedCell])] = []
        for machine in machines { merged.append((machine.profile, try cells(machine))) }
        return MatrixReport(merged: merged).page(kind, tally, warnings: warnings, inputs: inputs)
    }

    /// How many machines are in it.
    package var machineCount: Int { machines.count }
}

extension MatrixDifference {
    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        self.init(
            try members.required("kind").word(Kind.self),
            model: try members.required("model_id").string(),
            profile: try members.required("profile").string(),
            wanted: try members.stated("wanted")?.string(),
            found: try members.stated("found")?.string(),
            requirement: try members.stated("requirement")?.string())
        isByNewerData = try members.optional("newer_data")?.bool() ?? false
    }
}
