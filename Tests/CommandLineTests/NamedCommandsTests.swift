import Foundation
import MNCore
import Profiles
import Testing

@testable import mn

/// Command lines of `mn` that sources and pages name are such that `mn` takes.
@Suite struct `A command line that is named` {
    /// A command line in a text, as far as it can be told: its words and the place.
    private struct Named {
        var place: String
        var words: [String]
    }

    /// The lines of all sources but those of comments, and the place of each.
    private static func sources() throws -> [(place: String, text: String)] {
        let folder = ExamplePage.root.appending(path: "Sources")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try names.filter { $0.hasSuffix(".swift") }.sorted().flatMap { name in
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            return text.components(separatedBy: "\n").enumerated().compactMap { number, line in
                let line = line.drop { $0 == " " }
                return line.hasPrefix("//") ? nil : ("\(name):\(number + 1)", String(line))
            }
        }
    }

    /// Every `mn …` in a line, up to where its literal or its quotes end.
    private static func named(_ line: String, _ place: String) -> [Named] {
        line.ranges(of: "mn ").compactMap { range in
            if range.lowerBound > line.startIndex {
                let before = line[line.index(before: range.lowerBound)]
                guard " \"'`(".contains(before) else { return nil }
            }
            var words: [String] = []
            for part in line[range.upperBound...].split(separator: " ") {
                let end = part.firstIndex { "\"`\\|&;>".contains($0) } ?? part.endIndex
                let isQuoted = part.hasPrefix("'") || part.hasPrefix("\"")
                let word = isQuoted ? Substring("x") : part[..<end]
                let bare = word.reversed().drop { "'.,:)]".contains($0) }.reversed()
                if bare.isEmpty || word == "--" { break }
                words.append(String(bare).replacing("[", with: ""))
                if !isQuoted, bare.count < word.count || end < part.endIndex { break }
            }
            return words.isEmpty ? nil : Named(place: place, words: words)
        }
    }

    /// What is wrong with a command line; nil where it may be prose.
    private static func flaw(_ named: Named) -> String? {
        let tree = Program.tree
        var words = named.words[...]
        var command: [String] = []
        while let word = words.first, tree.nextWords(after: command).contains(word) {
            command.append(word)
            words = words.dropFirst()
        }
        let options = words.filter { $0.hasPrefix("--") }.map { String($0.prefix { $0 != "=" }) }
        guard !command.isEmpty, !options.isEmpty else { return nil }
        let line = "\(named.place): mn \(named.words.joined(separator: " "))"
        guard let specification = tree.command(command)?.specification else {
            return words.first?.hasPrefix("-") == true ? nil : "\(line): there is no such command"
        }
        let known = tree.options(of: specification)
        return options.first { option in !known.contains { $0.isMeant(by: option) } }.map {
            "\(line): there is no option \($0)"
        }
    }

    @Test func `in a source has the options that are named`() throws {
        let all = try Self.sources().flatMap { Self.named($0.text, $0.place) }
        #expect(all.count > 200)
        let flaws = all.compactMap(Self.flaw)
        #expect(flaws.isEmpty, "\(flaws.joined(separator: "\n"))")
    }

    @Test func `is found in what a source says`() {
        for line in [
            #"["See the models: mn model list --all"]"#, "'mn model list --nothing' says",
            #"fix: "mn sim matrix --models X --modles""#,
        ] {
            #expect(Self.named(line, "").compactMap(Self.flaw).count == 1, "\(line)")
        }
        for line in [#""mn model list --installed.""#, "mn sim exec --partial -- ls --all"] {
            #expect(Self.named(line, "").compactMap(Self.flaw) == [], "\(line)")
        }
    }

    @Test func `simulates a machine that there is`() throws {
        let tree = Program.tree
        let examples = tree.commands.map(\.specification).flatMap(\.examples) + tree.starts
        var lines = examples.map { ("an example", $0.line) }
        for page in try ExamplePage.all() {
            lines += page.source.components(separatedBy: "\n").map { (page.name, $0) }
        }
        var names = 0
        for (place, line) in lines where line.contains("mn ") && !line.contains("--profiles ") {
            for range in line.ranges(of: "--profile ") {
                let name = line[range.upperBound...].prefix { !" `'\",;:|)".contains($0) }
                // A word to fill in, or a file of the reader.
                if name == name.uppercased() || name.contains("/") || name.contains(".json") {
                    continue
                }
                names += 1
                #expect(EmbeddedProfiles.texts[String(name)] != nil, "\(place): \(line)")
            }
        }
        #expect(names > 10)
    }
}
