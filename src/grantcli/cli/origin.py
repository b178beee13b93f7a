"""Where the data of an answer come from, where the command line does not show it: from a setting, or not from stdin."""

import os
import stat
import sys
from dataclasses import replace
from typing import TypeVar

import typer

from grantcli.cli.options import Input
from grantcli.table import Detail, Table, TableStream

_AnyTable = TypeVar("_AnyTable", Table, TableStream)


def name_data(table: _AnyTable, context: typer.Context) -> _AnyTable:
    """Return the answer with what it has to say of where its data come from."""
    source = context.obj.get(Input)
    if source is None:
        return table
    place = _setting(context)
    notes: list[str] = (
        [] if "-" in source.files or not _has_unread_input() else ["nothing was read from standard input; `--data -` reads it"]
    )
    if not place:
        return replace(table, notes=(*notes, *table.notes)) if notes else table
    from_setting = Detail(f"the data are those of a setting, in {place}; `--data FILE` reads another file")
    title = f"{table.title} (by a setting, in {place})" if table.title else ""
    return replace(table, title=title, notes=(*notes, from_setting, *table.notes))


def _setting(context: typer.Context) -> str:
    """Return where the setting is that names the data; nothing where none does."""
    source = context.get_parameter_source("data")
    if source is None or source.name != "DEFAULT_MAP" or not context.params.get("data"):
        return ""
    from grantcli.cli.settings import read_values

    values = read_values(os.environ)["data"]
    return values[0].spot if values else ""


def _has_unread_input() -> bool:
    """Say whether a pipe or a file on stdin has something in it that nobody has read; never waits."""
    try:
        number = sys.stdin.fileno()
        mode = os.fstat(number).st_mode
        if stat.S_ISFIFO(mode):
            return _has_bytes(number)
        return stat.S_ISREG(mode) and os.lseek(number, 0, os.SEEK_CUR) < os.fstat(number).st_size
    except (OSError, ValueError, AttributeError):  # it is closed, or no file, or Windows selects no pipes
        return False


def _has_bytes(number: int) -> bool:
    """Say whether there are bytes in a pipe, which an empty one whose writer is gone has not."""
    try:
        from fcntl import ioctl
        from termios import FIONREAD
    except ImportError:
        return False
    count = ioctl(number, FIONREAD, b"\0" * 4)
    return any(count)
