import MNCore
import Testing

@testable import mn

@Suite(.serialized) struct `A wrong command line` {
    /// Wrong lines of one command, with the command's words.
    struct Case: Sendable, CustomTestStringConvertible {
        var words: [String]
        var arguments: [String]
        var testDescription: String { "mn " + arguments.joined(separator: " ") }
    }

    static let cases = Program.commands.flatMap { command in
        let specification = command.specification
        let words = specification.words
        let needed = specification.positionals.filter(\.isRequired).map { _ in "x" }
        var wrong = [["--no-such-option"], ["-?"]]
        if !needed.isEmpty { wrong.append([]) }
        if !specification.positionals.contains(where: \.repeats) {
            let most = specification.positionals.map { _ in "x" }
            wrong.append(most + ["one-too-many"])
        }
        for option in Program.tree.options(of: specification) where option.name != "help" {
            switch option.kind {
            case .flag:
                wrong.append(needed + ["--\(option.name)=yes"])
                wrong.append(needed + ["--\(option.name)", "--\(option.name)"])
            case .value:
                wrong.append(needed + ["--\(option.name)"])
                if !option.repeats {
                    wrong.append(needed + ["--\(option.name)", "a", "--\(option.name)=b"])
                }
            }
        }
        return wrong.map { Case(words: words, arguments: words + $0) }
    }

    @Test(arguments: cases)
    func `ends with 2 and shows how the command is called`(wrong: Case) async throws {
        let session = await TestWorld().run(wrong.arguments)
        #expect(session.exitCode == .usage)
        if wrong.arguments.contains("--json") {
            try expectDocument(session, usage: wrong.words)
        } else {
            // A program that reads lines is given whole ones.
            let lines = session.output.split(separator: "\n").map { try? JSON.parse(String($0)) }
            let isAskedForLines = wrong.arguments.contains("--jsonl")
            #expect(lines.map { $0?["t"] } == (isAskedForLines ? ["header", "error", "end"] : []))
            #expect(session.error.contains("\n    Usage: \(Program.tree.usage(wrong.words))\n"))
        }
    }

    @Test(arguments: cases)
    func `is one document for a program that reads`(wrong: Case) async throws {
        try expectDocument(
            await TestWorld().run(["--json"] + wrong.arguments), usage: wrong.words)
    }

    private func expectDocument(_ session: Session, usage words: [String]) throws {
        #expect(session.exitCode == .usage)
        #expect(session.error.isEmpty)
        let error = try #require(try session.json["error"])
        #expect(error["code"]?.string == "usage")
        #expect(error["message"]?.string?.isEmpty == false)
        #expect(
            error["fixes"]?.array?.contains(.string("Usage: \(Program.tree.usage(words))")) == true)
    }

    @Test(arguments: Program.commands.map(\.specification.words))
    func `with one letter too many is told the command`(words: [String]) async throws {
        let last = try #require(words.last)
        let session = await TestWorld().run(words.dropLast() + [last + "x"])
        #expect(session.exitCode == .usage)
        #expect(session.error.contains("Did you mean '\(last)'?"))
    }

    @Test(arguments: Program.commands.map(\.specification))
    func `with one letter too many is told the option`(command: CommandSpecification) async {
        for option in Program.tree.options(of: command) {
            let session = await TestWorld().run(command.words + ["--\(option.name)x"])
            #expect(session.exitCode == .usage)
            #expect(session.error.contains("Did you mean '--\(option.name)'?"), "\(option.name)")
        }
    }

    @Test(arguments: ["model", "profile", "sim"])
    func `that stops at a group is told what may follow`(group: String) async {
        let session = await TestWorld().run(group)
        #expect(session.exitCode == .usage)
        #expect(session.output.isEmpty)
        let next = Program.tree.nextWords(after: [group]).joined(separator: ", ")
        #expect(session.error.contains("Add one of \(next)."))
    }

    @Test func `takes no option for a command`() async {
        for line in ["--profile x", "--nonsense", "-- model list"] {
            #expect(await TestWorld().run(line).exitCode == .usage, "\(line)")
        }
    }

    @Test func `shows control characters of an argument to nobody`() async throws {
        let hostile = ["model", "show", "a\u{1B}[2Jb\u{7}", "c\r\u{202E}d"]
        let session = await TestWorld().run(hostile)
        #expect(session.exitCode == .usage)
        #expect(session.error.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
        #expect(!session.error.unicodeScalars.contains("\u{202E}"))
        _ = try await TestWorld().run(hostile + ["--json"]).json
    }
}

@Suite(.serialized) struct `Help` {
    static let places =
        Program.commands.map(\.specification.words) + Program.tree.groups.map(\.words) + [[]]

    @Test(arguments: places, ["--help", "-h"])
    func `is there for every command and group`(words: [String], option: String) async {
        let session = await TestWorld().run(words + [option])
        #expect(session.exitCode == .done)
        #expect(session.error.isEmpty)
        #expect(session.output.hasPrefix((["Usage: mn"] + words).joined(separator: " ")))
    }

    @Test(arguments: places.filter { $0.first != "help" })
    func `comes by its own command too`(words: [String]) async {
        let asked = await TestWorld().run(["help"] + words)
        #expect(asked.exitCode == .done)
        #expect(asked.output == (await TestWorld().run(words + ["--help"])).output)
    }

    @Test(arguments: places, [40, 80])
    func `fits the terminal`(words: [String], width: Int) async {
        var world = TestWorld()
        world.width = width
        for line in await world.run(words + ["--help"]).output.split(separator: "\n") {
            // A command is not broken, nor is a single word.
            let words = line.split(separator: " ")
            let isWhole = line.contains("mn ") || line.contains("--") || words.count == 1
            #expect(isWhole || DisplayWidth.of(line) <= width, "\(line)")
        }
    }

    @Test func `tells the essentials in one screen where nothing is asked`() async {
        let session = await TestWorld().run([])
        #expect(session.exitCode == .done)
        #expect(session.error.isEmpty)
        let lines = session.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 24)
        for line in lines { #expect(DisplayWidth.of(String(line)) <= 80, "\(line)") }
        for section in Program.sections {
            #expect(session.output.contains(section.words.joined(separator: ", ")))
        }
        for start in Program.starts {
            #expect(session.output.contains("\n  \(start.line)  "))
            let words = start.line.split(separator: " ").dropFirst().map(String.init)
            guard case .command = Program.tree.read(words).request else {
                Issue.record("\(start.line) is no command")
                return
            }
        }
    }

    @Test func `has each command on a line of its own, under what it is for`() async {
        let output = await TestWorld().run("--help").output
        let lines = output.split(separator: "\n")
        for command in Program.commands.map(\.specification) {
            let words = command.words.joined(separator: " ")
            let found = lines.filter { $0.hasPrefix("  \(words)  ") }
            // A summary that is longer takes two lines; make it shorter.
            #expect(found.count == 1 && found[0].hasSuffix(command.summary), "\(words)")
        }
        for section in Program.sections { #expect(output.contains("\n\(section.heading):\n")) }
        #expect(!output.contains("\u{1B}"))
    }

    @Test func `has bold headings on a terminal with colour alone`() async {
        var world = TestWorld()
        world.hasColour = true
        for line in ["", "--help", "model --help", "model show --help"] {
            #expect(await world.run(line).output.contains("\u{1B}[1m"), "\(line)")
            #expect(!(await TestWorld().run(line).output.contains("\u{1B}")))
        }
    }

    @Test func `lists every exit code with its meaning`() async throws {
        let lines = await TestWorld().run("help exit-codes").lines.dropFirst()
        let expected = ExitCode.allCases.map { "\($0.rawValue) \($0.meaning)" }
        var found: [String] = []
        for line in lines {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            found.append(words.joined(separator: " "))
        }
        #expect(found == expected)
        let json = try await TestWorld().run("help exit-codes --json").json
        #expect(
            json["codes"]?.array?.map { $0["code"]?.integer } == ExitCode.allCases.map(\.rawValue))
    }

    @Test func `lists every variable that the program reads`() async throws {
        let names = HelpTopicCommand.variables.map(\.name)
        let text = await TestWorld().run("help environment").output
        for name in names { #expect(text.contains("\n\(name) ")) }
        let json = try await TestWorld().run("help environment --json").json
        #expect(json["variables"]?.array?.map { $0["name"]?.string } == names)
        #expect(Set(names).isSuperset(of: ["HOME", "TERM", "PATH", "MN_HOME", "NO_COLOR"]))
    }

    @Test func `of what is not there is a wrong command line`() async {
        let session = await TestWorld().run("help nonsense")
        #expect(session.exitCode == .usage)
        #expect(session.output.isEmpty)
    }

    @Test func `has the version beside it`() async throws {
        for line in ["--version", "-V"] {
            let session = await TestWorld().run(line)
            #expect(session.output == "mn \(Program.version)\n")
            #expect(session.exitCode == .done)
        }
        let json = try await TestWorld().run("--version --json").json
        #expect(json["version"]?.string == Program.version)
        #expect(json.object?.keys == ["schema", "version", "commit", "build", "target"])
    }

    @Test func `has the build beside the version`() throws {
        let build = Build(commit: "0123abc", kind: "release", target: "x86_64-unknown-linux-gnu")
        let text = VersionText("1.2.3", build).text
        #expect(
            text == """
                mn 1.2.3
                commit  0123abc
                build   release
                target  x86_64-unknown-linux-gnu

                """)
        let untold = VersionText("1.2.3", Build(commit: nil, kind: "debug", target: "t")).text
        #expect(untold.contains("commit  not told; built from source\n"))
        #expect(VersionText("1.2.3", build).json["commit"] == "0123abc")
    }
}
