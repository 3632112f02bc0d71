extension CompletionScript {
    /// The script for bash; it runs in the bash 3.2 of macOS too, which knows neither `compopt` nor
    /// negative indices.
    var bash: String {
        var facts: [String] = []
        var values: [String] = []
        for place in places {
            facts += bashFacts(place)
            values += place.options.flatMap { option in
                bashValue(
                    option.spellings.map { place.below($0) },
                    CompletedValue(option.allowed, option.names))
            }
            for (index, positional) in place.positionals.enumerated() {
                values += bashValue(
                    [place.below("\(index + 1)")],
                    CompletedValue(positional.allowed, positional.names))
            }
        }
        for option in common {
            let patterns = option.spellings.flatMap {
                [ShellQuote.posix($0), "*\(ShellQuote.posix(" \($0)"))"]
            }
            values += bashValue(
                patterns: patterns, CompletedValue(option.allowed, option.names))
        }
        let flags = common.flatMap(\.spellings).joined(separator: " ")
        let takes = common.filter(\.takesValue).flatMap(\.spellings).joined(separator: " ")
        return filled(
            Self.bashTemplate,
            [
                "FACTS": facts, "VALUES": values,
                "COMMON": ["flags=\(ShellQuote.posix(flags))", "takes=\(ShellQuote.posix(takes))"],
            ])
    }

    private func bashFacts(_ place: Place) -> [String] {
        var parts: [String] = []
        if !place.next.isEmpty {
            parts.append("next=" + ShellQuote.posix(place.next.map(\.word).joined(separator: " ")))
        }
        let flags = place.options.flatMap(\.spellings)
        if !flags.isEmpty {
            parts.append("flags=\"\(flags.joined(separator: " ")) $flags\"")
        }
        let takes = place.options.filter(\.takesValue).flatMap(\.spellings)
        if !takes.isEmpty {
            parts.append("takes=\"\(takes.joined(separator: " ")) $takes\"")
        }
        if !place.positionals.isEmpty { parts.append("most=\(place.positionals.count)") }
        if place.positionals.last?.repeats == true { parts.append("more=1") }
        if parts.isEmpty { return [] }
        return ["\(ShellQuote.posix(place.path)))"] + parts.map { "    " + $0 } + ["    ;;"]
    }

    private func bashValue(_ places: [String], _ value: CompletedValue?) -> [String] {
        bashValue(patterns: places.map { ShellQuote.posix($0) }, value)
    }

    private func bashValue(patterns: [String], _ value: CompletedValue?) -> [String] {
        guard let value else { return [] }
        var parts: [String] = []
        if !value.words.isEmpty {
            parts.append("choices=" + ShellQuote.posix(value.words.joined(separator: " ")))
        }
        if let names = value.names {
            parts.append("kinds='\(names.kinds.map(\.rawValue).joined(separator: " "))'")
            if names.isList { parts.append("list=1") }
        }
        return ["\(patterns.joined(separator: " | "))) \(parts.joined(separator: " ")) ;;"]
    }

    private static let bashTemplate = #"""
        # Completions of PROGRAM for bash, as 'PROGRAM completions bash' prints them.

        # What may follow the words of a command or group, and how many arguments it has.
        _PROGRAM_facts() {
            next='' most=0 more=''
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

        # The names of a kind, a line each.
        _PROGRAM_names() {
            case $1 in
                files) compgen -f -- "$now" ;;
                folders) compgen -d -- "$now" ;;
                *) "$program" completions names "$1" 2>/dev/null ;;
            esac
        }

        _PROGRAM() {
            local -a typed
            local i n=-1 rest=$COMP_LINE text
            # Bash takes words apart at ':' and '='; what no blank divides is put together again.
            for ((i = 0; i <= COMP_CWORD; i++)); do
                text=${rest#"${rest%%[![:space:]]*}"}
                if ((n >= 0)) && [[ $text == "$rest" ]]; then
                    typed[n]+=${COMP_WORDS[i]}
                else
                    n=$((n + 1))
                    typed[n]=${COMP_WORDS[i]}
                fi
                rest=${text#"${COMP_WORDS[i]}"}
            done

            local at='' option='' place=1 ended='' next flags takes most more word
            _PROGRAM_facts ''
            for ((i = 1; i < n; i++)); do
                word=${typed[i]}
                if [[ -n $option ]]; then
                    option=''
                elif [[ -z $ended && $word == -- ]]; then
                    ended=1
                elif [[ -z $ended && $word == -?* ]]; then
                    if [[ " $takes " == *" $word "* ]]; then option=$word; fi
                elif [[ -z $ended && " $next " == *" $word "* ]]; then
                    at=${at:+$at }$word
                    _PROGRAM_facts "$at"
                else
                    place=$((place + 1))
                fi
            done
            if ((place > most)) && [[ -n $more ]]; then place=$most; fi

            local now=${typed[n]} head='' choices='' kinds='' list=''
            if [[ -z $option && -z $ended && $now == --*=* ]]; then
                option=${now%%=*} head=${now%%=*}= now=${now#*=}
            fi
            if [[ -n $option ]]; then
                _PROGRAM_value "${at:+$at }$option"
            elif [[ -z $ended && $now == -* ]]; then
                choices=$flags
            elif [[ -n $next ]]; then
                choices=$next
            elif ((place <= most)); then
                _PROGRAM_value "$at $place"
            elif [[ -z $ended && -z $now ]]; then
                choices=$flags
            fi

            local quote=''
            case $now in
                [\"\']*) quote=${now:0:1} now=${now:1} ;;
                *) now=${now//\\/} ;;
            esac
            if [[ -n $list && $now == *,* ]]; then
                head=$head${now%,*},
                now=${now##*,}
            fi
            if [[ -n $list ]]; then compopt -o nospace 2>/dev/null; fi

            COMPREPLY=()
            for word in $choices; do
                if [[ $word == "$now"* ]]; then COMPREPLY+=("$head$word"); fi
            done
            # Where there are files, readline quotes what needs it, and knows folders.
            local kind raw=$quote program=${typed[0]/#\~/$HOME}
            type -P "$program" >/dev/null || program=PROGRAM
            if [[ " $kinds " == *' files '* || " $kinds " == *' folders '* ]]; then
                if compopt -o filenames 2>/dev/null; then raw=1; fi
            fi
            for kind in $kinds; do
                while IFS= read -r word; do
                    if [[ $word != "$now"* ]]; then continue; fi
                    if [[ -z $raw && $word == *[!A-Za-z0-9_.:/@%+=-]* ]]; then
                        printf -v word '%q' "$word"
                    fi
                    COMPREPLY+=("$head$word")
                done < <(_PROGRAM_names "$kind")
            done

            # What stands before the last ':' or '=' is no part of what readline replaces.
            local mark cut='' typing=${typed[n]}
            if [[ -n $quote ]]; then return; fi
            for mark in : =; do
                if [[ $COMP_WORDBREAKS == *$mark* && $typing == *$mark* ]]; then
                    word=${typing%"${typing##*$mark}"}
                    if ((${#word} > ${#cut})); then cut=$word; fi
                fi
            done
            if [[ -n $cut ]]; then
                for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]#"$cut"}; done
            fi
        }

        complete -F _PROGRAM PROGRAM
        """#
}
