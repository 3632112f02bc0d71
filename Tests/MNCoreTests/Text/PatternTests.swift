import MNCore
import Testing

@Suite struct `A pattern` {
    static let cases: [(String, String, Bool)] = [
        ("b+c", "aabbc", true), ("^b", "ab", false), ("b$", "ab", true), ("b$", "ab\n", true),
        (#"b\Z"#, "ab\n", false), ("", "", true), ("a|", "x", true),
        ("^(?:a|bc)*$", "abcbca", true),
        ("^(a|bc)*$", "abcb", false), ("^a{2,3}$", "a", false), ("^a{2,3}$", "aaa", true),
        ("^a{2,3}$", "aaaa", false), ("^a{2,}$", "aaaa", true), ("^a{,2}$", "", true),
        ("^a{2}$", "aa", true), ("a{b", "xa{b", true), (#"^\d{4}-\d\d$"#, "2026-06", true),
        (#"^\w+@\w+\.\w+$"#, "me@here.org", true), (#"^\w+@\w+\.\w+$"#, "me@here", false),
        ("[^a-c]", "abc", false), ("[^a-c]", "abd", true), ("[]x]", "]", true),
        ("[a-]", "-", true), (#"[\d.]+$"#, "1.5", true), (#"[\]\\]"#, "\\", true),
        (#"\bfoo\b"#, "a foo b", true), (#"\bfoo\b"#, "afoo", false), (#"o\B"#, "foo", true),
        ("(?P<year>2.)", "26", true), ("(?i)ABC", "xabc", true), ("ä+", "ÄÄ", false),
        (".", "\n", false),
        (#"\x41B\t"#, "AB\t", true), ("(a*)*b", "aaaa", false), ("(|a)+$", "b", true),
        ("a*?b", "aab", true), ("日本", "in 日本", true),
    ]

    @Test(arguments: cases) func `is found, or not`(text: String, value: String, isFound: Bool)
        throws
    {
        #expect(try Pattern(text, ignoresCase: false).isFound(in: value) == isFound)
    }

    @Test func `may take letters of either case`() throws {
        for text in ["straße", "ÄBC", "[a-z]", "[A-Z]"] {
            #expect(try Pattern(text, ignoresCase: true).isFound(in: "STRAßE äbc"), "\(text)")
        }
        #expect(try !Pattern("[^a]", ignoresCase: true).isFound(in: "A"))
    }

    static let refused: [(String, Pattern.Fault)] = [
        ("(a", .broken("the group is not closed", at: 1)),
        ("a)", .broken("a ')' closes nothing", at: 2)),
        ("[a", .broken("the set is not closed", at: 1)),
        ("*", .broken("'*' counts nothing", at: 1)), ("a**", .broken("a second count", at: 3)),
        ("a{3,2}", .broken("a count that ends before it begins", at: 7)),
        ("[z-a]", .broken("a range that ends before it begins", at: 5)),
        ("a\\", .broken("nothing follows the '\\'", at: 3)),
        ("(?=a)", .unsupported("(?=")), ("(?!a)", .unsupported("(?!")),
        ("(?<=a)", .unsupported("(?<=")), ("(?<!a)", .unsupported("(?<!")),
        (#"(a)\1"#, .unsupported(#"\1"#)), ("a++", .unsupported("++")),
        (#"\p{L}"#, .unsupported(#"\p"#)), ("(?x)", .unsupported("(?")),
        ("a{3000}", .tooLarge), ("((a{100}){100}){100}", .tooLarge),
        ("(((){2000}){2000}){2000}", .tooLarge),
        (String(repeating: "a", count: 2001), .tooLarge),
        (String(repeating: "(", count: 60), .tooLarge),
    ]

    @Test(arguments: refused) func `is refused with its reason`(text: String, fault: Pattern.Fault)
    {
        #expect(throws: fault) { try Pattern(text, ignoresCase: true) }
    }

    /// Texts on which a search that goes back would take longer than anybody lives.
    @Test(arguments: [
        "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*a){20}$", "^(a?){50}a{50}$", "(x+x+)+y",
    ]) func `takes its time in proportion to the text`(text: String) throws {
        let pattern = try Pattern(text, ignoresCase: true)
        #expect(!pattern.isFound(in: String(repeating: "a", count: 15) + "b"))
        #expect(!pattern.isFound(in: String(repeating: "a", count: 1000) + "b"))
        #expect(!pattern.isFound(in: String(repeating: "x", count: 1000)))
    }

    /// What another engine says of patterns that are made up.
    @Test func `is found where another engine finds it`() throws {
        var random = SplitMix64(seed: 7)
        func pattern(_ depth: Int) -> String {
            switch Int(random.next() % (depth > 2 ? 4 : 9)) {
            case 0: return "a"
            case 1: return "b"
            case 2: return "[^a]"
            case 3: return "."
            case 4: return "(\(pattern(depth + 1)))*"
            case 5: return "(?:\(pattern(depth + 1))|\(pattern(depth + 1)))"
            case 6: return "(\(pattern(depth + 1))){1,2}"
            case 7: return "(?:\(pattern(depth + 1)))?"
            default: return pattern(depth + 1) + pattern(depth + 1)
            }
        }
        var found = 0
        for _ in 0..<400 {
            let text =
                (random.next() % 2 == 0 ? "^" : "") + pattern(0) + pattern(0)
                + (random.next() % 2 == 0 ? "$" : "")
            let mine = try Pattern(text, ignoresCase: false)
            let other = try Regex(text)
            for value in ["", "a", "b", "ab", "ba", "aab", "abab", "bbb", "cab"] {
                let isFound = value.firstMatch(of: other) != nil
                #expect(mine.isFound(in: value) == isFound, "\(text) in '\(value)'")
                found += isFound ? 1 : 0
            }
        }
        #expect(found > 500)
    }
}
