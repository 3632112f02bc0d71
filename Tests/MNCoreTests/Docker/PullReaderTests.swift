import Synchronization
import Testing

@testable import MNCore

@Suite struct `The stream of a pull` {
    static let progress =
        #"{"type":"progress","message":"","total":100,"layer":{"id":"a","size":60,"current":30}}"#
    static let success = #"{"type":"success","message":"Model pulled successfully","total":0}"#

    /// Reads lines in pieces of so many bytes.
    private func read(_ lines: [String], status: Int = 200, pieces: Int = 7) -> PullReader {
        let reader = PullReader { _ in }
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
        #expect(try reader.outcome() == PullProgress(received: 60, total: 100))
    }

    @Test func `is read where it is escaped for a web page`() throws {
        let escaped = [Self.progress, Self.success].map { $0.replacing("\"", with: "&#34;") }
        #expect(try read(escaped).outcome().received == 30)
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
        (500, "dial tcp 1.2.3.4:443: connect: connection refused", .registryUnreachable),
        (500, "parsing manifest: invalid character '<' looking for", .notARegistry),
        (500, "something else", .other(status: 500)), (507, "Insufficient", .other(status: 507)),
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

    @Test func `that is cut blames no half of a line`() {
        let reader = read([Self.progress, String(Self.progress.prefix(20))])
        #expect(reader.complaint == nil)
    }
}
