package import MNCore

/// The verdicts that another catalog gives otherwise on the machines of a matrix.
package struct CatalogComparison: Sendable {
    /// A verdict of another status, or on a model that the other catalog does not have.
    package struct Flip: Hashable, Sendable {
        package var model: String
        package var profile: String
        /// By the other catalog; nil if it has no such model.
        package var was: Baseline.Entry?
        package var found: Baseline.Entry
    }

    /// The file of the other catalog, as the user names it.
    private let name: String
    private let matrix: Matrix
    private let rules: RuleTable
    /// Of the other catalog, by the place of the subject; what is no model has none.
    private let others: [Model?]
    /// By machine, then by model; at most `MatrixTally.keptLimit`.
    package private(set) var flips: [Flip] = []
    private var count = 0

    package init(_ name: String, _ other: Catalog, _ matrix: Matrix) {
        self.name = name
        self.matrix = matrix
        rules = other.rules
        let known = Dictionary(
            other.models.map { ($0.id.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        others = matrix.subjects.map { $0.model.flatMap { known[$0.id.lowercased()] } }
    }

    /// Compares the verdicts on one more machine.
    package mutating func look(_ slice: Matrix.Slice) {
        let machine = rules.prepared(slice.hardware)
        for cell in slice.cells where matrix.subjects[cell.subject].model != nil {
            let was = others[cell.subject].map { model in
                let decision = rules.decision(model, on: machine)
                return Baseline.Entry(decision.status.rawValue, decision.rule.rawValue)
            }
            let found = Baseline.Entry(cell)
            if was?.status == found.status { continue }
            count += 1
            guard flips.count < MatrixTally.keptLimit else { continue }
            flips.append(
                Flip(
                    model: matrix.subjects[cell.subject].id, profile: slice.profile.id, was: was,
                    found: found))
        }
    }

    /// How many there are.
    package var sentence: String {
        "\(Words.count(count, "verdict")) of another status than by \(Sanitized.line(name))."
    }

    /// Nil if there is none.
    package var table: Table? {
        if flips.isEmpty { return nil }
        var table = Table([
            .init("MACHINE", priority: 3, leastWidth: 16),
            .init("MODEL", priority: 2, leastWidth: 10),
            .init("WAS", priority: 4, leastWidth: 12), .init("IS", priority: 4, leastWidth: 12),
        ])
        for flip in flips {
            table.append([
                Table.Cell(flip.profile), Table.Cell(flip.model),
                Table.Cell(flip.was?.description ?? "not there"),
                Table.Cell("\(flip.found)", Status(rawValue: flip.found.status)?.style ?? .plain),
            ])
        }
        if count > flips.count { table.append([Table.Cell("and \(count - flips.count) more")]) }
        return table
    }

    package var json: JSON {
        [
            "catalog": .string(name), "flips": .integer(count),
            "verdicts": .array(
                flips.map {
                    [
                        "model_id": .string($0.model), "profile": .string($0.profile),
                        "was": .string(orNull: $0.was?.description), "is": .string("\($0.found)"),
                    ]
                }),
        ]
    }
}
