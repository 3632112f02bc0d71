import MNCore
import MNSim
import MNSupport
import Profiles

@testable import mn

/// Bundles and pages of built-in scenarios, for tests.
enum Pages {
    /// A run that failed since the machine is too small.
    static let failing = trace("install-refused")
    /// A run whose runner failed.
    static let runner = trace("failure-refused")

    static func trace(_ scenario: String) -> Trace {
        do {
            let profiles = try ProfileLibrary(
                builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
            let run = try SimScenarios.play(
                scenario, SupportWorld.library, profiles, SupportWorld.world())
            let steps = run.steps.map(\.trace)
            guard let step = steps.first(where: { $0.exitCode != 0 }) ?? steps.last else {
                preconditionFailure("'\(scenario)' has no step")
            }
            return step
        } catch {
            preconditionFailure("'\(scenario)': \(error)")
        }
    }

    /// A bundle with something in each of its sections.
    static func bundle(_ run: Trace) -> Bundle {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.gaps = [
            .init(.catalog, reason: "There is no override."),
            .init(.logs, part: "docker model logs", reason: "It was cut.", kept: 2048, cut: 9000),
        ]
        bundle.run = run
        bundle.machine = Profile(tracedBy: run)
        bundle.ledger = [.init(path: "/home/user/.mn/ownership.json", bytes: Array("{}\n".utf8))]
        bundle.runner = [
            .connect(Endpoint.modelRunner, .refused)
        ]
        bundle.logs = [
            .init(
                source: "docker model logs",
                lines: (1...20).map { "line \($0) of h1.invalid at 192.0.2.7 with [redacted]" })
        ]
        bundle.doctor = run
        bundle.timing = run.events.indices.map { $0 * 30 }
        bundle.removed = [
            .init(
                pointer: JSONPointer(["run", "2", "text"]), kind: "host", standIn: "h1.invalid",
                length: 9),
            .init(
                pointer: JSONPointer(["logs", "0", "lines", "3"]), kind: "secret",
                standIn: "[redacted]", length: 40),
            .init(
                pointer: JSONPointer(["logs", "0", "lines", "4"]), kind: "secret",
                standIn: "[redacted]", length: 40),
        ]
        bundle.checks = [
            .init(name: "twin", result: "passed"),
            .init(name: "same_story", result: "cut", detail: "A body was cut."),
        ]
        return bundle
    }

    static func explanation(_ file: SupportFile) async -> Explanation? {
        await SupportExplainCommand.explanation(of: file, name: "f", in: SupportWorld.world())
    }

    static func side(_ file: SupportFile, name: String = "customer.json") async -> RunPage.Side {
        await RunPage.Side(file, name: name, explanation: await explanation(file))
    }

    static func page(_ run: Trace) async -> RunPage {
        RunPage(await side(.bundle(bundle(run))))
    }
}
