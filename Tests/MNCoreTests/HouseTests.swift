import Foundation
import Testing

/// The plan of the house, held against its source: a folder names no type of a folder above it.
@Suite struct `The house` {
    /// From the ground up; Docker stands beside Hardware, and neither names the other.
    static let floors = [
        "Text", "Seams", "Machine", "Hardware", "Memory", "Catalog", "Compatibility", "Docker",
        "Models", "World", "Blueprints",
    ]

    static let core = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/MNCore")

    /// The code of each file of a folder, without comments and texts, by file name.
    static func sources(_ folder: String) throws -> [String: String] {
        let place = core.appending(path: folder)
        var sources: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: place.path)
        where name.hasSuffix(".swift") {
            let text = try String(contentsOf: place.appending(path: name), encoding: .utf8)
            sources[name] = text.replacing(/\/\/.*/, with: "").replacing(/"[^"\n]*"/, with: "")
        }
        return sources
    }

    @Test func `has no folder that the plan does not know`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.core.path)
        #expect(Set(folders) == Set(Self.floors))
    }

    @Test func `has arrows that point down only`() throws {
        var home: [Substring: String] = [:]
        for folder in Self.floors {
            for text in try Self.sources(folder).values {
                let declaration =
                    /\n(?:package |final |indirect )*(?:struct|enum|class|protocol) (\w+)/
                for match in text.matches(of: declaration) { home[match.1] = folder }
            }
        }
        #expect(home.count > 150)
        for (floor, folder) in Self.floors.enumerated() {
            let forbidden =
                Set(Self.floors[(floor + 1)...]).union(folder == "Docker" ? ["Hardware"] : [])
            for (name, text) in try Self.sources(folder) {
                for word in Set(text.matches(of: /(?:^|[^.\w])([A-Z]\w*)/).map(\.1)) {
                    guard let place = home[word], forbidden.contains(place) else { continue }
                    Issue.record("\(folder)/\(name) names \(word), which lives in \(place)")
                }
            }
        }
    }
}
