import Testing

@testable import MNCore
@testable import MNMachine

/// What is sent is one request, and the one that was meant.
@Suite struct `A request that is sent` {
    static let sound: [HTTPRequest] = [
        HTTPRequest("GET", "/models"), HTTPRequest("POST", "/models/create", body: [1, 13, 10]),
        HTTPRequest("DELETE", "/models/docker.io/ai/gemma4:E2B"),
        HTTPRequest("GET", "/a?b=c&d=%20e%2F(*)'!~", headers: ["X-A": "b \t\u{E9}", "y": ""]),
        HTTPRequest("M-SEARCH", "/", headers: ["Accept": "text/html, */*;q=0.8"], body: [0]),
    ]

    @Test(arguments: sound) func `is read back as it was`(request: HTTPRequest) throws {
        var parser = HTTPRequestParser()
        parser.append(try request.wireBytes(host: "[::1]:80"))
        let arrival = try #require(try parser.next())
        #expect(arrival.request.method == request.method)
        #expect(arrival.request.target == request.target)
        #expect(arrival.request.body == request.body)
        #expect(arrival.host == "[::1]:80")
        #expect(arrival.isLast)
        for field in request.headers.fields {
            #expect(arrival.request.headers[field.name] == field.value)
        }
        let more = try parser.next()
        #expect(more == nil && parser.isBetweenRequests)
    }

    /// What would begin another line, another word, or another message.
    static let splitting = [
        "\r", "\n", "\r\n", "\0", " ", "\t", "\u{B}", "\u{7F}", "\u{85}", "\u{2028}", "\u{E9}",
        "x\r\nHost: y", "a b", "\u{FF20}",
    ]

    @Test(arguments: splitting) func `holds nothing that splits it`(text: String) {
        for odd in [text, "a\(text)", "\(text)a", "a\(text)a"] {
            let requests = [
                HTTPRequest(odd, "/"), HTTPRequest("GET", "/\(odd)"), HTTPRequest("GET", odd),
                HTTPRequest("GET", "/", headers: HTTPHeaders([(odd, "v")])),
            ]
            for request in requests {
                #expect(throws: HTTPFault.self) { try request.wireBytes(host: "h") }
            }
            #expect(throws: HTTPFault.self) {
                try HTTPRequest("GET", "/").wireBytes(host: odd)
            }
            #expect(throws: HTTPFault.self) {
                try HTTPRequest("GET", "/").wireBytes(host: "h", prefix: "/\(odd)")
            }
        }
        let value = HTTPHeaders([("X", "a\(text)a")])
        let isHarmless = ["\t", " ", "a b", "\u{85}", "\u{2028}", "\u{E9}", "\u{FF20}"].contains(
            text)
        #expect(
            ((try? HTTPRequest("GET", "/", headers: value).wireBytes(host: "h")) != nil)
                == isHarmless)
    }

    @Test(arguments: [
        "Host", "content-length", "Transfer-Encoding", "connection", "", "A:", "A\u{212A}",
    ]) func `has no header of the writer's own`(name: String) {
        #expect(throws: HTTPFault.self) {
            try HTTPRequest("GET", "/", headers: HTTPHeaders([(name, "1")])).wireBytes(host: "h")
        }
    }

    @Test(arguments: [
        "", "models", "http://h/", "*", "/a#b", "/a\\b", "/a<b>", "/%", "/%2", "/%zz", "/a\"b",
    ]) func `asks for a path`(target: String) {
        #expect(throws: HTTPFault.self) { try HTTPRequest("GET", target).wireBytes(host: "h") }
    }

    static let names: [(name: String, path: String?)] = [
        ("docker.io/ai/gemma4:E2B", "docker.io/ai/gemma4:E2B"),
        ("hf.co/a/b@sha256:0f", "hf.co/a/b@sha256:0f"), ("sha256:ab", "sha256:ab"),
        ("a?b#c", "a%3Fb%23c"), ("50%", "50%25"), ("a b\r\nHost: x", "a%20b%0D%0AHost:%20x"),
        ("\u{E9}", "%C3%A9"), ("\\", "%5C"), ("a%2e%2e", "a%252e%252e"), ("...", "..."),
        ("..", nil), (".", nil), ("a/../b", nil), ("a/./b", nil), ("", nil), ("/a", nil),
        ("a//b", nil), ("a/", nil),
    ]

    @Test(arguments: names) func `names a model without leaving its path`(
        name: String, path: String?
    ) throws {
        #expect(HTTPRequest.path(name) == path)
        guard let path else { return }
        var parser = HTTPRequestParser()
        parser.append(try HTTPRequest("DELETE", "/models/\(path)").wireBytes(host: "h"))
        #expect(try parser.next()?.request.target == "/models/\(path)")
    }
}
