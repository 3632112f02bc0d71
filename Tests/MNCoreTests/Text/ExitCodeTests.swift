import MNCore
import Testing

@Suite struct `An exit code` {
    private struct Fault: DiagnosticError {
        var code: ErrorCode { .invalidFile }
        var problem: String { "Something is wrong." }
        var fixes: [String] { [] }
    }

    @Test func `is a promise`() {
        #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 70, 125, 130])
    }

    @Test func `has a meaning of its own`() {
        #expect(Set(ExitCode.allCases.map(\.meaning)).count == ExitCode.allCases.count)
    }

    @Test func `of an error is 1 unless the error knows better`() {
        #expect(Fault().exitCode == .failed)
    }
}
