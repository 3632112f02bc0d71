import Synchronization
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `The stream of a pull` {
    static let progress =
        #"{"type":"progress","message":"","total":100,"layer":{"id":"a","size":60,"current":30}}"#
    static let success = #"{"type":"success","message":"Model pulled successfully","total":0}"#

    /// Reads lines in pieces of so many bytes.
    private func read(_ lines: [String], status: Int = 200, pieces: Int = 7) -> PullReader {
        let reader = PullReader(time: HandTime()) { _ in }
        _ = reader.take(.head(HTTPResponseHead(status: status)))
        var bytes = lines.joined(separator: "\n").utf8[...]
        while !bytes.isEmpty {
            _ = reader.take(.body(Array(bytes.prefix(pieces))))
            bytes = bytes.dropFirst(pieces)
        }
        return reader
    }

    @Test(arguments: [1, 2, 7, 4096])
    func `adds up what came, whatever its pieces`(pieces: Int) throws {
        let other = Self.progress.replacing(#""id":"a""#, with: #""id":"b""#)
        let reader = read([Self.progress, other, Self.success + "\n"], pieces: pieces)
        #expect(
            try reader.outcome() == PullProgress(received: ByteCount(60), total: ByteCount(100)))
    }

    /// A line about one layer.
    private static func line(_ layer: String, _ size: Int, _ current: Int) -> String {
        #"{"type":"progress","message":"","total":9999,"#
            + #""layer":{"id":"\#(layer)","size":\#(size),"current":\#(current)}}"#
    }

    @Test(
        arguments: [
            // (what is said of layers, bytes that are free, what is missing where that is too much)
            ([("a", 100, 1)], 99, nil), ([("a", 100, 1)], 98, 99),
            // Taken up again: what came before is there.
            ([("a", 100, 81)], 20, nil), ([("a", 100, 81)], 18, 19),
            // What comes later counts as it was at first.
            ([("a", 100, 1), ("a", 100, 99)], 99, nil), ([("a", 100, 1), ("b", 10, 0)], 108, 109),
            ([("a", 100, -5)], 99, 100), ([("a", -100, 5)], 0, nil),
            // A total alone says nothing: the rest may be there already.
            ([("a", 0, 0)], 10, nil),
        ] as [([(String, Int, Int)], Int, Int?)])
    func `is left once it is sure not to fit`(
        layers: [(String, Int, Int)], free: Int, missing: Int?
    ) {
        let space = StoreSpace(path: "/var/lib/docker", free: ByteCount(free))
        let reader = PullReader(space: space, time: HandTime()) { _ in }
        _ = reader.take(.head(HTTPResponseHead(status: 200)))
        let goesOn = layers.map {
            reader.take(.body(Array((Self.line($0.0, $0.1, $0.2) + "\n").utf8)))
        }
        #expect(goesOn.last == (missing == nil))
        #expect(
            reader.shortage?.reason
                == missing.map { .diskTooSmall(missing: ByteCount($0), space: space) })
    }

    @Test func `has sizes within range, whatever is said`() throws {
        let lines = (0..<300).map { Self.line("\($0)", .max, .max) }
        let progress = try read(lines + [Self.success], pieces: 4096).outcome()
        #expect(progress.received == ByteCount(1 << 49) * 300)
        let many = (0..<20_000).map { Self.line("\($0)", 1, 1) }
        #expect(
            try read(many + [Self.success], pieces: 4096).outcome().received == ByteCount(10_000))
    }

    @Test func `keeps lines of up to 1 MiB and twenty complaints`() throws {
        func complaint(_ length: Int) -> String? {
            let words = String(repeating: "x", count: length)
            return read([#"{"type":"error","message":"\#(words)"}"# + "\n"], pieces: 1 << 16)
                .complaint?.detail
        }
        #expect(complaint(1_000_000)?.utf8.count == 1_000_000)
        // Cut, so it is no JSON and stands for itself.
        #expect(complaint(2_000_000)?.utf8.count == 1 << 20)
        let errors = (0..<30).map { #"{"type":"error","message":"\#($0)"}"# }
        #expect(read(errors + [""]).complaint?.detail.split(separator: ";").count == 20)
    }

    @Test func `is read where it is escaped for a web page`() throws {
        let escaped = [Self.progress, Self.success].map { $0.replacing("\"", with: "&#34;") }
        #expect(try read(escaped).outcome().received == ByteCount(30))
    }

    @Test(arguments: [
        // (status, words of the runner, what it means): dmr-contract §3.5, §8.2.
        (200, "", RunnerRefusal.Reason.endedWithoutSuccess),
        (200, "Unauthorized", .loginNeeded), (200, "Model not found", .notInRegistry),
        (200, "Error: x: no space left on device\\nError: y", .diskFull),
        (200, "Error: blob digest mismatch for x", .corruptDownload),
        (200, "Error: download errors: authentication required for repository", .loginNeeded),
        (200, "Error: list files: rate limited while accessing repository", .rateLimited),
        (200, "Error: copy blob: unexpected EOF", .interruptedDownload),
        (404, "Model not found", .notInRegistry), (401, "Unauthorized", .loginNeeded),
        (422, "error while pulling model: config type is not supported", .runnerTooOld),
        (500, "insufficient_scope: authorization failed", .loginNeeded),
        (500, "429 Too Many Requests", .rateLimited),
        (500, "tls: x509: unknown", .untrustedCertificate),
        (500, "dial tcp 1.2.3.4:443: connect: connection refused", .registryBlocked),
        (500, "parsing manifest: invalid character '<' looking for", .notARegistry),
        (500, "something else", .other(status: 500)), (507, "Insufficient", .tooLarge),
        (500, "Runtime memory requirement for model x exceeds total system memory", .tooLarge),
        (400, "Invalid model reference", .badReference), (502, "", .gateway(status: 502)),
    ])
    func `that fails is told apart by its words`(
        status: Int, words: String, reason: RunnerRefusal.Reason
    ) {
        let error = #"{"type":"error","message":"\#(words)"}"#
        let lines = status == 200 && words.hasPrefix("Error") ? [error, words] : [words]
        #expect(throws: RunnerRefusal.self) { try read(lines, status: status).outcome() }
        do throws(RunnerRefusal) {
            _ = try read(lines, status: status).outcome()
        } catch {
            #expect(error.reason == reason)
        }
    }

    /// What keeps a pull alive that has begun with 30 of 60 bytes of a layer, said once a minute.
    static let lines: [(name: String, line: @Sendable (Int) -> String, lives: Bool)] = [
        ("blank lines", { _ in "" }, false), ("the same again", { _ in progress }, false),
        ("a total that grows", { #"{"type":"progress","total":\#($0)}"# }, false),
        ("words", { #"{"type":"progress","message":"\#($0)"}"# }, false),
        ("warnings", { _ in #"{"type":"warning","message":"x"}"# }, false),
        ("a line without end", { _ in "x" }, false),
        ("back and forth", { line("a", 60, $0 % 2 * 30) }, false),
        ("beyond its size", { line("a", 60, 60 + $0) }, false),
        ("errors", { #"{"type":"error","message":"\#($0)"}"# }, false),
        ("a byte more", { line("a", 60, 31 + $0) }, true),
        ("new layers", { line("\($0)", 0, 0) }, true),
        ("a layer without size", { line("b", 0, $0) }, true),
    ]

    @Test(arguments: lines.indices) func `lives as long as it makes progress`(index: Int) {
        let (name, line, lives) = Self.lines[index]
        let time = HandTime()
        let reader = PullReader(time: time) { _ in }
        _ = reader.take(.head(HTTPResponseHead(status: 200)))
        _ = reader.take(.body(Array((Self.progress + "\n").utf8)))
        let end = name == "a line without end" ? "" : "\n"
        var isAlive = true
        var minutes = 0
        while isAlive, minutes < 25 {
            minutes += 1
            time.pass(.seconds(60))
            isAlive = reader.take(.body(Array((line(minutes) + end).utf8)))
        }
        #expect(isAlive == lives, "\(name)")
        if !lives {
            #expect((11...12).contains(minutes), "\(name)")
            // Something had come before, so that it is worth another try.
            #expect(reader.standstill(.stopped)?.reason == .lost(.timedOut))
        }
        #expect(reader.standstill(.cut) == nil || !lives)
    }

    @Test func `that brings nothing at all is not tried again`() {
        let time = HandTime()
        let reader = PullReader(time: time) { _ in }
        _ = reader.take(.head(HTTPResponseHead(status: 200)))
        #expect(reader.standstill(.timedOut)?.reason == .pullStandsStill)
        #expect(reader.standstill(.timedOut)?.isTransient == false)
        time.pass(.seconds(601))
        let goesOn = reader.take(.body([10]))
        #expect(!goesOn)
        #expect(reader.standstill(.stopped)?.reason == .pullStandsStill)
    }

    @Test func `that is cut blames no half of a line`() {
        let reader = read([Self.progress, String(Self.progress.prefix(20))])
        #expect(reader.complaint == nil)
    }
}

/// A clock that a test moves by hand.
final class HandTime: Time {
    private let passed = Mutex(Duration.zero)

    var now: Duration { passed.withLock { $0 } }
    var sinceEpoch: Duration { now }
    func sleep(for duration: Duration) async { pass(duration) }
    func pass(_ duration: Duration) { passed.withLock { $0 += duration } }
}
