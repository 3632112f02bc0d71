package import MNCore
import Schemas

/// The JSON Schema (draft 2020-12) of one of the formats that `mn` reads or writes.
///
/// It says what a reader takes: each key with its type, its range and what it is for, so that an editor can
/// show it. What a schema cannot say, such as that no two elements have one id, the reader alone says.
package struct FormatSchema: Sendable {
    /// The name of the file, without its ending: `profile`.
    package let name: String
    package let title: String
    /// What the format is, in a sentence or two.
    package let summary: String
    /// The schema, which stands alone: what it takes from schemas of other formats is in it.
    package let json: JSON

    /// The names of all schemas, sorted.
    package static let names = SchemaFiles.texts.keys.filter { $0.hasSuffix(".json") }
        .map { String($0.dropLast(5)) }.sorted()

    /// The schema of this name; nil if there is none.
    package init?(named name: String) {
        guard let file = SchemaFile(name), let title = file.root["title"]?.string,
            let summary = file.root["description"]?.string
        else { return nil }
        var gatherer = SchemaGatherer()
        self.name = name
        self.title = title
        self.summary = summary
        json = gatherer.whole(file)
    }

    /// All schemas.
    package static var all: [FormatSchema] { names.compactMap { FormatSchema(named: $0) } }
}

/// A schema as its file has it.
private struct SchemaFile {
    let name: String
    let root: JSONObject

    init?(_ name: String) {
        guard let text = SchemaFiles.texts["\(name).json"],
            let root = (try? JSON.parse(Array(text.utf8)))?.object
        else { return nil }
        self.name = name
        self.root = root
    }
}

/// Puts what a schema refers to in other files into it, under `$defs`.
private struct SchemaGatherer {
    private static let definitions = "$defs"

    /// By file and name within it: each is gathered once.
    private var taken: Set<String> = []
    private var gathered = JSONObject()

    mutating func whole(_ file: SchemaFile) -> JSON {
        var root = file.root
        root[Self.definitions] = nil
        var whole = replaced(.object(root), in: file).object ?? root
        if !gathered.members.isEmpty { whole[Self.definitions] = .object(gathered) }
        return .object(whole)
    }

    /// The part of a file with its references as they are in the whole.
    private mutating func replaced(_ part: JSON, in file: SchemaFile) -> JSON {
        switch part {
        case .array(let elements):
            var result: [JSON] = []
            for element in elements { result.append(replaced(element, in: file)) }
            return .array(result)
        case .object(let object):
            var result = JSONObject()
            for member in object.members {
                result[member.key] =
                    member.key == "$ref"
                    ? member.value.string.map { .string(reference($0, in: file)) } ?? member.value
                    : replaced(member.value, in: file)
            }
            return .object(result)
        default: return part
        }
    }

    /// Gathers what is referred to, and says where it is in the whole.
    ///
    /// `#/$defs/step` is in the same file, `urn:mn:profile:1#/$defs/step` in another, and
    /// `urn:mn:profile:1` is all of that.
    private mutating func reference(_ text: String, in file: SchemaFile) -> String {
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let name =
            parts[0].isEmpty
            ? file.name
            : parts[0].split(separator: ":").dropFirst(2).first
                .map(String.init) ?? ""
        guard let other = name == file.name ? file : SchemaFile(name) else { return text }
        let key = parts.count > 1 ? parts[1].split(separator: "/").last.map(String.init) : nil
        var part: JSON?
        if let key {
            part = other.root[Self.definitions]?[key]
        } else {
            var root = other.root
            for key in ["$schema", "$id", Self.definitions] { root[key] = nil }
            part = .object(root)
        }
        guard let part else { return text }
        let place = key ?? name
        if taken.insert("\(name) \(place)").inserted {
            gathered[place] = true  // Its place in the order.
            gathered[place] = replaced(part, in: other)
        }
        return "#/\(Self.definitions)/\(place)"
    }
}
