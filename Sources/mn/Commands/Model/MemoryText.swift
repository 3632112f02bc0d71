import MNCore

/// A memory estimate as text: a ledger for each model, a bar for each pool, and what follows.
struct MemoryText {
    let estimate: MemoryEstimate

    func text(_ page: Page) -> String {
        var text = estimate.entries.map { entry($0, page) }.joined(separator: "\n")
        if !estimate.together.isEmpty {
            text += "\nTogether\n" + pools(estimate.together, largest: nil, page)
        }
        return text
    }

    private func entry(_ entry: MemoryEstimate.Entry, _ page: Page) -> String {
        guard let ledger = entry.ledger else { return remarks(entry, page) }
        let origin =
            switch entry.contextOrigin {
            case .asked: ledger.settings.context == .zero ? " (that of the training)" : ""
            case .catalog: " (the catalog's)"
            case .assumed:
                entry.model == nil ? " (nothing sets one)" : " (the catalog sets none)"
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
            table.append([
                .init(line.item.words), .init(line.bytes.inMebibytes), "\(line.bytes.number) B",
                line.place == .accelerator ? "GPU" : "host", .init(line.basis.rawValue, .faint),
            ])
        }
        return page.table(table)
    }

    private func remarks(_ entry: MemoryEstimate.Entry, _ page: Page) -> String {
        entry.remarks.map { page.wrapped("Note: " + Sanitized.line($0), hanging: 2) }.joined()
    }

    /// The cells of a bar.
    private static let cells = 12
    /// The columns that the table of the pools takes.
    private static let tableWidth = 72

    /// Each pool: how much of it is taken, whether that fits, and the largest context that does.
    ///
    /// - Parameter largest: nil for models together, for which none is searched.
    private func pools(_ fits: [MemoryFit], largest: [Count?]?, _ page: Page) -> String {
        if fits.isEmpty { return "How much memory the machine has is not known.\n" }
        if !page.isWide, let width = page.width, width < Self.tableWidth {
            return fits.indices.map { index in
                pool(fits[index], largest.map { words($0[index], fits[index]) }, page)
            }.joined()
        }
        var columns: [Table.Column] = [
            .init("POOL", priority: 0, leastWidth: 12), .init("TAKEN", priority: 1),
            .init("NEEDED", .right, priority: 4), .init("OF", .right, priority: 4),
            .init("RESULT", priority: 5),
        ]
        if largest != nil { columns.append(.init("LARGEST CONTEXT", .right, priority: 2)) }
        var table = Table(columns)
        for (index, fit) in fits.enumerated() {
            var cells: [Table.Cell] = [
                .init(fit.pool.words), .init(fit.needed.map { bar($0, fit.pool) } ?? ""),
                .init(fit.needed.map { $0.words(beside: fit.pool.bytes) } ?? "?"),
                .init(fit.pool.bytes.words(beside: fit.needed ?? fit.pool.bytes)),
                .init(fit.status.words, fit.status.style),
            ]
            if let largest { cells.append(.init(words(largest[index], fit))) }
            table.append(cells)
        }
        return page.table(table)
    }

    /// One pool where a table is too wide.
    private func pool(_ fit: MemoryFit, _ largest: String?, _ page: Page) -> String {
        var text = page.wrapped(
            "\(Sanitized.line(fit.pool.words)): \(fit.status.words)", hanging: 2)
        if let needed = fit.needed {
            text += page.wrapped(
                "  \(bar(needed, fit.pool)) \(needed.words(beside: fit.pool.bytes)) of "
                    + fit.pool.bytes.words(beside: needed), hanging: 2)
        }
        return text + (largest.map { page.wrapped("  largest context \($0)", hanging: 2) } ?? "")
    }

    private func words(_ largest: Count?, _ fit: MemoryFit) -> String {
        fit.status == .unknown ? "?" : largest.map { "\($0) tokens" } ?? "none"
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
        return "\(Self.engine), \(Self.words(slots, "slot")), cache in \(type), "
            + "\(Self.words(tokensAtOnce, "token")) at once"
    }

    private static func words(_ count: Count, _ noun: String) -> String {
        "\(count) \(noun)" + (count == Count(1) ? "" : "s")
    }
}

extension MemoryLedger.Item {
    fileprivate var words: String {
        switch self {
        case .weightsAccelerator, .weightsHost: "weights"
        case .kvGlobal: "cache, global layers"
        case .kvSliding: "cache, sliding layers"
        case .state: "recurrent state"
        case .computeAccelerator, .computeHost: "compute buffers"
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
