import Foundation
import MNCore
import MNSim
import Testing

@testable import mn

/// Every command that a page shows is one that there is, and prints what the page says.
///
/// With `UPDATE=1` in the environment what is printed is written into the pages; read the difference before it is
/// kept.
@Suite(.serialized) struct `An example of a page` {
    static let pages = (try? ExamplePage.all()) ?? []

    /// Commands that are not run here, by page and beginning, and why; they are read all the same.
    static let notRun: [(page: String, command: String, why: String)] = [
        ("README.md", "mn sim run --update", "it writes into this repository"),
        ("docs/ci.md", "mn sim matrix --models qwen3:8b", "its baseline is of another day"),
        ("docs/command-line.md", "mn --version", "each build has its own"),
        ("docs/exec.md", "mn sim exec", "it starts programs of the machine that the test runs on"),
        ("docs/memory.md", "mn model memory model.gguf", "it reads weights"),
        ("docs/support.md", "mn model doctor", "nothing is recorded in memory"),
        ("docs/support.md", "mn support open mn-bundle", "the name has a day and a digest"),
        ("docs/support.md", "mn support html mn-bundle", "the name has a day and a digest"),
        ("docs/support.md", "mn support what-if customer.json --without-fault", "it needs a fault"),
        (
            "docs/support.md", "mn support what-if customer.json --set gpus.0.memory=8GB --set",
            "its driver is another"
        ),
    ]

    @Test func `is there`() {
        #expect(Self.pages.count >= 20)
        #expect(Self.pages.flatMap(\.commands).count >= 40)
        for exception in Self.notRun {
            let page = Self.pages.first { $0.name == exception.page }
            let isThere = page?.commands.contains { $0.line.hasPrefix(exception.command) }
            #expect(isThere == true, "\(exception.page): \(exception.command)")
        }
    }

    @Test(arguments: pages)
    func `prints what the page says`(page: ExamplePage) throws {
        let result = try Simulation.run { time -> Result<[ExamplePage.Part], any Error> in
            do { return .success(try await Self.played(page, time)) } catch {
                return .failure(error)
            }
        }
        let parts = try result.get()
        let text = page.text(parts)
        let old = page.source
        if ProcessInfo.processInfo.environment["UPDATE"] == "1", text != old {
            try text.write(to: page.url, atomically: true, encoding: .utf8)
        }
        let pairs = zip(
            old.components(separatedBy: "\n"), text.components(separatedBy: "\n"))
        let first = pairs.first { $0 != $1 }.map { "\($0.0)\nbut: \($0.1)" } ?? "the end"
        #expect(text == old, "\(page.name): \(first)")
    }

    /// The page with what its commands print now.
    private static func played(
        _ page: ExamplePage, _ time: VirtualTime
    ) async throws -> [ExamplePage.Part] {
        let session = try await ExampleSession(time)
        var parts: [ExamplePage.Part] = []
        for part in page.parts {
            switch part {
            case .text: parts.append(part)
            case .file(let name, let lines):
                session.save(name, lines)
                parts.append(part)
            case .before(let line):
                _ = try await session.run(line)
                parts.append(part)
            case .made(let name, _):
                parts.append(.made(name: name, lines: try session.made(name)))
            case .command(var command):
                let isLeftOut = notRun.contains {
                    $0.page == page.name && command.line.hasPrefix($0.command)
                }
                if !isLeftOut {
                    let run = try await session.run(command.line)
                    if command.output.isEmpty {
                        // What a page does not show may be anything but a failed guess.
                        let isFine = ![.usage, .failed, .internalError].contains(run.exit)
                        #expect(isFine, "\(page.name): \(command.line): \(run.shown)")
                    } else if !matches(run.shown, command.output) {
                        command.output = run.shown
                    }
                }
                parts.append(.command(command))
            }
        }
        return parts
    }

    /// Whether lines are as they are shown, where `…` stands for any.
    static func matches(_ lines: [String], _ shown: [String]) -> Bool {
        let chunks = shown.split(separator: "…", omittingEmptySubsequences: false).map(Array.init)
        guard let first = chunks.first, let last = chunks.last, chunks.count > 1 else {
            return lines == shown
        }
        guard lines.starts(with: first) else { return false }
        var rest = lines.dropFirst(first.count)
        for chunk in chunks.dropFirst().dropLast() {
            guard let found = rest.firstRange(of: chunk) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }

    /// Lines of blocks that are commands without `$`, and those that stand behind it.
    @Test(arguments: pages)
    func `has commands and options that there are`(page: ExamplePage) {
        for part in page.parts {
            switch part {
            case .command(let command):
                // What 'mn' has not is shown where the page is about that.
                if command.output.first?.hasPrefix("mn: ") != true { check(command.line, page) }
            case .text(let line) where line.hasPrefix("    mn "):
                check(String(line.drop { $0 == " " }), page)
            default: break
            }
        }
    }

    private func check(_ line: String, _ page: ExamplePage) {
        guard let words = Self.words(line) else { return }
        if case .wrong(let fault) = Program.tree.read(Array(words.dropFirst())).request {
            Issue.record("\(page.name): \(line): \(fault)")
        }
    }

    /// The words of a command, up to what a shell does with them; nil if it is no command, but prose.
    private static func words(_ line: String) -> [String]? {
        var line = line
        for end in [" | ", " > ", " && ", "  ", " #", " \\"] {
            if let found = line.firstRange(of: end) { line = String(line[..<found.lowerBound]) }
        }
        let plain = line.replacingOccurrences(of: "$", with: "").replacingOccurrences(
            of: "*-of-", with: "1-of-")
        return try? ShellWords.words(of: plain)
    }
}
