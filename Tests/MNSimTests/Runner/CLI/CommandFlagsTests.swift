import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `Flags of a command` {
    private let flags = [
        CommandFlag("json"), CommandFlag("quiet", "q"),
        CommandFlag("limit", "n", .integer(bits: 32)),
        CommandFlag("name", nil, .text),
    ]

    @Test func `may stand anywhere, in every spelling`() throws {
        let parsed = try CommandFlags(
            ["a", "-qn5", "b", "--name=x=y", "--json", "--", "--json"], flags: flags)
        #expect(parsed.arguments == ["a", "b", "--json"])
        #expect(parsed.afterDashes == ["--json"])
        #expect(parsed["limit"] == "5")
        #expect(parsed["name"] == "x=y")
        #expect(parsed.has("quiet"))
        #expect(parsed.has("json"))
    }

    @Test func `are switched off by name`() throws {
        #expect(try !CommandFlags(["--json=false"], flags: flags).has("json"))
    }

    @Test(arguments: [
        (["--nope=1"], "unknown flag: --nope"), (["-qx"], "unknown shorthand flag: 'x' in -qx"),
        (["--name"], "flag needs an argument: --name"),
        (["-n"], "flag needs an argument: 'n' in -n"),
        (
            ["-n", "x"],
            #"invalid argument "x" for "-n, --limit" flag: strconv.ParseInt: parsing "x": "#
                + "invalid syntax"
        ),
        (
            ["--limit", "3000000000"],
            #"invalid argument "3000000000" for "-n, --limit" flag: strconv.ParseInt: "#
                + #"parsing "3000000000": value out of range"#
        ),
        (
            ["--json=maybe"],
            #"invalid argument "maybe" for "--json" flag: strconv.ParseBool: parsing "maybe": "#
                + "invalid syntax"
        ),
    ])
    func `are refused in Go's words`(words: [String], problem: String) {
        #expect(throws: CommandFlags.Problem(words: problem)) {
            try CommandFlags(words, flags: flags)
        }
    }
}
