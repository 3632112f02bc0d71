@testable import MNCore
@testable import MNSim
@testable import MNSupport

extension FuzzTarget {
    static let support = [FuzzTarget("page", feedPage)]

    /// A file from a customer, read, and shown as a page and as sections.
    private static func feedPage(_ bytes: [UInt8]) throws {
        let file: SupportFile
        do {
            file = try SupportFile.read(bytes, name: "f")
        } catch {
            return try Ink.checkLine(error.diagnostic.problem, "what is wrong")
        }
        let (page, opening) = try Simulation.run { _ in
            let side = await RunPage.Side(file, name: "f")
            return (
                RunPage(side, beside: side).text, await BundleOpening(file, bytes: bytes)
            )
        }
        try Ink.check(page, "a page")
        for element in ["<script", "<style", "<img", "<iframe", "<base"] {
            let count = page.ranges(of: element).count
            try promise(
                count == (["<script", "<style"].contains(element) ? 1 : 0),
                "nothing of a file is markup: \(element)")
        }
        for section in opening.sections {
            try promise(opening.text(section) != nil, "what is there can be shown: \(section)")
        }
    }
}
