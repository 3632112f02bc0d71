import MNCore
import Testing

@testable import mn

/// Who knows other programs types their words; the answer is the line that does it here.
@Suite(.serialized) struct `A word of another program` {
    static let cases = [
        ("list", "mn model list"), ("ls", "mn model list"), ("models", "mn model list"),
        ("ls --installed --json", "mn model list --installed --json"),
        ("--profile x ls", "mn model list --profile x"),
        ("search", "mn model list"), ("ps", "mn model list --installed"),
        ("show gemma4", "mn model show gemma4"), ("info gemma4", "mn model show gemma4"),
        ("doctor", "mn model doctor"), ("status", "mn model doctor"),
        ("pull gemma4:e2b", "mn model install gemma4:e2b"),
        ("install gemma4:e2b --dry-run", "mn model install gemma4:e2b --dry-run"),
        ("rm gemma4", "mn model remove gemma4"), ("rm", "mn model remove"),
        ("RM gemma4", "mn model remove gemma4"),
        ("version", "mn --version"), ("version --json", "mn --version --json"),
        ("check my bp", "mn blueprint validate"), ("check bp", "mn blueprint validate bp"),
        ("run .", "mn blueprint run ."), ("validate .", "mn blueprint validate ."),
        ("verify p", "mn profile verify p"), ("profiles", "mn profile list"),
        ("matrix --models all", "mn sim matrix --models all"),
        ("model ls", "mn model list"), ("model pull gemma4", "mn model install gemma4"),
        ("profile ls", "mn profile list"), ("sim ls", "mn sim list"),
        ("--json model rm gemma4", "mn model remove --json gemma4"),
        ("pull --help", "mn model install --help"),
    ]

    @Test(arguments: cases) func `is answered with the line`(line: String, fix: String) async throws
    {
        let session = await TestWorld().run(line)
        #expect(session.exitCode == .usage)
        if line.contains("--json") {
            #expect(try session.json["error"]?["fixes"]?.array?.first?.string == fix)
        } else {
            #expect(session.output.isEmpty)
            let lines = session.error.split(separator: "\n")
            #expect(lines.count > 1 && lines[1] == "    \(fix)", "\(session.error)")
        }
    }

    @Test func `keeps words together as a shell must`() async {
        let session = await TestWorld().run(["show", "my model; rm -rf /"])
        #expect(session.error.contains("    mn model show 'my model; rm -rf /'\n"))
        let hostile = await TestWorld().run(["show", "a\u{1B}[2Jb"])
        #expect(!hostile.error.contains("\u{1B}"))
    }

    @Test func `says nothing of what may be a secret`() async {
        for line in ["pull --token canary", "--token canary pull", "pull -tcanary x"] {
            let session = await TestWorld().run(line)
            #expect(session.exitCode == .usage)
            #expect(!session.error.contains("canary"), "\(session.error)")
        }
    }

    @Test func `leads to lines that there are`() {
        let table = Program.otherWords
        for (word, lines) in table.lines {
            #expect(Program.tree.nextWords(after: []).contains(word) == false, "\(word) is ours")
            for line in lines {
                let words = line.split(separator: " ").map(String.init)
                let command = words.prefix { !$0.hasPrefix("-") }
                #expect(
                    command.isEmpty || Program.tree.command(Array(command)) != nil, "\(line)")
            }
        }
        for (word, own) in table.synonyms {
            #expect(!Program.tree.meant(by: own, after: []).isEmpty, "\(word) is \(own)")
            #expect(word == word.lowercased())
        }
    }

    @Test func `that is the last of a command is known without the table`() {
        for command in Program.commands.map(\.specification) where command.words.count > 1 {
            let last = command.words.last ?? ""
            if Program.tree.nextWords(after: []).contains(last) { continue }
            #expect(!Program.tree.meant(by: last, after: []).isEmpty, "\(last)")
        }
    }
}
