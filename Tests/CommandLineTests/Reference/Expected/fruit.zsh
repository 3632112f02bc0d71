#compdef fruit
# Completions of fruit for zsh, as 'fruit completions zsh' prints them.

# What may follow the words of a command or group, and how many arguments it has.
_fruit_facts() {
    next=() most=0 more=''
    flags=(
        '--json:Print JSON.'
        '--basket:The basket.'
        '-b:The basket.'
        '--help:Show this help.'
        '-h:Show this help.'
    )
    takes=(--basket -b)
    case $1 in
        '')
            next=(
                'show:Shows fruit: all of it.'
                'apple:Handles apples.'
            )
            flags+=(
                '--version:Show the version, and which build it is.'
                '-V:Show the version, and which build it is.'
            )
            ;;
        'show')
            most=1
            more=1
            ;;
        'apple')
            next=(
                'peel:Peels apples.'
                'eat:Eats an apple.'
            )
            ;;
        'apple peel')
            flags+=(
                '--quick:Peel quickly.'
                '-q:Peel quickly.'
                '--output:Where it'\''s kept.'
                '-o:Where it'\''s kept.'
                '--colours:Which.'
                '--with:What else.'
                '--note:A note.'
            )
            takes+=(--output -o --colours --with --note)
            most=2
            ;;
    esac
}

# What may be the value of an option, or the argument in a place.
_fruit_value() {
    case $1 in
        'show 1') kinds=(profiles files) ;;
        'apple peel --output' | 'apple peel -o') kinds=(files) ;;
        'apple peel --colours') choices=('red' 'green') ;;
        'apple peel --with') kinds=(models) list=1 ;;
        'apple peel 1') kinds=(models) ;;
        'apple peel 2') choices=('small' 'large') ;;
        '--basket' | *' --basket' | '-b' | *' -b') kinds=(folders) ;;
    esac
}

_fruit() {
    local at='' option='' place=1 ended='' most more word i
    local -a next flags takes heads
    _fruit_facts ''
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
            _fruit_facts $at
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
        _fruit_value "${at:+$at }$option"
    elif [[ -z $ended && $PREFIX == -* ]]; then
        _describe -o option flags
        return
    elif ((${#next})); then
        _describe command next
        return
    elif ((place <= most)); then
        _fruit_value "$at $place"
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
    if ((! $+commands[$program])) && [[ ! -x $program ]]; then program=fruit; fi
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
if [[ ${funcstack[1]} == _fruit ]]; then _fruit "$@"; else compdef _fruit fruit; fi
