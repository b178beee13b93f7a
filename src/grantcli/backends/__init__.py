"""Awards on a cluster or in a database that already exists: loaded there once, then asked like a file."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli import exports

if TYPE_CHECKING:
    from grantcli.reports.listing import WholeAwards

BY_COLUMNS = {"sqlite": "sqlite"}
"""The module of this package that writes an export from the tables of a large file, by `write(whole, path)`."""


def write_whole(name: str, whole: "WholeAwards", path: Path, suffix: str) -> tuple[str, ...]:
    """Write the awards of a list as an export, from the tables of their file where it can be, and return the message."""
    if name not in BY_COLUMNS:
        return exports.write(name, whole.awards, whole.book, path, suffix)
    notes: tuple[str, ...] = import_module(f"grantcli.backends.{BY_COLUMNS[name]}").write(whole, path)
    return notes
