package import MNCore

/// The machines of a team, as classes of equal facts: what an import makes of an inventory, and what is
/// committed.
///
/// Nothing in it tells one machine of a class from another.
package struct Fleet: Sendable {
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
        /// Its facts as a file has them where that was worked out already, which takes longer than to judge it.
        private let known: WrittenFacts?

        package init(_ facts: FleetFacts, count: Int) {
            self.init(facts, count: count, nil)
        }

        private init(_ facts: FleetFacts, count: Int, _ known: WrittenFacts?) {
            self.facts = facts
            self.count = count
            self.known = known
        }

        /// The same with its facts written down once.
        fileprivate func written(_ writer: inout FleetFactsWriter) -> Self {
            Self(facts, count: count, known ?? WrittenFacts(writer.text(facts)))
        }

        /// Its facts as a file has them.
        var writtenFacts: WrittenFacts {
            known ?? WrittenFacts(facts.json.text(.canonical))
        }

        /// The name of the class, from its facts alone.
        package var id: String { writtenFacts.id }
    }

    /// The facts of a class as a file has them, and the name that follows from that.
    final class WrittenFacts: Sendable {
        /// JSON in the canonical form.
        let text: String
        let id: String

        init(_ text: String) {
            self.text = text
            id = FleetFacts.id(text)
        }
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
    private let isSorted: Bool

    package init(
        asOf: CalendarDate?, sources: [Source], counts: [FleetFacts: Int]
    ) {
        self.init(
            sorted: counts.map { Class($0.key, count: $0.value) }, asOf: asOf, sources: sources)
    }

    private init(sorted classes: [Class], asOf: CalendarDate?, sources: [Source]) {
        self.asOf = asOf
        self.sources = sources
        var writer = FleetFactsWriter()
        let written = classes.map { $0.written(&writer) }
        // A class is much to move about.
        let order = written.indices.map { ($0, written[$0].id) }.sorted { $0.1 < $1.1 }
        self.classes = order.map { written[$0.0] }
        isSorted = true
    }

    /// A fleet as a file has it.
    ///
    /// - Parameter classes: no two of the same facts.
    init(asOf: CalendarDate?, sources: [Source], classes: [Class]) {
        self.asOf = asOf
        self.sources = sources
        self.classes = classes
        isSorted = false
    }

    /// The same with its classes sorted by id, which are known then.
    package func sorted() -> Fleet {
        isSorted ? self : Fleet(sorted: classes, asOf: asOf, sources: sources)
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

extension Fleet: Hashable {
    package static func == (left: Fleet, right: Fleet) -> Bool {
        left.asOf == right.asOf && left.sources == right.sources && left.classes == right.classes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(asOf)
        hasher.combine(sources)
        hasher.combine(classes)
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
    package var id: String { Self.id(json.text(.canonical)) }

    /// - Parameter text: the facts as a file has them.
    fileprivate static func id(_ text: String) -> String {
        "c-" + SHA256.hexadecimal(SHA256.digest(Array(text.utf8)).prefix(6))
    }
}
