import MNCore
import Testing

@Suite struct `A JSON object` {
    @Test func `keeps its order, and the later of two members`() {
        var object: JSONObject = ["b": 1, "a": 2, "b": 3]
        #expect(object.keys == ["b", "a"])
        #expect(object["b"] == 3)
        object["c"] = 4
        object["b"] = nil
        object["none"] = nil
        object["a"] = 5
        #expect(object == ["a": 5, "c": 4])
        #expect(object != ["c": 4, "a": 5])
    }

    @Test func `is merged member by member, lists and scalars replaced`() {
        let base: JSONObject = [
            "keep": 1, "deep": ["a": 1, "b": [1, 2]], "list": [1, 2], "x": ["y": 1],
        ]
        let over: JSONObject = [
            "deep": ["b": [3], "c": 4], "list": [5], "x": nil, "new": ["z": 1],
        ]
        #expect(
            base.merging(over) == [
                "keep": 1, "deep": ["a": 1, "b": [3], "c": 4], "list": [5], "x": nil,
                "new": ["z": 1],
            ])
        #expect(base.merging([:]) == base)
        #expect(JSONObject().merging(base) == base)
    }

    @Test func `is built and merged in time proportional to its size`() {
        let members = (0..<20_000).map { ("key \($0)", JSON.integer($0)) }
        let object = JSONObject(members)
        #expect(object.merging(JSONObject(members.reversed())) == object)
    }

    @Test(arguments: [3, 16, 17, 40]) func `finds, replaces and removes any of its members`(
        count: Int
    ) {
        var object = JSONObject((0..<count).map { ("key \($0)", JSON.integer($0)) })
        for number in 0..<count { #expect(object["key \(number)"] == .integer(number)) }
        #expect(object["key \(count)"] == nil)
        object["key 1"] = nil
        object["key 2"] = "new"
        object["last"] = true
        #expect(object["key 1"] == nil)
        #expect(object["key 2"] == "new")
        #expect(object["last"] == true)
        let keys = (0..<count).filter { $0 != 1 }.map { "key \($0)" } + ["last"]
        #expect(object.keys == keys)
        for key in keys { #expect(object[key] != nil) }
    }

    @Test(arguments: [1, 30]) func `has keys that differ by a scalar`(others: Int) throws {
        var object = JSONObject((0..<others).map { ("\($0)", JSON.integer($0)) })
        object["é"] = 1
        object["e\u{301}"] = 2
        #expect(object["é"] == 1)
        #expect(object["e\u{301}"] == 2)
        #expect(try JSON.parse(JSON.object(object).text()) == .object(object))
    }

    @Test func `is changed and searched in time proportional to its size`() {
        var object = JSONObject()
        for number in 0..<50_000 { object["key \(number)"] = .integer(number) }
        for number in 0..<50_000 { #expect(object["key \(number)"] == .integer(number)) }
    }

    @Test func `gives its value as the kind it is`() {
        let json: JSON = ["t": true, "i": 1, "s": "x", "a": [1], "o": [:]]
        #expect(json["t"]?.bool == true)
        #expect(json["i"]?.integer == 1)
        #expect(json["i"]?.double == 1)
        #expect(JSON.number(1.5).double == 1.5)
        #expect(JSON.number(1).integer == nil)
        #expect(json["s"]?.string == "x")
        #expect(json["a"]?.array == [1])
        #expect(json["o"]?.object == [:])
        #expect(json["s"]?.bool == nil && json["s"]?.double == nil && json["i"]?.string == nil)
        #expect(json["i"]?["deeper"] == nil && json["i"]?.array == nil)
        #expect(JSON.string(orNull: nil) == nil)
        #expect(JSON.string(orNull: "a") == "a")
        #expect(JSON.integer(orNull: nil) == .null)
        #expect(JSON.integer(orNull: 1) == 1)
    }
}
