import Testing

@testable import mn

@Suite struct `A help text` {
    static let tree = CommandTree(
        "fruit", summary: "Keeps fruit.", discussion: "It grows on trees.\n\nAnd on bushes.",
        commands: [
            CommandSpecification("show", summary: "Shows the fruit that there is."),
            CommandSpecification(
                "apple peel", summary: "Peels apples.",
                discussion: "The peel is kept, because there is a use for it in any kitchen.",
                positionals: [
                    PositionalSpecification("APPLE", help: "The apple."),
                    PositionalSpecification(
                        "KNIFE", help: "The knife.", count: .atMostOnce,
                        allowed: ["small", "large"]),
                ],
                options: [
                    OptionSpecification("quick", letter: "q", help: "Peel quickly."),
                    OptionSpecification(
                        "a-name-that-is-much-too-long", .value("TEXT"), help: "A note.",
                        repeats: true),
                ],
                examples: [.init("fruit apple peel cox", "Peels the apple called cox.")]),
        ].map { Command($0) },
        groups: [.init("apple", summary: "Handles apples.")],
        sections: [
            .init("Looking", ["show"], summary: "What there is."),
            .init("Apples", ["apple"], summary: "What is done to them."),
        ],
        options: [OptionSpecification("json", help: "Print JSON.")],
        starts: [.init("fruit show", "what is there?")])

    @Test func `shows a command`() {
        let expected = """
            Usage: fruit apple peel [options] APPLE [KNIFE]

            Peels apples.

            The peel is kept, because there is a use for it in any kitchen.

            Arguments:
              APPLE    The apple.
              [KNIFE]  The knife. One of small, large.

            Options:
              -q, --quick  Peel quickly.
              --a-name-that-is-much-too-long TEXT
                           A note. May be repeated.

            Examples:
              fruit apple peel cox
                  Peels the apple called cox.

            Options of every command:
              --json, --help; see fruit --help

            """
        #expect(HelpText(Self.tree, width: nil).text(["apple", "peel"]) == expected)
    }

    @Test func `shows the program`() {
        let expected = """
            Usage: fruit COMMAND

            Keeps fruit.

            It grows on trees.

            And on bushes.

            Looking:
              show        Shows the fruit that there is.

            Apples:
              apple peel  Peels apples.

            Options of every command:
              --json      Print JSON.
              -h, --help  Show this help.

            Without a command:
              -V, --version  Show the version, and which build it is.

            For one command: fruit COMMAND --help

            """
        #expect(HelpText(Self.tree, width: nil).text() == expected)
    }

    @Test func `shows the essentials`() {
        let expected = """
            Usage: fruit COMMAND

            Keeps fruit.

            Start here:
              fruit show  what is there?

            Commands:
              show   What there is.
              apple  What is done to them.

            More:
              fruit --help          every command
              fruit COMMAND --help  one command: its options, and examples

            """
        #expect(HelpText(Self.tree, width: nil).essentials() == expected)
    }

    @Test func `has headings that stand out where there is colour`() throws {
        let plain = HelpText(Self.tree, width: 80)
        let bold = HelpText(Self.tree, width: 80, colour: true)
        for words in [[], ["apple"], ["apple", "peel"]] {
            let text = try #require(bold.text(words))
            let lines = text.split(separator: "\n").filter { $0.contains("\u{1B}") }
            #expect(!lines.isEmpty)
            for line in lines {
                #expect(line.hasPrefix("\u{1B}[1m") && line.hasSuffix(":\u{1B}[0m"))
            }
            let bare = text.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "")
            #expect(bare == plain.text(words))
        }
    }

    @Test func `shows a group`() {
        let expected = """
            Usage: fruit apple COMMAND

            Handles apples.

            Commands:
              apple peel  Peels apples.

            For one command: fruit apple COMMAND --help

            """
        #expect(HelpText(Self.tree, width: nil).text(["apple"]) == expected)
    }

    @Test func `knows nothing of what is not there`() {
        #expect(HelpText(Self.tree, width: nil).text(["pear"]) == nil)
    }

    @Test(arguments: [1, 40, 50, 80, 200]) func `keeps to its width`(width: Int) throws {
        let text = try #require(HelpText(Self.tree, width: width).text(["apple", "peel"]))
        for line in text.split(separator: "\n") { #expect(line.count <= max(width, 40), "\(line)") }
    }
}
