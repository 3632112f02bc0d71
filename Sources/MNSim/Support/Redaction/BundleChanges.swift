import MNCore
import MNSim

/// All that was taken out of a bundle, in the order of the document.
struct BundleChanges {
    struct Place: Hashable {
        var pointer: JSONPointer
        var change: Alignment.Change
    }

    private(set) var places: [Place] = []

    /// The most entries of `removed`; all stand in the map.
    private static let limit = 400

    init(from raw: Bundle, to bundle: Bundle) {
        var (old, new) = (raw, bundle)
        old.removed = []
        old.checks = []
        old.gaps = []
        new.gaps = []
        walk(old.json, new.json, JSONPointer())
        list()
    }

    private mutating func walk(_ old: JSON, _ new: JSON, _ pointer: JSONPointer) {
        if old == new { return }
        switch (old, new) {
        case (.object(let mine), .object(let theirs))
        where mine.members.count == theirs.members.count && !Self.isBytes(old):
            for (before, after) in zip(mine.members, theirs.members) {
                add(before.key, after.key, pointer)
                walk(before.value, after.value, pointer.appending(after.key))
            }
        case (.array(let mine), .array(let theirs)) where mine.count == theirs.count:
            for (index, pair) in zip(mine, theirs).enumerated() {
                walk(pair.0, pair.1, pointer.appending(String(index)))
            }
        default: add(Self.text(old), Self.text(new), pointer)
        }
    }

    /// A text; what is a document in both is looked at member by member, all at one place.
    private mutating func inner(_ old: JSON, _ new: JSON, _ pointer: JSONPointer) {
        if old == new { return }
        switch (old, new) {
        case (.object(let mine), .object(let theirs))
        where mine.members.count == theirs.members.count:
            for (before, after) in zip(mine.members, theirs.members) {
                add(before.key, after.key, pointer)
                inner(before.value, after.value, pointer)
            }
        case (.array(let mine), .array(let theirs)) where mine.count == theirs.count:
            for (before, after) in zip(mine, theirs) { inner(before, after, pointer) }
        case (.string(let mine), .string(let theirs)): add(mine, theirs, pointer)
        // Documents of another shape are texts.
        default: align(Self.text(old), Self.text(new), pointer)
        }
    }

    private mutating func add(_ old: String, _ new: String, _ pointer: JSONPointer) {
        if old == new { return }
        if let before = TextRedaction.document(old), let after = TextRedaction.document(new) {
            return inner(before, after, pointer)
        }
        align(old, new, pointer)
    }

    private mutating func align(_ old: String, _ new: String, _ pointer: JSONPointer) {
        for change in Self.droppedLines(old, new) ?? Alignment(old, new).changes {
            places.append(Place(pointer: pointer, change: change))
        }
    }

    /// The lines that are gone, if that is all that differs.
    private static func droppedLines(_ old: String, _ new: String) -> [Alignment.Change]? {
        let lines = old.split(separator: "\n")
        let kept = new.split(separator: "\n")
        guard lines.count > kept.count else { return nil }
        var next = 0
        var gone: [Alignment.Change] = []
        for line in lines {
            if next < kept.count, kept[next] == line {
                next += 1
            } else {
                gone.append(Alignment.Change(old: String(line), new: ""))
            }
        }
        return next == kept.count ? gone : nil
    }

    private static func isBytes(_ value: JSON) -> Bool {
        value.object?.members.count == 1 && value["base64"] != nil
    }

    private static func text(_ value: JSON) -> String {
        if let text = value.scalarText { return text }
        if let bytes = try? JSONField(value).bytes() {
            return TextCoding(bytes).text
        }
        return value == .null ? "" : value.text(.compact)
    }

    /// The entries of the document: of each place each stand-in once.
    private(set) var removals: [Bundle.Removal] = []
    /// How many there are no entries of.
    private(set) var lacking = 0

    private mutating func list() {
        var seen: Set<Place> = []
        for place in places {
            var mark = place
            mark.change.old = ""
            guard seen.insert(mark).inserted else { continue }
            if removals.count == Self.limit {
                lacking += 1
                continue
            }
            removals.append(
                Bundle.Removal(
                    pointer: place.pointer, kind: place.change.kind, standIn: place.change.new,
                    length: place.change.old.utf8.count))
        }
    }

    /// What each thing became, each once, by the order in which it was met; it stays where it was made.
    var map: [(old: String, new: String)] {
        var seen: Set<Alignment.Change> = []
        return places.compactMap {
            seen.insert($0.change).inserted ? ($0.change.old, $0.change.new) : nil
        }
    }
}
