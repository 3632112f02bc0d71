import Foundation
import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// Every key of a state and every kind of fault is a promise, and stands in `docs/runner.md`.
@Suite struct `The page of the simulated runner` {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/runner.md")

    private static let words: [(place: String, words: [String])] = [
        ("state", RunnerState.keys), ("model", ModelContent.keys),
        ("configuration of a model", ModelConfiguration.keys), ("behaviour", ModelBehaviour.keys),
        ("script", ScriptLine.keys), ("offer", RegistryOffer.keys), ("backend", RunnerBackend.keys),
        ("engine", LoadedRunner.keys), ("configuration", RuntimeConfiguration.keys),
        ("fault", RunnerFault.keys),
        ("kind of fault", RunnerFault.Kind.plain.keys.sorted() + RunnerFault.Kind.detailed),
    ]

    @Test(arguments: words.indices)
    func `names every word`(index: Int) throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        for word in Self.words[index].words {
            #expect(
                text.contains("`\(word)`") || text.contains("\"\(word)\""),
                "\(Self.words[index].place): \(word)")
        }
    }
}
