import Foundation
import Testing

/// A page of `docs/`, or the README, with its commands and the files that it shows.
///
/// A block is set in by four blanks, or stands between fences. `$ mn …` in it is a command; what follows up to the
/// next command or the end of the block is what it prints. `…` on a line of its own stands for any lines. A block
/// below `<!-- file: NAME -->` is a file of the reader, who is told in the text before it to save it; one below
/// `<!-- made: NAME -->` is a file that a command has made. `<!-- before: mn … -->` stands for what happened before.
struct ExamplePage: Sendable, CustomTestStringConvertible {
    enum Part: Hashable, Sendable {
        case text(String)
        case file(name: String, lines: [String])
        case made(name: String, lines: [String])
        case before(String)
        /// A command of more than one line has the lines joined.
        case command(Command)
    }

    struct Command: Hashable, Sendable {
        /// As it stands on the page, with `$` and the margin.
        var shown: [String]
        /// What stands behind `$`.
        var line: String
        /// What it prints, without the margin; none if the page does not show it.
        var output: [String]
        var margin: String
    }

    let name: String
    let url: URL
    /// The whole page as it is on file.
    let source: String
    let parts: [Part]

    var testDescription: String { name }
    var commands: [Command] {
        parts.compactMap { if case .command(let command) = $0 { command } else { nil } }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func all() throws -> [ExamplePage] {
        let docs = root.appending(path: "docs")
        let names = try FileManager.default.contentsOfDirectory(atPath: docs.path)
            .filter { $0.hasSuffix(".md") }.sorted()
        return try [ExamplePage("README.md", root.appending(path: "README.md"))]
            + names.map { try ExamplePage("docs/\($0)", docs.appending(path: $0)) }
    }

    init(_ name: String, _ url: URL) throws {
        self.name = name
        self.url = url
        source = try String(contentsOf: url, encoding: .utf8)
        parts = Self.parts(source)
    }

    static func parts(_ page: String) -> [Part] {
        var parts: [Part] = []
        var lines = page.components(separatedBy: "\n")[...]
        var isFenced = false
        while let line = lines.popFirst() {
            if line.hasPrefix("```") { isFenced.toggle() }
            if let name = name(line, "file") ?? name(line, "made") {
                parts.append(.text(line))
                while let blank = lines.first, blank.isEmpty {
                    parts.append(.text(blank))
                    lines.removeFirst()
                }
                let block = block(&lines)
                parts.append(
                    line.hasPrefix("<!-- file")
                        ? .file(name: name, lines: block) : .made(name: name, lines: block))
                continue
            }
            if let command = name(line, "before") {
                parts.append(.before(command))
                continue
            }
            let margin = isFenced ? "" : "    "
            guard line.hasPrefix(margin + "$ mn") else {
                parts.append(.text(line))
                continue
            }
            var shown = [line]
            while shown.last?.hasSuffix("\\") == true, let next = lines.popFirst() {
                shown.append(next)
            }
            let output = output(&lines, margin, isFenced)
            let words = shown.map { String($0.dropFirst(margin.count)) }
                .joined(separator: "\n").replacingOccurrences(of: "\\\n", with: " ")
            parts.append(
                .command(
                    Command(
                        shown: shown, line: String(words.dropFirst(2)), output: output,
                        margin: margin)))
        }
        return parts
    }

    private static func name(_ line: String, _ kind: String) -> String? {
        let start = "<!-- \(kind): "
        guard line.hasPrefix(start), line.hasSuffix(" -->") else { return nil }
        return String(line.dropFirst(start.count).dropLast(4))
    }

    /// Takes the lines of a block that is set in, without the margin.
    private static func block(_ lines: inout ArraySlice<String>) -> [String] {
        var block: [String] = []
        while let line = lines.first, line.isEmpty || line.hasPrefix("    ") {
            block.append(String(line.dropFirst(4)))
            lines.removeFirst()
        }
        // Blank lines behind a block are not of it.
        while block.last?.isEmpty == true {
            block.removeLast()
            lines = [""] + lines
        }
        return block
    }

    /// Takes lines up to the next command or the end of the block; blank ones within it belong to it.
    private static func output(
        _ lines: inout ArraySlice<String>, _ margin: String, _ isFenced: Bool
    ) -> [String] {
        var output: [String] = []
        var end = lines.startIndex
        for index in lines.indices {
            let line = lines[index]
            if line.hasPrefix(margin + "$ ") || isFenced && line.hasPrefix("```") { break }
            if line.isEmpty, !isFenced { continue }
            guard line.hasPrefix(margin) else { break }
            output += Array(repeating: "", count: index - end)
            output.append(String(line.dropFirst(margin.count)))
            end = index + 1
        }
        lines = lines[end...]
        return output
    }

    /// The page with other output.
    func text(_ parts: [Part]) -> String {
        parts.flatMap { part -> [String] in
            switch part {
            case .text(let line): [line]
            case .before(let command): ["<!-- before: \(command) -->"]
            case .file(_, let lines), .made(_, let lines):
                lines.map { $0.isEmpty ? "" : "    \($0)" }
            case .command(let command):
                command.shown
                    + command.output.map { $0.isEmpty ? "" : command.margin + $0 }
            }
        }.joined(separator: "\n")
    }
}
