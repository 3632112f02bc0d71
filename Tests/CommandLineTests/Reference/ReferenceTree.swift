import FoundationEssentials
import MNCore
import Testing

@testable import mn

/// A small program whose scripts and pages stand in `Expected/`, to be read by people.
///
/// With `UPDATE=1` in the environment they are written anew; read the difference before it is kept.
enum ReferenceTree {
    static let tree = CommandTree(
        "fruit", summary: "Keeps fruit.",
        discussion: "It grows on trees.\n\n.And on bushes, 'as' it is \"said\".",
        commands: [
            CommandSpecification(
                "show", summary: "Shows fruit: all of it.",
                positionals: [
                    PositionalSpecification(
                        "NAME", help: "Which; it's all if left out.",
                        names: .one(of: .profiles, .files), count: .anyNumber)
                ]),
            CommandSpecification(
                "apple peel", summary: "Peels apples.",
                discussion: "The peel is kept in C:\\peel, at ~/peel, or at 5 µm.",
                positionals: [
                    PositionalSpecification("APPLE", help: "The apple.", names: .one(of: .models)),
                    PositionalSpecification(
                        "KNIFE", help: "The knife.", count: .atMostOnce,
                        allowed: ["small", "large"]),
                ],
                options: [
                    OptionSpecification("quick", letter: "q", help: "Peel quickly."),
                    OptionSpecification(
                        "output", letter: "o", .value("FILE"), help: "Where it's kept.",
                        names: .one(of: .files)),
                    OptionSpecification(
                        "colours", .value("NAMES", allowed: ["red", "green"]), help: "Which."),
                    OptionSpecification(
                        "with", .value("NAMES"), help: "What else.", names: .list(of: .models),
                        repeats: true),
                    OptionSpecification("note", .value("TEXT"), help: "A note."),
                ],
                examples: [.init("fruit apple peel 'cox s' | cat", "Peels the apple.")]),
            CommandSpecification("apple eat", summary: "Eats an apple."),
        ].map { Command($0) },
        groups: [.init("apple", summary: "Handles apples.")],
        options: [
            OptionSpecification("json", help: "Print JSON."),
            OptionSpecification(
                "basket", letter: "b", .value("DIR"), help: "The basket.",
                names: .one(of: .folders)),
        ],
        starts: [.init("fruit show", "what is there?")])

    static let pages = ManualPages(
        tree: tree, version: "1.2.3",
        tables: [.init(title: "EXIT STATUS", rows: [("0", "It is done."), ("-1", "...not.")])])

    /// Every file of `Expected/` and what it should hold.
    static let files: [(name: String, text: String)] =
        CompletionScript.Shell.allCases.map {
            ("fruit.\($0.rawValue)", CompletionScript(tree: tree, shell: $0).text)
        } + pages.all.map { (pages.name($0) + ".1", pages.page($0) ?? "") }
}

@Suite(.serialized) struct `A reference file of a small program` {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Expected")

    @Test(arguments: ReferenceTree.files.map(\.name)) func `shows what is printed`(
        name: String
    ) throws {
        let text = try #require(ReferenceTree.files.first { $0.name == name }?.text)
        let file = Self.folder.appending(path: name).path
        if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
            #expect(FileManager.default.createFile(atPath: file, contents: Data(text.utf8)))
        }
        let bytes = try #require(FileManager.default.contents(atPath: file))
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test func `is there for each, and no other`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(names.sorted() == ReferenceTree.files.map(\.name).sorted())
    }
}
