package import MNCore
import MNSim

extension Fleet {
    /// The fleet as a file, a line a class, the same bytes for equal fleets.
    package var text: String {
        var text = "{\n  \"schema\": \"\(Self.schema)\",\n"
        text += "  \"as_of\": \(JSON.string(orNull: asOf.map { "\($0)" }).text(.canonical)),\n"
        text += "  \"sources\": [" + Self.lines(sources.map { $0.json.text(.canonical) }) + "],\n"
        text += "  \"classes\": [" + Self.lines(sorted().classes.map(\.text)) + "]\n}\n"
        return text
    }

    private static func lines(_ elements: [String]) -> String {
        if elements.isEmpty { return "" }
        return "\n    " + elements.joined(separator: ",\n    ") + "\n  "
    }

    package var json: JSON {
        [
            "schema": .string(Self.schema), "as_of": .string(orNull: asOf.map { "\($0)" }),
            "sources": .array(sources.map(\.json)), "classes": .array(sorted().classes.map(\.json)),
        ]
    }

    /// Reads a fleet file.
    ///
    /// - Parameter name: the file, as the user would name it.
    /// - Throws: `FleetFault.newer`, or a `DocumentFault`.
    package static func read(_ bytes: [UInt8], name: String) throws -> Fleet {
        if let schema = JSON.value(at: JSONPointer(["schema"]), in: bytes)?.string,
            schema.hasPrefix("mn.fleet/"), schema != Self.schema
        {
            throw FleetFault.newer(path: name, schema: schema)
        }
        return try Document.read(bytes, kind: "fleet", name: name) { (field) throws(JSONFault) in
            try Fleet(field)
        }
    }

    private init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: ["schema", "as_of", "sources", "classes"])
        try members.requireSchema(Self.schema)
        let day = try members.stated("as_of").map { (field) throws(JSONFault) in
            try field.day()
        }
        var sources: [Source] = []
        for source in try members.optional("sources")?.array() ?? [] {
            sources.append(try Source(source))
        }
        var kinds: Set<Shared<FleetFacts.Kind>> = []
        var all: Set<FleetFacts> = []
        var classes: [Class] = []
        for one in try members.required("classes").array() {
            let members = try one.object(keys: ["id", "count", "facts"])
            // Worked out from the facts; what is written there is for people.
            _ = try members.optional("id")?.name()
            var facts = try FleetFacts(members.required("facts"))
            facts.kind = kinds.insert(facts.kind).memberAfterInsert
            if !all.insert(facts).inserted {
                throw one.fault(.breaksRule("it has the facts of a class before it"))
            }
            classes.append(
                Class(
                    facts,
                    count: try members.required("count").integer(in: 1...Self.mostMachines)))
        }
        self.init(asOf: day, sources: sources, classes: classes)
        if total > Self.mostMachines {
            throw members.fault(.breaksRule("it has more than \(Self.mostMachines) machines"))
        }
    }
}

extension Fleet.Class {
    /// `json` in the canonical form, of facts that are written already.
    fileprivate var text: String {
        "{\"count\":\(count),\"facts\":\(writtenFacts.text),\"id\":\"\(writtenFacts.id)\"}"
    }

    fileprivate var json: JSON {
        ["id": .string(id), "count": .integer(count), "facts": facts.json]
    }
}

extension Fleet.Source {
    private static let keys = [
        "kind", "sha256", "rows", "taken", "duplicates", "stale", "left_out", "assumed",
    ]

    package var json: JSON {
        [
            "kind": .string(kind), "sha256": .string(digest), "rows": .integer(rows),
            "taken": .integer(taken), "duplicates": .integer(duplicates), "stale": .integer(stale),
            "left_out": .array(
                leftOut.map { ["n": .integer($0.count), "why": .string($0.reason)] }),
            "assumed": .strings(assumed),
        ]
    }

    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        func number(_ key: String) throws(JSONFault) -> Int {
            try members.optional(key)?.integer(in: 0...Fleet.mostMachines) ?? 0
        }
        self.init(
            kind: try members.required("kind").name(),
            digest: try members.required("sha256").digest())
        rows = try number("rows")
        taken = try number("taken")
        duplicates = try number("duplicates")
        stale = try number("stale")
        for element in try members.optional("left_out")?.array() ?? [] {
            let members = try element.object(keys: ["n", "why"])
            leftOut.append(
                LeftOut(
                    try members.required("why").name(),
                    count: try members.required("n").integer(in: 1...Fleet.mostMachines)))
        }
        assumed = try members.optional("assumed")?.strings() ?? []
    }
}

extension JSONField {
    /// A digest as an import writes it, of which there is one writing only.
    fileprivate func digest() throws(JSONFault) -> String {
        let text = try string()
        guard text.utf8.count == 71, text.hasPrefix("sha256:"),
            text.utf8.dropFirst(7).allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { throw fault(.breaksRule("'sha256:' and 64 digits are expected, in lower case")) }
        return text
    }

    /// A day such as `2026-11-26`.
    func day() throws(JSONFault) -> CalendarDate {
        guard let day = CalendarDate(try string()) else {
            throw fault(.breaksRule("a day such as '2026-11-26' is expected"))
        }
        return day
    }
}

/// A fleet that cannot be used.
package enum FleetFault: DiagnosticError, Hashable {
    /// It is of a later format.
    case newer(path: String, schema: String)
    /// It has no machine.
    case empty(String)
    /// Its machines are in a file before it, which may be the same.
    case twice(String, first: String?)
    /// With it there are more machines than a fleet may have.
    case tooMany(String)

    package var code: ErrorCode {
        switch self {
        case .newer: .newerFile
        case .empty: .nothingSelected
        case .twice, .tooMany: .invalidFile
        }
    }

    package var problem: String {
        switch self {
        case .newer(let path, let schema):
            "\(Sanitized.line(path)) was written by a newer mn (\(Sanitized.line(schema)))."
        case .empty(let path): "\(Sanitized.line(path)) has no machine."
        case .twice(let path, let first):
            first == path
                ? "\(Sanitized.line(path)) is named twice, and its machines would count twice."
                : "\(Sanitized.line(path)) and \(first.map(Sanitized.line) ?? "a file before it") "
                    + "are of one inventory, and machines would count twice."
        case .tooMany(let path):
            "With \(Sanitized.line(path)) there are more than \(Fleet.mostMachines) machines, the most that a fleet may have."
        }
    }

    package var fixes: [String] {
        switch self {
        case .newer: ["Update mn, or import the inventory again with this one."]
        case .twice: ["Name each inventory once."]
        case .tooMany: ["Look for a count that is none: a serial number, or a size."]
        case .empty: ["See what was left out of it: mn fleet show FILE"]
        }
    }
}
