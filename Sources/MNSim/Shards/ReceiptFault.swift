package import MNCore

/// Shards that do not prove a whole run.
package enum ReceiptFault: DiagnosticError, Hashable {
    /// It has no end.
    case cut(file: String)
    /// It is not what was written, and why that is known.
    case edited(file: String, why: String = "its digest is another")
    case newer(file: String, schema: String)
    /// It lacks what proves it today.
    case older(file: String)
    case notOne(file: String)
    /// It is of a run without shards.
    case whole(file: String)
    /// The run could not judge: why.
    case failed(file: String, String)
    /// They are not of one run: a part that differs, and the shards and files of each value of it.
    case differ(in: String, [Side])
    /// One is of situations that were made up, and one is not.
    case mixed(String, String)
    /// Two of one shard and attempt, and not the same.
    case conflict(shard: String, String, String)
    /// Which are missing, and the commands that make the first of them.
    case missing([Int], total: Int, commands: [String])
    /// The shards are all there, and do not add up to the run: how many verdicts they have and should.
    case unproven(cells: Int, of: Int)
    /// All together are larger than this.
    case tooLarge(limit: Int)

    /// The shards that agree with each other.
    package struct Side: Hashable, Sendable {
        package var value: String
        package var shards: [Int]
        package var file: String
    }

    /// Finds a part of which not all shards have the same.
    package static func requireSame(
        _ part: String, _ found: [(value: String, shard: Int, file: String)]
    ) throws(ReceiptFault) {
        var sides: [Side] = []
        for (value, shard, file) in found {
            guard let place = sides.firstIndex(where: { $0.value == value }) else {
                sides.append(Side(value: value, shards: [shard], file: file))
                continue
            }
            if sides[place].shards.last != shard { sides[place].shards.append(shard) }
        }
        if sides.count > 1 { throw .differ(in: part, sides) }
    }

    package var code: ErrorCode {
        switch self {
        case .cut: .receiptCut
        case .edited: .receiptEdited
        case .newer: .newerFile
        case .older, .notOne, .whole: .notAReceipt
        case .failed: .shardFailed
        case .differ, .mixed: .shardsDiffer
        case .conflict: .shardTwice
        case .missing: .shardMissing
        case .unproven: .shardsUnproven
        case .tooLarge: .fileTooLarge
        }
    }

    package var exitCode: ExitCode { .unproven }

    package var problem: String {
        switch self {
        case .cut(let file):
            "\(Sanitized.line(file)) is being written or was cut: it has no end."
        case .edited(let file, let why):
            "\(Sanitized.line(file)) is not as mn wrote it: \(Sanitized.line(why))."
        case .newer(let file, let schema):
            "\(Sanitized.line(file)) was written by a newer mn (\(Sanitized.line(schema)))."
        case .older(let file):
            "\(Sanitized.line(file)) is a receipt of an older mn, which lacks what proves it today."
        case .notOne(let file): "\(Sanitized.line(file)) is no receipt of a shard."
        case .whole(let file):
            "\(Sanitized.line(file)) is of a run without shards: there is nothing to merge."
        case .failed(let file, let message):
            "\(Sanitized.line(file)) is of a shard that could not judge: \(Sanitized.line(message))"
        case .differ(let part, let sides):
            "The shards are not of one run; what differs is \(Sanitized.line(part)): "
                + Words.list(sides.map(\.words)) + "."
        case .mixed(let one, let other):
            "\(Sanitized.line(one)) is of 'mn sim explore', and \(Sanitized.line(other)) is not."
        case .conflict(let shard, let one, let other):
            "Shard \(shard) is in \(Sanitized.line(one)) and in \(Sanitized.line(other)), and they differ."
        case .missing(let indices, let total, _):
            "\(Words.count(indices.count, "shard")) of \(total) \(indices.count == 1 ? "is" : "are") missing: \(Self.ranges(indices))."
        case .unproven(let cells, let all):
            "The shards are all there, and do not add up to the run: they have \(cells) of \(all) verdicts, or others."
        case .tooLarge(let limit):
            "The receipts are larger than \(ByteCount(limit)) together, the most that is read."
        }
    }

    package var fixes: [String] {
        switch self {
        case .cut(let file):
            ["Wait for its run, or run that shard again: tail -n 1 \(CommandWords.line([file]))"]
        case .edited: ["Run that shard again, and carry its file as bytes, not as text."]
        case .newer: ["Update mn, or run all shards with this one."]
        case .notOne: ["Write one: mn sim matrix --shard 1/2 --jsonl"]
        case .whole: ["Say which shard a run is: --shard 1/2"]
        case .older: ["Run all shards with this mn."]
        case .failed: ["Run that shard again."]
        case .mixed: ["Merge each run by itself."]
        case .differ: ["Run all shards with the same mn, the same files and the same options."]
        case .conflict: ["Leave out the one that is not of this run."]
        case .missing(_, _, let commands): commands
        case .unproven: ["Run all shards again."]
        case .tooLarge: ["Judge fewer models in one run, and merge each run by itself."]
        }
    }

    /// Numbers in order, in few words: `1-3, 7`.
    package static func ranges(_ indices: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for index in indices {
            if let last = ranges.last, last.upperBound + 1 == index {
                ranges[ranges.count - 1] = last.lowerBound...index
            } else {
                ranges.append(index...index)
            }
        }
        return ranges.map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
        }.joined(separator: ", ")
    }
}

extension ReceiptFault.Side {
    /// `3f2a… in shard 1 (a.jsonl)`.
    fileprivate var words: String {
        let short = value.utf8.count > 16 ? value.prefix(12) + "…" : value[...]
        return "\(Sanitized.line(String(short))) in \(shards.count == 1 ? "shard" : "shards") "
            + "\(ReceiptFault.ranges(shards)) (\(Sanitized.line(file)))"
    }
}
