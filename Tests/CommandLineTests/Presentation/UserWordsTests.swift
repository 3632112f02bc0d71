import FoundationEssentials
import MNCore
import Testing

@testable import mn

/// One word for one thing in all that users read: the texts in the source are held against this list.
@Suite struct `The words of users` {
    /// A word that is not to be read, and the one that is used for it.
    static let banned: [(pattern: String, use: String)] = [
        (#"\bsuits?\b"#, "runs on"),
        (#"\bthat counts?\b"#, "supported"),
        (#"\bwas not touched\b"#, "was not installed, was not updated"),
        (#"\bhas no use for\b"#, "Unexpected argument"),
        (#"\bhold .* against the contract\b"#, "check"),
        (#"\bthe [`']?mn[`']? before\b"#, "the earlier Python mn"),
        (#"\bby force\b.*\bforce\b"#, "with --force"),
        (#"\bclick here\b|\bplease\b|\bsorry\b|\boops\b"#, "the fact, and what to do"),
        (#"\bdownload(ed|ing)? models?\b"#, "pull"),
        (#"\bcolumns? (were )?(hidden|dropped|omitted)\b"#, "left out"),
    ]

    static let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    /// The texts of a file, without what is put into them.
    static func texts(_ source: String) -> [(line: Int, text: String)] {
        var texts: [(Int, String)] = []
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let code = line.drop { $0 == " " }
            if code.hasPrefix("//") { continue }
            let bare = String(code).replacing(/\\\([^()]*(\([^()]*\)[^()]*)*\)/, with: "")
            for match in bare.matches(of: /"([^"]*)"/) {
                texts.append((index + 1, String(match.1)))
            }
        }
        return texts
    }

    @Test func `are one for each thing`() throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: Self.sources.path)
            .filter { $0.hasSuffix(".swift") && !$0.hasPrefix("MNSim/Runner/") }
        #expect(files.count > 300)
        let patterns = try Self.banned.map { (try Regex($0.pattern), $0) }
        var count = 0
        for file in files {
            let source = try String(
                contentsOf: Self.sources.appending(path: file), encoding: .utf8)
            for (line, text) in Self.texts(source) {
                count += 1
                for (pattern, banned) in patterns where text.contains(pattern) {
                    Issue.record("\(file):\(line) says '\(text)': use \(banned.use)")
                }
            }
        }
        #expect(count > 5000)
    }

    @Test func `are found where they are wrong`() throws {
        let found = Self.texts(#"    let a = "This model suits \(name(x)) well." // suits"#)
        #expect(found.map(\.text) == ["This model suits  well."])
        #expect(Self.texts("    /// It suits.").isEmpty)
        #expect(try Regex(Self.banned[0].pattern).firstMatch(in: found[0].text) != nil)
    }

    @Test func `of all help are those too`() throws {
        let patterns = try Self.banned.map { try Regex($0.pattern) }
        for command in Program.commands.map(\.specification) {
            let text = HelpText(Program.tree, width: nil).text(command.words) ?? ""
            for pattern in patterns { #expect(!text.contains(pattern), "\(command.words)") }
        }
    }
}
