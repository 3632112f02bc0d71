import FoundationEssentials
import MNCore
import MNExplore
@testable import MNRunner
@testable import MNSim
import Profiles
import Testing

@testable import mn

/// Whoever does what a message says to do comes to an end: no fix is the command that was just run, and
/// none leads back to it.
///
/// Every command that a scenario's step names as a fix is run in the same world right after it, and so on.
@Suite(.serialized) struct `What a message says to do` {
    private static let profiles = Result {
        try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
    }

    /// The longest way that is followed.
    private static let depth = 4

    /// The commands of `mn` that a text names as fixes.
    static func fixes(_ text: String) -> [[String]] {
        text.split(separator: "\n").flatMap { Fix.commands(String($0.drop { $0 == " " })) }
    }

    /// The ways that lead in a circle, as texts.
    static func circles(_ scenario: Scenario) throws -> [String] {
        var found: Set<String> = []
        let program: ScenarioRun.Program = { arguments, world in
            await Program.run(arguments, world)
        }
        let profile = try scenario.profile.map { try profiles.get().profile($0) }
        let base = `The scenarios`.world()
        func walk(_ steps: [Scenario.Step], _ path: [[String]]) {
            var played = scenario
            played.steps = steps
            let run = ScenarioRun(played, in: base, profile: profile, program: program)
            guard run.steps.count == steps.count, let last = run.steps.last, last.exitCode != 0,
                path.count < depth
            else { return }
            for fix in fixes(last.standardError + last.standardOutput) {
                let next = path + [fix]
                if path.contains(fix) {
                    found.insert(
                        next.map { "mn " + $0.joined(separator: " ") }.joined(separator: " → "))
                    continue
                }
                walk(steps + [Scenario.Step(arguments: fix)], next)
            }
        }
        for index in scenario.steps.indices {
            let steps = Array(scenario.steps.prefix(index + 1))
            walk(steps, [steps[index].arguments])
        }
        return found.sorted()
    }

    @Test(arguments: `The scenarios`.library.names)
    func `leads to an end in every scenario`(name: String) throws {
        let circles = try Self.circles(try `The scenarios`.library.scenario(name))
        #expect(circles.isEmpty, "\(circles.joined(separator: "\n"))")
    }

    @Test func `is read out of a message`() {
        let text = """
            mn: It is so. Next: mn model doctor x
                A smaller context: mn model install x --context-size 1
                mn model remove x && mn model install x
                mn model remove MODEL
                docker model logs
            """
        #expect(
            Self.fixes(text) == [
                ["model", "doctor", "x"], ["model", "install", "x", "--context-size", "1"],
                ["model", "remove", "x"], ["model", "install", "x"],
            ])
    }
}

extension Scenario.Step {
    /// A command line of which nothing is expected.
    fileprivate init(arguments: [String]) {
        self.init(
            arguments: arguments, pause: .zero, files: [:],
            expectation: Scenario.Expectation(
                exitCode: 0, standardOutput: .init(.any), standardError: .init(.any),
                duration: nil))
    }
}
