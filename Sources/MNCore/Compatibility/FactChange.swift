/// One fact of a machine, taken otherwise.
package struct FactChange: Hashable, Sendable {
    package var name: FactName
    /// Nil if the fact is not known.
    package var from: FactValue?
    package var to: FactValue
    /// The minimum at whose two sides the values are.
    package var minimum: Requirements.Minimum?
    /// What the fact is about, for people: the name of a GPU or a vendor.
    package var subject: String

    package init(
        _ name: FactName, from: FactValue?, to: FactValue, minimum: Requirements.Minimum? = nil,
        subject: String = ""
    ) {
        self.name = name
        self.from = from
        self.to = to
        self.minimum = minimum
        self.subject = subject
    }
}

extension FactChange {
    /// How much of a machine is changed, coarsely: what is set or updated is less than what is bought.
    ///
    /// - Parameter isAccepted: whether the verdict is to be lost and not to be won; then numbers come first.
    func weight(isAccepted: Bool) -> Int {
        let rank: Int
        switch name {
        case .gpu(_, .memory), .usableMemory, .installedMemory: rank = isAccepted ? 0 : 3
        case .gpu(_, .driver): rank = isAccepted ? 1 : 2
        case .gpu(_, .generation): rank = isAccepted ? 2 : 7
        case .gpu(_, .usable), .enginePlace, .toolkit, .unknownVendor, .runner, .capabilities:
            rank = 1
        case .engineRuntimes: rank = 1
        case .engineKind: rank = 4
        case .wsl, .board: rank = 5
        case .system: rank = 6
        case .processor: rank = 8
        default: rank = 9
        }
        return from == nil ? min(rank, 1) : rank
    }

    /// By how much a number changes: 2 for twice or half as much.
    var ratio: Double {
        guard case .size(let old)? = from, case .size(let new) = to else { return 1 }
        let (less, more) = (Double(min(old, new)), Double(max(old, new)))
        return less > 0 ? more / less : more
    }

    /// The change as the beginning of a sentence, in small letters: `with 8 GB instead of 6 GiB of GPU memory`.
    package var words: String {
        switch (name, to) {
        case (.usableMemory, .size), (.gpu(_, .memory), .size): return sizeWords
        case (.anotherGPU(let vendor), _):
            return "with an \(vendor.words) GPU of \(amount)"
        case (.gpu(_, .present), _): return "without \(subject)"
        case (.unknownVendor, _): return "with the certainty that there is no \(subject) GPU"
        case (.gpu(_, .usable), _): return "with \(subject) in working order"
        case (.gpu(_, .driver), _): return "with driver \(to)\(instead)"
        case (.gpu(_, .generation), _): return "with generation \(to)\(instead) of \(subject)"
        case (.engineKind, .text(let kind)):
            return "with Docker \(kind == "desktop" ? "Desktop" : "Engine")"
        case (.engineRuntimes, .list(let new)):
            guard case .list(let old)? = from else { return "with the runtimes \(to)" }
            let added = new.filter { !old.contains($0) }
            let left = old.filter { !new.contains($0) }
            return added.isEmpty
                ? "without Docker's runtime '\(left.map(Sanitized.line).joined(separator: ", "))'"
                : "with Docker's runtime '\(added.map(Sanitized.line).joined(separator: ", "))'"
        case (.enginePlace, _): return "with the engine on this machine"
        case (.runner, _): return "with the runner's container made anew"
        case (.toolkit, _): return "with NVIDIA's container toolkit \(to)\(instead)"
        case (.capabilities, .list(let words)):
            return "with the capability '\(words.last.map(Sanitized.line) ?? "")'"
        case (.wsl, .flag(let flag)): return flag ? "with WSL2" : "with Linux that is not in WSL2"
        case (.board, _): return "with another board than a Raspberry Pi"
        case (.system, .text(let word)):
            let old = from.flatMap { Hardware.System(rawValue: $0.description)?.words }
            return "with \(Hardware.System(rawValue: word)?.words ?? word)"
                + (old.map { " instead of \($0)" } ?? "")
        case (.processor, .text(let word)):
            let old = from.flatMap { Hardware.Processor(rawValue: $0.description)?.words }
            return "with \(Hardware.Processor(rawValue: word)?.words ?? word)"
                + (old.map { " instead of \($0)" } ?? "")
        default: return "with \(name) \(to)\(instead)"
        }
    }

    private var instead: String {
        if case .size(let old)? = from, case .size(let new) = to {
            return " instead of \(old.words(beside: new))"
        }
        return from.map { " instead of \($0)" } ?? ""
    }

    /// The size as the minimum has it, on the side of it that is meant.
    private var amount: String {
        guard let minimum, case .size(let new) = to else { return "\(to)" }
        if case .size(let old)? = from, new < old { return "less than \(minimum.words)" }
        return minimum.words
    }

    private var sizeWords: String {
        let kind =
            switch (name, minimum?.kind) {
            case (_, .unifiedMemory?): "memory shared with the GPU"
            case (.gpu, _): "GPU memory"
            default: "memory"
            }
        return "with \(amount)\(instead) of \(kind)" + (from == nil ? ", which is not known," : "")
    }

    package var json: JSON {
        [
            "fact": .string("\(name)"), "from": from.map(\.json) ?? .null, "to": to.json,
            "words": .string(words),
        ]
    }
}
