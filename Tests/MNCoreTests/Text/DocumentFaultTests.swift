import MNCore
import Testing

@Suite struct `A document that cannot be used` {
    private func fault(
        _ bytes: [UInt8], name: String = "m.json",
        _ body: (JSONField) throws(JSONFault) -> Void = { _ in }
    ) -> DocumentFault? {
        do throws(DocumentFault) {
            try Document.read(bytes, kind: "machine profile", name: name, body)
            return nil
        } catch {
            return error
        }
    }

    @Test func `gives its value if it can be used`() throws {
        let id = try Document.read(Array("{\"id\": \"a\"}".utf8), kind: "profile", name: "m.json") {
            field throws(JSONFault) in
            try field.object(keys: ["id"]).required("id").string()
        }
        #expect(id == "a")
    }

    @Test func `has a line and a column when it is not JSON`() {
        let fault = fault(Array("{\n  \"id\": nope\n}".utf8))
        #expect(fault?.place == DocumentFault.Place(line: 2, column: 9))
        #expect(
            fault?.problem
                == "m.json, line 2, column 9 (/id): not a valid machine profile: "
                + "found 'n', expected a value.")
        #expect(fault?.code == .invalidFile)
        #expect(fault?.exitCode == .failed)
        #expect(fault?.fixes == ["Correct m.json, or leave it out."])
    }

    @Test func `has a line and a column when its JSON is not what is wanted`() {
        let text = "{\n  \"list\": [1,\n    {\"a/b\": true}]\n}"
        let fault = fault(Array(text.utf8)) { field throws(JSONFault) in
            let list = try field.object(keys: ["list"]).required("list").array()
            _ = try list[1].anyObject().required("a/b").string()
        }
        #expect(fault?.place == DocumentFault.Place(line: 3, column: 13))
        #expect(
            fault?.problem
                == "m.json, line 3, column 13 (/list/1/a~1b): not a valid machine profile: "
                + "expected a string, found a truth value.")
    }

    @Test func `has the place of an object that lacks a key`() {
        let fault = fault(Array("\n  {}".utf8)) { field throws(JSONFault) in
            _ = try field.anyObject().required("id")
        }
        #expect(fault?.place == DocumentFault.Place(line: 2, column: 3))
        #expect(
            fault?.problem.hasSuffix(
                "line 2, column 3: not a valid machine profile: the key 'id' is missing.") == true)
    }

    @Test(arguments: [
        ("", 1, 1), ("\n\n", 3, 1), ("\u{FEFF}x", 1, 1), ("\u{FEFF}", 1, 1), ("\u{FEFF}\n x", 2, 2),
        ("[1,\r\n x]", 2, 2), ("[", 1, 2),
    ])
    func `counts lines and columns from 1, without a byte order mark`(
        text: String, line: Int, column: Int
    ) {
        #expect(fault(Array(text.utf8))?.place == DocumentFault.Place(line: line, column: column))
    }

    @Test func `has the place of UTF-16 and of a broken string`() {
        #expect(fault([0xFF, 0xFE, 0x7B, 0x00])?.place == DocumentFault.Place(line: 1, column: 1))
        #expect(fault([0x0A, 0x22, 0xFF, 0x22])?.place == DocumentFault.Place(line: 2, column: 1))
    }

    @Test func `prints no control characters, and no more than a few words of the file`() {
        let key = "\\u001b[2J\\u202ebad\\n" + String(repeating: "k", count: 10_000)
        let texts = [
            "{\"\(key)\": {\"\(key)\": x}}", "{\"\(key)\": 1, \"\(key)\": 2}",
            String(repeating: "9", count: 10_000), "{\"\(key)\": 1}",
        ]
        for text in texts {
            let fault = fault(Array(text.utf8), name: "a\u{1B}[31m.json") {
                field throws(JSONFault) in
                _ = try field.object(keys: [])
            }
            let problem = fault?.problem ?? ""
            #expect(problem.hasPrefix("a.json, line 1, column "))
            #expect(problem.utf8.count < 400)
            #expect(Sanitized.line(problem) == problem)
        }
    }

    @Test func `never breaks the sentence of its fault`() {
        let problems: [JSONFault.Problem] = [
            .empty, .notUTF8, .utf16, .unexpectedEnd, .unexpected(found: "c", wanted: "d"),
            .controlCharacterInString, .badEscape, .numberOutOfRange("1"), .tooDeep(limit: 64),
            .duplicateKey("a"), .wrongKind(wanted: "e", found: "f"), .missingKey("a"),
            .unknownKey("a", known: []), .unknownKey("a", known: ["ab"]),
            .outOfRange(wanted: "a", found: "b"), .breaksRule("a rule"),
        ]
        let words = problems.map { JSONFault($0).description }
        #expect(Set(words).count == problems.count)
        #expect(words.allSatisfy { !$0.isEmpty && !$0.hasSuffix(".") })
    }
}
