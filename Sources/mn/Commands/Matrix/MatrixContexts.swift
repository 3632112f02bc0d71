import MNCore

/// The machines of a matrix on which a context that a blueprint sets does not fit.
struct MatrixContexts {
    private let wanted: [(model: Model, context: Count)]
    private let catalog: Catalog
    /// By the place of what is wanted.
    private var machines: [Int: [String]] = [:]
    private var looked = 0

    /// The machines that a notice names.
    private static let shown = 5

    init(_ wanted: [(model: Model, context: Count)], _ catalog: Catalog) {
        self.wanted = wanted
        self.catalog = catalog
    }

    /// Looks at one more machine.
    mutating func look(_ hardware: Hardware, _ machine: String) {
        looked += 1
        for (index, (model, context)) in wanted.enumerated() {
            let estimate = MemoryEstimate(model, context: context, catalog, on: hardware)
            if estimate?.status == .doesNotFit { machines[index, default: []].append(machine) }
        }
    }

    /// A sentence for each context that does not fit everywhere.
    var notices: [String] {
        wanted.indices.compactMap { index in
            guard let names = machines[index] else { return nil }
            let rest = names.count - Self.shown
            let list = names.prefix(Self.shown).joined(separator: ", ")
            return
                "\(wanted[index].model.id): a context of \(wanted[index].context) does not fit on "
                + "\(names.count) of \(Words.count(looked, "machine")): \(list)"
                + (rest > 0 ? " and \(rest) more." : ".")
        }
    }
}
