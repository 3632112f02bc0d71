import MNCore
import Testing

@testable import mn

@Suite(.serialized) struct `The difference of two profiles` {
    @Test func `names evidence, facts and verdicts`() async throws {
        let session = await TestWorld().run("profile diff test-cuda-8gb test-cuda-6gb")
        #expect(session.exitCode == .done)
        for title in ["Evidence:", "Facts:", "Verdicts:"] {
            #expect(session.lines.contains { $0.hasPrefix(title) })
        }
        #expect(session.output.contains("pass (cuda)"))
        #expect(session.output.contains("fail (cuda-small)"))
        // A word that fits in no line stands out.
        #expect(session.lines.allSatisfy { $0.count <= 80 || $0.contains("--query-gpu") })
    }

    @Test func `is none of a profile and itself`() async throws {
        let session = await TestWorld().run("profile diff test-cuda-8gb test-cuda-8gb")
        #expect(session.output.contains("Evidence: the same\n"))
        #expect(session.output.contains("Facts: the same\n"))
        #expect(session.output.contains("Verdicts: the same for"))
    }

    @Test func `says on which side an answer is`() async throws {
        let there = try await TestWorld().run("profile diff test-cuda-8gb test-cuda-unknown --json")
            .json
        let back = try await TestWorld().run("profile diff test-cuda-unknown test-cuda-8gb --json")
            .json
        let swap = ["only_a": "only_b", "only_b": "only_a", "changed": "changed"]
        let a = (there["evidence"]?.array ?? []).map { $0["change"]?.string ?? "" }
        let b = (back["evidence"]?.array ?? []).map { $0["change"]?.string ?? "" }
        #expect(!a.isEmpty && a.map { swap[$0] } == b)
        #expect(there["verdicts"]?.array?.isEmpty == false)
        #expect(there["verdicts"]?.array?.first?["a"] == back["verdicts"]?.array?.first?["b"])
    }
}
