import MNCore
import Testing

/// Requests out of bytes, whole, in pieces and malformed.
@Suite struct `A parser of HTTP requests` {
    /// All requests of a text, given in pieces of a size.
    static func parse(_ text: String, by size: Int = .max) throws -> [HTTPRequestParser.Arrival] {
        var parser = HTTPRequestParser(bodyLimit: 1000)
        var arrivals: [HTTPRequestParser.Arrival] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            parser.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            while let arrival = try parser.next() { arrivals.append(arrival) }
        }
        return arrivals
    }

    static let two =
        "POST /a?b=c HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nX-Odd:  \tv \r\n\r\nabc"
        + "\r\nGET / HTTP/1.1\r\nhOST: h\r\nConnection: keep-alive, Close\r\n\r\n"

    @Test(arguments: [1, 2, 7, 1000])
    func `takes requests one after another, in pieces of any size`(size: Int) throws {
        let arrivals = try Self.parse(Self.two, by: size)
        #expect(arrivals.map(\.request.method) == ["POST", "GET"])
        #expect(arrivals.map(\.request.target) == ["/a?b=c", "/"])
        #expect(arrivals.map(\.isLast) == [false, true])
        #expect(arrivals.first?.request.body == Array("abc".utf8))
        #expect(arrivals.first?.request.headers["x-odd"] == "v")
    }

    @Test(arguments: [1, 3, 1000])
    func `puts chunks together and drops trailers`(size: Int) throws {
        let text =
            "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: Chunked\n\n"
            + "3;name=value\r\nabc\r\nA\r\n0123456789\r\n0\r\nSum: 1\r\n\r\n"
            + "GET /next HTTP/1.1\r\nHost: h\r\n\r\n"
        let arrivals = try Self.parse(text, by: size)
        #expect(
            arrivals.map { String(decoding: $0.request.body, as: UTF8.self) } == [
                "abc0123456789", "",
            ])
    }

    /// Somebody between may see another end of the body (RFC 9112 §6.1).
    @Test(arguments: [
        "HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 99\r\n\r\n1\r\na\r\n0\r\n\r\n",
        "HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\na",
    ])
    func `answers a body of two framings, and nothing after it`(text: String) throws {
        let arrivals = try Self.parse("POST / " + text)
        #expect(arrivals.map(\.request.body) == [Array("a".utf8)])
        #expect(arrivals.map(\.isLast) == [true])
    }

    @Test(arguments: [
        ("GET http://a:1/x HTTP/1.1\r\nHost: b", "a:1", "/x"),
        ("GET http://a?b/c HTTP/1.1\r\nHost: b", "a", "/?b/c"),
        ("GET /x://y HTTP/1.1\r\nHost: b", "b", "/x://y"), ("GET / HTTP/1.0", nil, "/"),
        ("OPTIONS * HTTP/1.1\r\nHost: [::1]:2", "[::1]:2", "*"),
    ])
    func `tells which host is wanted`(head: String, host: String?, target: String) throws {
        let arrival = try #require(try Self.parse(head + "\r\n\r\n").first)
        #expect(arrival.host == host)
        #expect(arrival.request.target == target)
    }

    @Test func `knows HTTP/1.0 and addresses with a host`() throws {
        let old = try Self.parse("GET http://h:1/x?y HTTP/1.0\r\n\r\n")
        #expect(old.first?.isOld == true)
        #expect(old.first?.isLast == true)
        #expect(old.first?.request.target == "/x?y")
    }

    @Test func `tells once that a client waits to be told to go on`() throws {
        var parser = HTTPRequestParser()
        parser.append(
            Array(
                "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
                    .utf8))
        let (early, first) = (try parser.next(), parser.takeContinue())
        #expect(early == nil && first)
        let again = parser.takeContinue()
        #expect(!again)
        parser.append(Array("ok".utf8))
        let arrival = try parser.next()
        #expect(arrival?.request.body == Array("ok".utf8))
    }

    static let refused: [(text: String, status: Int)] = [
        ("GET /\r\n\r\n", 400), ("GET  / HTTP/1.1\r\n\r\n", 400), ("\u{16}\u{3}\u{1}\n\n", 400),
        ("GET x HTTP/1.1\r\nHost: h\r\n\r\n", 400), ("GET / HTTP/1.x\r\nHost: h\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\n x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\u{0}\r\n\r\n", 400), ("G{T / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1e2\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chun\u{212A}ed\r\n\r\n", 501),
        ("GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\u{2003}\r\n\r\n", 501),
        (
            "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n",
            501
        ),
        ("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: \u{A0}1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nX: \r\u{1}\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 1001) + "\r\n", 431),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n+1\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno colon\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nExpect: tea\r\n\r\n", 417),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3E9\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nX: " + String(repeating: "x", count: 1_100_000), 431),
        (String(repeating: "x", count: 1_100_000), 431),
    ]

    @Test(arguments: refused)
    func `refuses what is malformed, in pieces of any size`(text: String, status: Int) {
        for size in [1, 5, Int.max] where text.utf8.count < 100_000 || size == Int.max {
            #expect(throws: HTTPRefusal.self) { try Self.parse(text, by: size) }
            do { _ = try Self.parse(text, by: size) } catch {
                #expect((error as? HTTPRefusal)?.status == status, "\(text.prefix(80))")
            }
        }
    }

    /// Every request that is damaged in one byte is taken or refused; nothing stops the parser.
    @Test func `survives any byte at any place`() {
        let bytes = Array(Self.two.utf8)
        for index in bytes.indices {
            for byte: UInt8 in [0, 10, 13, 32, 58, 127, 128, 255] {
                var damaged = bytes
                damaged[index] = byte
                var parser = HTTPRequestParser(bodyLimit: 1000)
                parser.append(damaged)
                var count = 0
                while let arrival = try? parser.next() {
                    count += arrival.request.method.isEmpty ? 0 : 1
                }
                #expect(count <= 2)
            }
        }
    }
}
