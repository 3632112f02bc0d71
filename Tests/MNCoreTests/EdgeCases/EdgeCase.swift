import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

/// A numbered case of hardware.md §13, as a machine and what must be found of it.
struct EdgeCase: Sendable, CustomTestStringConvertible {
    let number: Int
    let title: String
    let stub: StubMachine
    let rule: Rule.ID
    /// What must hold beside the rule.
    let holds: @Sendable (Hardware, Verdict) -> Bool

    init(
        _ number: Int, _ title: String, _ stub: StubMachine, _ rule: Rule.ID,
        _ holds: @escaping @Sendable (Hardware, Verdict) -> Bool = { _, _ in true }
    ) {
        self.number = number
        self.title = title
        self.stub = stub
        self.rule = rule
        self.holds = holds
    }

    var testDescription: String { "Case \(number): \(title)" }

    static let all = nvidia + unified + broken + amd + others + windows + limits + machines
}

@Suite struct `Edge cases` {
    @Test(arguments: EdgeCase.all)
    func `hold`(edge: EdgeCase) async throws {
        let hardware = await edge.stub.hardware()
        let verdict = try await edge.stub.verdict()
        #expect(verdict.rule == edge.rule, "\(edge.testDescription): \(verdict.gaps)")
        #expect(
            edge.holds(hardware, verdict),
            "\(edge.testDescription): \(hardware.gpus) \(hardware.notes)")
    }

    @Test func `are all there`() {
        #expect(Set(EdgeCase.all.map(\.number)) == Set(1...83))
    }
}

extension Hardware {
    /// The memory of the GPUs in bytes, in their order; nil where it is not known.
    var sizes: [Int?] { gpus.map { $0.memory.value?.bytes.rawCount } }

    /// The memory of the system in GiB.
    var gibibytes: Double? { memory.usable.value?.bytes.gibibytes }

    var unlisted: [String] {
        notes.compactMap { if case .unlistedAdapter(let name, _, _) = $0 { name } else { nil } }
    }
}

extension Int {
    var mebibytes: Int { self << 20 }
    var gibibytes: Int { self << 30 }
}
