"""What is known of every command without importing any: for `grantcli --help`, completion and suggestions.

`commands.json` is written from the commands by `tests/support/generate.py`, and a test compares: importing Typer
and every command would take a TAB twice as long.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PANELS = {
    "Ask": ("list", "filter", "total", "compare", "show", "org", "fields"),
    "Check": ("check", "duplicates", "diff", "sources", "council"),
    "Published files": ("registry", "get"),
    "Share": ("report", "browse", "serve"),
    "Saved questions": ("save", "run", "saved"),
    "Set up": ("load", "cache", "config", "completion", "tutorial", "help"),
}
"""The commands of each panel of `grantcli --help`, in its order."""
COMMANDS = tuple(name for names in PANELS.values() for name in names)
PATH = Path(__file__).with_name("commands.json")


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option of a command: its names, what its value is called (nothing for a switch), its help and its panel."""

    name: str
    flags: tuple[str, ...]
    metavar: str
    help: str
    panel: str
    repeatable: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandRow:
    """One command: its purpose, an example, its arguments as the usage shows them, and its options."""

    name: str
    summary: str
    example: str
    arguments: str
    options: tuple[OptionRow, ...]

    def option(self, flag: str) -> OptionRow | None:
        """Return the option that is written so."""
        return next((option for option in self.options if flag in option.flags), None)


@cache
def table() -> dict[str, CommandRow]:
    """Return every command by its name."""
    return {name: _row(name, row) for name, row in json.loads(PATH.read_bytes()).items()}


def _row(name: str, row: dict[str, object]) -> CommandRow:
    return CommandRow(name, str(row["summary"]), str(row["example"]), str(row["arguments"]), tuple(_options(row["options"])))


def _options(rows: object) -> Iterator[OptionRow]:
    assert isinstance(rows, list)  # noqa: S101 - our own file
    for name, flags, metavar, about, panel, repeatable, choices in rows:
        yield OptionRow(name, tuple(flags), metavar, about, panel, repeatable, tuple(choices))
