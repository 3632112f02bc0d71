import MNCore
import Testing

@Suite struct `A JSON field` {
    enum Size: String, CaseIterable {
        case small
        case large
    }

    private func field(_ json: JSON) -> JSONField { JSONField(json, at: JSONPointer(["x"])) }

    private func problem<Value>(
        _ json: JSON, _ read: (JSONField) throws(JSONFault) -> Value
    ) -> JSONFault.Problem? {
        do throws(JSONFault) {
            _ = try read(field(json))
            return nil
        } catch {
            return error.problem
        }
    }

    @Test func `reads what it is asked for`() throws {
        #expect(try field("a").string() == "a")
        #expect(try field("").string() == "")
        #expect(try field(true).bool())
        #expect(try field(7).integer() == 7)
        #expect(try field(7).integer(in: 7...7) == 7)
        #expect(try field(7).number(in: 0...8) == 7)
        #expect(try field(.number(7.5)).number(in: 0...8) == 7.5)
        #expect(try field(["a", "b"]).strings() == ["a", "b"])
        #expect(try field("large").word(Size.self) == .large)
    }

    @Test func `names the kind that is wrong`() {
        func wrong(_ wanted: String, _ found: String) -> JSONFault.Problem {
            .wrongKind(wanted: wanted, found: found)
        }
        #expect(
            problem(1) { field throws(JSONFault) in try field.string() }
                == wrong("a string", "an integer"))
        #expect(
            problem("1") { field throws(JSONFault) in try field.integer() }
                == wrong("an integer", "a string"))
        #expect(
            problem(.number(1)) { field throws(JSONFault) in try field.integer() }
                == wrong("an integer", "a number"))
        #expect(
            problem(nil) { field throws(JSONFault) in try field.bool() }
                == wrong("true or false", "null"))
        #expect(
            problem(true) { field throws(JSONFault) in try field.number(in: 0...1) }
                == wrong("a number", "a truth value"))
        #expect(
            problem([:]) { field throws(JSONFault) in try field.array() }
                == wrong("an array", "an object"))
        #expect(
            problem([]) { field throws(JSONFault) in try field.anyObject() }
                == wrong("an object", "an array"))
    }

    @Test func `keeps to its range`() {
        #expect(
            problem(8) { field throws(JSONFault) in try field.integer(in: 0...7) }
                == .outOfRange(wanted: "0 to 7", found: "8"))
        #expect(
            problem(.number(1e300)) { field throws(JSONFault) in try field.number(in: 0...7) }
                == .outOfRange(wanted: "0.0 to 7.0", found: "1e+300"))
        for blank in ["", " ", "\n\t"] as [JSON] {
            #expect(
                problem(blank) { field throws(JSONFault) in try field.nonEmptyString() }
                    == .outOfRange(wanted: "some text", found: "an empty string"))
        }
        #expect(
            problem("huge") { field throws(JSONFault) in try field.word(Size.self) }
                == .outOfRange(wanted: "one of small, large", found: "'huge'"))
    }

    @Test func `knows its place`() throws {
        #expect(
            throws: JSONFault(
                .wrongKind(wanted: "a string", found: "null"), at: JSONPointer(["x", "1"]))
        ) {
            try field(["a", nil]).strings()
        }
        let members = try field(["a": 1, "b": ["c": 2]]).object(keys: ["a", "b"])
        #expect(members.all.map(\.key) == ["a", "b"])
        #expect(try members.required("b").anyObject().required("c").pointer.description == "/x/b/c")
        #expect(members.optional("z") == nil)
        #expect(throws: JSONFault(.missingKey("z"), at: JSONPointer(["x"]))) {
            try members.required("z")
        }
        #expect(members.fault(.empty).pointer == JSONPointer(["x"]))
    }

    @Test func `has no key but those it may have`() {
        #expect(
            throws: JSONFault(
                .unknownKey("memroy", known: ["id", "memory"]), at: JSONPointer(["x", "memroy"]))
        ) {
            try field(["id": 1, "memroy": 2]).object(keys: ["id", "memory"])
        }
    }

    @Test func `reads a large object in time proportional to its size`() throws {
        let object = JSON.object(JSONObject((0..<20_000).map { ("key \($0)", .integer($0)) }))
        #expect(try field(object).anyObject().all.count == 20_000)
        #expect(throws: JSONFault.self) { try field(object).object(keys: ["key 0", "key 1"]) }
    }
}
