import MNCore

/// What the lines of a receipt come to, counted line by line and held against what its end says.
///
/// A digest can be made again by whoever edits a file; what it is the digest of has to add up as well.
struct ReceiptCount {
    private let kind: ReceiptKind
    private(set) var cells = ReceiptCells()
    private var matrix: MatrixReceiptCount
    /// The models of a fleet's verdict, and what they come to.
    private let models: [String]
    private var outcomes: OutcomeCounts
    /// Scenarios that passed and failed, or the machines and the classes of a fleet.
    private var totals = (first: 0, second: 0)

    init(_ kind: ReceiptKind, _ header: JSONObject, _ parts: RunParts) throws(JSONFault) {
        self.kind = kind
        models =
            kind == .scenarios
            ? [] : try JSONField(.object(header)).anyObject().required("models").strings()
        matrix = MatrixReceiptCount(parts, models)
        outcomes = OutcomeCounts(models: models.count)
    }

    /// Counts a line between the first and the last.
    mutating func take(_ line: JSONObject) throws(JSONFault) {
        let members = try JSONField(.object(line)).anyObject()
        switch (kind, line["t"]?.string) {
        case (.matrix, _): try matrix.take(members, &cells)
        case (.scenarios, "scenario"):
            let result = try ScenarioResult(JSONField(.object(line)))
            guard try members.required("ok").bool() == result.passed else {
                throw members.fault(.breaksRule("'ok' is not what 'failures' say"))
            }
            cells.add(result.name, [""])
            if result.passed { totals.first += 1 } else { totals.second += 1 }
        case (.fleet, "class"):
            let id = try members.required("id").string()
            let count = try members.required("count").integer(in: 1...Int.max)
            let found = try members.required("outcomes").array().map(\.value)
            guard found.count == models.count else {
                throw members.fault(.breaksRule("it has another number of models"))
            }
            outcomes.add(found, count)
            cells.add(id, times: count, models)
            totals = ([totals.first, count].sum(), totals.second + 1)
        // Of a later mn, which adds only what need not be read.
        default: break
        }
    }

    /// Throws unless the last line says what the lines before it come to.
    func check(_ end: JSONMembers) throws(JSONFault) {
        func require(_ key: String, _ found: JSON, in members: JSONMembers) throws(JSONFault) {
            let field = try members.required(key)
            guard field.value == found else {
                throw field.fault(.breaksRule("the lines come to \(found.text(.canonical))"))
            }
        }
        try require("cells", .integer(cells.count), in: end)
        try require("set", .string(cells.set.text), in: end)
        switch kind {
        case .matrix: try matrix.check(end)
        case .scenarios:
            try require("passed", .integer(totals.first), in: end)
            try require("failed", .integer(totals.second), in: end)
        case .fleet:
            try require("machines", .integer(totals.first), in: end)
            try require("classes", .integer(totals.second), in: end)
            try require("outcomes", outcomes.json, in: end)
        }
    }
}
