"""The completion scripts: each hands the words to `grantcli` and takes back one candidate a line."""

import os

from grantcli.errors import UsageError

SHELLS = ("bash", "zsh", "fish")

_SCRIPTS = {
    "bash": """\
_grantcli() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(GRANTCLI_COMPLETE=bash COMP_LINE="${COMP_LINE:0:COMP_POINT}" grantcli 2>/dev/null)
}
complete -o default -o nospace -F _grantcli grantcli
""",
    "zsh": """\
#compdef grantcli
_grantcli() {
    local -a open found open_shown found_shown long
    local line word text
    for line in "${(@f)$(GRANTCLI_COMPLETE=zsh COMP_WORDS="${(F)${(@Q)words[1,CURRENT]}}" grantcli 2>/dev/null)}"; do
        [[ -n $line ]] || continue
        word=${line%%$'\\t'*} text=$word
        [[ $line = *$'\\t'* ]] && text="$word -- ${line#*$'\\t'}" long=(-l)
        text=${text[1,COLUMNS-1]}
        if [[ $word = *: ]]; then open+=("$word") open_shown+=("$text"); else found+=("$word") found_shown+=("$text"); fi
    done
    (( $#open )) && compadd -S '' -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' $long -d open_shown -a -- open
    (( $#found )) && compadd -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' $long -d found_shown -a -- found
    (( $#open + $#found )) || _files
}
if [[ $funcstack[1] = _grantcli ]]; then  # from a folder of functions, at the first TAB
    _grantcli "$@"
else
    compdef _grantcli grantcli
fi
""",
    "fish": """\
function __grantcli
    set -lx GRANTCLI_COMPLETE fish
    set -l before (string join \\n -- (commandline -opc) | string collect)
    set -l current (commandline -ct)
    set -lx COMP_WORDS $before\\n"$current"  # also where the word is empty
    grantcli 2>/dev/null
end
function __grantcli_file
    set -l before (commandline -opc)
    contains -- diff $before; or contains -- $before[-1] --data --file --output -o
end
complete -c grantcli -f -a '(__grantcli)'
complete -c grantcli -n __grantcli_file -F
""",
}


def script(shell: str) -> str:
    """Return the completion script for a shell; without a name for the one that SHELL names."""
    return _SCRIPTS[shell_name(shell)]


def shell_name(shell: str) -> str:
    """Return the name of a shell, or of the one in SHELL; UsageError for one without completion."""
    name = shell or os.path.basename(os.environ.get("SHELL", ""))  # noqa: PTH119 - a name, not a path
    if not name:
        raise UsageError("the variable SHELL names no shell", hint="name it: bash, zsh or fish")
    if name not in _SCRIPTS:
        raise UsageError(f"no completion for the shell `{name}`", hint="`grantcli completion show bash`, `zsh` or `fish`")
    return name
