import MNCore

/// The receipts of one run, held against each other: each shard once, and what is missing.
///
/// It does not matter in which order they come, nor which of them were put together before.
package struct ReceiptMerge: Sendable {
    package let kind: ReceiptKind
    package let parts: RunParts
    /// How many shards there are to be.
    package let total: Int
    /// Each shard once, in the order of their indices.
    package let receipts: [Receipt]
    /// The shards that are missing.
    package let missing: [Int]
    /// What was left out and why, a sentence each.
    package let notices: [String]

    /// - Throws: `ReceiptFault` if they are not of one run, or two of one shard differ.
    package init(_ receipts: [Receipt]) throws(ReceiptFault) {
        let sorted = receipts.sorted {
            ($0.shard.index, $1.attempt, $0.file) < ($1.shard.index, $0.attempt, $1.file)
        }
        guard let first = sorted.first else { throw .notOne(file: "-") }
        try Self.requireOneRun(sorted)
        var used: [Receipt] = []
        var notices: [String] = []
        for receipt in sorted {
            guard let other = used.last, other.shard == receipt.shard else {
                used.append(receipt)
                continue
            }
            let shard = "\(receipt.shard)"
            if receipt.attempt < other.attempt {
                notices.append(
                    "\(Sanitized.line(receipt.file)) is attempt \(receipt.attempt) at shard \(shard); "
                        + "attempt \(other.attempt) counts, in \(Sanitized.line(other.file)).")
            } else if receipt.bytes == other.bytes {
                notices.append(
                    "Shard \(shard) is in \(Sanitized.line(other.file)) and in "
                        + "\(Sanitized.line(receipt.file)), the same; it counts once.")
            } else {
                throw .conflict(shard: shard, other.file, receipt.file)
            }
        }
        kind = first.kind
        parts = first.parts
        total = first.shard.total
        self.receipts = used
        self.notices = notices
        let there = Set(used.map(\.shard.index))
        missing = (1...max(total, 1)).filter { !there.contains($0) }
        if missing.isEmpty {
            let cells = used.map(\.own.count).sum()
            let set = used.map(\.own.set).reduce(DigestSum()) { $0 + $1 }
            guard set == first.set, cells == first.cells else {
                throw .unproven(cells: cells, of: first.cells)
            }
        }
        try Self.requireDeal(used)
    }

    /// Finds a machine that is in another shard than it falls to, whether all shards are there or not.
    private static func requireDeal(_ receipts: [Receipt]) throws(ReceiptFault) {
        var dealt: [(place: Int, machine: String, receipt: Receipt)] = []
        for receipt in receipts {
            let models = receipt.header["models"]?.array?.count ?? 1
            let all = receipt.cells / max(models, 1)
            guard receipt.own.machines.count == receipt.shard.part(of: all) else {
                throw .misdealt(receipt)
            }
            for (turn, machine) in receipt.own.machines.enumerated() {
                dealt.append((turn * receipt.shard.total + receipt.shard.index, machine, receipt))
            }
        }
        // What stands for a secret is not in the order of names.
        if dealt.contains(where: { $0.machine.contains(Secrets.mask) }) { return }
        dealt.sort { $0.place < $1.place }
        for (one, next) in zip(dealt, dealt.dropFirst()) where one.machine >= next.machine {
            throw .misdealt(next.receipt)
        }
    }

    package var isComplete: Bool { missing.isEmpty }

    /// That shards are missing, and the commands that make them.
    package var fault: ReceiptFault {
        // A pipeline of hundreds starts them otherwise.
        let commands = missing.prefix(Self.mostCommands).map { command(for: $0) }
        return .missing(missing, total: total, commands: commands)
    }

    private static let mostCommands = 10

    private func command(for index: Int) -> String {
        let words = (receipts.first?.command ?? []) + ["--shard", "\(index)/\(total)", "--jsonl"]
        return CommandWords.line(words) + " > \(index)-of-\(total).jsonl"
    }

    /// The receipts as one text, which is read as all of them.
    package var bytes: [UInt8] { receipts.flatMap(\.bytes) }

    /// The members of a first line that need not be equal, or are compared in other words.
    private static let ownKeys: Set<String> = [
        "attempt", "cells", "command", "parts", "run", "schema", "set", "shard",
    ]

    private static func requireOneRun(_ receipts: [Receipt]) throws(ReceiptFault) {
        func require(_ part: String, _ value: (Receipt) -> String) throws(ReceiptFault) {
            try ReceiptFault.requireSame(
                part, receipts.map { (value($0), $0.shard.index, $0.file) })
        }
        try require("what was run") { $0.kind.command.joined(separator: " ") }
        for name in RunParts.names(of: receipts.map(\.parts)) {
            let words = RunParts.Name(rawValue: name)?.words ?? name
            try require(words) { $0.parts.digests[name] ?? "nothing" }
        }
        // What the first line says of the whole, such as the day of the driver data.
        let keys = Set(receipts.flatMap { $0.header.keys }).subtracting(ownKeys)
        for key in keys.sorted() {
            try require("'\(key)'") { $0.header[key]?.text(.canonical) ?? "nothing" }
        }
        try require("how many shards there are") { "\($0.shard.total)" }
        try require("what is judged") { "\($0.cells) \($0.set.text)" }
    }
}

extension ReceiptFault {
    fileprivate static func misdealt(_ receipt: Receipt) -> Self {
        .edited(
            file: receipt.file,
            why: "a \(receipt.kind.unit.one) falls to another shard, or is lacking")
    }
}
