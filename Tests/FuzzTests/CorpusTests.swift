import FoundationEssentials
import Testing

/// The inputs that are kept: what once broke something, and for each format one that is sound.
@Suite struct `The corpus of the fuzzer` {
    struct Input: Sendable, CustomTestStringConvertible {
        var target: String
        var path: String

        var testDescription: String { path.split(separator: "/").suffix(2).joined(separator: "/") }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Corpus").path

    static let targets = names(in: folder)

    static let inputs = targets.flatMap { target in
        names(in: "\(folder)/\(target)").map {
            Input(target: target, path: "\(folder)/\(target)/\($0)")
        }
    }

    private static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
    }

    @Test func `has inputs, and only for targets that there are`() {
        #expect(Self.inputs.count > 20)
        for target in Self.targets { #expect(FuzzTarget.named(target) != nil, "\(target)") }
        #expect(Set(FuzzTarget.all.map(\.name)).count == FuzzTarget.all.count)
    }

    @Test(arguments: inputs)
    func `breaks nothing any more`(_ input: Input) throws {
        let target = try #require(FuzzTarget.named(input.target))
        let bytes = try #require(FileManager.default.contents(atPath: input.path))
        try target.feed(Array(bytes))
    }
}

/// The promises of the targets can be broken.
@Suite struct `The harness of the fuzzer` {
    @Test(arguments: [
        "\u{0}", "\u{7}", "\u{1B}[31m", "\u{7F}", "\u{9B}1m", "\u{61C}", "\u{200E}", "\u{2028}",
        "\u{202E}", "\u{2066}", "\r", "\t",
    ])
    func `finds a character that has no place in a text`(_ text: String) {
        #expect(throws: BrokenPromise.self) { try Ink.check("a\(text)b", "it") }
    }

    @Test func `finds a line feed in what is one line, and lets ordinary text be`() throws {
        #expect(throws: BrokenPromise.self) { try Ink.checkLine("a\nb", "it") }
        try Ink.check("é 👩‍💻\nשלום\n", "it")
    }

    @Test func `tells values apart`() {
        #expect(throws: BrokenPromise.self) { try promiseEqual(1, 2, "they are equal") }
    }

    @Test(arguments: [0, 1, 2, 100, 5000])
    func `parts bytes into pieces that are the bytes`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let pieces = pieces(bytes)
        #expect(pieces.flatMap(\.self) == bytes)
        #expect(pieces.allSatisfy { !$0.isEmpty })
    }
}
