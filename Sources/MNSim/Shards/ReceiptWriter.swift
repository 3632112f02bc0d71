package import MNCore

/// What a run judges in lines of JSON that a shard can be proven by.
package enum ReceiptKind: String, Hashable, Sendable, CaseIterable {
    case matrix, scenarios, fleet

    /// The format of the lines; within it only optional keys are ever added.
    package var schema: String { "\(family)/1" }

    /// The schema without its version.
    var family: String {
        switch self {
        case .matrix: "mn.matrix.lines"
        case .scenarios: "mn.sim.run.lines"
        case .fleet: "mn.fleet.verdict.lines"
        }
    }

    /// The words of the command that writes them.
    package var command: [String] {
        switch self {
        case .matrix: ["sim", "matrix"]
        case .scenarios: ["sim", "run"]
        case .fleet: ["fleet", "verdict"]
        }
    }

    /// The kind of lines that a command writes; those of a matrix if it writes others too.
    package init(command: [String]) {
        self = Self.allCases.first { $0.command == command } ?? .matrix
    }

    /// What is shared out among shards.
    package var unit: (one: String, many: String) {
        switch self {
        case .matrix: ("machine", "machines")
        case .scenarios: ("scenario", "scenarios")
        case .fleet: ("class", "classes")
        }
    }
}

/// Makes the lines of a shard a receipt: a text of JSON Lines that tells of what run and which part it is,
/// and whether it is whole.
///
///     {"attempt":1,"cells":1200,"command":["mn","sim","matrix","--models","all"],"data":"2026-11-26",
///      "models":["gemma4:e2b",…],"parts":{"catalog":"9f…",…},"receipt":2,"run":"3c…","schema":"mn.matrix.lines/1","set":"71…",
///      "shard":{"index":2,"total":4},"simulated":true,"t":"header"}
///     …
///     {"cells":300,"differences":{},"set":"0e…","sha256":"d5…","t":"end","totals":{…}}
///
/// In the header `cells` and `set` are of the whole run, at the end of this shard; `sha256` is that of all
/// lines before the last, with their ends.
package struct ReceiptWriter: Sendable {
    /// The number of what makes lines a receipt; others are not believed.
    static let format = 2

    /// What is said of a shard before anything is judged.
    package struct Head: Sendable {
        package var shard: Shard
        package var attempt: Int
        package var parts: RunParts
        /// The command line that makes the whole run, so that a missing shard can be asked for.
        package var command: [String]
        private(set) var cells = ReceiptCells()
        private let shown: @Sendable (String) -> String

        /// - Parameter shown: what of a name leaves the program.
        package init(
            _ shard: Shard, attempt: Int, parts: RunParts, command: [String],
            shown: @escaping @Sendable (String) -> String = { $0 }
        ) {
            self.shard = shard
            self.attempt = attempt
            self.parts = parts
            self.command = command
            self.shown = shown
        }

        /// Counts what the whole run judges of a machine, or of whatever stands for one.
        ///
        /// - Parameter times: how many of it there are, where that is part of what is judged.
        package mutating func add(_ machine: String, times: Int? = nil, _ subjects: [String]) {
            cells.add(shown(machine), times: times, subjects.map(shown))
        }
    }

    private let head: Head
    private let shown: @Sendable (String) -> String
    private var hash = SHA256()
    private var cells = ReceiptCells()

    /// - Parameter shown: what of a text leaves the program.
    package init(_ head: Head, shown: @escaping @Sendable (String) -> String) {
        self.head = head
        self.shown = shown
    }

    /// The first line.
    ///
    /// - Parameter plain: what it says where there are no shards.
    package mutating func header(_ plain: JSONObject) -> String {
        let members = plain.merging([
            "receipt": .integer(Self.format),
            "run": .string(head.parts.digest), "parts": head.parts.json,
            "shard": ["index": .integer(head.shard.index), "total": .integer(head.shard.total)],
            "attempt": .integer(head.attempt), "cells": .integer(head.cells.count),
            "set": .string(head.cells.set.text), "command": .strings(head.command),
        ])
        return lines(JSON.object(members).text(.canonical) + "\n")
    }

    /// Takes in lines; they are to be written as they come back.
    package mutating func lines(_ text: String) -> String {
        let text = shown(text)
        hash.update(text.utf8)
        return text
    }

    /// Counts what was judged.
    package mutating func judged(_ machine: String, times: Int? = nil, _ subjects: [String]) {
        cells.add(shown(machine), times: times, subjects.map(shown))
    }

    /// The last line.
    ///
    /// - Parameter plain: what it says where there are no shards.
    package func end(_ plain: JSONObject) -> String {
        let members = plain.merging([
            "cells": .integer(cells.count), "set": .string(cells.set.text),
            "sha256": .string(SHA256.hexadecimal(hash.finalize())),
        ])
        return shown(JSON.object(members).text(.canonical) + "\n")
    }
}
