import MNCore
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `Completions` {
    @Test(arguments: CompletionScript.Shell.allCases)
    func `know every command, option and word that is allowed`(shell: CompletionScript.Shell)
        async throws
    {
        let session = await TestWorld().run("completions \(shell.rawValue)")
        #expect(session.exitCode == .done)
        let json = try await TestWorld().run("completions \(shell.rawValue) --json").json
        #expect(json["script"]?.string == session.output)
        // In fish the words stand behind -l and -s.
        let words = Set(
            session.output.split { " \n'\"=()|\\:".contains($0) }.map(String.init))
        for command in Program.commands.map(\.specification) {
            for word in command.words { #expect(words.contains(word), "\(word)") }
            for option in Program.tree.options(of: command) {
                let name = shell == .fish ? option.name : "--\(option.name)"
                #expect(words.contains(name), "\(name)")
                for word in option.allowed ?? [] { #expect(words.contains(word), "\(word)") }
            }
            for positional in command.positionals {
                for word in positional.allowed ?? [] { #expect(words.contains(word), "\(word)") }
            }
        }
    }

    /// A value that is called so is a name of some kind, so that a shell can complete it.
    static let named = ["FILE", "DIR", "PATH", "CATALOG", "MODEL", "PROFILE", "MACHINES"]

    @Test func `know of each value that is a name, of which kind`() {
        func needs(_ placeholder: String) -> Bool {
            placeholder.split(separator: "|").contains { Self.named.contains(String($0)) }
        }
        for command in Program.commands.map(\.specification) {
            for option in Program.tree.options(of: command) {
                guard case .value(let placeholder, nil) = option.kind, needs(placeholder) else {
                    continue
                }
                #expect(option.names != nil, "\(command.words) --\(option.name)")
            }
            for positional in command.positionals where needs(positional.name) {
                #expect(positional.names != nil, "\(command.words) \(positional.name)")
            }
        }
    }

    @Test(arguments: ValueNames.Kind.asked) func `ask for names`(kind: ValueNames.Kind) async throws
    {
        let session = await TestWorld().run("completions names \(kind.rawValue)")
        #expect(session.exitCode == .done)
        #expect(session.error.isEmpty)
        let names = session.output.split(separator: "\n").map(String.init)
        #expect(!names.isEmpty)
        #expect(Set(names).count == names.count)
        let json = try await TestWorld().run("completions names \(kind.rawValue) --json").json
        #expect(json["names"]?.array?.compactMap(\.string) == names)
    }

    @Test func `ask for names that are there now`() async throws {
        var world = TestWorld()
        world.environment["MN_PROFILES_PATH"] = "/p"
        world.files = MemoryFiles(texts: [
            "/p/mine.json": "{\"id\": \"mine-16gb\"}",
            TestWorld.homeCatalog: """
            {"our own:7b": {"model": "hf.co/us/own-GGUF", "requirements": {"min_vram_gb": 12}}}
            """,
        ])
        let profiles = await world.run("completions names profiles").lines
        #expect(profiles.contains("mine-16gb") && profiles.contains("test-cuda-8gb"))
        let models = await world.run("completions names models").lines
        #expect(models.contains("our own:7b") && models.contains("gemma4:e2b"))
        world.files = MemoryFiles(texts: [TestWorld.homeCatalog: "{"])
        let broken = await world.run("completions names models")
        #expect(broken.exitCode == .failed)
        #expect(broken.lines.contains("gemma4:e2b"))
    }

    @Test func `leave out names that a line cannot hold`() async throws {
        var world = TestWorld()
        world.scenarios["a\u{1B}[2Jb.json"] = "{}"
        world.scenarios["c\nd.json"] = "{}"
        let session = await world.run("completions names scenarios")
        #expect(session.lines.map(String.init) == ["test-list"])
    }

    static let wrong = [
        "completions", "completions tcsh", "completions names", "completions names x",
    ]

    @Test(arguments: wrong)
    func `are wrong command lines otherwise`(line: String) async {
        #expect(await TestWorld().run(line).exitCode == .usage)
    }

    @Test func `are words of a shell, whatever is in them`() {
        #expect(ShellQuote.posix("it's") == #"'it'\''s'"#)
        #expect(ShellQuote.fish(#"it's \n"#) == #"'it\'s \\n'"#)
    }
}
