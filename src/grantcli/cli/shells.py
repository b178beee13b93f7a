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
    local -a found open
    found=("${(@f)$(GRANTCLI_COMPLETE=zsh COMP_WORDS="${(F)${(@Q)words[1,CURRENT]}}" grantcli 2>/dev/null)}")
    found=("${(@)found:#}")
    open=("${(@M)found:#*:}")
    found=("${(@)found:#*:}")
    (( $#open )) && compadd -S '' -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' -- "${open[@]}"
    (( $#found )) && compadd -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' -- "${found[@]}"
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
    set -lx COMP_WORDS (string join \\n -- (commandline -opc) (commandline -ct) | string collect)
    grantcli 2>/dev/null
end
complete -c grantcli -f -a '(__grantcli)'
complete -c grantcli -n '__fish_seen_subcommand_from diff' -F
complete -c grantcli -l data -r -F
complete -c grantcli -l file -r -F
complete -c grantcli -s o -l output -r -F
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
