import MNCore
import Testing

@testable import mn

@Suite(.serialized) struct `A manual page` {
    @Test(arguments: [
        ("plain words", "plain words"), (".TH x", "\\&.TH x"), ("'x", "\\(aqx"),
        ("--json a-b", "\\-\\-json a\\-b"), ("C:\\dir", "C:\\edir"), ("\"a\"", "\\(dqa\\(dq"),
        ("`~^", "\\(ga\\(ti\\(ha"), ("MODEL …", "MODEL ..."), ("…x", "\\&...x"),
        ("5 µm", "5 \\[u00B5]m"), ("😀", "\\[u1F600]"), ("a\u{1B}b\u{7}\u{85}", "ab"),
    ])
    func `says what it says in every letter`(words: String, line: String) {
        #expect(Roff.line(words) == line)
    }

    @Test func `holds everything, in lines that nothing can be mistaken in`() {
        for words in ManualCommand.pages.all {
            let page = ManualCommand.pages.page(words) ?? ""
            #expect(page.utf8.allSatisfy { $0 == 10 || (0x20...0x7E).contains($0) })
            for line in page.split(separator: "\n") {
                let request = line.hasPrefix(".") ? line.dropFirst().prefix { $0 != " " } : ""
                let known = ["", "TH", "SH", "SS", "PP", "TP", "B", "RS", "RE", "EX", "EE"]
                #expect(known.contains(String(request)), "\(line)")
                #expect(!line.hasPrefix("'"))
            }
        }
        let whole = ManualCommand.pages.page([]) ?? ""
        for command in Program.commands.map(\.specification) {
            #expect(whole.contains(Roff.escaped(Program.tree.title(command.words))))
            #expect(whole.contains(Roff.escaped(ManualCommand.pages.name(command.words))))
            let page = ManualCommand.pages.page(command.words) ?? ""
            for option in command.options {
                #expect(page.contains(Roff.escaped(HelpText.label(option))))
            }
        }
        for code in ExitCode.allCases { #expect(whole.contains("\n.B \(code.rawValue)\n")) }
        for variable in HelpTopicCommand.variables {
            #expect(whole.contains("\n.B \(variable.name)\n"))
        }
    }

    @Test func `is printed, or written to a folder`() async throws {
        let one = await TestWorld().run("manual model show")
        #expect(one.output == ManualCommand.pages.page(["model", "show"]))
        #expect(await TestWorld().run("manual").output == ManualCommand.pages.page([]))
        let world = TestWorld()
        let all = await world.run("manual --output /man/man1")
        #expect(all.exitCode == .done)
        #expect(all.output == "\(Program.commands.count + 1) manual pages written to /man/man1.\n")
        for words in ManualCommand.pages.all {
            let path = "/man/man1/\(ManualCommand.pages.name(words)).1"
            let bytes = try world.files.read(path, limit: 1 << 20)
            #expect(String(decoding: bytes, as: UTF8.self) == ManualCommand.pages.page(words))
        }
        // The same again over them.
        #expect(await world.run("manual -o /man/man1 model show").exitCode == .done)
        let json = try await world.run("manual -o /man/man1 --json").json
        #expect(json["pages"]?.array?.count == Program.commands.count + 1)
    }

    @Test(arguments: ["manual nothing", "manual model", "manual --output=", "manual x\u{1B}[2J"])
    func `of what is not there is a wrong command line`(line: String) async {
        let session = await TestWorld().run(line)
        #expect(session.exitCode == .usage)
        #expect(session.output.isEmpty)
        #expect(!session.error.contains("\u{1B}"))
    }
}
