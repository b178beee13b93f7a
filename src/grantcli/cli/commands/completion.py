"""`grantcli completion`: the script for a shell, shown or where the shell looks for it. No file of a user is ever changed."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from grantcli.cli.command_class import command
from grantcli.cli.destination import say, write_file
from grantcli.cli.panels import argument
from grantcli.cli.shells import script, shell_name
from grantcli.errors import GrantcliError

_OURS = "GRANTCLI_COMPLETE"
_BASH = ("/usr/share/bash-completion/bash_completion", "/usr/local/share/bash-completion/bash_completion",
         "/opt/homebrew/share/bash-completion/bash_completion", "/usr/local/etc/profile.d/bash_completion.sh",
         "/opt/homebrew/etc/profile.d/bash_completion.sh")  # fmt: skip
"""The folder of the package bash-completion, which loads the scripts in our folder."""


_Action = Annotated[Literal["install", "show"], argument(metavar="install|show", help="save the script where the shell looks for"
                    " it, or show it")]  # fmt: skip
_Shell = Annotated[str, argument(metavar="[SHELL]", help="bash, zsh or fish; the one that SHELL names if not given")]


@command("Set up")
def completion(*, action: _Action, shell: _Shell = "") -> str:
    """Install or show the completion script for a shell: bash, zsh or fish.

    Example: grantcli completion install
    """
    return script(shell) if action == "show" else install(shell)


def install(shell: str) -> str:
    """Put the completion script for a shell where it looks for one of the user's own, and say so; nothing goes to stdout."""
    name = shell_name(shell)
    path, text = place(name, os.environ), script(name)
    content = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    if content and _OURS not in content:
        raise GrantcliError(f"grantcli did not write `{path}`, and leaves it as it is",
                            hint=f"move it away, or see `grantcli completion show {name}`")  # fmt: skip
    if content == text:
        say(f"{path} is there already, and up to date")
    else:
        _write(path, text)
        say(f"{path} is {'brought up to date' if content else 'written'}")
    say(*_remaining_steps(name, path, os.environ), "delete that file to remove it")
    return ""


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GrantcliError(
            f"cannot make the folder `{path.parent}`: {(error.strerror or 'no reason is known').lower()}"
        ) from error
    write_file(path, text.encode())


def place(shell: str, environment: Mapping[str, str]) -> Path:
    """Return the file that a shell loads by itself when it is to complete `grantcli`, in a folder that is for such files."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - `Path.home` raises without a home
    data, config = (_base(environment, name, home / rest) for name, rest in
                    (("XDG_DATA_HOME", ".local/share"), ("XDG_CONFIG_HOME", ".config")))  # fmt: skip
    match shell:
        case "bash":
            own = environment.get("BASH_COMPLETION_USER_DIR", "")
            return (Path(own) if own else data / "bash-completion") / "completions" / "grantcli"
        case "zsh":
            return data / "zsh" / "site-functions" / "_grantcli"
        case _:
            return config / "fish" / "completions" / "grantcli.fish"


def _base(environment: Mapping[str, str], name: str, otherwise: Path) -> Path:
    folder = environment.get(name, "")
    return Path(folder) if os.path.isabs(folder) else otherwise  # noqa: PTH117 - a text that may be empty


def _remaining_steps(shell: str, path: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Say what is left to do, if anything, and that a shell that is open must be opened again."""
    if shell == "bash" and not any(Path(each).exists() for each in _BASH):
        yield "bash looks there only with the package bash-completion; without it, add this line to ~/.bashrc: "
        yield '  eval "$(grantcli completion show bash)"'
    if shell == "zsh" and not _is_known(path.parent, environment):
        yield "zsh looks there only once this line is in ~/.zshrc, before `compinit`:"
        yield f"  fpath=({path.parent} $fpath)"
    yield f"every {shell} that you open from now on has it"


def _is_known(folder: Path, environment: Mapping[str, str]) -> bool:
    """Say whether zsh knows a folder of functions: as far as its variable, or the user's own file, shows."""
    if str(folder) in environment.get("FPATH", "").split(os.pathsep):
        return True
    rc = Path(environment.get("ZDOTDIR") or os.path.expanduser("~")) / ".zshrc"  # noqa: PTH111 - as above
    try:
        return "zsh/site-functions" in rc.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
