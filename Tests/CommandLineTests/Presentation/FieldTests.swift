import MNCore
import Testing

@testable import mn

@Suite(.serialized) struct `A field` {
    @Test(arguments: [
        ("model show qwen3:8b", "/id", "qwen3:8b\n"),
        ("model show qwen3:8b", "/simulated", "false\n"),
        ("help exit-codes", "/codes/1/code", "1\n"),
        ("profile list", "/profiles/0/id", "test-apple-16gb\n"),
        ("--version", "/version", "\(Program.version)\n"),
    ])
    func `is one value of the document`(line: String, pointer: String, value: String) async throws {
        let world = TestWorld()
        for line in ["\(line) --field \(pointer)", "--field=\(pointer) \(line)"] {
            let session = await world.run(line)
            #expect(session.output == value, "\(line)")
            #expect(session.error.isEmpty)
            #expect(session.exitCode == .done)
        }
    }

    @Test func `that is no text is JSON`() async throws {
        let world = TestWorld()
        let codes = try #require(try await world.run("help exit-codes --json").json["codes"])
        #expect(try await world.run("help exit-codes --field /codes").json == codes)
        let whole = await world.run(["help", "exit-codes", "--field", ""])
        #expect(whole.output == (await world.run("help exit-codes --json")).output)
    }

    @Test func `ends as its command does`() async {
        let world = TestWorld()
        let verdict = await world.run("model show qwen3:8b --json --compatibility")
        let status = await world.run(
            "model show qwen3:8b --compatibility --field /compatibility/status")
        #expect(status.exitCode == verdict.exitCode)
    }

    @Test func `that is not there names the nearest that is, and what it has`() async {
        let world = TestWorld()
        let wrong = await world.run("model show --field /requirements/min_vram_g")
        #expect(wrong.exitCode == .failed && wrong.output.isEmpty)
        let problem = "mn: The document has nothing at '/requirements/min_vram_g'.\n"
        #expect(wrong.error.hasPrefix(problem))
        #expect(wrong.error.contains("    Did you mean '/requirements/min_vram_gb'?\n"))
        #expect(wrong.error.contains("    '/requirements' has min_vram_gb, "))
        let list = await world.run("help exit-codes --field /codes/99/code")
        #expect(list.error.contains("    '/codes' is a list of "))
        let value = await world.run("help exit-codes --field /codes/0/code/x")
        #expect(value.error.contains("    '/codes/0/code' is a value that has nothing below it.\n"))
        let root = await world.run("help exit-codes --field /nope")
        #expect(root.error.contains("    The document has schema, codes.\n"))
        for index in ["-1", "01", "+1", "1.0", "", "-", "99999999999999999999"] {
            let session = await world.run(["help", "exit-codes", "--field", "/codes/\(index)"])
            #expect(session.exitCode == .failed, "\(index)")
        }
        let document = await world.run("help exit-codes --field /nope --json")
        #expect((try? document.json)?["error"]?["code"] == "unknown_field")
    }

    @Test(arguments: ["models", "models/0", "/a~", "/~2", "#/a", " /a", "$.a", "/a\u{1B}[2J~"])
    func `that is no pointer is a wrong command line`(pointer: String) async {
        let session = await TestWorld().run(["model", "list", "--field", pointer])
        #expect(session.exitCode == .usage && session.output.isEmpty)
        #expect(session.error.contains("JSON Pointer (RFC 6901)"))
        #expect(session.error.contains("\n    Usage: mn model list"))
        #expect(!session.error.contains("\u{1B}"))
    }

    @Test func `of a command that fails is said in words, unless it is one of the error`() async {
        let world = TestWorld()
        let words = await world.run("model show nothing")
        let session = await world.run("model show nothing --field /id")
        #expect(session == words)
        let code = await world.run("model show nothing --field /error/code")
        #expect(code.output == "unknown_model\n" && code.error.isEmpty)
        #expect(code.exitCode == .unknownModel)
        // The field's own error is never taken for the command's.
        let own = await world.run("model show --field /error/code")
        #expect(own.output.isEmpty && own.exitCode == .failed)
        let document = await world.run("model show nothing --field /id --json")
        #expect(document.output == (await world.run("model show nothing --json")).output)
    }

    @Test(arguments: ["sim matrix --jsonl", "sim matrix --junit -", "sim run --jsonl"])
    func `of what is no document is refused`(line: String) async {
        let session = await TestWorld().run("\(line) --field /verdicts")
        #expect(session.exitCode == .usage)
        #expect(session.error.contains("'--field' and '--j"))
        #expect(session.error.contains("do not go together"))
    }

    @Test func `carries no control character of others`() async {
        var world = `Output`.world()
        world.environment["HOME"] = "/home/user"
        for pointer in ["/models", "/models/0/name", "/models/0/aliases/1", "/notices/0", ""] {
            let session = await world.run(["model", "list", "--field", pointer])
            let scalars = (session.output + session.error).unicodeScalars
            #expect(scalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7F) })
        }
        let name = await world.run("model show own --field /name")
        #expect(name.output == "N\\u{202E}\\u{2066}\n")
    }

    @Test func `comes of every command that has a document`() async throws {
        for line in `A document`.lines where `A document`.isSteady(line) {
            let document = await TestWorld().run("\(line) --json")
            let schema = try document.json["schema"]?.string
            let session = await TestWorld().run("\(line) --field /schema")
            guard let schema else { continue }
            #expect(session.output == "\(schema)\n", "\(line)")
            #expect(session.exitCode == document.exitCode, "\(line)")
        }
    }
}

extension Session: Equatable {
    static func == (left: Session, right: Session) -> Bool {
        (left.output, left.error, left.exitCode) == (right.output, right.error, right.exitCode)
    }
}
