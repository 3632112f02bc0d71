import MNCore
import Testing

@Suite struct `A JSON pointer` {
    // Source: RFC 6901, section 5, https://www.rfc-editor.org/rfc/rfc6901
    @Test(
        arguments: [
            ([], ""), (["foo"], "/foo"), (["foo", "0"], "/foo/0"), ([""], "/"), (["a/b"], "/a~1b"),
            (["m~n"], "/m~0n"), ([" "], "/ "), (["~1"], "/~01"),
        ] as [([String], String)])
    func `is written with its two escapes`(tokens: [String], text: String) {
        #expect(JSONPointer(tokens).description == text)
    }

    @Test func `leads deeper`() {
        #expect(JSONPointer().appending("a").appending("0") == JSONPointer(["a", "0"]))
    }
}
