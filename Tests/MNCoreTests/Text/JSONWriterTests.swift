import MNCore
import Testing

@Suite struct `The JSON writer` {
    @Test func `lays out for people`() {
        let json: JSON = [
            "b": 1, "a": [1, .number(2.5), "x", nil, true], "none": [:], "nothing": [],
            "list": [["k": "v"], [1]],
        ]
        #expect(
            json.text() == """
                {
                  "b": 1,
                  "a": [1, 2.5, "x", null, true],
                  "none": {},
                  "nothing": [],
                  "list": [
                    {
                      "k": "v"
                    },
                    [1]
                  ]
                }
                """)
    }

    @Test func `puts what fits on one line of a file`() {
        let text = String(repeating: "é", count: 42)
        let json: JSON = [
            "run": "mn model list", "stdout": ["contains": ["a", "b"], "lacks": []],
            "short": [["a": 1], ["b": [1, ["c": nil]]]],
            "long": ["first": .string(text), "second": "01234567890123456789"],
            "long1": ["first": .string(text), "second": "01234567890123456789"],
        ]
        let lines = json.text(.file).split(separator: "\n")
        #expect(
            lines.prefix(4) == [
                "{", "  \"run\": \"mn model list\",",
                "  \"stdout\": {\"contains\": [\"a\", \"b\"], \"lacks\": []},",
                "  \"short\": [{\"a\": 1}, {\"b\": [1, {\"c\": null}]}],",
            ])
        // A line of 100 letters, with the comma; one letter more, and it is broken.
        #expect(lines[4].unicodeScalars.count == 100)
        #expect(lines[5] == "  \"long1\": {")
        #expect(lines.allSatisfy { $0.unicodeScalars.count <= 100 })
        #expect((try? JSON.parse(json.text(.file))) == json)
    }

    @Test func `breaks a list that is too long for a line`() {
        let words = JSON.strings((0..<12).map { "word number \($0)" })
        let lines = words.text().split(separator: "\n")
        #expect(lines.count == 14)
        #expect(lines[1] == "  \"word number 0\",")
    }

    @Test func `sorts the members of a canonical text by bytes`() {
        let json: JSON = ["é": 1, "b": ["z": 0, "a": 0], "B": 2, "": 3, "😀": 4, "\u{FF5E}": 5]
        #expect(
            json.text(.canonical)
                == "{\"\":3,\"B\":2,\"b\":{\"a\":0,\"z\":0},\"é\":1,\"\u{FF5E}\":5,\"😀\":4}")
    }

    static let numbers: [(JSON, String)] = [
        (.integer(.min), "-9223372036854775808"), (.number(8), "8.0"), (.number(0.1), "0.1"),
        (.number(-0.0), "-0.0"), (.number(1e20), "1e+20"),
        (.number(.leastNonzeroMagnitude), "5e-324"),
        (.number(1e16), "1e+16"), (.number(123_456.789), "123456.789"),
    ]

    @Test(arguments: numbers)
    func `writes the shortest number that reads back`(json: JSON, text: String) throws {
        #expect(json.text(.canonical) == text)
        #expect(try JSON.parse(text) == json)
    }

    @Test(arguments: [
        ("\"\\/", "\"\\\"\\\\/\""), ("\n\r\t\u{8}\u{C}", "\"\\n\\r\\t\\u0008\\u000c\""),
        ("\u{0}\u{1B}\u{7F}\u{9B}", "\"\\u0000\\u001b\\u007f\\u009b\""),
        ("\u{202E}\u{2066}\u{2028}", "\"\\u202e\\u2066\\u2028\""),
        ("\u{E0041}#a##[", "\"\\udb40\\udc41#a##\\u005b\""), ("é日😀", "\"é日😀\""),
    ])
    func `escapes what could steer a terminal`(text: String, written: String) throws {
        let json = JSON.string(text)
        #expect(json.text(.canonical) == written)
        #expect(try JSON.parse(json.text()) == json)
    }

    @Test(arguments: HiddenScalars.all)
    func `escapes what would hide or turn text`(scalar: Unicode.Scalar) throws {
        for json in [JSON.string("a\(Character(scalar))b"), ["\(Character(scalar))": 1]] {
            for layout in [JSON.Layout.indented, .canonical] {
                let text = json.text(layout)
                #expect(!text.unicodeScalars.contains(scalar))
                #expect(text.utf8.allSatisfy { $0 < 0x7F })
                #expect(try JSON.parse(text) == json)
            }
        }
    }

    @Test func `writes equal bytes for equal values, and only for those`() {
        let left: JSON = ["a": "é"]
        #expect(left != ["a": "e\u{301}"])
        #expect(["é": 1] as JSON != ["e\u{301}": 1])
        #expect(JSON.number(0) != .number(-0.0))
        #expect(JSON.number(1) != .integer(1))
        #expect(Set([left, ["a": "é"]]).count == 1)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `reads back as the same value`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let json = Self.anyValue(&random, depth: 0)
        let canonical = json.text(.canonical)
        let read = try JSON.parse(json.text())
        #expect(read == json)
        #expect(read.hashValue == json.hashValue)
        #expect(read.text(.canonical) == canonical)
        #expect(try JSON.parse(canonical).text(.canonical) == canonical)
        #expect(Self.shuffled(json, &random).text(.canonical) == canonical)
        #expect(!canonical.contains("\n"))
    }

    private static let pieces = [
        "a", "B", "0", " ", "\"", "\\", "/", "\n", "\u{0}", "\u{1B}", "\u{7F}", "\u{85}", "é",
        "e\u{301}", "日", "😀", "\u{FEFF}", "\u{202E}", "\u{FFFF}", "\u{10FFFF}", "👩‍👧",
    ]

    private static func anyText(_ random: inout SplitMix64) -> String {
        (0..<random.below(8)).map { _ in pieces[random.below(pieces.count)] }.joined()
    }

    private static func anyValue(_ random: inout SplitMix64, depth: Int) -> JSON {
        switch random.below(depth > 4 ? 6 : 9) {
        case 0: return .null
        case 1: return .bool(random.below(2) == 0)
        case 2: return .integer(Int(truncatingIfNeeded: random.next()))
        case 3: return .integer(random.below(200) - 100)
        case 4:
            let number = Double(bitPattern: random.next())
            return .number(number.isFinite ? number : 0.5)
        case 5: return .string(anyText(&random))
        case 6:
            return .array((0..<random.below(6)).map { _ in anyValue(&random, depth: depth + 1) })
        default:
            return .object(
                JSONObject(
                    (0..<random.below(6)).map { _ in
                        (anyText(&random), anyValue(&random, depth: depth + 1))
                    }))
        }
    }

    private static func shuffled(_ json: JSON, _ random: inout SplitMix64) -> JSON {
        switch json {
        case .array(let elements): return .array(elements.map { shuffled($0, &random) })
        case .object(let object):
            let members = object.members.shuffled(using: &random)
            return .object(JSONObject(members.map { ($0.key, shuffled($0.value, &random)) }))
        default: return json
        }
    }

    @Test func `writes only numbers that JSON has`() async {
        await #expect(processExitsWith: .failure) { _ = JSON.number(.infinity).text() }
    }
}
