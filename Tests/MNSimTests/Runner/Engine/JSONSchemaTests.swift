import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `A JSON schema` {
    @Test(arguments: [
        #"{}"#, #"{"type":"object"}"#, #"{"type":"string","minLength":40}"#,
        #"{"type":"string","maxLength":3}"#, #"{"type":"string","format":"date-time"}"#,
        #"{"type":"integer","minimum":7}"#, #"{"type":"integer","maximum":-7}"#,
        #"{"type":"integer","exclusiveMinimum":1.5}"#, #"{"type":"number","exclusiveMaximum":0}"#,
        #"{"type":"integer","minimum":10,"multipleOf":4}"#, #"{"type":"boolean"}"#,
        #"{"type":"null"}"#,
        #"{"type":["null","string"]}"#, #"{"enum":["red","green"]}"#, #"{"const":{"a":1}}"#,
        #"{"type":"array","items":{"type":"integer"},"minItems":3}"#,
        #"{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}]}"#,
        #"{"type":"array","maxItems":0}"#,
        #"{"type":"object","properties":{"a":{"type":"boolean"},"b":{"type":"array"}},"required":["a"]}"#,
        #"{"type":"object","required":["x"],"additionalProperties":{"type":"integer"}}"#,
        #"{"properties":{"a":{"type":"string"}},"additionalProperties":false}"#,
        #"{"anyOf":[{"type":"integer","minimum":3},{"type":"string"}]}"#,
        #"{"oneOf":[{"type":"object","properties":{"k":{"const":"v"}},"required":["k"]}]}"#,
        #"{"allOf":[{"properties":{"a":{"type":"integer"}},"required":["a"]},{"required":["b"]}]}"#,
        ##"{"$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}}}},"$ref":"#/$defs/n"}"##,
    ])
    func `is fitted by its sample, which is always the same`(_ text: String) throws {
        let schema = JSONSchema(try JSON.parse(text))
        let sample = schema.sample(saying: "some words")
        #expect(schema.accepts(sample), "\(GoJSON.text(sample))")
        #expect(schema.sample(saying: "some words") == sample)
    }

    @Test(arguments: [
        (#"{"type":"integer"}"#, "1.5", false), (#"{"type":"integer"}"#, "2.0", true),
        (#"{"type":"string","minLength":2}"#, #""a""#, false), (#"{"enum":[1]}"#, "2", false),
        (#"{"required":["a"]}"#, "{}", false),
        (#"{"additionalProperties":false}"#, #"{"a":1}"#, false),
        (#"{"items":{"type":"null"}}"#, "[1]", false), (#"{"not":{"type":"null"}}"#, "null", false),
        (#"{"multipleOf":3}"#, "7", false), (##"{"$ref":"#/nowhere"}"##, "1", false),
        (##"{"$ref":"#"}"##, "1", false), ("true", "1", true), ("false", "1", false),
    ])
    func `judges values`(_ schema: String, _ value: String, _ fits: Bool) throws {
        #expect(JSONSchema(try JSON.parse(schema)).accepts(try JSON.parse(value)) == fits)
    }

    @Test func `makes no more than can be held`() throws {
        var text = #"{"type":"integer"}"#
        for _ in 0..<6 { text = #"{"type":"array","minItems":1000,"items":\#(text)}"# }
        let sample = JSONSchema(try JSON.parse(text)).sample(saying: "x")
        #expect(GoJSON.text(sample).utf8.count < 1_000_000)
        let loop =
            ##"{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}},"required":["a","b"]}"##
        #expect(
            GoJSON.text(JSONSchema(try JSON.parse(loop)).sample(saying: "x")).utf8.count < 1_000_000
        )
    }

    @Test func `comes to an end however it branches`() throws {
        let option = ##"{"$ref":"#"},"##
        let options = String(repeating: option, count: 50) + ##"{"$ref":"#"}"##
        let schema = JSONSchema(try JSON.parse(#"{"anyOf":[\#(options)]}"#))
        #expect(!schema.accepts(1))
        #expect(schema.sample(saying: "x") == .null)
        let tiny = JSONSchema([
            "type": "number", "minimum": 1, "multipleOf": .number(.leastNonzeroMagnitude),
        ])
        #expect(tiny.sample(saying: "x").double.map(\.isFinite) == true)
    }
}
