import MNCore
import Testing

@testable import mn

/// A program that has one of everything.
private let tree = CommandTree(
    "fruit", summary: "Keeps fruit.", discussion: "It grows on trees.\n\nAnd on bushes.",
    commands: [
        CommandSpecification("version-of-tree", summary: "Shows the version of the tree."),
        CommandSpecification(
            "apple peel", summary: "Peels apples.",
            discussion:
                "The peel is kept, because there is a use for it in the kitchen of any house.",
            positionals: [
                PositionalSpecification("APPLE", help: "The apple."),
                PositionalSpecification(
                    "KNIFE", help: "The knife.", count: .atMostOnce, allowed: ["small", "large"]),
                PositionalSpecification("BOWL", help: "Where the peel goes.", count: .anyNumber),
            ],
            options: [
                OptionSpecification("quick", letter: "q", help: "Peel quickly."),
                OptionSpecification(
                    "colour", .value("NAME", allowed: ["red", "green"]), help: "The colour."),
                OptionSpecification("note", .value("TEXT"), help: "A note.", repeats: true),
            ],
            examples: [.init("fruit apple peel cox", "Peels the apple called cox.")]),
        CommandSpecification(
            "apple eat", summary: "Eats apples.",
            positionals: [
                PositionalSpecification("APPLE", help: "The apples.", count: .atLeastOnce)
            ]),
    ].map { Command($0) },
    groups: [.init("apple", summary: "Handles apples.")],
    options: [
        OptionSpecification("json", help: "Print JSON.", forms: ["": .json]),
        OptionSpecification("basket", letter: "b", .value("FILE"), help: "The basket."),
    ])

private func read(_ line: String) -> Invocation {
    tree.read(line.split(separator: " ").map(String.init))
}

private func parse(_ line: String) throws -> ParsedArguments {
    let invocation = read(line)
    if case .wrong(let error) = invocation.request { throw error }
    guard case .command = invocation.request else { throw NoCommand() }
    return invocation.arguments
}

private struct NoCommand: Error {}

extension Command {
    /// A command that nobody runs.
    init(_ specification: CommandSpecification) {
        self.init(specification) { _, _ in throw NoCommand() }
    }
}

private let peel = "fruit apple peel [options] APPLE [KNIFE] [BOWL …]"

@Suite struct `A command line` {
    @Test func `gives every argument its name`() throws {
        let arguments = try parse("apple peel cox small a b -q --colour red --note x --note=y=z")
        #expect(arguments.command.words == ["apple", "peel"])
        #expect(arguments.required("APPLE") == "cox")
        #expect(arguments.optional("KNIFE") == "small")
        #expect(arguments.all("BOWL") == ["a", "b"])
        #expect(arguments.has("quick") && !arguments.has("json"))
        #expect(arguments.value("colour") == "red")
        #expect(arguments.values("note") == ["x", "y=z"])
        #expect(arguments.value("basket") == nil)
    }

    @Test func `may leave out what is optional`() throws {
        let arguments = try parse("apple peel cox")
        #expect(arguments.optional("KNIFE") == nil)
        #expect(arguments.all("BOWL") == [])
        #expect(try parse("apple eat a b").all("APPLE") == ["a", "b"])
    }

    @Test(arguments: [
        "apple peel cox --json --basket f", "--json --basket f apple peel cox",
        "apple --basket=f peel --json cox", "-b f apple peel --json -- cox",
        "apple -b f peel --json cox",
    ])
    func `has options anywhere`(line: String) throws {
        let arguments = try parse(line)
        #expect(arguments.has("json"))
        #expect(arguments.value("basket") == "f")
        #expect(arguments.required("APPLE") == "cox")
    }

    @Test func `ends its options with two dashes`() throws {
        let arguments = try parse("apple peel --quick -- --help small -- -x")
        #expect(arguments.required("APPLE") == "--help")
        #expect(arguments.all("BOWL") == ["--", "-x"])
    }

    @Test func `takes a lone dash as an argument or a value`() throws {
        #expect(try parse("apple peel -").required("APPLE") == "-")
        #expect(try parse("apple peel x --note -").value("note") == "-")
    }

    @Test func `takes an empty value and an empty argument`() throws {
        let arguments = tree.read(["apple", "peel", "", "--note="]).arguments
        #expect(arguments.required("APPLE") == "")
        #expect(arguments.values("note") == [""])
    }

    @Test func `takes a value that begins with a dash behind an equals sign`() throws {
        #expect(try parse("apple peel x --note=-3").value("note") == "-3")
    }

    @Test(arguments: [
        ("--help", []), ("-h", []), ("--json --help", []), ("apple -h", ["apple"]),
        ("apple peel --help", ["apple", "peel"]), ("apple peel --bogus -h x", ["apple", "peel"]),
        ("--help apple eat", ["apple", "eat"]), ("--basket f apple eat -h", ["apple", "eat"]),
    ])
    func `asks for help`(line: String, words: [String]) {
        guard case .help(words) = read(line).request else {
            Issue.record("\(read(line).request)")
            return
        }
    }

    @Test func `asks for the essentials where it is empty`() {
        guard case .essentials = read("").request else {
            Issue.record("\(read("").request)")
            return
        }
    }

    @Test func `asks for the version at the top only`() throws {
        for line in ["--version", "-V", "--json --version"] {
            guard case .version = read(line).request else {
                Issue.record("\(read(line).request)")
                return
            }
        }
        #expect(throws: UsageError.self) { try parse("apple --version") }
        #expect(throws: UsageError.self) { try parse("apple eat --version") }
    }

    static let wrong: [(line: String, UsageError.Reason, command: String)] = [
        ("aple", .unknownCommand("aple", suggestion: "apple"), "fruit"),
        ("aple --help", .unknownCommand("aple", suggestion: "apple"), "fruit"),
        ("apple pel x", .unknownCommand("pel", suggestion: "peel"), "fruit apple"),
        ("zzzzzz", .unknownCommand("zzzzzz", suggestion: nil), "fruit"),
        ("apple", .missingCommand(choices: ["peel", "eat"]), "fruit apple"),
        ("--json", .missingCommand(choices: ["version-of-tree", "apple"]), "fruit"),
        ("--jsn", .unknownOption("--jsn", suggestion: "--json"), "fruit"),
        ("--jsn=1 apple eat", .unknownOption("--jsn", suggestion: "--json"), "fruit apple eat"),
        ("--password secret", .unknownOption("--password", suggestion: nil), "fruit"),
        ("apple --password secret", .unknownOption("--password", suggestion: nil), "fruit apple"),
        ("--token=secret apple", .unknownOption("--token", suggestion: nil), "fruit apple"),
        ("apple peel -psecret", .unknownOption("-p", suggestion: nil), "fruit apple peel"),
        ("-psecret", .unknownOption("-p", suggestion: nil), "fruit"),
        (
            "apple peel --qick=1", .unknownOption("--qick", suggestion: "--quick"),
            "fruit apple peel"
        ),
        (
            "apple peel -quick x", .unknownOption("-quick", suggestion: "--quick"),
            "fruit apple peel"
        ),
        ("apple peel -x", .unknownOption("-x", suggestion: nil), "fruit apple peel"),
        (
            "apple peel x --note", .missingValue(option: "--note", placeholder: "TEXT"),
            "fruit apple peel"
        ),
        (
            "apple peel --note --json x", .missingValue(option: "--note", placeholder: "TEXT"),
            "fruit apple peel"
        ),
        ("apple peel -b", .missingValue(option: "-b", placeholder: "FILE"), "fruit apple peel"),
        ("apple peel -q=1", .unexpectedValue(flag: "-q", value: "1"), "fruit apple peel"),
        ("apple peel x --json=", .unexpectedValue(flag: "--json", value: ""), "fruit apple peel"),
        (
            "apple peel x --colour gren",
            .valueNotAllowed(
                argument: "--colour", value: "gren", allowed: ["red", "green"], suggestion: "green"),
            "fruit apple peel"
        ),
        (
            "apple peel x huge",
            .valueNotAllowed(
                argument: "KNIFE", value: "huge", allowed: ["small", "large"], suggestion: nil),
            "fruit apple peel"
        ),
        ("apple peel", .missingArgument("APPLE"), "fruit apple peel"),
        ("apple eat", .missingArgument("APPLE"), "fruit apple eat"),
        ("version-of-tree x", .extraArgument("x"), "fruit version-of-tree"),
        ("apple peel x -q --quick", .optionTwice("--quick"), "fruit apple peel"),
        ("--json apple peel x --json", .optionTwice("--json"), "fruit apple peel"),
    ]

    @Test(arguments: wrong)
    func `that is wrong says why`(
        line: String, reason: UsageError.Reason, command: String
    ) throws {
        let error = #expect(throws: UsageError.self) { try parse(line) }
        #expect(error?.reason == reason)
        #expect(error?.command == command)
        #expect(error?.exitCode == .usage)
        #expect(error?.code == .usage)
    }
}

/// Whoever prints what is wrong has to know how.
@Suite struct `A wrong command line, as far as it can be told,` {
    @Test(arguments: [
        "aple --json", "--json aple", "apple pel --json", "apple peel --json",
        "apple peel a --nonsense --json", "apple peel a --colour blue --json", "--json",
        "apple --colour --json", "apple peel a --json --json", "apple peel a --note --json",
    ])
    func `asks for a document`(line: String) {
        #expect(read(line).arguments.wantsDocument)
    }

    @Test(arguments: [
        "aple -- --json", "apple peel a --note=--json --bad", "apple peel --json=yes", "aple",
    ])
    func `does not ask for one`(line: String) {
        #expect(!read(line).arguments.wantsDocument)
    }

    @Test func `names its command`() {
        #expect(read("apple peel --bad").command?.specification.words == ["apple", "peel"])
        #expect(read("--bad apple peel").command?.specification.words == ["apple", "peel"])
        #expect(read("apple pel").command == nil)
    }
}

@Suite struct `A usage error` {
    @Test func `names the mistake, the likely meaning and the usage`() throws {
        let error = try #require(throws: UsageError.self) {
            try parse("apple peel x --colour gren")
        }
        #expect(error.problem == "--colour cannot be 'gren'; it is one of red, green.")
        #expect(
            error.fixes == [
                "Did you mean 'green'?", "Usage: \(peel)", "For more: fruit apple peel --help",
            ])
    }

    @Test func `lists the commands where one is missing`() throws {
        let error = try #require(throws: UsageError.self) { try parse("apple") }
        #expect(error.problem == "'fruit apple' needs a command.")
        #expect(
            error.fixes == [
                "Add one of peel, eat.", "Usage: fruit apple COMMAND",
                "For more: fruit apple --help",
            ])
    }

    @Test func `has a sentence for every reason`() {
        for (_, reason, command) in `A command line`.wrong {
            let error = UsageError(reason, command: command, usage: command)
            #expect(error.problem.hasSuffix("."))
            #expect(error.fixes.contains("Usage: \(command)"))
        }
    }
}

@Suite struct `A command tree` {
    @Test func `finds its own flaws`() {
        let flag = OptionSpecification("all", letter: "a", help: "")
        let flaws = CommandTree.flaws(
            commands: [
                CommandSpecification("a", summary: "", options: [flag, flag]),
                CommandSpecification("a b", summary: ""),
                CommandSpecification(
                    "c", summary: "",
                    positionals: [
                        PositionalSpecification("X", help: "", count: .anyNumber),
                        PositionalSpecification("Y", help: ""),
                    ]),
                CommandSpecification("c", summary: ""),
                CommandSpecification("", summary: ""),
            ], groups: [.init("z", summary: "")],
            options: [OptionSpecification("help", letter: "a", help: "")])
        for flaw in [
            "'a' is a command, and the beginning of another", "'a' has an option twice",
            "'a' has a letter twice", "a command is there twice", "a command has no words",
            "the arguments of 'c' are in an order that cannot be told apart",
            "the group 'z' has no command",
        ] {
            #expect(flaws.contains(flaw), "\(flaw)")
        }
    }

    @Test func `stops a program that asks for what is not specified`() async {
        await #expect(processExitsWith: .failure) {
            let arguments = ParsedArguments(CommandSpecification("x", summary: ""), options: [])
            _ = arguments.has("nonsense")
        }
    }
}
