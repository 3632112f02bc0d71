import MNCore
import Testing

@Suite struct `Small pieces of English` {
    @Test func `join a list`() {
        #expect(Words.list([]) == "")
        #expect(Words.list(["a"]) == "a")
        #expect(Words.list(["a", "b"]) == "a and b")
        #expect(Words.list(["a", "b", "c"], "or") == "a, b or c")
    }

    @Test func `count things`() {
        #expect(Words.count(0, "model") == "0 models")
        #expect(Words.count(1, "model") == "1 model")
        #expect(Words.count(2, "model") == "2 models")
        #expect(Words.count(2, "box", "boxes") == "2 boxes")
    }
}
