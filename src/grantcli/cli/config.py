"""`grantcli config`: what each setting is, and where it comes from."""

import os
from collections.abc import Iterator, Mapping

from grantcli.backends.address import masked
from grantcli.cli import places, terminal
from grantcli.cli.applying import shadowed
from grantcli.cli.call import BUNDLED
from grantcli.cli.settings import ENVIRONMENT, Value, known, shown
from grantcli.table import Column, Kind, Table

_BUILT_IN = {"format": "table", "columns": None, "fy-start": "4", "color": "auto", "data": BUNDLED}
_COLUMNS = (
    Column("setting", Kind.ID),
    Column("value", Kind.ID, missing="those of the command"),
    Column("from", Kind.ID),
    Column("place", Kind.ID, missing="–"),
)


def config(*, ignored: bool) -> Table:
    """Return a row for each setting; with `ignored` what they are where neither files nor variables are heeded."""
    found: Mapping[str, list[Value]] = {} if ignored else known(os.environ)
    rows = tuple(_row(name, found.get(name, [])) for name in _BUILT_IN)
    notes = ("--no-config leaves files and variables aside",) if ignored else (*shadowed(found), *_files())
    return Table(_COLUMNS, rows, "settings", tuple(masked(note) for note in notes))


def _row(name: str, values: list[Value]) -> tuple[str | None, ...]:
    if name == "color" and (decided := terminal.decided(os.environ)) and (not values or values[0].origin != ENVIRONMENT):
        return name, *decided[:1], ENVIRONMENT, decided[1]
    if not values:
        return name, _BUILT_IN[name], "built in", None
    value = values[0].value
    return name, masked(value if isinstance(value, str) else "; ".join(value)), values[0].origin, values[0].spot


def _files() -> Iterator[str]:
    """Say where files of settings are, or would be."""
    own, (project, passed) = places.user(os.environ), places.project()
    yield f"user file: {own}" + ("" if own.is_file() else " (not there)")
    yield f"project file: {shown(project)}" if project else f"project file: no {places.PROJECT} in this folder or above"
    for path in passed:
        yield f"{shown(path)} is not read: anyone may write into its folder"
