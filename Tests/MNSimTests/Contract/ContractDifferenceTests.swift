import MNCore
import Synchronization
import Testing

@testable import MNRunner
@testable import MNSim

/// Every check is able to fail, and fails alone.
@Suite struct `A runner that breaks the contract` {
    /// What becomes of a good answer.
    enum Damage: CaseIterable {
        case status, body, type

        /// Nil if there is nothing to damage.
        func applied(to response: HTTPResponse) -> HTTPResponse? {
            var response = response
            switch self {
            case .status: response.head.status = 418
            case .body: response.body = response.body.isEmpty ? Array("more".utf8) : []
            case .type:
                let names = ["Content-Type", "Location"]
                let fields = response.head.headers.fields
                guard fields.contains(where: { names.contains($0.name) }) else { return nil }
                response.head.headers = HTTPHeaders(
                    fields.map { ($0.name, names.contains($0.name) ? "image/png" : $0.value) })
            }
            return response
        }
    }

    static let names = ContractCheck.all.map(\.name)

    /// Each check is among the damaged ones once, and among the others once.
    @Test(arguments: Damage.allCases, [0, 1])
    func `is found out by exactly the checks that meet it`(damage: Damage, part: Int) throws {
        let chosen = Set(Self.names.enumerated().filter { $0.offset % 2 == part }.map(\.element))
        let damaged = Mutex<Set<String>>([])
        let run = try ContractBench.run { name, response in
            guard let name, chosen.contains(name), let bad = damage.applied(to: response) else {
                return response
            }
            damaged.withLock { _ = $0.insert(name) }
            return bad
        }
        let expected = damaged.withLock { $0 }
        #expect(Set(run.different) == expected)
        #expect(run.skipped.isEmpty)
        // Where there is no content type, there is nothing to damage.
        #expect(damage == .type || expected == chosen)
        #expect(expected.count > chosen.count * 3 / 4)
        #expect(run.state.models.isEmpty && run.putBack == ContractSuite.PutBack())
    }

    static let faults: [(fault: RunnerFault, names: [String])] = [
        (on("PUT", "/models", .http(status: 405, body: "")), ["models-put"]),
        (on("GET", "/engines/ps", .proxyInjectsHTML), ["ps", "loaded"]),
        (RunnerFault("x", .statusUnreadable), ["status-post", "status"]),
        (
            on("DELETE", "/models/*", .conflict),
            names.filter { $0.hasPrefix("delete") }
        ),
        (
            on(nil, "/api/*", .http(status: 404, body: "404 page not found\n")),
            names.filter { $0.contains("ollama") || $0 == "api-unknown" }
        ),
    ]

    static func on(
        _ method: String?, _ path: String, _ kind: RunnerFault.Kind
    ) -> RunnerFault {
        RunnerFault("x", kind, on: .route(method: method, path: path))
    }

    @Test(arguments: faults)
    func `by a fault is found out`(fault: RunnerFault, names: [String]) throws {
        let run = try ContractBench.run(faults: [fault])
        #expect(run.different == names)
    }

    /// The first pull fails in its midst.
    @Test func `by a broken pull is asked nothing more about the model`() throws {
        var fault = Self.on("POST", "/models/create", .errorAfter200("no space left", parts: 1))
        // After those that name no model.
        fault.firstCall = Self.names.count { $0.hasPrefix("create-") } + 1
        let run = try ContractBench.run(faults: [fault])
        #expect(run.different == ["pull"])
        #expect(run.skipped == Array(Self.names.drop { $0 != "pull" }.dropFirst()))
        #expect(run.state.models.isEmpty)
    }

    @Test func `by saying nothing is not waited for again and again`() throws {
        let run = try ContractBench.run { name, response throws(TransportFault) in
            if name == nil || name == "root" { return response }
            throw .timedOut
        }
        #expect(run.different == Array(Self.names.dropFirst().prefix(3)))
        #expect(run.skipped.count == Self.names.count - 4)
    }

    static let quotes = [
        ("plain text\n", "\"plain text\""),
        ("\u{1B}[31mred\u{7}\u{202E}\r\n", "\"red\\u{202E}\""),
        (#"{"api_key":"sk-123456","n":1}"#, #""{"api_key":"[redacted]","n":1}""#),
        (
            "Authorization: Bearer abc.def-ghi next", "\"Authorization: [redacted]\""
        ),
        ("url http://me:hunter2@host/x", "\"url http://[redacted]@h1.invalid/x\""),
        ("hf_token=hf_abcdef", "\"hf_token=[redacted]\""),
        ("the token service said 401", "\"the token service said 401\""),
        (#"{"prompt_tokens":25}"#, #""{"prompt_tokens":25}""#),
        ("", "nothing"),
    ]

    @Test(arguments: quotes)
    func `is quoted without what must not be shown`(body: String, quote: String) {
        #expect(ContractQuote.of(Array(body.utf8)) == quote)
    }

    @Test func `is quoted at no length`() {
        let long = ContractQuote.of([UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20))
        #expect(long.hasSuffix("x…\" (1048576 bytes)") && long.count < 200)
        let value = ContractQuote.of(.string(String(repeating: "y", count: 9999)), at: "/a")
        #expect(value.count < 200)
        #expect(ContractQuote.of("sk-12345", at: "/x/api_key") == "\"[redacted]\"")
    }
}
