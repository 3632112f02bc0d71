import Foundation
import MNCore
import Testing

/// Every key and word of `mn.model.memory/1` is a promise, and stands in `docs/memory.md`.
@Suite struct `The page of the memory` {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/memory.md")

    private static let words =
        `The keys of a document`.memory.compactMap {
            $0.split(separator: ".").last.map(String.init)
        }
        + MemoryLedger.Item.allCases.map(\.rawValue)
        + [MemoryLedger.Place.accelerator, .host].map(\.rawValue)
        + [MemoryLedger.Basis.facts, .formula, .measured, .rule].map(\.rawValue)
        + [MemoryFit.Status.fits, .marginal, .doesNotFit, .unknown].map(\.rawValue)
        + [MemoryPool.Kind.dedicated, .unified, .addressable, .system].map(\.rawValue)
        + [MemoryEstimate.ContextOrigin.asked, .catalog, .assumed].map(\.rawValue)

    @Test func `names every word`() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        for word in Self.words { #expect(text.contains("`\(word)`"), "\(word)") }
    }
}
