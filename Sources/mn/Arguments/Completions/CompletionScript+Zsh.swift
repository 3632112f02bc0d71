extension CompletionScript {
    /// The script for zsh: an autoloaded function, or to be read by `source` after `compinit`.
    var zsh: String {
        var facts: [String] = []
        var values: [String] = []
        for place in places {
            facts += zshFacts(place)
            for option in place.options {
                values += zshValue(
                    option.spellings.map { ShellQuote.posix(place.below($0)) },
                    CompletedValue(option.allowed, option.names))
            }
            for (index, positional) in place.positionals.enumerated() {
                values += zshValue(
                    [ShellQuote.posix(place.below("\(index + 1)"))],
                    CompletedValue(positional.allowed, positional.names))
            }
        }
        for option in common {
            values += zshValue(
                option.spellings.flatMap {
                    [ShellQuote.posix($0), "*\(ShellQuote.posix(" \($0)"))"]
                }, CompletedValue(option.allowed, option.names))
        }
        return filled(
            Self.zshTemplate,
            [
                "FACTS": facts, "VALUES": values,
                "COMMON": zshOptions("flags=(", common)
                    + [zshTakes("takes=(", common.filter(\.takesValue))],
            ])
    }

    private func zshFacts(_ place: Place) -> [String] {
        var parts: [String] = []
        if !place.next.isEmpty {
            parts.append("next=(")
            parts += place.next.map { "    " + zshDescribed($0.word, $0.summary) }
            parts.append(")")
        }
        if !place.options.isEmpty { parts += zshOptions("flags+=(", place.options) }
        let takes = place.options.filter(\.takesValue)
        if !takes.isEmpty { parts.append(zshTakes("takes+=(", takes)) }
        if !place.positionals.isEmpty { parts.append("most=\(place.positionals.count)") }
        if place.positionals.last?.repeats == true { parts.append("more=1") }
        if parts.isEmpty { return [] }
        return ["\(ShellQuote.posix(place.path)))"] + parts.map { "    " + $0 } + ["    ;;"]
    }

    private func zshOptions(_ start: String, _ options: [OptionSpecification]) -> [String] {
        let lines = options.flatMap { option in
            option.spellings.map { "    " + zshDescribed($0, option.help) }
        }
        return [start] + lines + [")"]
    }

    private func zshTakes(_ start: String, _ options: [OptionSpecification]) -> String {
        start + options.flatMap(\.spellings).joined(separator: " ") + ")"
    }

    /// A word and what it is for, as `_describe` takes them.
    private func zshDescribed(_ word: String, _ text: String) -> String {
        ShellQuote.posix("\(word.replacing(":", with: "\\:")):\(text)")
    }

    private func zshValue(_ patterns: [String], _ value: CompletedValue?) -> [String] {
        guard let value else { return [] }
        var parts: [String] = []
        if !value.words.isEmpty {
            let words = value.words.map { ShellQuote.posix($0) }.joined(separator: " ")
            parts.append("choices=(\(words))")
        }
        if let names = value.names {
            parts.append("kinds=(\(names.kinds.map(\.rawValue).joined(separator: " ")))")
            if names.isList { parts.append("list=1") }
        }
        return ["\(patterns.joined(separator: " | "))) \(parts.joined(separator: " ")) ;;"]
    }

    private static let zshTemplate = #"""
        #compdef PROGRAM
        # Completions of PROGRAM for zsh, as 'PROGRAM completions zsh' prints them.

        # What may follow the words of a command or group, and how many arguments it has.
        _PROGRAM_facts() {
            next=() most=0 more=''
            @COMMON
            case $1 in
                @FACTS
            esac
        }

        # What may be the value of an option, or the argument in a place.
        _PROGRAM_value() {
            case $1 in
                @VALUES
            esac
        }

        _PROGRAM() {
            local at='' option='' place=1 ended='' most more word i
            local -a next flags takes heads
            _PROGRAM_facts ''
            for ((i = 2; i < CURRENT; i++)); do
                word=${(Q)words[i]}
                heads=(${next%%:*})
                if [[ -n $option ]]; then
                    option=''
                elif [[ -z $ended && $word == -- ]]; then
                    ended=1
                elif [[ -z $ended && $word == -?* ]]; then
                    if ((${takes[(Ie)$word]})); then option=$word; fi
                elif [[ -z $ended ]] && ((${heads[(Ie)$word]})); then
                    at=${at:+$at }$word
                    _PROGRAM_facts $at
                else
                    place=$((place + 1))
                fi
            done
            if ((place > most)) && [[ -n $more ]]; then place=$most; fi

            local list='' found=1
            local -a choices kinds names suffix
            if [[ -z $option && -z $ended && $PREFIX == --*=* ]]; then
                option=${PREFIX%%=*}
                IPREFIX+=${PREFIX%%=*}=
                PREFIX=${PREFIX#*=}
            fi
            if [[ -n $option ]]; then
                _PROGRAM_value "${at:+$at }$option"
            elif [[ -z $ended && $PREFIX == -* ]]; then
                _describe -o option flags
                return
            elif ((${#next})); then
                _describe command next
                return
            elif ((place <= most)); then
                _PROGRAM_value "$at $place"
            elif [[ -z $ended ]]; then
                _describe -o option flags
                return
            fi
            if [[ -n $list ]]; then
                suffix=(-S '')
                if [[ $PREFIX == *,* ]]; then
                    IPREFIX+=${PREFIX%,*},
                    PREFIX=${PREFIX##*,}
                fi
            fi

            local kind program=${(Q)words[1]}
            program=${program/#\~/$HOME}
            if ((! $+commands[$program])) && [[ ! -x $program ]]; then program=PROGRAM; fi
            if ((${#choices})); then compadd "${suffix[@]}" -a choices && found=0; fi
            for kind in $kinds; do
                case $kind in
                    files) _files && found=0 ;;
                    folders) _files -/ && found=0 ;;
                    *)
                        names=("${(@f)$($program completions names $kind 2>/dev/null)}")
                        names=(${names:#})
                        compadd "${suffix[@]}" -a names && found=0
                        ;;
                esac
            done
            return found
        }

        # As an autoloaded file this is the function's first call; read by 'source' it only names it.
        if [[ ${funcstack[1]} == _PROGRAM ]]; then _PROGRAM "$@"; else compdef _PROGRAM PROGRAM; fi
        """#
}
