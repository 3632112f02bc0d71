import MNCore

/// `mn manual`: the manual pages of all commands, for `man`.
enum ManualCommand {
    static let command = Command(
        CommandSpecification(
            "manual", summary: "Print a manual page, or write all of them.",
            discussion: """
                Without COMMAND the page is mn(1), which tells of all commands. With --output the pages \
                are written to a folder, each as NAME.1, over those that are there; all of them, if no \
                COMMAND is given.
                """,
            positionals: [
                PositionalSpecification(
                    "COMMAND", help: "The words of a command, such as model show.",
                    names: .one(of: .commands), count: .anyNumber)
            ],
            options: [
                OptionSpecification(
                    "output", letter: "o", .value("DIR"), help: "Write to that folder.",
                    names: .one(of: .folders))
            ],
            examples: [
                .init("mn manual model show | man -l -", "read a page, with man-db"),
                .init("mn manual --output man/man1", "what a package installs"),
            ]), run: run)

    static let pages = ManualPages(
        tree: Program.tree, version: Program.version,
        tables: [
            .init(
                title: "EXIT STATUS",
                rows: ExitCode.allCases.map { (String($0.rawValue), $0.meaning) }),
            .init(
                title: "ENVIRONMENT",
                rows: HelpTopicCommand.variables.map { ($0.name, $0.meaning) }),
        ])

    private struct Page {
        var name: String
        var text: String
        var file: String?
    }

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let words = arguments.all("COMMAND")
        let folder = arguments.value("output")
        if folder?.isEmpty == true {
            throw arguments.usage(.badValue("--output", "", wanted: "a folder"))
        }
        var chosen: [Page] = []
        for words in folder != nil && words.isEmpty ? pages.all : [words] {
            guard let text = pages.page(words) else {
                throw arguments.usage(
                    .badValue(
                        "COMMAND", words.joined(separator: " "),
                        wanted: "the words of a command, such as model show"))
            }
            let name = pages.name(words)
            chosen.append(Page(name: name, text: text, file: folder.map { "\($0)/\(name).1" }))
        }
        for page in chosen {
            if let file = page.file { try world.files.replace(file, with: Array(page.text.utf8)) }
        }
        return report(chosen, folder)
    }

    private static func report(_ pages: [Page], _ folder: String?) -> Report {
        Report(
            json: [
                "schema": "mn.manual/1",
                "pages": .array(
                    pages.map { page in
                        [
                            "name": .string(page.name), "file": .string(orNull: page.file),
                            "text": page.file == nil ? .string(page.text) : .null,
                        ]
                    }),
            ]
        ) { page in
            guard let folder else { return pages.map(\.text).joined() }
            let count = pages.count == 1 ? "1 manual page" : "\(pages.count) manual pages"
            return page.wrapped("\(count) written to \(Sanitized.line(folder)).", hanging: 0)
        }
    }
}
