package import MNCore

/// The machines of a team, as classes of equal facts: what an import makes of an inventory, and what is
/// committed.
///
/// Nothing in it tells one machine of a class from another.
package struct Fleet: Hashable, Sendable {
    /// The format of the files; within it only optional keys are ever added.
    package static let schema = "mn.fleet/1"
    /// The most bytes of a fleet file that are read.
    package static let sizeLimit = 64 << 20
    /// More machines than there are.
    static let mostMachines = 1_000_000_000

    package struct Class: Sendable {
        package let facts: FleetFacts
        /// How many machines there are of it.
        package let count: Int
        /// Its id where that was worked out already, which takes longer than to judge it.
        private let knownID: String?

        package init(_ facts: FleetFacts, count: Int, id: String? = nil) {
            self.facts = facts
            self.count = count
            knownID = id
        }

        /// The name of the class, from its facts alone.
        package var id: String { knownID ?? facts.id }
    }

    /// An inventory that was read.
    package struct Source: Hashable, Sendable {
        /// What is no machine, or not taken, and why.
        package struct LeftOut: Hashable, Sendable {
            package var reason: String
            package var count: Int

            package init(_ reason: String, count: Int) {
                self.reason = reason
                self.count = count
            }
        }

        package var kind: String
        /// Of all its bytes, as `sha256:` and digits.
        package var digest: String
        /// How many machines or lines it lists.
        package var rows: Int
        /// How many of them became machines.
        package var taken: Int
        /// Rows of a machine of which there is a later one.
        package var duplicates: Int
        /// Rows that are too old.
        package var stale: Int
        /// Sorted by reason.
        package var leftOut: [LeftOut]
        /// What was taken for granted in reading it, a sentence each.
        package var assumed: [String]

        package init(kind: String, digest: String) {
            self.kind = kind
            self.digest = digest
            (rows, taken, duplicates, stale) = (0, 0, 0, 0)
            leftOut = []
            assumed = []
        }
    }

    /// The day for which it holds; nil where nobody said it.
    package var asOf: CalendarDate?
    package var sources: [Source]
    /// Sorted by id, but for files that somebody wrote.
    package private(set) var classes: [Class]

    package init(
        asOf: CalendarDate?, sources: [Source], counts: [FleetFacts: Int]
    ) {
        self.asOf = asOf
        self.sources = sources
        classes = counts.map { Class($0.key, count: $0.value, id: $0.key.id) }
            .sorted { $0.id < $1.id }
    }

    /// A fleet as a file has it.
    ///
    /// - Parameter classes: no two of the same facts.
    init(asOf: CalendarDate?, sources: [Source], classes: [Class]) {
        self.asOf = asOf
        self.sources = sources
        self.classes = classes
    }

    /// The same with its classes sorted by id, which are known then.
    package func sorted() -> Fleet {
        let classes = classes.map { Class($0.facts, count: $0.count, id: $0.id) }
        return Fleet(asOf: asOf, sources: sources, classes: classes.sorted { $0.id < $1.id })
    }

    /// How many machines there are.
    package var total: Int { classes.map(\.count).sum() }

    /// The machines of this fleet and of another, which are others.
    ///
    /// - Parameter name: the file of the other.
    /// - Throws: where there are more machines than a fleet may have.
    package func adding(_ other: Fleet, name: String) throws(FleetFault) -> Fleet {
        if [total, other.total].sum() > Self.mostMachines { throw .tooMany(name) }
        var counts: [FleetFacts: Int] = [:]
        for one in classes + other.classes {
            counts[one.facts] = [counts[one.facts] ?? 0, one.count].sum()
        }
        // What holds for both is the older day.
        let asOf = [asOf, other.asOf].compactMap(\.self).min()
        return Fleet(
            asOf: self.asOf == nil || other.asOf == nil ? nil : asOf,
            sources: sources + other.sources, counts: counts)
    }
}

extension Fleet.Class: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.facts == right.facts
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(facts)
        hasher.combine(count)
    }
}

extension FleetFacts {
    /// The name of the class of these facts: `c-3f2a…`, from a digest of them, the same in every import.
    package var id: String {
        "c-" + SHA256.hexadecimal(SHA256.digest(Array(json.text(.canonical).utf8)).prefix(6))
    }
}
