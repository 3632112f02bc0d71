import Testing

@testable import MNText

/// Responses out of bytes, whole, in pieces and malformed.
@Suite struct `A parser of HTTP responses` {
    /// What comes of bytes: the response, or the fault and what came before it.
    struct Outcome: Equatable {
        var head: HTTPResponseHead?
        var body: [UInt8]
        var fault: HTTPFault?
    }

    static func read(_ pieces: [ArraySlice<UInt8>], method: String = "GET") -> Outcome {
        var parser = HTTPResponseParser(method: method, bodyLimit: 1000)
        var body: [UInt8] = []
        do throws(HTTPFault) {
            for piece in pieces {
                try parser.append(piece)
                body += parser.takeBody()
            }
            try parser.finish()
            return Outcome(head: parser.head, body: body + parser.takeBody(), fault: nil)
        } catch {
            return Outcome(head: parser.head, body: body + parser.takeBody(), fault: error)
        }
    }

    static func read(_ text: String, method: String = "GET") -> Outcome {
        read([Array(text.utf8)[...]], method: method)
    }

    static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// Answers that are sound, and their bodies.
    static let sound: [(text: String, body: String)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 500", "abc"),
        ("HTTP/1.1 200\r\ncontent-length:\t3 \r\n\r\nabc", "abc"),
        ("HTTP/1.1 200 \r\nContent-Length: 003\r\n\r\nabc", "abc"),
        ("HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", "abc"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "abc"),
        ("HTTP/1.0 200 OK\r\n\r\nabc", "abc"), ("HTTP/1.1 299 \u{E9}\r\nX:\r\n\r\n", ""),
        ("HTTP/1.1 204 No\r\nContent-Length: 3\r\n\r\n", ""),
        ("HTTP/1.1 304 No\r\nTransfer-Encoding: chunked\r\n\r\n", ""),
        (chunked + "3\r\nabc\r\n0\r\n\r\n", "abc"), (chunked + "0\r\n\r\n", ""),
        (chunked + "1\r\na\r\n2\r\nbc\r\n000\r\nSum: 1\r\nX: y\r\n\r\nmore", "abc"),
        (chunked + "3 \t;a=\"b\";c\r\nabc\r\n0;x\r\n\r\n", "abc"),
        (chunked + "00000000000000A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        ("HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: ChunKed\r\n\r\n1\r\na\r\n0\r\n\r\n", "a"),
        // Both framings at once are the chunks (RFC 9112 §6.3).
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            "a"
        ),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", "a"),
        (
            String(repeating: "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n", count: 20)
                + "HTTP/1.1 200 OK\r\n\r\na", "a"
        ),
    ]

    @Test(arguments: sound) func `reads what is sound`(text: String, body: String) {
        let outcome = Self.read(text)
        #expect(outcome.fault == nil)
        #expect(String(decoding: outcome.body, as: UTF8.self) == body)
    }

    static func head(_ lines: String...) -> String {
        (["HTTP/1.1 200 OK"] + lines).map { $0 + "\r\n" }.joined() + "\r\n"
    }

    static let long = String(repeating: "x", count: 70_000)

    /// Answers that are not, each for one reason.
    static let unsound: [String] = [
        // The status line.
        "", "HTTP/1.1", "HTTP/1.1 200 OK\r\n", "HTTP/1.1\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.10 200 OK\r\n\r\n", "HTTP/1 200 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 +20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 2\u{661}0 OK\r\n\r\n",
        "HTTP/1.1 200 O\u{0}K\r\n\r\n", "\r\nHTTP/1.1 200 OK\r\n\r\n", "ICY 200 OK\r\n\r\n",
        "HTTP/1.1 101 Switching\r\n\r\n", "HTTP/1.\u{FF11} 200 OK\r\n\r\n",
        // Headers.
        head("no colon"), head("A : b"), head(" a: b"), head("A: b", " folded"), head("A\u{E9}: b"),
        head("A: \u{1}"), head("A: b\u{7F}"), head(": b"), head("A: b\rc"), head("A\u{0}: b"),
        head("A: " + long), head(String(repeating: "A: b\r\n", count: 1001) + "C: d"), long,
        "HTTP/1.1 200 " + long,
        // Framings.
        head("Content-Length: -1"), head("Content-Length: +1"), head("Content-Length: 1e2"),
        head("Content-Length: 0x1"), head("Content-Length: 1_0"), head("Content-Length:"),
        head("Content-Length: 1, 1"), head("Content-Length: 1 1"), head("Content-Length: \u{661}"),
        head("Content-Length: \u{A0}1"), head("Content-Length: 1", "Content-Length: 2"),
        head("Content-Length: 1", "content-length: 01"), head("Content-Length: 1001"),
        head("Content-Length: 9999999999999999999"), head("Content-Length: 4611686018427387904"),
        head("Transfer-Encoding: gzip"), head("Transfer-Encoding: gzip, chunked"),
        head("Transfer-Encoding: notchunked"), head("Transfer-Encoding: x-chunked"),
        head("Transfer-Encoding: chunked, gzip"), head("Transfer-Encoding: chunked, chunked"),
        head("Transfer-Encoding: chun\u{212A}ed"), head("Transfer-Encoding: identity"),
        head("Transfer-Encoding:"), head("Transfer-Encoding: \"chunked\""),
        head("Transfer-Encoding: \u{A0}chunked"), head("Transfer-Encoding: chunked\u{2003}"),
        head("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        head("Transfer-Encoding: chunked;q=1"), head("Content-Length: 9") + "abc",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        head() + String(repeating: "x", count: 1001),
        // Chunks.
        chunked, chunked + "3\r\nabc", chunked + "3\r\nabc\r\n", chunked + "3\r\nabc\r\n0\r\n",
        chunked + "x\r\n", chunked + "\r\n", chunked + "-1\r\n", chunked + "+1\r\na\r\n0\r\n\r\n",
        chunked + "0x1\r\na\r\n0\r\n\r\n", chunked + "1_0\r\n", chunked + " 1\r\na\r\n0\r\n\r\n",
        chunked + "\u{FF11}\r\na\r\n0\r\n\r\n", chunked + "1\na\r\n0\r\n\r\n",
        chunked + "1\r\na\n0\r\n\r\n", chunked + "1\r\nab\r\n0\r\n\r\n",
        chunked + "1\r\na0\r\n\r\n",
        chunked + "1 x\r\na\r\n0\r\n\r\n", chunked + "1;a\u{0}\r\na\r\n0\r\n\r\n",
        chunked + "1;a\rb\r\na\r\n0\r\n\r\n", chunked + "3E9\r\n", chunked + "7FFFFFFFFFFFFFF\r\n",
        chunked + "FFFFFFFFFFFFFFFF\r\n", chunked + "0000000000000001\r\na\r\n0\r\n\r\n",
        chunked + "1;" + String(repeating: "x", count: 4096) + "\r\na\r\n0\r\n\r\n",
        chunked + String(repeating: "1", count: 5000),
        chunked
            + String(
                repeating: "1;" + String(repeating: "x", count: 4000) + "\r\na\r\n", count: 6)
            + "0\r\n\r\n",
        // Trailers.
        chunked + "0\r\nno colon\r\n\r\n", chunked + "0\r\n a: b\r\n\r\n",
        chunked + "0\r\n" + String(repeating: "A: b\r\n", count: 1000) + "\r\n",
        chunked + "0\r\nA: " + String(repeating: "b", count: 4096) + "\r\n\r\n",
        // Answers before the answer.
        String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 21) + "HTTP/1.1 200 OK\r\n\r\n",
        String(
            repeating: "HTTP/1.1 100 C\r\nX: " + String(repeating: "x", count: 8000) + "\r\n\r\n",
            count: 9) + "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\nSSH-2.0\r\n",
    ]

    @Test(arguments: unsound.indices) func `refuses what is not`(index: Int) {
        #expect(Self.read(Self.unsound[index]).fault != nil, "\(Self.unsound[index].prefix(80))")
    }

    @Test func `has bounds that are just kept`() {
        let fields = String(repeating: "A: b\r\n", count: 1000)
        #expect(Self.read("HTTP/1.1 200 OK\r\n" + fields + "\r\n").fault == nil)
        let line = "1;" + String(repeating: "x", count: 4093)
        #expect(Self.read(Self.chunked + line + "\r\na\r\n0\r\n\r\n").fault == nil)
        let trailer = "A: " + String(repeating: "b", count: 4090)
        #expect(Self.read(Self.chunked + "0\r\n" + trailer + "b\r\n\r\n").fault != nil)
        #expect(Self.read(Self.chunked + "0\r\n" + trailer + "\r\n\r\n").fault == nil)
        #expect(Self.read(Self.head() + String(repeating: "x", count: 1000)).fault == nil)
    }

    @Test func `of HEAD has no body, whatever it says`() {
        for line in ["Content-Length: 9", "Transfer-Encoding: chunked", "Content-Length: x"] {
            let outcome = Self.read(Self.head(line), method: "HEAD")
            #expect(outcome.fault == nil && outcome.body.isEmpty)
        }
    }

    /// At each place, and everywhere at once.
    @Test(arguments: sound.map(\.text) + unsound.filter { $0.utf8.count < 2000 })
    func `are the same however they come`(text: String) {
        let bytes = Array(text.utf8)
        let whole = Self.read([bytes[...]])
        for index in bytes.indices {
            let split = Self.read([bytes[..<index], bytes[index...]])
            #expect(split == whole, "split at \(index): \(text)")
        }
        #expect(Self.read(bytes.indices.map { bytes[$0...$0] }) == whole, "\(text)")
    }

    @Test func `may be damaged in any byte`() {
        let bytes = Array(Self.sound[12].text.utf8)
        for index in bytes.indices {
            for byte: UInt8 in [0, 9, 10, 13, 32, 48, 58, 127, 128, 255] {
                var damaged = bytes
                damaged[index] = byte
                let whole = Self.read([damaged[...]])
                #expect(whole == Self.read(damaged.indices.map { damaged[$0...$0] }))
            }
        }
    }
}

/// The bytes that wait to be read.
@Suite struct `The input of a parser` {
    /// A megabyte in single bytes costs what it costs at once: nothing is looked for from the start again.
    @Test func `is read in linear time, in pieces of any size`() throws {
        for size in [1, 1000, 1 << 20] {
            var input = HTTPInput()
            let line = [UInt8](repeating: 120, count: 1 << 20)
            for start in stride(from: 0, to: line.count, by: size) {
                input.append(line[start..<min(start + size, line.count)])
                let none = try input.line(limit: 2 << 20)
                #expect(none == nil)
            }
            input.append([13, 10, 65])
            let found = try input.line(limit: 2 << 20)
            #expect(found?.bytes.count == 1 << 20)
            #expect(found?.hasReturn == true)
            #expect(input.unread == 1)
        }
    }
}
