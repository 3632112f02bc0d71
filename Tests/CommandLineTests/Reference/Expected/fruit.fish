# Completions of fruit for fish, as 'fruit completions fish' prints them.

# The words of groups and commands.
set -g __fruit_paths \
    'show' \
    'apple' \
    'apple peel' \
    'apple eat' \

# The options that take the next word, behind the words of their commands.
set -g __fruit_takes \
    '--basket' \
    '-b' \
    'apple peel --output' \
    'apple peel -o' \
    'apple peel --colours' \
    'apple peel --with' \
    'apple peel --note' \

# Whether what is typed so far is a command or group, and the next argument in a place of it.
function __fruit_at
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
            if contains -- "$word" $__fruit_takes; or contains -- "$at $word" $__fruit_takes
                set skips 1
            end
        else if test $ended = 0; and contains -- (string trim -- "$at $word") $__fruit_paths
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
function __fruit_names
    set -l program (string replace -r '^~/' "$HOME/" -- (commandline -opc)[1])
    type -q -- $program; or set program fruit
    command $program completions names $argv[1] 2>/dev/null
end

# The same behind those that stand there already, with commas.
function __fruit_list
    set -l now (string replace -r '^--[^=]*=' '' -- (commandline -ct))
    set -l head (string match -r -- '^.*,' "$now")
    for name in (__fruit_names $argv[1])
        printf '%s\n' "$head$name"
    end
end

complete -c fruit -e
complete -c fruit -f
complete -c fruit -l json -d 'Print JSON.'
complete -c fruit -s b -l basket -r -f -a '(__fish_complete_directories)' -d 'The basket.'
complete -c fruit -s h -l help -d 'Show this help.'

complete -c fruit -n '__fruit_at ""' -a show -d 'Shows fruit: all of it.'
complete -c fruit -n '__fruit_at ""' -a apple -d 'Handles apples.'
complete -c fruit -n '__fruit_at ""' -s V -l version -d 'Show the version, and which build it is.'

# fruit show
complete -c fruit -n '__fruit_at "show" 1+' -F -a '(__fruit_names profiles)' -d 'Which; it\'s all if left out.'

# fruit apple
complete -c fruit -n '__fruit_at "apple"' -a peel -d 'Peels apples.'
complete -c fruit -n '__fruit_at "apple"' -a eat -d 'Eats an apple.'

# fruit apple peel
complete -c fruit -n '__fruit_at "apple peel"' -s q -l quick -d 'Peel quickly.'
complete -c fruit -n '__fruit_at "apple peel"' -s o -l output -r -F -d 'Where it\'s kept.'
complete -c fruit -n '__fruit_at "apple peel"' -l colours -r -f -a 'red green' -d 'Which.'
complete -c fruit -n '__fruit_at "apple peel"' -l with -r -f -a '(__fruit_list models)' -d 'What else.'
complete -c fruit -n '__fruit_at "apple peel"' -l note -r -f -d 'A note.'
complete -c fruit -n '__fruit_at "apple peel" 1' -f -a '(__fruit_names models)' -d 'The apple.'
complete -c fruit -n '__fruit_at "apple peel" 2' -f -a 'small large' -d 'The knife.'

# fruit apple eat
