"""Exports: awards whole, into a file that keeps more than a table can. One module a format, loaded when it is used.

To add one, write a module with `write(awards, book, path, suffix) -> notes` and add its row here. Awards come one by one and are
written as they come, so that memory stays bounded however many they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from grantcli.model import Award, Book


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Export:
    """A format: its module in this package, the suffixes that name it, and those that go with `--format` only."""

    module: str
    suffixes: tuple[str, ...]
    also: tuple[str, ...]
    help: str


EXPORTS = {
    "sqlite": Export("sqlite", (".sqlite", ".sqlite3", ".db"), (), "a database of awards, parties, programmes and claims"),
    "360giving": Export("giving", (), (".json", ".csv"), "the 360Giving Data Standard, as JSON or CSV"),
}
"""Every export by name."""


def by_suffix(suffix: str) -> str | None:
    """Return the name of the export that files with this suffix have, or `None`."""
    return next((name for name, each in EXPORTS.items() if suffix.lower() in each.suffixes), None)


def write(name: str, awards: Iterable[Award], book: Book, path: Path, suffix: str) -> tuple[str, ...]:
    """Write the awards into the file at `path`, in the form of the suffix, and return the message about it.

    `book` has the programmes and sources of the awards; they are exported too where the format has a place for them.
    """
    notes: tuple[str, ...] = import_module(f"grantcli.exports.{EXPORTS[name].module}").write(awards, book, path, suffix)
    return notes
