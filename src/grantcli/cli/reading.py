"""Reads a command line: the command that it names and its call, or what is to be said instead."""

from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO

from typer.exceptions import TyperException

from grantcli.cli import app
from grantcli.cli.call import Call
from grantcli.cli.commands import Command
from grantcli.cli.options import spread


@dataclass(frozen=True, slots=True)
class Said:
    """What a command line asks to be shown: help, or the version."""

    text: str
    code: int


def read(argv: Sequence[str]) -> tuple[Command, Call] | Said:
    """Let Typer read a command line; UsageError where it cannot."""
    argv = spread(argv)
    if argv[:1] in (["save"], ["run"]):
        from grantcli.cli.passing import passed

        argv = passed(argv)
    asked: list[tuple[Command, Call]] = []
    built = app.build(argv, lambda command, call: asked.append((command, call)), _version)
    try:
        with redirect_stdout(StringIO()) as said:
            left = built(args=app.marked(argv), standalone_mode=False, prog_name="grantcli")
    except TyperException as error:
        from grantcli.cli.misuse import usage

        raise usage(error, argv, app.shown(error.format_message())) from error
    if asked and asked[0][0].name == "run" and not asked[0][1].on("check"):
        from grantcli.cli.running import expanded

        return expanded(asked[0][1])
    return asked[0] if asked else Said(said.getvalue(), left if isinstance(left, int) else 0)


def explained(name: str) -> str:
    """Return the help of a command."""
    said = read([name, "--help"])
    return said.text if isinstance(said, Said) else ""


def _version() -> str:
    import grantcli
    from grantcli.dataset import open_dataset

    return f"grantcli {grantcli.__version__} (data {open_dataset().version})"
