"""Presses Tab in bash, zsh and fish, and holds what they offer against what they should."""

import os
import pty
import re
import select
import subprocess
import sys
import time

folder = sys.argv[1]
work = f"{folder}/work"

# A line with the cursor at its end; what must be offered; what must not be. A candidate is the whole word
# as the program would get it.
CASES = [
    ("mn mod", ["model"], ["hardware"]),
    ("mn ", ["model", "hardware", "completions", "sim"], ["list"]),
    ("mn model ", ["list", "show", "install", "remove"], ["model", "matrix"]),
    ("mn model sh", ["show"], ["list"]),
    ("mn --json model li", ["list"], []),
    ("mn --profile zz-our-machine-16gb model li", ["list"], []),
    ("mn model show gem", ["gemma4:e2b"], ["list"]),
    ("mn model show gemma4:e", ["gemma4:e2b"], ["gemma3:4b"]),
    ("mn model show odd", ["odd name's:7b"], ["gemma4:e2b"]),
    ("mn model show --backend ll", ["llama.cpp"], ["vllm"]),
    ("mn model show --backend=ll", ["--backend=llama.cpp"], ["--backend=vllm"]),
    ("mn model show --exp", ["--explain"], ["--force"]),
    ("mn hardware --profile zz-", ["zz-our-machine-16gb"], ["apple-m1-8gb"]),
    ("mn hardware --profile=zz-", ["--profile=zz-our-machine-16gb"], []),
    ("mn --profile apple-m1-8", ["apple-m1-8gb"], ["zz-our-machine-16gb"]),
    ("mn model doctor --check ", ["gpu"], ["gemma4:e2b"]),
    ("mn sim matrix --models gemma4:e2b,odd", ["gemma4:e2b,odd name's:7b"], []),
    ("mn sim matrix --rules cuda-s", ["cuda-small"], ["cuda"]),
    ("mn sim show help-t", ["help-tables"], ["usage-errors"]),
    ("mn sim run help-tables usage-er", ["usage-errors"], ["help-tables"]),
    ("mn sim contract --only unload-no", ["unload-no-body"], ["version"]),
    ("mn support open pl", ["plain.json"], ["a file.json"]),
    ("mn support open a", ["a file.json"], ["plain.json"]),
    ("mn support triage s", ["sub dir/"], ["plain.json"]),
    ("mn sim matrix --junit pl", ["plain.json"], ["sub dir/"]),
    ("mn profile record -o pl", ["plain.json"], []),
    ("mn fleet import table --preset ", ["fleet"], ["table"]),
    ("mn completions names ", ["models", "profiles", "checks"], ["files"]),
    ("mn model show -- gem", ["gemma4:e2b"], []),
    ("mn model list zzz", [], ["zz-our-machine-16gb"]),
]


def bash(line):
    """The candidates, unquoted, with what readline leaves standing before them."""
    script = r"""
        source "$1"; cd "$2"; COMP_LINE=$3; COMP_POINT=${#COMP_LINE}
        compopt() { case $2 in filenames) names=1 ;; esac; }
        COMP_WORDS=(); while IFS= read -r w; do COMP_WORDS+=("$w"); done <<<"$4"
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); names=
        _mn
        printf '%s\n' "names=$names"; printf '%s\n' "${COMPREPLY[@]}"
    """
    # As readline does it: blanks divide, and so do ':' and '=', which are words of their own.
    words = [part for part in re.split(r"\s+|([:=])", line) if part is not None]
    words = [word for index, word in enumerate(words) if word or index == len(words) - 1]
    answer = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", f"{folder}/mn.bash", work, line, "\n".join(words)],
        capture_output=True, text=True, check=True)
    assert not answer.stderr, answer.stderr
    names, *found = answer.stdout.rstrip("\n").split("\n")
    found = [word for word in found if word]
    last = line.rsplit(" ", 1)[1]
    kept = last[: max(last.rfind(":"), last.rfind("=")) + 1]
    if names == "names=1":
        found = [f"{word}/" if os.path.isdir(f"{work}/{word}") else word for word in found]
    else:
        found = [re.sub(r"\\(.)", r"\1", word) for word in found]
    return [kept + word for word in found]


def fish(line):
    answer = subprocess.run(
        ["fish", "--no-config", "-c", f"source {folder}/mn.fish; cd {work}; complete -C $argv[1]", line],
        capture_output=True, text=True, check=True)
    assert not answer.stderr, answer.stderr
    words = [candidate.split("\t")[0] for candidate in answer.stdout.splitlines()]
    return [re.sub(r"\\(.)", r"\1", word) for word in words]


class Zsh:
    """A zsh at a terminal; a widget prints what compadd is given, and what of it fits."""

    SETUP = r"""
        PROMPT= RPROMPT= ; unsetopt beep zle_bracketed_paste 2>/dev/null
        fpath=(FOLDER/fpath $fpath)
        autoload -Uz compinit && compinit -u -d FOLDER/zcompdump
        zstyle ':completion:*' completer _complete
        cd FOLDER/work
        compadd() {
            local -a __hits __given
            # What only stores or asks is passed on.
            if [[ -n ${@[(r)-[OAD]]} ]]; then builtin compadd "$@"; return; fi
            builtin compadd -O __hits "$@"
            local __w __p=$IPREFIX __slash= __f=
            zparseopts -E -a __given P:=__P p:=__q W:=__W
            __f=${(M)@:#-(Q|)f}
            for __w in $__hits; do
                __slash=
                [[ -n $__f && -d ${__W[2]:-}$__q[2]${(Q)__w} ]] && __slash=/
                print -r -- "CANDIDATE ${__p}${__P[2]:-}${__q[2]:-}${__w}${__slash}" >>FOLDER/zsh.out
            done
            builtin compadd "$@"
        }
        finished() { print DONE >>FOLDER/zsh.out; BUFFER=; zle -R }
        zle -N finished
        bindkey '^T' list-choices
        bindkey '^X^D' finished
        print READY >>FOLDER/zsh.out
    """

    def __init__(self):
        self.out = f"{folder}/zsh.out"
        os.makedirs(f"{folder}/fpath", exist_ok=True)
        os.replace(f"{folder}/mn.zsh", f"{folder}/fpath/_mn")
        with open(f"{folder}/setup.zsh", "w") as file:
            file.write(self.SETUP.replace("FOLDER", folder))
        open(self.out, "w").close()
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.environ["TERM"] = "dumb"
            os.execvp("zsh", ["zsh", "-f", "-i"])
        self.send(f"source {folder}/setup.zsh\n")
        self.wait("READY")

    def send(self, text):
        os.write(self.terminal, text.encode())

    def wait(self, word):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.02)[0]:
                os.read(self.terminal, 65536)
            with open(self.out) as file:
                text = file.read()
            if word in text.split("\n"):
                open(self.out, "w").close()
                return text
        sys.exit(f"zsh said nothing for 60 s; it had: {text}")

    def __call__(self, line):
        self.send(line + "\x14")
        self.send("\x18\x04")
        text = self.wait("DONE")
        found = [word[10:] for word in text.split("\n") if word.startswith("CANDIDATE ")]
        return [re.sub(r"\\(.)", r"\1", word) for word in found]


def main():
    failed, slowest = 0, {}
    for name, complete in [("bash", bash), ("zsh", Zsh()), ("fish", fish)]:
        for line, wanted, unwanted in CASES:
            start = time.monotonic()
            found = complete(line)
            slowest[name] = max(slowest.get(name, 0), time.monotonic() - start)
            missing = [word for word in wanted if word not in found]
            extra = [word for word in unwanted if word in found]
            if missing or extra or (not wanted and not unwanted and found):
                failed += 1
                print(f"{name}: {line!r} lacks {missing}, has {extra}, of {found[:20]}")
    for name, seconds in slowest.items():
        print(f"{name}: {len(CASES)} lines, the slowest in {seconds * 1000:.0f} ms with the shell")
    sys.exit(1 if failed else 0)


main()
