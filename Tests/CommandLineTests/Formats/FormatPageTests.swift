import Foundation
import MNCore
import MNSim
import Testing

@testable import mn

/// What `docs/formats.md` says of keys is what the schemas say.
///
/// Between `<!-- NAME -->` and `<!-- end -->` stand the tables of a format. With `UPDATE=1` in the environment they
/// are written anew.
@Suite struct `The page of formats` {
    private static let place = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/formats.md")

    @Test func `shows what is printed by mn schema`() throws {
        let written = try String(contentsOf: Self.place, encoding: .utf8)
        var text = ""
        var rest = written[...]
        var tables = FormatTables()
        var names: [String] = []
        while let start = rest.firstRange(of: "<!-- "), let close = rest.firstRange(of: " -->\n"),
            let end = rest.firstRange(of: "<!-- end -->")
        {
            let name = String(rest[start.upperBound..<close.lowerBound])
            names.append(name)
            let schema = try #require(FormatSchema(named: name), "\(name)")
            text += rest[..<close.upperBound] + tables.text(schema.json) + rest[end]
            rest = rest[end.upperBound...]
        }
        text += rest
        #expect(names.sorted() == FormatSchema.names)
        if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
            try text.write(to: Self.place, atomically: true, encoding: .utf8)
        }
        #expect(written == text, "UPDATE=1 swift test --filter 'page of formats' writes it anew")
    }

    /// The examples of the page, each below the heading of its format.
    @Test func `has an example of each format that is read`() async throws {
        let page = try String(contentsOf: Self.place, encoding: .utf8)
        for format in Format.all {
            let section = try #require(
                page.components(separatedBy: "\n## ").first { $0.hasPrefix("`\(format.name)`") })
            let lines = section.split(separator: "\n", omittingEmptySubsequences: false)
                .drop { !$0.hasPrefix("    ") }.prefix { $0.hasPrefix("    ") }
            let texts =
                format.name == "trace"
                ? lines.map(String.init) : [lines.joined(separator: "\n")]
            #expect(!lines.isEmpty, "\(format.name)")
            for text in texts {
                let refusal = format.refusal(try JSON.parse(Array(text.utf8)))
                #expect(refusal.map { "\($0.pointer): \($0)" } == nil, "\(format.name): \(text)")
                guard format.name == "profile" else { continue }
                var world = TestWorld()
                world.files = MemoryFiles(texts: ["/team-server-64gb.json": text])
                let session = await world.run("profile lint /team-server-64gb.json")
                #expect(session.output == "1 profile: 0 errors, 0 warnings.\n")
            }
        }
    }
}

/// Tables of the keys of schemas, a table for the whole and one for each definition.
private struct FormatTables {
    /// The definitions that an earlier table shows.
    private var shown: Set<String> = []

    mutating func text(_ schema: JSON) -> String {
        var text = Self.table(schema)
        for member in schema["$defs"]?.object?.members ?? []
        where shown.insert(member.key).inserted {
            let table = Self.table(member.value)
            if table.isEmpty { continue }
            let summary = member.value["description"]?.string.map { ": \($0)" } ?? ""
            text += "\n*\(member.key)*\(summary)\n" + table
        }
        return text + "\n"
    }

    private static func table(_ part: JSON) -> String {
        let rows = rows(part, "")
        if rows.isEmpty { return "" }
        return "\n| key | must | type | what it is |\n| --- | --- | --- | --- |\n" + rows.joined()
    }

    /// A row for each key, those of objects within it below its own.
    private static func rows(_ part: JSON, _ path: String) -> [String] {
        var rows: [String] = []
        let required = part["required"]?.array?.compactMap(\.string) ?? []
        for member in part["properties"]?.object?.members ?? [] where member.value != false {
            let name = path + member.key
            let cells = [
                "`\(name)`", required.contains(member.key) ? "yes" : "", type(member.value),
                what(member.value),
            ]
            let shown = cells.map { $0.replacing("|", with: "\\|") }
            rows.append("| " + shown.joined(separator: " | ") + " |\n")
            rows += inner(member.value, name)
        }
        // Others are rules on keys that go together, and say nothing new.
        for alternative in part["oneOf"]?.array ?? part["anyOf"]?.array ?? []
        where alternative["type"] == "object" {
            for row in self.rows(alternative, path) where !rows.contains(row) { rows.append(row) }
        }
        return rows
    }

    private static func inner(_ part: JSON, _ name: String) -> [String] {
        var rows = rows(part, "\(name).")
        if let items = part["items"] { rows += inner(items, "\(name)[]") }
        if let values = part["additionalProperties"], values.object != nil {
            rows += inner(values, "\(name).*")
        }
        return rows
    }

    private static func what(_ part: JSON) -> String {
        var text = part["description"]?.string ?? ""
        if let usual = part["default"] { text += " Default: `\(usual.text(.compact))`." }
        if let example = part["examples"]?.array?.first {
            text += " Such as `\(example.text(.compact))`."
        }
        return text
    }

    private static func type(_ part: JSON) -> String {
        if let reference = part["$ref"]?.string {
            return "*\(reference.split(separator: "/").last ?? "")*"
        }
        if let constant = part["const"] { return "`\(constant.text(.compact))`" }
        if let words = part["enum"]?.array {
            return words.map { "`\($0.string ?? $0.text(.compact))`" }.joined(separator: ", ")
        }
        if let alternatives = (part["oneOf"] ?? part["anyOf"])?.array, part["properties"] == nil {
            var types: [String] = []
            for type in alternatives.map(type) where !types.contains(type) { types.append(type) }
            return types.joined(separator: " or ")
        }
        let types =
            part["type"]?.array?.compactMap(\.string) ?? part["type"]?.string.map { [$0] } ?? []
        if types.isEmpty { return "any" }
        return types.map { word($0, part) }.joined(separator: " or ")
    }

    private static func word(_ type: String, _ part: JSON) -> String {
        switch type {
        case "string":
            part["pattern"] == "\\S" ? "text that is not blank" : "text"
        case "boolean": "true or false"
        case "array": "list" + (part["items"].map { " of \(self.type($0))" } ?? "")
        case "object":
            switch part["additionalProperties"] {
            case .object?: "object of \(self.type(part["additionalProperties"] ?? .null))"
            default: "object"
            }
        case "integer", "number":
            switch (part["minimum"], part["maximum"]) {
            case (let least?, let most?):
                "\(type), \(least.text(.compact)) to \(most.text(.compact))"
            case (let least?, nil): "\(type), at least \(least.text(.compact))"
            default: type
            }
        default: type
        }
    }
}
