import MNCore
import Testing

@Suite struct `HTTP headers` {
    @Test func `are found without regard to case, the first of a name`() {
        let headers: HTTPHeaders = ["Content-Type": "application/json", "X-A": "1", "x-a": "2"]
        #expect(headers["content-type"] == "application/json")
        #expect(headers["X-a"] == "1")
        #expect(headers["Host"] == nil)
    }

    @Test func `keep their order and spelling`() {
        let headers = HTTPHeaders([("b", "1"), ("A", "2"), ("b", "3")])
        #expect(headers.fields.map(\.name) == ["b", "A", "b"])
        #expect(headers != HTTPHeaders([("A", "2"), ("b", "1"), ("b", "3")]))
    }

    @Test func `and bodies are empty unless given`() {
        #expect(
            HTTPRequest("GET", "/models") == HTTPRequest("GET", "/models", headers: [:], body: []))
        #expect(HTTPResponseHead(status: 200).headers.fields.isEmpty)
    }
}
