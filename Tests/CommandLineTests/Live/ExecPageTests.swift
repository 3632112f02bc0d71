import Foundation
import MNCore
import Testing

@testable import mn

/// What `docs/exec.md` shows is what is seen: its script is written down, and its lines are run.
@Suite(.enabled(if: SimExec.works, "this system makes no namespaces"))
struct `The page of programs in machines` {
    private static let place = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/exec.md")

    /// A line behind `$`, and the lines below it.
    private struct Shown: Equatable {
        var line: String
        var output: String
    }

    @Test func `shows what is printed`() async throws {
        let page = try String(contentsOf: Self.place, encoding: .utf8)
        let binary = try Binary()
        var blocks: [[String]] = [[]]
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("    ") {
                blocks[blocks.count - 1].append(String(line.dropFirst(4)))
            } else if blocks.last?.isEmpty == false {
                blocks.append([])
            }
        }
        let script = try #require(blocks.first { $0.first == "#!/bin/sh" })
        try binary.folder.program("check.sh", script.dropFirst().joined(separator: "\n"))
        var shown: [Shown] = []
        for line in blocks.joined() where line != script[0] || !shown.isEmpty {
            if line.hasPrefix("$ ") {
                shown.append(Shown(line: String(line.dropFirst(2)), output: ""))
            } else if !shown.isEmpty {
                shown[shown.count - 1].output += line + "\n"
            }
        }
        #expect(shown.count >= 4)
        for example in shown {
            let result = try await binary.run(
                "mn() { \"$MN\" \"$@\"; }; cd \"$HERE\" && { \(example.line); } 2>&1")
            #expect(result.output == example.output, "\(example.line)")
        }
    }
}
