import MNCore

/// A memory estimate as text: a ledger for each model, a bar for each pool, and what follows.
struct MemoryText {
    let estimate: MemoryEstimate

    func text(_ page: Page) -> String {
        var text = estimate.entries.map { entry($0, page) }.joined(separator: "\n")
        if !estimate.together.isEmpty {
            text += "\nTogether\n" + pools(estimate.together, largest: [], page)
        }
        return text
    }

    private func entry(_ entry: MemoryEstimate.Entry, _ page: Page) -> String {
        guard let ledger = entry.ledger else { return remarks(entry, page) }
        let origin =
            switch entry.contextOrigin {
            case .asked: ledger.settings.context == .zero ? " (that of the training)" : ""
            case .catalog: " (the catalog's)"
            case .assumed: " (the catalog sets none)"
            }
        let name = Sanitized.line(entry.name)
        var text = page.wrapped("\(name) at a context of \(ledger.context)\(origin)", hanging: 0)
        text += table(ledger, page) + "\n"
        text += pools(entry.fits, largest: entry.largestContexts, page)
        var rows: [(label: String, text: String)] = []
        if let place = estimate.place, entry.unsetContexts.indices.contains(place) {
            rows.append(("Without a context", entry.unsetContexts[place].words))
        }
        rows.append(("Formula", ledger.settings.words))
        return text + page.list(rows)
            + page.wrapped("Facts: " + Sanitized.line(ledger.model.source), hanging: 2)
            + remarks(entry, page)
    }

    /// What lies where, as the model would run here.
    private func table(_ ledger: MemoryLedger, _ page: Page) -> String {
        let pool = estimate.place.map { estimate.pools[$0].kind } ?? .dedicated
        var table = Table([
            .init("WHAT", priority: 4), .init("MIB", .right, priority: 4),
            .init("BYTES", .right, priority: 1), .init("WHERE", priority: 3),
            .init("FROM", priority: 2),
        ])
        for line in ledger.lines(in: pool) where line.bytes > .zero {
            let isOnGPU =
                pool != .system && line.item.isOnAccelerator
                && (line.item != .reserve || pool == .dedicated)
            table.append([
                .init(line.item.words), .init(line.bytes.inMebibytes), .init(line.bytes.number),
                isOnGPU ? "GPU" : "host", .init(line.basis.rawValue, .faint),
            ])
        }
        return table.text(width: page.width, colour: page.colour)
    }

    private func remarks(_ entry: MemoryEstimate.Entry, _ page: Page) -> String {
        entry.remarks.map { page.wrapped("Note: " + Sanitized.line($0), hanging: 2) }.joined()
    }

    /// The cells of a bar.
    private static let cells = 20

    /// Each pool: how much of it is taken, whether that fits, and the largest context that does.
    private func pools(_ fits: [MemoryFit], largest: [Count?], _ page: Page) -> String {
        var table = Table([
            .init("POOL", priority: 3, leastWidth: 12), .init("TAKEN", priority: 1),
            .init("NEEDED", .right, priority: 4), .init("OF", .right, priority: 4),
            .init("RESULT", priority: 5), .init("LARGEST CONTEXT", .right, priority: 2),
        ])
        for (index, fit) in fits.enumerated() {
            let context =
                index >= largest.count ? "" : largest[index].map { "\($0)" } ?? "none"
            table.append([
                .init(fit.pool.words), .init(fit.needed.map { bar($0, fit.pool) } ?? ""),
                .init(fit.needed.map { "\($0)" } ?? "?"), .init("\(fit.pool.bytes)"),
                .init(fit.status.words, fit.status.style),
                .init(fit.status == .unknown ? "?" : context),
            ])
        }
        if fits.isEmpty { return "How much memory the machine has is not known.\n" }
        return table.text(width: page.width, colour: page.colour)
    }

    private func bar(_ needed: ByteCount, _ pool: MemoryPool) -> String {
        let filled = needed.percent(of: pool.bytes) * Self.cells / 100
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: ".", count: Self.cells - filled) + "]"
    }
}

extension ByteCount {
    /// In MiB with two decimals: `544.00`.
    fileprivate var inMebibytes: String {
        let hundredths = Int((self / (1 << 20) * 100 + remainder / (1 << 20)).number) ?? 0
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// A hundred times what is left beside whole MiB.
    private var remainder: ByteCount { (self - self / (1 << 20) * (1 << 20)) * 100 }
}

extension EngineSettings {
    /// The settings in one line.
    fileprivate var words: String {
        let type =
            keyType == valueType ? keyType.rawValue : "\(keyType.rawValue)/\(valueType.rawValue)"
        return "\(Self.engine), \(slots) slots, cache in \(type), \(microBatch) tokens at once"
    }
}

extension MemoryLedger.Item {
    fileprivate var words: String {
        switch self {
        case .weightsAccelerator, .weightsHost: "weights"
        case .kvGlobal: "cache, global layers"
        case .kvSliding: "cache, sliding layers"
        case .state: "recurrent state"
        case .computeAccelerator, .computeHost: "compute buffer"
        case .output: "output"
        case .projector: "projector"
        case .process: "process"
        case .reserve: "reserve"
        }
    }
}

extension MemoryFit.Status {
    fileprivate var words: String {
        switch self {
        case .fits: "fits"
        case .marginal: "marginal"
        case .doesNotFit: "does not fit"
        case .unknown: "not known"
        }
    }

    fileprivate var style: TextStyle {
        switch self {
        case .fits: .good
        case .marginal: .caution
        case .doesNotFit: .bad
        case .unknown: .plain
        }
    }
}

extension MemoryPool {
    fileprivate var words: String {
        switch kind {
        case .dedicated: name
        case .unified: shared == bytes ? "\(name) (shared)" : "\(name) (its limit)"
        case .addressable: "\(name) (addressable)"
        case .system: "system (processor)"
        }
    }
}
