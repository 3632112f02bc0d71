/// The manual pages of a program: one with all, and one a command; written from the tree that the help and
/// the parser read.
struct ManualPages {
    /// A table under a title of its own, such as the exit codes.
    struct Table {
        var title: String
        var rows: [(label: String, meaning: String)]
    }

    let tree: CommandTree
    let version: String
    /// What the page of the program tells beside its commands.
    let tables: [Table]

    /// The name of a page: `mn-model-show`.
    func name(_ words: [String]) -> String { ([tree.program] + words).joined(separator: "-") }

    /// The words of every page; of that of the program none.
    var all: [[String]] { [[]] + tree.commands.map(\.specification.words) }

    /// A page; nil if no command has these words.
    func page(_ words: [String]) -> String? {
        if words.isEmpty { return program() }
        return tree.command(words).map { page(of: $0.specification) }
    }

    private func begun(_ words: [String], _ summary: String) -> Roff {
        var page = Roff(
            title: name(words).uppercased(), source: "\(tree.program) \(version)",
            manual: "Commands of \(tree.program)")
        page.section("NAME")
        // Indices are made of this line: no full stop at its end.
        let summary = summary.hasSuffix(".") ? String(summary.dropLast()) : summary
        page.paragraphs("\(name(words)) - \(summary)")
        return page
    }

    private func page(of command: CommandSpecification) -> String {
        var page = begun(command.words, command.summary)
        page.section("SYNOPSIS")
        let title = tree.title(command.words)
        page.usage(title, String(tree.usage(command.words).dropFirst(title.count + 1)))
        page.section("DESCRIPTION")
        page.paragraphs(command.summary)
        page.paragraphs(command.discussion, isFirst: false)
        if !command.positionals.isEmpty {
            page.section("ARGUMENTS")
            add(command.positionals, to: &page)
        }
        if !command.options.isEmpty {
            page.section("OPTIONS")
            add(command.options, to: &page)
        }
        page.section("OPTIONS OF EVERY COMMAND")
        page.paragraphs(
            (tree.shared(with: command) + [CommandTree.help]).map { "--\($0.name)" }
                .joined(separator: ", ") + "; \(tree.program)(1) tells what they mean.")
        if !command.examples.isEmpty {
            page.section("EXAMPLES")
            for example in command.examples { page.example(example.line, example.meaning) }
        }
        let siblings = tree.commands.map(\.specification.words).filter {
            $0 != command.words && $0.first == command.words.first
        }
        page.section("SEE ALSO")
        page.paragraphs(([[]] + siblings).map { "\(name($0))(1)" }.joined(separator: ", "))
        return page.text
    }

    private func program() -> String {
        var page = begun([], tree.summary)
        page.section("SYNOPSIS")
        page.usage(tree.program, "COMMAND [options] [arguments]")
        page.section("DESCRIPTION")
        page.paragraphs(tree.summary)
        page.paragraphs(tree.discussion, isFirst: false)
        if !tree.starts.isEmpty {
            page.paragraphs("Commands to begin with:", isFirst: false)
            for start in tree.starts { page.item(start.line, start.meaning) }
        }
        for section in sections {
            page.section(section.heading.uppercased())
            for command in section.commands {
                page.subsection(tree.usage(command.words))
                page.paragraphs(command.summary)
                page.paragraphs(command.discussion, isFirst: false)
                add(command.positionals, to: &page)
                add(command.options, to: &page)
            }
        }
        page.section("OPTIONS OF EVERY COMMAND")
        add(tree.options + [CommandTree.help], to: &page)
        page.section("OPTIONS WITHOUT A COMMAND")
        add([CommandTree.version], to: &page)
        for table in tables {
            page.section(table.title)
            for row in table.rows { page.item(row.label, row.meaning) }
        }
        page.section("SEE ALSO")
        page.paragraphs(all.dropFirst().map { "\(name($0))(1)" }.joined(separator: ", "))
        return page.text
    }

    /// All commands, under the headings of the help.
    private var sections: [(heading: String, commands: [CommandSpecification])] {
        if tree.sections.isEmpty { return [("Commands", tree.commands(below: []))] }
        return tree.sections.map { ($0.heading, tree.commands(in: $0)) }
    }

    private func add(_ positionals: [PositionalSpecification], to page: inout Roff) {
        for positional in positionals {
            page.item(
                positional.usage, HelpText.described(positional.help, positional.allowed))
        }
    }

    private func add(_ options: [OptionSpecification], to page: inout Roff) {
        for option in options {
            page.item(HelpText.label(option), HelpText.description(option))
        }
    }
}
