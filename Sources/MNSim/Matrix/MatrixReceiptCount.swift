import MNCore

/// What the lines of a receipt of a matrix come to.
struct MatrixReceiptCount {
    /// Whether some verdicts may be left out, of which only the names stand there.
    private let mayHide: Bool
    private var statuses: [Status: Int] = [:]
    private var counts: [MatrixDifference.Kind: Int] = [:]
    /// All models, in their order.
    private let models: [String]
    private var profile: String?
    /// The models that are still to be told of on the machine, and those before them that were left out.
    private var rest: ArraySlice<String> = []
    private var omitted: [String] = []
    /// What the lines of reasons have still to tell.
    private var owed: [Owed] = []

    private struct Owed {
        var model: String
        var found: String
        var kinds: [MatrixDifference.Kind]
    }

    init(_ parts: RunParts, _ models: [String]) {
        self.models = models
        let selection = parts.digests[RunParts.Name.selection.rawValue]
        mayHide = selection.map { $0 != RunParts.digest(.strings([])) } ?? false
    }

    mutating func take(_ line: JSONMembers, _ cells: inout ReceiptCells) throws(JSONFault) {
        switch line.optional("t")?.value.string {
        case "verdict": try takeVerdict(line, &cells)
        case "why": try takeReason(line)
        case "hidden":
            guard mayHide else {
                throw line.fault(.breaksRule("no verdict of this run is left out"))
            }
            let profile = try enter(line)
            let models = try line.required("model_ids").strings()
            guard models == omitted + rest else {
                throw line.fault(.breaksRule("these are not the models that are not shown"))
            }
            (omitted, rest) = ([], [])
            cells.add(profile, models)
        case "gone": counts[.gone, default: 0] += 1
        // Of a later mn, which adds only what need not be read.
        default: break
        }
    }

    private mutating func takeVerdict(
        _ line: JSONMembers, _ cells: inout ReceiptCells
    ) throws(JSONFault) {
        let profile = try enter(line)
        let model = try line.required("model_id").string()
        guard let place = rest.firstIndex(of: model) else {
            throw line.fault(.breaksRule("it is not in its place among the models"))
        }
        omitted += rest[..<place]
        rest = rest[(place + 1)...]
        cells.add(profile, [model])
        let status = try line.required("status").word(Status.self)
        statuses[status, default: 0] += 1
        var kinds: [MatrixDifference.Kind] = []
        for word in try line.required("differences").array() {
            let kind = try word.word(MatrixDifference.Kind.self)
            counts[kind, default: 0] += 1
            kinds.append(kind)
        }
        if kinds.isEmpty { return }
        let rule = try line.required("rule").string()
        owed.append(
            Owed(model: model, found: "\(Baseline.Entry(status.rawValue, rule))", kinds: kinds))
    }

    private mutating func takeReason(_ line: JSONMembers) throws(JSONFault) {
        let model = try line.required("model_id").string()
        guard try line.required("profile").string() == profile, let wanted = owed.first,
            wanted.model == model
        else { throw line.fault(.breaksRule("there is no such verdict before it")) }
        owed.removeFirst()
        var kinds: [MatrixDifference.Kind] = []
        for field in try line.required("differences").array() {
            let difference = try MatrixDifference(field)
            guard difference.model == model, difference.profile == profile,
                difference.found == wanted.found
            else { throw field.fault(.breaksRule("it is not about its verdict")) }
            kinds.append(difference.kind)
        }
        guard kinds == wanted.kinds else {
            throw line.fault(.breaksRule("its verdict has other differences"))
        }
    }

    /// Takes what follows for lines on a machine; those on one stand together.
    private mutating func enter(_ line: JSONMembers) throws(JSONFault) -> String {
        let next = try line.required("profile").string()
        if next == profile { return next }
        try requireAll(line)
        profile = next
        rest = models[...]
        return next
    }

    /// Throws unless all is told of the machine before this line.
    private func requireAll(_ line: JSONMembers) throws(JSONFault) {
        guard omitted.isEmpty, rest.isEmpty else {
            throw line.fault(.breaksRule("a verdict before it is not there"))
        }
        guard owed.isEmpty else {
            throw line.fault(.breaksRule("a verdict before it lacks its line of reasons"))
        }
    }

    func check(_ end: JSONMembers) throws(JSONFault) {
        try requireAll(end)
        let totals = try end.required("totals").anyObject()
        for status in Status.allCases {
            let field = try totals.required(status.rawValue)
            let count = statuses[status] ?? 0
            guard try field.integer() == count else {
                throw field.fault(.breaksRule("the lines come to \(count)"))
            }
        }
        let differences = try end.required("differences").anyObject()
        let wishes = try end.required("wishes").texts()
        for kind in MatrixDifference.Kind.allCases {
            let count = counts[kind] ?? 0
            let told = try differences.optional(kind.rawValue)?.integer(in: 0...Int.max) ?? 0
            // Of what is gone only the first have a line.
            let isCut = kind == .gone && count == MatrixTally.keptLimit && told > count
            guard told == count || isCut else {
                throw differences.fault(.breaksRule("the lines have \(count) of \(kind.rawValue)"))
            }
            guard count == 0 || wishes.contains(kind.wish.rawValue) else {
                throw end.fault(.breaksRule("'wishes' lacks \(kind.wish.rawValue)"))
            }
        }
    }
}

extension MatrixDifference.Kind {
    /// What verdicts with such a difference were held against.
    fileprivate var wish: MatrixTally.Wish {
        switch self {
        case .expectation: .expectations
        case .requirement: .requirements
        case .flip, .rule, .gone, .new: .baseline
        }
    }
}
