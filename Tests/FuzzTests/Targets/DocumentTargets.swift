@testable import MNCore
@testable import MNMachine
@testable import MNRunner
@testable import MNSim

extension FuzzTarget {
    static let documents = [
        FuzzTarget("json", feedJSON), FuzzTarget("profile", feedProfile),
        FuzzTarget("scenario", feedScenario), FuzzTarget("state", feedState),
        FuzzTarget("trace", feedTrace), FuzzTarget("catalog", feedCatalog),
        FuzzTarget("ledger", feedLedger), FuzzTarget("baseline", feedBaseline),
        FuzzTarget("fault", feedFault), FuzzTarget("drivers", feedDrivers),
        FuzzTarget("xml", feedXML), FuzzTarget("receipt", feedReceipt),
    ]

    private static func feedJSON(_ bytes: [UInt8]) throws {
        let value: JSON
        do throws(JSONFault) {
            value = try JSON.parse(bytes)
        } catch {
            if let offset = error.offset {
                try promise((0...bytes.count).contains(offset), "a fault lies in the text")
            }
            return try Ink.checkLine("\(error)", "what is wrong")
        }
        let (plain, canonical) = (value.text(), value.text(.canonical))
        try Ink.check(plain, "JSON")
        try Ink.checkLine(canonical, "canonical JSON")
        try promiseEqual(try? JSON.parse(plain), value, "JSON is read back")
        try promiseEqual(
            (try? JSON.parse(canonical))?.text(.canonical), canonical, "equal values, equal bytes")
        try promiseEqual((try? JSON.parse(plain))?.text(), plain, "it is written the same again")
    }

    /// What `read` makes of a file, unless it is none; a fault is checked.
    private static func document<Value>(_ read: () throws -> Value) throws -> Value? {
        do {
            return try read()
        } catch let error as any DiagnosticError {
            try Ink.checkLine(error.problem, "what is wrong")
            for fix in error.fixes { try Ink.checkLine(fix, "what to do") }
            return nil
        }
    }

    private static func feedProfile(_ bytes: [UInt8]) throws {
        guard let profile = try document({ try Profile.read(bytes, name: "p") }) else { return }
        let text = profile.json.text()
        try Ink.check(text, "a profile")
        try promiseEqual(
            try? Profile.read(Array(text.utf8), name: "p"), profile, "a profile is read back")
        let redacted = Redaction.redacted(profile.recording)
        try promiseEqual(Redaction.redacted(redacted), redacted, "it is redacted once")
    }

    private static func feedScenario(_ bytes: [UInt8]) throws {
        guard let scenario = try document({ try Scenario.read(bytes, name: "s", offers: []) })
        else { return }
        for fault in scenario.runnerFaults {
            try promiseEqual(
                try? RunnerFault(JSONField(fault.json)), fault, "a fault is read back")
        }
        if let state = scenario.runner { try FakeRunners.check(state) }
    }

    private static func feedState(_ bytes: [UInt8]) throws {
        let state = try document {
            try Document.read(bytes, kind: "state", name: "s") { (field) throws(JSONFault) in
                try RunnerState(field)
            }
        }
        if let state { try FakeRunners.check(state) }
    }

    private static func feedTrace(_ bytes: [UInt8]) throws {
        guard let trace = try document({ try Trace.read(bytes, name: "t") }) else { return }
        let text = trace.text
        try Ink.check(text, "a trace")
        try promiseEqual(
            try? Trace.read(Array(text.utf8), name: "t"), trace, "a trace is read back")
    }

    private static func feedCatalog(_ bytes: [UInt8]) throws {
        let base = [JSONObject]()
        guard let file = try document({ try CatalogFile.read(bytes, name: "c", over: base) })
        else { return }
        let text = JSON.array(file.entries.map { .object($0) }).text()
        try promiseEqual(
            (try? CatalogFile.read(Array(text.utf8), name: "c", over: base))?.entries,
            file.entries, "a catalog is read back")
    }

    private static func feedLedger(_ bytes: [UInt8]) throws {
        guard var ledger = try document({ try Ledger.read(bytes, name: "l") }) else { return }
        try Ink.check(ledger.text, "a ledger")
        try promiseEqual(
            try? Ledger.read(Array(ledger.text.utf8), name: "l"), ledger, "a ledger is read back")
        guard let model = Catalog.builtin.models.first else { return }
        let before = ledger.records
        ledger.recordInstall(of: model, backend: .llamaCpp, forced: nil, at: .seconds(1))
        try promise(ledger.record(of: model.reference)?.isManual == true, "an install is recorded")
        for (reference, record) in before where Reference(reference) != Reference(model.reference) {
            try promiseEqual(ledger.records[reference], record, "other records stay")
        }
        ledger.removeRecord(of: model.reference)
        try promise(ledger.record(of: model.reference) == nil, "a removal is recorded")
    }

    private static func feedBaseline(_ bytes: [UInt8]) throws {
        guard let baseline = try document({ try Baseline.read(bytes, name: "b") }) else { return }
        let text = baseline.text
        try Ink.check(text, "a baseline")
        try promiseEqual(
            try Baseline.read(Array(text.utf8), name: "b"), baseline, "a baseline is read back")
    }

    /// A file of receipts, sealed again as it is, so that more than its digest is looked at.
    private static func feedReceipt(_ bytes: [UInt8]) throws {
        for bytes in [bytes, resealed(bytes)] {
            guard let receipts = try document({ try Receipt.read(bytes, file: "r") }),
                let merge = try document({ try ReceiptMerge(receipts) })
            else { continue }
            try promiseEqual(
                try Receipt.read(merge.bytes, file: "r"), merge.receipts, "receipts are read back")
            try Ink.check(String(decoding: merge.bytes, as: UTF8.self), "receipts")
            for line in [merge.fault.problem] + merge.notices {
                try Ink.checkLine(line, "what is said of them")
            }
            guard merge.kind == .matrix, let matrix = try document({ try MatrixMerge(merge) })
            else { continue }
            try Ink.check(matrix.lines, "a matrix")
            if let report = try document({ try matrix.junit() }) {
                try Ink.check(report, "a report")
            }
        }
    }

    private static func resealed(_ bytes: [UInt8]) -> [UInt8] {
        let lines = bytes.split(separator: 0x0A)
        guard let last = lines.last, var end = (try? JSON.parse(Array(last)))?.object else {
            return bytes
        }
        let body = lines.dropLast().flatMap { $0 + [0x0A] }
        end["sha256"] = .string(SHA256.hexadecimal(SHA256.digest(body)))
        return body + MatrixLines.line(end).utf8
    }

    private static func feedFault(_ bytes: [UInt8]) throws {
        let fault = try document {
            try Document.read(bytes, kind: "fault", name: "f") { (field) throws(JSONFault) in
                try RunnerFault(field)
            }
        }
        guard let fault else { return }
        try promiseEqual(try? RunnerFault(JSONField(fault.json)), fault, "a fault is read back")
        try FakeRunners.check(FakeRunners.usual, faults: [fault])
    }

    private static func feedDrivers(_ bytes: [UInt8]) throws {
        let data = try document {
            try Document.read(bytes, kind: "drivers", name: "d") { (field) throws(JSONFault) in
                try DriverData(field, over: .builtin)
            }
        }
        guard let data else { return }
        try Ink.check(data.json.text(), "driver data")
        try promiseEqual(
            (try? DriverData(JSONField(data.json)))?.json, data.json, "driver data is read back")
    }

    private static func feedXML(_ bytes: [UInt8]) throws {
        do throws(XMLFault) {
            _ = try XMLReader.read(bytes, limit: 1 << 20)
        } catch {
            try promise((0...bytes.count).contains(error.offset), "a fault lies in the text")
            try Ink.checkLine(error.words, "what is wrong")
        }
        if PropertyList.isOne(bytes), let value = try? PropertyList.read(bytes, name: "p") {
            try promiseEqual(try? JSON.parse(value.text()), value, "a property list is JSON")
        }
    }
}
