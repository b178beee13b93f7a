"""`grantcli browse`: the terminal that it needs, what it takes from the command line, and the files that it writes."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from grantcli import exports
from grantcli.cli import terminal
from grantcli.cli.command_class import command
from grantcli.cli.options import AllOptionsBut, Filters, Input, OnlyOptions, Output, Terms
from grantcli.cli.output import write_table, write_whole
from grantcli.errors import GrantcliError, UsageError
from grantcli.fields import FIELDS
from grantcli.reports.data import field_names, orders

if TYPE_CHECKING:
    from grantcli.dataset import Dataset
    from grantcli.tui.view_state import ViewState


@command("Share", live=True)
def browse(
    *, terms: Terms = None, filters: Filters, source: Annotated[Input, AllOptionsBut("save_map", "rows", "sql", "real")],
    output: Annotated[Output, OnlyOptions("columns", "sort")],
) -> str:  # fmt: skip
    """Look through awards in the terminal: facets, totals, and the evidence for each award.

    Example: grantcli browse funder:lga --sort -amount
    """
    where = filters.where(terms)
    field_names(output.columns)
    orders(output.sort, FIELDS)
    _require(piped="-" in source.files)
    from grantcli.tui.browser import Browser
    from grantcli.tui.screen import BrowserOptions
    from grantcli.tui.view_state import ViewState, words

    label = ", ".join(source.files) or "the bundled awards"
    # What goes wrong with the data is an error after the screen has gone.
    error = Browser(
        BrowserOptions(source.open, label, source.command_line, save, output.columns),
        ViewState(" ".join(words(where)), sort=output.sort),
    ).run()
    if error is not None:
        raise error
    return ""


def _require(*, piped: bool) -> None:
    """Check that there is a terminal, a keyboard and the packages to draw; UsageError or GrantcliError if not."""
    keyboard = piped or terminal.is_terminal(sys.stdin)
    if not (keyboard and terminal.is_terminal(sys.stdout) and terminal.is_terminal(sys.stderr)):
        raise UsageError("browse needs a terminal", hint="`grantcli list` and `grantcli total` print the same anywhere")
    if os.environ.get("TERM", "") in {"", "dumb"}:
        raise UsageError("browse needs a terminal that can move its cursor", hint="TERM says that this one cannot")
    if find_spec("textual") is None:
        raise GrantcliError("Textual is not installed", hint="pip install 'grantcli[tui]'")
    os.environ.pop("NO_COLOR", "") if terminal.color("", os.environ, terminal=True) else os.environ.update(NO_COLOR="1")
    if piped:
        _keyboard()


def _keyboard() -> None:
    """Let data come from the pipe that is stdin, and keys from the terminal, as pagers do."""
    data = os.dup(0)
    try:
        terminal_file = os.open("/dev/tty", os.O_RDWR)
    except OSError as error:
        raise UsageError("browse needs a terminal", hint="give it the name of a file rather than `-`") from error
    os.dup2(terminal_file, 0)
    os.close(terminal_file)
    sys.stdin = os.fdopen(data)


def save(dataset: "Dataset", state: "ViewState", target: str) -> tuple[str, ...]:
    """Write every award, or the totals, of the current view into a file, and return the message about it."""
    if not state.by and (name := exports.by_suffix(Path(target).suffix)):
        return write_whole(dataset.export(state.where(), sort=state.sort), name, target)
    if not state.by:
        return write_table(dataset.list(state.where(), sort=state.sort), target)
    from grantcli.reports.arrange import arrange

    return write_table(arrange(dataset.total(state.where(), by=state.by), sort=state.ranked), target)
