import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// Numbers in requests, in the clock and in archives that nobody expects; a trap would end the tests.
@Suite struct `A runner that is asked with numbers` {
    static let numbers = [
        "0", "-1", "2147483648", "9007199254740993", "9223372036854775807",
        "-9223372036854775808", "18446744073709551615", "1e308", "0.1", "1e-320", "-1e308",
    ]

    private static let chat = #""messages": [{"role": "user", "content": "Hi"}]"#

    /// Requests in which `#` is the number.
    static let requests: [(method: String, target: String, body: String)] = [
        ("GET", "/models", ""), ("GET", "/engines/df", ""), ("GET", "/engines/ps", ""),
        ("GET", "/engines/status", ""), ("GET", "/engines/_configure", ""),
        ("GET", "/engines/requests", ""), ("GET", "/logs", ""), ("GET", "/metrics", ""),
        ("GET", "/api/tags", ""), ("GET", "/api/ps", ""), ("GET", "/engines/v1/models", ""),
        (
            "POST", "/engines/_configure",
            ##"{"model": "ai/small", "context-size": #, "keep_alive": "#s", "speculative": {"num_tokens": #}}"##
        ),
        (
            "POST", "/engines/v1/chat/completions",
            ##"{"model": "ai/small", "max_tokens": #, "n": #, "n_predict": #, \##(chat)}"##
        ),
        ("POST", "/api/chat", ##"{"model": "ai/small", "keep_alive": #, \##(chat)}"##),
        ("POST", "/api/generate", ##"{"model": "ai/small", "keep_alive": "#m", "prompt": ""}"##),
        ("POST", "/responses", ##"{"model": "ai/small", "max_output_tokens": #, "input": "Hi"}"##),
        (
            "POST", "/engines/v1/embeddings",
            ##"{"model": "ai/small", "input": "Hi", "dimensions": #}"##
        ),
        ("POST", "/models/ai/small/repackage", ##"{"target": "ai/other:a", "context_size": #}"##),
        ("POST", "/models/create", ##"{"from": "ai/small", "#": #}"##),
        ("POST", "/engines/unload", ##"{"models": ["ai/small"], "all": #}"##),
        ("POST", "/engines/requests", "#"), ("DELETE", "/models/ai/small?force=#", ""),
    ]

    @Test(
        arguments: [
            .zero, .seconds(1_767_225_600), .seconds(-1), .seconds(-100_000_000_000),
            .seconds(Int64.max), .seconds(Int64.min), .nanoseconds(Int64.max),
        ] as [Duration])
    func `answers, whatever the time is`(start: Duration) throws {
        var state = Client.stateWithSmall()
        state.runners = [
            LoadedRunner(
                key: LoadedRunner.Key(backend: "llama.cpp", modelID: "sha256:a", mode: .completion),
                reference: "ai/small", lastUsed: .zero - Seconds(Int.max).duration,
                loadsUntil: nil)
        ]
        for number in Self.numbers {
            var runner = FakeRunner(state, at: start)
            for (index, (method, target, body)) in Self.requests.enumerated() {
                let request = HTTPRequest(
                    method, target.replacing("#", with: number),
                    body: Array(body.replacing("#", with: number).utf8))
                let now = (Seconds(start) + Seconds(index * 40)).duration
                let response = runner.respond(to: request, at: now)
                let status = try #require(response.head?.status)
                #expect((100...599).contains(status))
            }
            #expect(runner.state.json.text().utf8.count < 1 << 20)
        }
    }

    @Test(arguments: [
        "-0000000001", "-0000001777", "-7777777777", "+0000000001", "77777777777", "00000001000",
        "           ", "9999",
    ])
    func `reads no archive past its ends`(size: String) throws {
        var runner = FakeRunner(Client.usualState(), at: .zero)
        for name in ["blobs/sha256/a", "manifest.json"] {
            var header = [UInt8](repeating: 0, count: 512)
            header.replaceSubrange(0..<name.utf8.count, with: name.utf8)
            header.replaceSubrange(124..<(124 + size.utf8.count), with: size.utf8)
            for blocks in [0, 1, 4] {
                let body = header + [UInt8](repeating: 48, count: 512 * blocks)
                let request = HTTPRequest("POST", "/models/load", body: body)
                let response = runner.respond(to: request, at: .zero)
                #expect(try #require(response.head).status >= 400)
            }
        }
    }

    @Test(arguments: [
        "9223372036854775807s", "-9223372036854775808h", "99999999999999999999999999999ns",
        "9223372036s9223372036s", "1e5s", ".s", "-", "0.0000000000000001ns", "2562047h47m16.9s",
    ])
    func `reads durations as Go holds them`(text: String) {
        let limit = Duration.nanoseconds(Int64.max)
        if let time = GoTime.parseDuration(text) {
            #expect(time < limit && time > .zero - limit)
            #expect(!GoTime.duration(time).isEmpty)
        }
    }

    @Test(
        arguments: [
            ("9999-12-31T23:59:59Z", 253_402_300_799), ("0000-01-01T00:00:00Z", -62_167_219_200),
            ("99999999999999999-01-01T00:00:00Z", nil), ("2026-99999999999999-01T00:00:00Z", nil),
            ("2026-01-9223372036854775807T00:00:00Z", nil),
            ("2026-01-01T00:00:00.99999999999Z", nil),
            ("---Z", nil), ("1-2-3-4-5-9223372036854775807Z", nil),
        ] as [(String, Int?)])
    func `reads times of all years`(text: String, seconds: Int?) {
        let time = GoTime.reading(text)
        if let seconds {
            #expect(time == .seconds(seconds))
            #expect(time.map(GoTime.precise) == text)
        } else if let time {
            #expect(Seconds(time).whole == 1_767_225_600)
        }
    }
}
