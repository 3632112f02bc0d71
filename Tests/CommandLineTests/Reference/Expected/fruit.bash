# Completions of fruit for bash, as 'fruit completions bash' prints them.

# What may follow the words of a command or group, and how many arguments it has.
_fruit_facts() {
    next='' most=0 more=''
    flags='--json --basket -b --help -h'
    takes='--basket -b'
    case $1 in
        '')
            next='show apple'
            flags="--version -V $flags"
            ;;
        'show')
            most=1
            more=1
            ;;
        'apple')
            next='peel eat'
            ;;
        'apple peel')
            flags="--quick -q --output -o --colours --with --note $flags"
            takes="--output -o --colours --with --note $takes"
            most=2
            ;;
    esac
}

# What may be the value of an option, or the argument in a place.
_fruit_value() {
    case $1 in
        'show 1') kinds='profiles files' ;;
        'apple peel --output' | 'apple peel -o') kinds='files' ;;
        'apple peel --colours') choices='red green' ;;
        'apple peel --with') kinds='models' list=1 ;;
        'apple peel 1') kinds='models' ;;
        'apple peel 2') choices='small large' ;;
        '--basket' | *' --basket' | '-b' | *' -b') kinds='folders' ;;
    esac
}

# The names of a kind, a line each.
_fruit_names() {
    case $1 in
        files) compgen -f -- "$now" ;;
        folders) compgen -d -- "$now" ;;
        *) "$program" completions names "$1" 2>/dev/null ;;
    esac
}

_fruit() {
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
    _fruit_facts ''
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
            _fruit_facts "$at"
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
        _fruit_value "${at:+$at }$option"
    elif [[ -z $ended && $now == -* ]]; then
        choices=$flags
    elif [[ -n $next ]]; then
        choices=$next
    elif ((place <= most)); then
        _fruit_value "$at $place"
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
    type -P "$program" >/dev/null || program=fruit
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
        done < <(_fruit_names "$kind")
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

complete -F _fruit fruit
