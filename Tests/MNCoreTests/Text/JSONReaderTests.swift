import MNCore
import Testing

@Suite struct `The JSON reader` {
    private func problem(_ text: String) -> JSONFault.Problem? { problem(Array(text.utf8)) }

    private func problem(_ bytes: [UInt8]) -> JSONFault.Problem? { fault(bytes)?.problem }

    private func fault(_ bytes: [UInt8]) -> JSONFault? {
        do throws(JSONFault) {
            _ = try JSON.parse(bytes)
            return nil
        } catch {
            return error
        }
    }

    private static let sample = """
        {"id": "apple-m1", "memory": 17179869184, "ratio": -2.5e-3, "list": [true, false, null, []],
         "text": "caf\\u00e9 \\ud83d\\ude00 \\\\ \\/ \\" \\b\\f\\n\\r\\t é 日本", "empty": {}, "n": {"a": [{}]}}
        """

    @Test func `reads every kind of value`() throws {
        let json = try JSON.parse(Self.sample)
        #expect(json["id"] == "apple-m1")
        #expect(json["memory"]?.integer == 17_179_869_184)
        #expect(json["ratio"]?.double == -0.0025)
        #expect(json["list"] == [true, false, nil, []])
        #expect(json["text"] == "café 😀 \\ / \" \u{8}\u{C}\n\r\t é 日本")
        #expect(json["empty"] == [:])
        #expect(
            json.object?.keys == ["id", "memory", "ratio", "list", "text", "empty", "n"])
    }

    static let scalars: [(String, JSON)] = [
        ("0", 0), ("-0", 0), ("-1", -1), ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)), ("1.0", .number(1)), ("1E5", .number(100_000)),
        ("1e+2", .number(100)), ("0.1", .number(0.1)), ("-0.0", .number(-0.0)),
        ("5e-324", .number(.leastNonzeroMagnitude)), ("1e-400", .number(0)),
        ("0e999999999", .number(0)),
        ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
        (" \t\r\n null \n", nil), ("\u{FEFF}true", true), ("\"\"", ""), ("\"\u{7F}\"", "\u{7F}"),
        ("\"\\u0000\"", "\u{0}"), ("\"\\uFFFF\"", .string("\u{FFFF}")), ("[[]]", [[]]),
        ("\"\\uD834\\udd1e\"", "\u{1D11E}"),
    ]

    @Test(arguments: scalars) func `reads a document of one value`(text: String, value: JSON) throws
    {
        #expect(try JSON.parse(text) == value)
    }

    @Test(arguments: ["", " ", "\n\t\r ", "\u{FEFF}", "\u{FEFF} \n"])
    func `says that there is nothing`(text: String) {
        #expect(problem(text) == .empty)
    }

    @Test func `accepts no beginning of a document`() {
        let bytes = Array(Self.sample.utf8)
        for length in 1..<bytes.count {
            let problem = problem(Array(bytes.prefix(length)))
            // A beginning may also end inside a character, which shows at its string.
            #expect(problem == .unexpectedEnd, "the first \(length) bytes")
        }
    }

    static let broken: [(String, JSONFault.Problem)] = [
        ("NaN", .unexpected(found: "'N'", wanted: "a value")),
        ("Infinity", .unexpected(found: "'I'", wanted: "a value")),
        ("-Infinity", .unexpected(found: "'I'", wanted: "a digit")),
        ("1e400", .numberOutOfRange("1e400")), ("-1e400", .numberOutOfRange("-1e400")),
        ("9223372036854775808", .numberOutOfRange("9223372036854775808")),
        ("-9223372036854775809", .numberOutOfRange("-9223372036854775809")),
        ("01", .unexpected(found: "'1'", wanted: "the end of the text")),
        ("-01", .unexpected(found: "'1'", wanted: "the end of the text")),
        ("[01]", .unexpected(found: "'1'", wanted: "',' or ']'")),
        ("+1", .unexpected(found: "'+'", wanted: "a value")),
        ("1.", .unexpectedEnd), ("[1.]", .unexpected(found: "']'", wanted: "a digit")),
        (".5", .unexpected(found: "'.'", wanted: "a value")),
        ("-", .unexpectedEnd), ("- 1", .unexpected(found: "byte 0x20", wanted: "a digit")),
        ("1e", .unexpectedEnd), ("1e+", .unexpectedEnd),
        ("[1e]", .unexpected(found: "']'", wanted: "a digit")),
        ("0x10", .unexpected(found: "'x'", wanted: "the end of the text")),
        ("1_000", .unexpected(found: "'_'", wanted: "the end of the text")),
        ("'a'", .unexpected(found: "'''", wanted: "a value")),
        ("{'a': 1}", .unexpected(found: "'''", wanted: "a key in quotes")),
        ("{a: 1}", .unexpected(found: "'a'", wanted: "a key in quotes")),
        ("{1: 1}", .unexpected(found: "'1'", wanted: "a key in quotes")),
        ("{\"a\" 1}", .unexpected(found: "'1'", wanted: "':'")),
        ("{\"a\": 1 \"b\": 2}", .unexpected(found: "'\"'", wanted: "',' or '}'")),
        ("{\"a\": 1,}", .unexpected(found: "'}'", wanted: "a key in quotes")),
        ("[1,]", .unexpected(found: "']'", wanted: "a value")),
        ("[,]", .unexpected(found: "','", wanted: "a value")),
        ("[1 2]", .unexpected(found: "'2'", wanted: "',' or ']'")),
        ("[1}", .unexpected(found: "'}'", wanted: "',' or ']'")),
        ("{]", .unexpected(found: "']'", wanted: "a key in quotes")),
        ("]", .unexpected(found: "']'", wanted: "a value")),
        ("// c\n1", .unexpected(found: "'/'", wanted: "a value")),
        ("1 /* c */", .unexpected(found: "'/'", wanted: "the end of the text")),
        ("# c\n1", .unexpected(found: "'#'", wanted: "a value")),
        ("{} {}", .unexpected(found: "'{'", wanted: "the end of the text")),
        ("{}\n{}", .unexpected(found: "'{'", wanted: "the end of the text")),
        ("nul", .unexpectedEnd), ("nulL", .unexpected(found: "'n'", wanted: "a value")),
        ("True", .unexpected(found: "'T'", wanted: "a value")),
        ("truefalse", .unexpected(found: "'f'", wanted: "the end of the text")),
        ("\"a\nb\"", .controlCharacterInString), ("\"a\u{0}\"", .controlCharacterInString),
        ("\"a\tb\"", .controlCharacterInString), ("{\"a\u{1B}\": 1}", .controlCharacterInString),
        ("\"\\x41\"", .badEscape), ("\"\\'\"", .badEscape), ("\"\\u12G4\"", .badEscape),
        ("\"\\u+123\"", .badEscape), ("\"\\U0041\"", .badEscape),
        ("\"\\ud800\"", .badEscape), ("\"\\udc00\"", .badEscape), ("\"\\ud800a\"", .badEscape),
        ("\"\\ud800\\n\"", .badEscape), ("\"\\ud800\\u0041\"", .badEscape),
        ("\"\\ud800\\ud800\"", .badEscape), ("\"\\udc00\\ud800\"", .badEscape),
        ("{\"a\": 1, \"a\": 2}", .duplicateKey("a")),
        ("{\"a\": 1, \"\\u0061\": 2}", .duplicateKey("a")),
        ("{\"\": 1, \"\": 2}", .duplicateKey("")),
        ("\"e\(String(repeating: "\u{301}", count: 31))\"", .tooManyMarks(limit: 30)),
        (
            "{\"e\(String(repeating: "\u{301}\u{323}", count: 50_000))\": 1}",
            .tooManyMarks(limit: 30)
        ),
        ("\"e\(String(repeating: "\\u0301", count: 31))\"", .tooManyMarks(limit: 30)),
        ("\u{FEFF}\u{FEFF}1", .unexpected(found: "byte 0xef", wanted: "a value")),
        ("\u{A0}1", .unexpected(found: "byte 0xc2", wanted: "a value")),
        ("\u{0}", .unexpected(found: "byte 0x0", wanted: "a value")),
    ]

    @Test(arguments: broken)
    func `refuses what is not JSON`(text: String, problem: JSONFault.Problem) {
        #expect(self.problem(text) == problem)
    }

    @Test func `tells UTF-16 from other bytes`() {
        let units = Array("{\"a\": 1}".utf16)
        let little = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        for bytes in [little, big, [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, [0xFF, 0xFE]] {
            #expect(problem(bytes) == .utf16)
        }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22],
            [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
        ] as [[UInt8]])
    func `refuses strings that are not UTF-8`(bytes: [UInt8]) {
        #expect(fault(bytes) == JSONFault(.notUTF8, offset: 0))
    }

    @Test(
        arguments: [
            [0x7F, 0x45, 0x4C, 0x46, 0x02, 0x01], [0x1F, 0x8B, 0x08, 0x00],
            [0x89, 0x50, 0x4E, 0x47],
            [0x00], [0x00, 0x00, 0x00, 0x00], [0xFF],
        ] as [[UInt8]])
    func `refuses binary files`(bytes: [UInt8]) {
        #expect(problem(bytes) != nil)
    }

    @Test func `never crashes on changed bytes`() {
        var random = SplitMix64(seed: 3)
        let bytes = Array(Self.sample.utf8)
        let special = Array("{}[]\",:\\u0d8e-+. \n\u{0}".utf8) + [0x80, 0xFF]
        for _ in 0..<500 {
            var changed = bytes
            for _ in 0...random.below(3) {
                changed[random.below(bytes.count)] = special[random.below(special.count)]
            }
            _ = try? JSON.parse(changed)
        }
    }

    @Test func `says where it stopped`() {
        #expect(
            fault(Array("{\"a\": [1, {\"b/c\": x}]}".utf8))
                == JSONFault(
                    .unexpected(found: "'x'", wanted: "a value"),
                    at: JSONPointer(["a", "1", "b/c"]), offset: 18))
        #expect(
            fault(Array("{\"a\": {\"b\": 1,\n\"b\": 2}}".utf8))
                == JSONFault(.duplicateKey("b"), at: JSONPointer(["a"]), offset: 15))
        #expect(
            fault(Array("[1, 1e999]".utf8))
                == JSONFault(.numberOutOfRange("1e999"), at: JSONPointer(["1"]), offset: 4))
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
    func `reads 64 levels and no more`(open: String, close: String) {
        func nested(_ levels: Int, _ inside: String) -> String {
            String(repeating: open, count: levels) + inside
                + String(repeating: close, count: levels)
        }
        #expect(problem(nested(64, "1")) == nil)
        #expect(problem(nested(63, "{}")) == nil)
        #expect(problem(nested(64, "{}")) == .tooDeep(limit: 64))
        #expect(problem(nested(65, "1")) == .tooDeep(limit: 64))
        #expect(problem(nested(100_000, "1")) == .tooDeep(limit: 64))
        #expect(problem(String(repeating: open, count: 100_000)) == .tooDeep(limit: 64))
    }

    static let size = 1_000_000

    @Test func `takes time in proportion to the size of a hopeless file`() {
        func file(_ character: Unicode.Scalar, after start: String = "") -> [UInt8] {
            Array(start.utf8) + [UInt8](repeating: UInt8(ascii: character), count: Self.size)
        }
        #expect(problem(file(" ")) == .empty)
        #expect(problem(file("[")) == .tooDeep(limit: 64))
        for start in ["", "-", "1.", "0."] {
            guard
                case .numberOutOfRange = problem(
                    file("7", after: start) + [0x65, 0x39, 0x39, 0x39])
            else {
                Issue.record("a long number after '\(start)' was not refused")
                continue
            }
        }
        #expect(problem(file("a", after: "\"")) == .unexpectedEnd)
    }

    @Test func `reads an object of many members`() throws {
        let text = "{" + (0..<20_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
        #expect(try JSON.parse(text).object?.members.count == 20_000)
    }
}
