import Foundation
import MNCore
import MNFleet
import Testing

@testable import MNSim

/// What reads as a policy, and where what does not is wrong.
@Suite struct `A policy is read` {
    static func fault(_ text: String) -> PolicyFault? {
        do throws(PolicyFault) {
            _ = try PolicyParser.statements(Array(text.utf8), file: "p")
            return nil
        } catch { return error }
    }

    static func promise(_ text: String) throws -> PolicyPromise {
        let statements = try PolicyParser.statements(Array(text.utf8), file: "p")
        guard case .promise(let promise)? = statements.first else {
            throw PolicyFault.nothingPromised("p")
        }
        return promise
    }

    @Test func `with the place of each promise, and its text without needless blanks`() throws {
        let promise = try Self.promise(
            "\u{FEFF}# x\r\n\n  gemma4:e2b   on model \"a  b\":\truns >= 70 %  # why\r\n")
        #expect(promise.place == PolicyPlace(file: "p", line: 3, column: 3))
        #expect(promise.text == "gemma4:e2b on model \"a  b\": runs >= 70 %")
        #expect(promise.queryText == "model \"a  b\"")
        #expect(promise.queryPlace.column == 19)
        #expect(promise.model == "gemma4:e2b")
    }

    @Test(arguments: [
        ("a on b and c or d: pass", "any(all(b c) d)"),
        ("a on b, c and not d: pass", "any(b all(c not(d)))"),
        ("a on not (b or c) and d: pass", "all(not(any(b c)) d)"),
        ("a on ,b,,c,: pass", "any(b c)"),
    ])
    func `with 'not' before 'and' before 'or'`(line: String, shape: String) throws {
        func words(_ query: PolicyQuery) -> String {
            switch query {
            case .all(let parts): "all(\(parts.map(words).joined(separator: " ")))"
            case .any(let parts): "any(\(parts.map(words).joined(separator: " ")))"
            case .not(let part): "not(\(words(part)))"
            case .fact(.name(let name), _): name
            case .fact(let fact, _): "\(fact)"
            }
        }
        #expect(words(try Self.promise(line).query) == shape)
    }

    @Test func `with the sizes that are written, exactly`() throws {
        for (text, bytes) in [
            ("8GB", 8 << 30), ("8 GiB", 8 << 30), ("7.5GB", 15 << 29), ("512MB", 512 << 20),
            ("1TB", 1 << 40), ("0.000001MB", 1),
        ] {
            let query = try Self.promise("a on ram >= \(text): pass").query
            #expect(query == .fact(.ram(.moreOrEqual, ByteCount(bytes)), query.facts[0].place))
        }
    }

    /// A line, and the column and sentence of what is wrong with it.
    static let unreadable: [(String, Int, String)] = [
        ("gemma4:e2b", 1, "'MODEL on MACHINES: …' is expected, not 'gemma4:e2b'."),
        ("a on : pass", 6, "A choice of machines is expected, not ':'."),
        ("a on b", 7, "':' is expected, and the line ends."),
        ("a on b:", 8, "A status or a bound is expected, and the line ends."),
        ("a on b: passed", 9, "'passed' is no status and no bound. Did you mean 'pass'?"),
        (
            "a on b: runs >= 7%, unknown <= 1%", 19,
            "Bounds are joined by 'and'; a comma is 'or', and stands between statuses."
        ),
        ("a on b: pass, runs = 1%", 15, "A promise has statuses or bounds, not both."),
        ("a on b: runs = 1% and pass", 23, "A promise has statuses or bounds, not both."),
        (
            "a on b: runs = 101%", 16,
            "A share from 0% to 100%, such as 70% or 0.5% is expected, not '101%'."
        ),
        ("a on b: runs 70%", 14, "A comparison as in 'runs >= 70%' is expected, not '70%'."),
        ("a on b: pass or fail", 14, "The end of the line is expected, not 'or'."),
        ("a on ram 8GB: pass", 10, "A comparison as in 'ram >= 16GB' is expected, not '8GB'."),
        ("a on ram > 8: pass", 12, "A size in MB, GB or TB, such as 12GB is expected, not '8'."),
        ("a on (b: pass", 8, "')' is expected, not ':'."),
        ("a on b): pass", 7, "':' is expected, not ')'."),
        ("a on model \"b: pass", 12, "The quoted text does not end on its line."),
        ("a on model \"b\\n\": pass", 14, "In quoted text only '\"' and '\\' follow a '\\'."),
        ("a on b\u{7}: pass", 7, "The character U+7 has no place in a policy."),
        ("a on b\u{202E}: pass", 7, "The character U+202E has no place in a policy."),
        ("let 1 = a", 5, "A name of letters, digits, '-' and '_' is expected, not '1'."),
        ("let a b", 7, "'=' is expected, not 'b'."),
        ("fleet", 6, "The file of a fleet is expected, and the line ends."),
        ("fleet a, not older than x days", 25, "A number of days is expected, not 'x'."),
        ("extends other", 9, "A path that begins with './' or '../' is expected, not 'other'."),
        ("extends ./http://x", 15, "The end of the line is expected, not ':'."),
        (
            "allow until 2027-02-30: a on b because \"c\"", 13,
            "A day such as 2027-03-01 is expected, not '2027-02-30'."
        ),
        (
            "allow until 2027-02-28: a on b because c", 40,
            "A reason in quotes is expected, not 'c'."
        ),
        ("allow until 2027-02-28: a on b", 31, "'because' is expected, and the line ends."),
    ]

    @Test(arguments: unreadable)
    func `or told where it cannot be`(line: String, column: Int, sentence: String) {
        let fault = Self.fault("# first\n" + line)
        #expect(fault?.place == PolicyPlace(file: "p", line: 2, column: column), "\(line)")
        #expect(fault?.sentence == sentence)
        #expect(fault?.exitCode == .usage)
        #expect(fault?.problem == "p:2:\(column): \(sentence)")
    }

    @Test(arguments: [
        ("a on b adn c: pass", 8, "adn", "and"),
        ("a on vendor nvidai: pass", 13, "nvidai", "nvidia"),
        ("a on b c: pass", 8, "c", nil), ("let x = system windos", 16, "windos", "windows"),
        ("allow until 2027-02-28: a on b becuse \"c\"", 32, "becuse", "because"),
    ])
    func `or an unknown word is told`(
        line: String, column: Int, word: String, suggestion: String?
    ) {
        let fault = Self.fault(line)
        #expect(
            fault
                == .unknownWord(
                    PolicyPlace(file: "p", line: 1, column: column), word, suggestion: suggestion))
        #expect(fault?.exitCode == .failed)
    }

    @Test func `up to its limits, and no further`() {
        let deep = String(repeating: "(", count: 64)
        let closed = String(repeating: ")", count: 64)
        #expect(Self.fault("a on \(deep)b\(closed): pass") == nil)
        let place = PolicyPlace(file: "p", line: 1, column: 70)
        #expect(Self.fault("a on (\(deep)b): pass") == .syntax(place, .tooDeep(limit: 64)))
        let many = String(repeating: "(", count: 400_000)
        #expect(Self.fault("a on \(many)") == .syntax(place, .tooDeep(limit: 64)))
        let nots = String(repeating: "not ", count: 400_000)
        #expect(Self.fault("a on \(nots)")?.exitCode == .usage)
        let facts = Array(repeating: "b", count: 1001).joined(separator: ",")
        #expect(Self.fault("a on \(facts): pass")?.exitCode == .usage)
        #expect(
            Self.fault(String(repeating: "9", count: 1000) + " on ram > 1\(many)GB: pass") != nil)
    }

    @Test func `only as UTF-8`() {
        #expect(throws: PolicyFault.syntax(PolicyPlace(file: "p", line: 2, column: 1), .notText)) {
            try PolicyParser.statements([0x0A, 0xFF], file: "p")
        }
    }

    // MARK: - Shares

    @Test func `with shares that are compared as integers`() {
        let seventy = PolicyShare("70%")
        #expect(seventy?.holds(.moreOrEqual, 699_999, of: 1_000_000) == false)
        #expect(seventy?.holds(.moreOrEqual, 700_000, of: 1_000_000) == true)
        #expect(PolicyShare("0.1%")?.holds(.equal, 1, of: 1000) == true)
        #expect(PolicyShare("33.333333%")?.holds(.less, 1, of: 3) == false)
        #expect(PolicyShare("33.333333%")?.holds(.more, 1, of: 3) == true)
        #expect(PolicyShare("100%")?.holds(.equal, .max, of: .max) == true)
        for text in ["", "%", "-1%", "1.%", ".5%", "1.1234567%", "100.000001%", "1e1%", "٣%"] {
            #expect(PolicyShare(text) == nil, "\(text)")
        }
    }

    // MARK: - The page

    static func page() throws -> String {
        let place = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/policy.md")
        return try String(contentsOf: place, encoding: .utf8)
    }

    @Test func `as the page shows`() throws {
        let lines = try Self.page().split(separator: "```").enumerated()
            .filter { $0.offset % 2 == 0 }
            .flatMap { $0.element.split(separator: "\n", omittingEmptySubsequences: false) }
        let examples = lines.filter { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
        #expect(examples.count > 15)
        let statements = try PolicyParser.statements(
            Array(examples.joined(separator: "\n").utf8), file: "docs/policy.md")
        #expect(statements.count == examples.count { !$0.isEmpty && !$0.hasPrefix("#") })
    }

    @Test func `in the words that the page names`() throws {
        let page = try Self.page()
        let start = try #require(page.firstRange(of: "```ebnf")?.upperBound)
        let grammar = page[start...].prefix(while: { $0 != "`" })
        for word in PolicyWords.all { #expect(grammar.contains("\"\(word)\""), "\(word)") }
        for comparison in PolicyComparison.allCases {
            #expect(grammar.contains("\"\(comparison.rawValue)\""))
        }
    }
}

/// Today's requirements are lines of a policy, and end as they always did.
@Suite struct `A requirement is a promise` {
    @Test(arguments: [
        ("gemma4:e2b on apple-*: pass", nil), ("gemma4 on a, b-*,c: pass,warning", nil),
        ("gemma4 on ,a,,: ,pass,,warning,", nil), ("* on *:fail", nil),
        ("requirements on *: pass", nil), ("blueprint on *: pass", nil),
        ("gemma4 on hardware a: pass", nil),
        ("", ExitCode.usage), ("gemma4", .usage), ("gemma4 on x", .usage),
        ("gemma4 on : pass", .usage), ("gemma4 on x:", .usage), ("gemma4 on x: passed", .usage),
        ("gemma4: pass", .usage), ("gemma4 on x: pass or fail", .usage),
        ("gemma4 on x: pass # why", .usage), ("gemma5 on x: pass", .unknownModel),
        ("gemma 4 on x: pass", .unknownModel), ("gemma4 on no such: pass", .failed),
        ("gemma4 on fleet: pass", .failed), ("gemma4 on vram >= 8GB: pass", .failed),
        ("gemma4 on *: runs >= 70%", .failed),
    ])
    func `with the code that it had`(text: String, code: ExitCode?) {
        do {
            _ = try Requirement(parsing: text, catalog: .builtin)
            #expect(code == nil, "\(text)")
        } catch { #expect(error.diagnostic.exitCode == code, "\(text): \(error)") }
    }
}
