extension CompletionScript {
    /// The script for fish.
    var fish: String {
        var lines: [String] = []
        var takes = common.filter(\.takesValue).flatMap(\.spellings)
        for option in common { lines.append(fishOption(option, when: nil)) }
        for place in places {
            lines.append("")
            if !place.path.isEmpty { lines.append("# \(tree.program) \(place.path)") }
            let here = fishCondition(place.path)
            for (word, summary) in place.next {
                lines.append(
                    "complete -c \(tree.program) -n \(here) -a \(word) -d \(ShellQuote.fish(summary))"
                )
            }
            for option in place.options {
                lines.append(fishOption(option, when: here))
                if option.takesValue { takes += option.spellings.map { place.below($0) } }
            }
            for (index, positional) in place.positionals.enumerated() {
                guard let value = CompletedValue(positional.allowed, positional.names) else {
                    continue
                }
                let number = "\(index + 1)\(positional.repeats ? "+" : "")"
                lines.append(
                    "complete -c \(tree.program) -n \(fishCondition(place.path, number))"
                        + fishValue(value) + " -d \(ShellQuote.fish(positional.help))")
            }
        }
        let paths = places.map(\.path).filter { !$0.isEmpty }
        return filled(
            Self.fishTemplate,
            [
                "COMPLETIONS": lines,
                "PATHS": paths.map { "\(ShellQuote.fish($0)) \\" },
                "TAKES": takes.map { "\(ShellQuote.fish($0)) \\" },
            ])
    }

    private func fishCondition(_ path: String, _ place: String = "") -> String {
        let words = place.isEmpty ? "" : " \(place)"
        return ShellQuote.fish("__\(tree.program)_at \"\(path)\"\(words)")
    }

    private func fishOption(_ option: OptionSpecification, when condition: String?) -> String {
        var line = "complete -c \(tree.program)"
        if let condition { line += " -n \(condition)" }
        if let letter = option.letter { line += " -s \(letter)" }
        line += " -l \(option.name)"
        if option.takesValue {
            let value = CompletedValue(option.allowed, option.names)
            line += " -r" + (value.map(fishValue) ?? " -f")
        }
        return line + " -d \(ShellQuote.fish(option.help))"
    }

    /// What completes a value; without files, unless they are meant.
    private func fishValue(_ value: CompletedValue) -> String {
        var words: [String] = value.words
        let kinds = value.names?.kinds ?? []
        let function = "__\(tree.program)_" + (value.names?.isList == true ? "list" : "names")
        for kind in kinds {
            switch kind {
            case .files: break
            case .folders: words.append("(__fish_complete_directories)")
            default: words.append("(\(function) \(kind.rawValue))")
            }
        }
        let argument =
            words.isEmpty ? "" : " -a \(ShellQuote.fish(words.joined(separator: " ")))"
        return (kinds.contains(.files) ? " -F" : " -f") + argument
    }

    private static let fishTemplate = #"""
        # Completions of PROGRAM for fish, as 'PROGRAM completions fish' prints them.

        # The words of groups and commands.
        set -g __PROGRAM_paths \
            @PATHS

        # The options that take the next word, behind the words of their commands.
        set -g __PROGRAM_takes \
            @TAKES

        # Whether what is typed so far is a command or group, and the next argument in a place of it.
        function __PROGRAM_at
            set -l at
            set -l place 1
            set -l skips 0
            set -l ended 0
            for word in (commandline -opc)[2..-1]
                if test $skips = 1
                    set skips 0
                else if test $ended = 0 -a "$word" = --
                    set ended 1
                else if test $ended = 0; and string match -q -- '-?*' "$word"
                    if contains -- "$word" $__PROGRAM_takes; or contains -- "$at $word" $__PROGRAM_takes
                        set skips 1
                    end
                else if test $ended = 0; and contains -- (string trim -- "$at $word") $__PROGRAM_paths
                    set at (string trim -- "$at $word")
                else
                    set place (math $place + 1)
                end
            end
            test "$at" = "$argv[1]"; or return 1
            if not set -q argv[2]
                return 0
            end
            if string match -q -- '*+' $argv[2]
                test $place -ge (string trim -r -c + -- $argv[2])
            else
                test $place -eq $argv[2]
            end
        end

        # The names of a kind, a line each.
        function __PROGRAM_names
            set -l program (string replace -r '^~/' "$HOME/" -- (commandline -opc)[1])
            type -q -- $program; or set program PROGRAM
            command $program completions names $argv[1] 2>/dev/null
        end

        # The same behind those that stand there already, with commas.
        function __PROGRAM_list
            set -l now (string replace -r '^--[^=]*=' '' -- (commandline -ct))
            set -l head (string match -r -- '^.*,' "$now")
            for name in (__PROGRAM_names $argv[1])
                printf '%s\n' "$head$name"
            end
        end

        complete -c PROGRAM -e
        complete -c PROGRAM -f
        @COMPLETIONS
        """#
}
