import FoundationEssentials
import MNCore
import MNSim
import Profiles
import Testing

@testable import mn

/// Situations that people reported, each with what they needed to be told; they lie beside the package.
@Suite(
    .serialized, .enabled(if: ReportedCase.folder != nil, "no ../shared/cases beside the package"))
struct `Situations that were reported` {
    @Test func `are told as they must be`() async throws {
        let files = MemoryFiles(try ReportedCase.files())
        let terminal = CapturedTerminal(width: nil)
        let world = `The scenarios`.world(files: files, terminal: terminal)
        let exit = await Program.run(["sim", "run", "--scenarios", "cases", "--json"], world)
        let scenarios = try JSON.parse(terminal.output)["scenarios"]?.array ?? []
        #expect(scenarios.count >= 22)
        for scenario in scenarios where scenario["ok"] != true {
            Issue.record("\(scenario.text(.canonical))")
        }
        #expect(exit == .done)
    }

    @Test(arguments: ReportedCase.names) func `lead to an end by what is said`(
        name: String
    ) throws {
        let library = try ScenarioLibrary(
            folder: "cases", files: MemoryFiles(try ReportedCase.files()),
            offers: RegistryOffer.offers(of: .builtin))
        let circles = try `What a message says to do`.circles(try library.scenario(name))
        #expect(circles.isEmpty, "\(circles.joined(separator: "\n"))")
    }
}

private enum ReportedCase {
    /// The folder beside the clone that holds them; nil if it is not there.
    static var folder: String? {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(package)/../shared/cases/runner"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    static var names: [String] {
        guard let folder else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    static func files() throws -> [String: [UInt8]] {
        guard let folder else { return [:] }
        var files: [String: [UInt8]] = [:]
        for name in names {
            let data = try Data(contentsOf: URL(filePath: "\(folder)/\(name).json"))
            files["cases/\(name).json"] = Array(data)
        }
        return files
    }
}
