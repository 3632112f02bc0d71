import MNCore

extension CommandTree {
    /// Reads the arguments after the program's name.
    ///
    /// - Options may stand before, between and after the other arguments; `--` ends them.
    /// - A lone `-` is an argument, and so is everything that does not begin with a dash.
    /// - A value follows its option, or stands behind `=`; one that begins with a dash needs the latter.
    /// - `--help` anywhere before `--` asks for help, whatever else is wrong; no argument at all, or none but
    ///   how things are shown, asks for the essentials.
    /// - `help` before the words of a command or group asks for theirs.
    func read(_ line: [String]) -> Invocation {
        var reader = ArgumentReader(line, in: self)
        return reader.invocation()
    }
}

/// Reads a command line from left to right, to its end even if something is wrong with it.
private struct ArgumentReader {
    private let tree: CommandTree
    private let line: [String]
    /// The words of the command, or of a group, so far.
    private var words: [String] = []
    /// The places of what stands beside these words.
    private var rest: [Int] = []
    /// The first thing that is wrong.
    private var fault: UsageError?
    /// The places of options that a trace holds the answers of, and of their values.
    private var traced: Set<Int> = []

    init(_ line: [String], in tree: CommandTree) {
        self.line = line
        self.tree = tree
    }

    mutating func invocation() -> Invocation {
        findWords()
        let command = tree.command(words)
        let request = request(command)
        let arguments = readRest(of: command?.specification ?? group)
        let isShownAlone = words.isEmpty && fault == nil && arguments.asksForNothing
        return Invocation(
            request: isShownAlone
                ? .essentials
                : request ?? fault.map { .wrong($0) } ?? command.map { .command($0) }
                    ?? .help(words),
            command: command, arguments: arguments,
            replayedWords: line.indices.filter { !traced.contains($0) }.map { line[$0] })
    }

    /// What may be given before it is known to which command of a group.
    private var group: CommandSpecification {
        var group = CommandSpecification("", summary: "")
        group.words = words
        if words.isEmpty { return group }
        for option in tree.commands(below: words).flatMap(\.options)
        where !group.options.contains(where: { $0.name == option.name }) {
            group.options.append(option)
        }
        return group
    }

    /// What is asked for, where that can be told without the arguments; nil if a command is.
    private func request(_ command: Command?) -> Invocation.Request? {
        let named = Array(line.dropFirst())
        if line.first == "help",
            tree.command(named) != nil || !tree.commands(below: named).isEmpty
        {
            return .help(named)
        }
        if let fault { return .wrong(fault) }
        let options = line.prefix { $0 != "--" }
        if line.isEmpty { return .essentials }
        if options.contains(where: CommandTree.help.isMeant) {
            return .help(words)
        }
        if command != nil { return nil }
        if words.isEmpty, rest.contains(where: { CommandTree.version.isMeant(by: line[$0]) }) {
            return .version
        }
        return .wrong(
            unknownOption ?? error(.missingCommand(choices: tree.nextWords(after: words))))
    }

    private func error(_ reason: UsageError.Reason) -> UsageError {
        tree.error(reason, at: words)
    }

    private mutating func note(_ reason: UsageError.Reason) {
        fault = fault ?? error(reason)
    }

    // MARK: The words of the command

    /// Takes the words of the command out of the line; options may stand before them.
    private mutating func findWords() {
        var place = 0
        while place < line.count, line[place] != "--", tree.command(words) == nil {
            let text = line[place]
            let next = tree.nextWords(after: words)
            // Behind a word that means nothing, none is the command's: its options are not to be acted on.
            if fault == nil, next.contains(text) {
                words.append(text)
            } else {
                // What stands behind an unknown option may be its value, which may be a secret.
                if !text.hasPrefix("-") {
                    fault = fault ?? unknownOption ?? error(unknown(at: place, among: next))
                }
                rest.append(place)
                if takesNext(text), place + 1 < line.count {
                    place += 1
                    rest.append(place)
                }
            }
            place += 1
        }
        rest += place..<line.count
    }

    /// Why the word at a place is no command, and what may be meant.
    private func unknown(at place: Int, among next: [String]) -> UsageError.Reason {
        let text = line[place]
        let meant = tree.meant(by: text, after: words)
        if meant.isEmpty {
            return .unknownCommand(text, suggestion: Spelling.nearest(to: text, in: next))
        }
        let others = rest.map { line[$0] } + line[(place + 1)...]
        return .otherWord(
            text,
            lines: meant.map { words in
                // With the same arguments, where they mean something there.
                if case .wrong = tree.read(words + others).request { return words }
                return words + others
            })
    }

    /// Whether the argument after this one is its value, for the options that every command has.
    private func takesNext(_ text: String) -> Bool {
        tree.options.contains { option in
            if case .value = option.kind { option.isMeant(by: text) } else { false }
        }
    }

    /// The first of what stands beside the words that is no option of every command.
    private var unknownOption: UsageError? {
        let known =
            tree.options + [CommandTree.help] + (words.isEmpty ? [CommandTree.version] : [])
        return rest.lazy.map { line[$0] }.filter { $0.hasPrefix("-") }
            .compactMap { Self.unknown($0, among: known) }.first.map(error)
    }

    /// Why an argument that begins with a dash is none of the options.
    private static func unknown(
        _ text: String, among known: [OptionSpecification]
    ) -> UsageError.Reason? {
        let name = String(text.prefix { $0 != "=" })
        if known.contains(where: { $0.isMeant(by: name) }) { return nil }
        let word = name.drop { $0 == "-" }
        let near =
            word.count > 1 ? Spelling.nearest(to: String(word), in: known.map(\.name)) : nil
        // Behind one letter a value may stand, as in -pSECRET.
        let isLetter = !name.hasPrefix("--") && near == nil
        return .unknownOption(
            isLetter ? String(name.prefix(2)) : name, suggestion: near.map { "--\($0)" })
    }

    // MARK: Options and arguments

    /// Reads what stands beside the words of the command.
    private mutating func readRest(of command: CommandSpecification) -> ParsedArguments {
        let options = tree.options(of: command)
        var result = ParsedArguments(command, options: options)
        var operands: [String] = []
        while let place = rest.first {
            rest.removeFirst()
            let text = line[place]
            if text == "--" {
                operands += rest.map { line[$0] }
                break
            }
            if text.hasPrefix("-"), text != "-" {
                readOption(at: place, among: options, into: &result)
            } else {
                operands.append(text)
                result.countBeforeDashes += 1
            }
        }
        place(operands, into: &result)
        return result
    }

    private mutating func readOption(
        at place: Int, among known: [OptionSpecification], into result: inout ParsedArguments
    ) {
        let parts = line[place].split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = known.first(where: { $0.isMeant(by: name) }) else {
            if let reason = Self.unknown(line[place], among: known) { note(reason) }
            return
        }
        var value = parts.count > 1 ? String(parts[1]) : nil
        if option.isInTrace { traced.insert(place) }
        switch option.kind {
        case .flag:
            if let value { return note(.unexpectedValue(flag: name, value: value)) }
        case .value(let placeholder, let allowed):
            if value == nil, let next = rest.first, line[next] == "-" || !line[next].hasPrefix("-")
            {
                rest.removeFirst()
                value = line[next]
                if option.isInTrace { traced.insert(next) }
            }
            guard let value else {
                return note(.missingValue(option: name, placeholder: placeholder))
            }
            guard isAllowed(value, of: name, allowed) else { return }
        }
        if !option.repeats, result.has(option.name) { note(.optionTwice(name)) }
        result.add(value ?? "", to: option)
    }

    /// Gives the other arguments their names, in order.
    private mutating func place(_ operands: [String], into result: inout ParsedArguments) {
        var operands = operands[...]
        for positional in result.command.positionals {
            if positional.isRequired, operands.isEmpty {
                return note(.missingArgument(positional.name))
            }
            let count = positional.repeats ? operands.count : min(1, operands.count)
            for operand in operands.prefix(count)
            where isAllowed(operand, of: positional.name, positional.allowed) {
                result.add(operand, to: positional)
            }
            operands = operands.dropFirst(count)
        }
        if let extra = operands.first { note(.extraArgument(extra)) }
    }

    private mutating func isAllowed(
        _ value: String, of argument: String, _ allowed: [String]?
    ) -> Bool {
        guard let allowed, !allowed.contains(value) else { return true }
        note(
            .valueNotAllowed(
                argument: argument, value: value, allowed: allowed,
                suggestion: Spelling.nearest(to: value, in: allowed)))
        return false
    }
}
