import Foundation
import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// The page of scenarios shows one that is read, and names every kind of failure.
@Suite struct `The page of scenarios` {
    private static func page() throws -> String {
        let place = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/scenarios.md")
        return try String(contentsOf: place, encoding: .utf8)
    }

    @Test func `shows a scenario that is read`() throws {
        let lines = try Self.page().split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0 == "    {" })
        let example = lines[start...].prefix { $0.hasPrefix("    ") }.joined(separator: "\n")
        let scenario = try Scenario.read(
            Array(example.utf8), name: "docs", offers: RegistryOffer.offers(of: .builtin))
        #expect(scenario.steps.count == 2)
    }

    @Test func `names every kind of failure`() throws {
        let failures: [ScenarioRun.Failure] = [
            .exitCode(step: 1, wanted: 0, found: 1), .stream(step: 1, name: "stdout", problem: ""),
            .stream(step: 1, name: "stderr", problem: ""),
            .duration(step: 1, wanted: .zero ... .zero, found: .zero), .unmetFault(""),
            .unreadChange(.file("/")), .asked(.file("/")), .sent(""), .written(""),
            .notWritten(""), .stuck(step: 1, .deadlock(at: .zero)), .transcript(""),
            .unreadable(""),
        ]
        let page = try Self.page()
        for failure in failures { #expect(page.contains("`\(failure.kind)`"), "\(failure.kind)") }
    }
}
