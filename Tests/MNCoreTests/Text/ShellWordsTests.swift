import Testing

@testable import MNText

@Suite struct `A line of words` {
    static let lines: [(String, [String])] = [
        ("", []), ("  \t ", []), ("mn", ["mn"]), (" mn\t model  list ", ["mn", "model", "list"]),
        ("a 'b c' d", ["a", "b c", "d"]), ("a 'it''s'", ["a", "its"]), ("''", [""]),
        ("a '' \"\"", ["a", "", ""]), ("'a'b\"c\"", ["abc"]), (#"it\'s"#, ["it's"]),
        (#""it's""#, ["it's"]), (#""a \"b\" \\ \x""#, [#"a "b" \ \x"#]), (#"'\'"#, [#"\"#]),
        (#"a\ b"#, ["a b"]), (#"\$HOME"#, ["$HOME"]), (#""\$HOME""#, ["$HOME"]),
        ("'*' '|' '$x' '`'", ["*", "|", "$x", "`"]), ("\"*|;&<>?[\"", ["*|;&<>?["]),
        ("a#b x~", ["a#b", "x~"]), ("{a,b} !x a=b", ["{a,b}", "!x", "a=b"]),
        ("größe 模型", ["größe", "模型"]),
    ]

    @Test func `is split as a shell splits it`() throws {
        for (line, words) in Self.lines {
            #expect(try ShellWords.words(of: line) == words, "\(line)")
        }
    }

    @Test(arguments: [
        ("a | b", 2), ("a|b", 1), ("a > b", 2), ("a < b", 2), ("a & b", 2), ("a; b", 1), ("$x", 0),
        ("a `b`", 2), ("apple-*", 6), ("a ?", 2), ("a [b]", 2), ("(a)", 0), ("a )", 2), ("a #b", 2),
        ("~/x", 0), ("a\nb", 1), ("\"$x\"", 1), ("\"`x`\"", 1), ("a \\\nb", 3), ("é 模 *", 4),
    ])
    func `is refused where a shell would do more`(line: String, place: Int) {
        let fault = #expect(throws: ShellWords.Fault.self) { try ShellWords.words(of: line) }
        #expect(fault?.letter == place)
        guard case .meaning? = fault?.problem else {
            Issue.record("\(line): \(String(describing: fault))")
            return
        }
    }

    @Test(arguments: [
        ("a 'b c", 2, "this ' is not closed"), ("\"a", 0, "this \" is not closed"),
        (#"a "b\""#, 2, "this \" is not closed"), (#"a \"#, 2, #"nothing stands behind this \"#),
    ])
    func `is refused where it is not whole`(line: String, place: Int, words: String) {
        let fault = #expect(throws: ShellWords.Fault.self) { try ShellWords.words(of: line) }
        #expect(fault?.letter == place)
        #expect(fault.map { "\($0)" } == words)
    }

    @Test func `is written so that it is read as the same words`() throws {
        let letters = ["a", " ", "'", "\"", "\\", "$", "*", "\n", "#", "~", "é", "\t", "|", ""]
        for first in letters {
            for second in letters {
                for third in letters {
                    let words = ["mn", first + second + third, third + first]
                    #expect(try ShellWords.words(of: ShellWords.line(words)) == words, "\(words)")
                }
            }
        }
        #expect(
            ShellWords.line(["mn", "a b", "it's", "", "x=1,y"]) == "mn 'a b' \"it's\" '' x=1,y")
    }

    @Test func `names the place of what is wrong in its file`() throws {
        // What stands before it is written with escapes of all kinds.
        let text = "{\n  \"run\": \"mn \\u00e9 \\ud83d\\ude00 \\\"é\\\" \\t a*\"}"
        let fault = #expect(throws: DocumentFault.self) {
            try Document.read(Array(text.utf8), kind: "list", name: "a.json") {
                (field) throws(JSONFault) in
                try field.object(keys: ["run"]).required("run").commandLine()
            }
        }
        let line = text.split(separator: "\n")[1].unicodeScalars
        let column = line.prefix { $0 != "*" }.count + 1
        #expect(fault?.place == DocumentFault.Place(line: 2, column: column))
        #expect(fault?.problem.contains("to a shell * is more than a letter") == true)
    }
}
