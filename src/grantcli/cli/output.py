"""An answer in the format that output options ask for: a table, a chart, or awards whole in a format of `exports`.

It says where its data come from where the command line does not: from a setting, or not from stdin.
"""

import os
import stat
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from grantcli import backends, charts, exports
from grantcli.charts import CHARTS
from grantcli.cli import terminal
from grantcli.cli.destination import (
    TAKES,
    cannot_write,
    copy_to_clipboard,
    export,
    is_device,
    is_file,
    off_screen,
    replace_file,
    report_file,
    say,
    write_file,
    write_stdout,
    write_text,
)
from grantcli.cli.interrupts import interruptible
from grantcli.cli.options import Input, Output
from grantcli.errors import ExitCode, UsageError, visible_lines
from grantcli.exports import EXPORTS
from grantcli.render import FORMATS, by_suffix, render, write
from grantcli.render.style import Page, Style
from grantcli.reports.notes import plural
from grantcli.table import Advice, Detail, Table, TableStream

if TYPE_CHECKING:
    from grantcli.reports.listing import WholeAwards

_NOT_WHOLE = ("columns", "real", "explain", "explain-row", "copy", *TAKES)
_PART = 1 << 20
_FEW = 10_000
"""A stream is written at most this many rows at once, as those of any other table."""
STREAM = "grantcli.stream"
"""The entry of a context that says whether the rows of its answer may be worked out as they are taken."""


def takes_stream(context: typer.Context) -> bool:
    """Say whether an answer is written for programs, one row after the other, and nothing else is done with its rows."""
    output = context.obj[Output]
    if not context.meta.get(STREAM) or any(context.params.get(key) for key in ("explain", "explain_row", "copy")):
        return False
    name = output.format or (by_suffix(Path(output.output).suffix) if is_file(output.output) else "") or ""
    on_screen = terminal.is_terminal(sys.stdout) and not is_file(output.output)
    return name in FORMATS and not FORMATS[name].for_people and not on_screen


def deliver(result: "Table | TableStream | WholeAwards | str", context: typer.Context) -> int:
    """Write an answer as the command line of this context asks, and return the exit code."""
    output = context.obj.get(Output, Output())
    if output.open and not is_file(output.output):
        raise UsageError("--open goes with `-o FILE`", hint="for example `-o totals.xlsx --open`")
    if isinstance(result, str):
        write_text(result, paged=not output.no_pager)
        return ExitCode.DONE
    if not isinstance(result, Table | TableStream):
        say(*write_whole(result, export(output.format, output.output), output.output), which=output.note_level(sys.stderr))
        report_file(output.output, plural(result.count, "award"), quiet=output.quiet, show=output.open)
        return ExitCode.FAULTS if output.fail_empty and not result.count else ExitCode.DONE
    if isinstance(result, TableStream) and len(result.rows) > _FEW:
        return _write_stream(name_data(result, context), output)
    if isinstance(result, TableStream):
        with interruptible():  # an engine that is asked turns an interrupt into an error
            result = result.table()
    result = name_data(result, context)
    _write(result, output, context)
    if output.copy:
        copy_to_clipboard(result, quiet=output.quiet)
    if result.failed:
        return ExitCode.FAILED
    return ExitCode.FAULTS if result.has_faults or (output.fail_empty and not result.rows) else ExitCode.DONE


def _write(table: Table, output: Output, context: typer.Context) -> None:
    """Write a table, or the chart of it."""
    target = output.output
    name = _format(output.format, target)
    on_screen = terminal.is_terminal(sys.stdout) and not is_file(target)
    chart = bool(context.params.get("chart"))
    _fits(name, {**_switches(output), "chart": chart})
    notes = output.note_level(sys.stdout) if not is_file(target) else "none" if output.quiet else "all"
    style = terminal.style(
        sys.stdout, output.color or ("never" if is_file(target) else ""), terminal=on_screen, vertical=output.vertical,
        excel=output.excel, raw=output.raw, chart=chart, notes=notes, header=not output.no_header,
    )  # fmt: skip
    if context.params.get("title") and name not in CHARTS:
        raise UsageError(f"--title does nothing in the format {name}", hint="it is for a chart in a file, as `-o chart.svg`")
    if name in CHARTS:
        _draw(table, target, name, context)
    else:
        _write_table(table, name, style, output)
    report_file(target, plural(len(table.rows), "row"), quiet=output.quiet, show=output.open)


def _write_stream(table: TableStream, output: Output) -> int:
    """Write a table of many rows, one after the other, and return the exit code."""
    target = output.output
    name = _format(output.format, target)
    _fits(name, {**_switches(output), "chart": False})
    notes: list[str] = []
    style = Style(excel=output.excel, raw=output.raw, header=not output.no_header)
    _fill(target, lambda path: notes.extend(write(table, name, style, path)))
    say(*_of_programs(table), *notes, which=output.note_level(sys.stderr))
    report_file(target, plural(len(table.rows), "row"), quiet=output.quiet, show=output.open)
    return ExitCode.DONE


def _write_table(table: Table, name: str, style: Style, output: Output) -> None:
    """Write a table in a format; notes that it has no room for go to stderr."""
    target = output.output
    on_screen = terminal.is_terminal(sys.stdout) and not is_file(target)
    if FORMATS[name].binary:
        off_screen(name, target)
    page = _render(table, name, style)
    people = FORMATS[name].for_people
    text = page.text if people or not on_screen else visible_lines(page.text)
    if is_file(target):
        write_file(Path(target), page.content or text.encode("utf-8", "backslashreplace"))
    elif page.content:
        write_stdout(page.content)
    else:
        write_text(text, paged=people and not output.no_pager)
    say(*(() if people else _of_programs(table)), *page.notes, which=output.note_level(sys.stderr))


def _draw(table: Table, target: str, name: str, context: typer.Context) -> None:
    """Write the chart of an answer; notes that it does not have go to stderr."""
    from grantcli.cli.caption import split_notes, words

    off_screen(name, target)
    if "chart" not in context.params:
        hint = "`grantcli total` and `grantcli compare` draw one"
        raise UsageError(f"{name} is a chart, and `{context.command.name}` has none", hint=hint)
    drawing = charts.draw(table, name, words(table, context))
    if is_file(target):
        write_file(Path(target), drawing)
    else:
        write_stdout(drawing)
    say(*split_notes(table)[1], which=context.obj[Output].note_level(sys.stderr))


def write_table(table: Table, target: str) -> tuple[str, ...]:
    """Write the table into a file in the format of its suffix, and return what `deliver` would say on stderr."""
    name = _format("", target)
    if name in CHARTS:
        raise UsageError(f"{name} is a chart, not a table", hint="`-o FILE` after the command of these totals draws it")
    page = _render(table, name, Style())
    write_file(Path(target), page.content or page.text.encode("utf-8", "backslashreplace"))
    return (*(() if FORMATS[name].for_people else _of_programs(table)), *page.notes)


def _of_programs(table: Table | TableStream) -> tuple[str, ...]:
    """Return the notes that programs need beside the rows."""
    return tuple(note for note in table.notes if not isinstance(note, Advice))


def _render(table: Table, name: str, style: Style) -> Page:
    """Return the table in a format; some need a temporary file, which a signal must not leave, and whose disk may be full."""
    try:
        with interruptible():
            return render(table, name, style)
    except OSError as error:
        cannot_write("a temporary file", error)


def _format(name: str, target: str) -> str:
    """Return the name of the format of a table or chart; UsageError where none fits, or where it cannot show a table."""
    if not name and not is_file(target):
        return "table"
    suffix = Path(target).suffix
    result = name or by_suffix(suffix) or exports.by_suffix(suffix) or charts.by_suffix(suffix)
    if not result:
        raise UsageError(f"no format goes with `{target}`", hint=f"name one with --format: {', '.join(FORMATS)}")
    if result in EXPORTS:
        raise UsageError(f"{result} is for complete awards, not for a table", hint="`grantcli list` writes it")
    return result


def _switches(output: Output) -> dict[str, bool]:
    """Return the switches of formats, by name."""
    return {"vertical": output.vertical, "excel": output.excel, "raw": output.raw, "no-header": output.no_header}


def _fits(name: str, switches: Mapping[str, bool]) -> None:
    """Refuse a switch that would do nothing in this format."""
    for switch, is_used in switches.items():
        if is_used and name not in TAKES[switch]:
            hint = f"it goes with {', '.join(TAKES[switch])}"
            raise UsageError(f"--{switch} does nothing in the format {name}", hint=hint)
    if switches["chart"] and switches["vertical"]:
        raise UsageError("--chart and --vertical do not go together", hint="bars are drawn in a table only")


def require_whole(name: str, output: Output, options: Mapping[str, Any]) -> None:
    """Refuse what an export of whole awards cannot do, before any work is done."""
    for flag in _NOT_WHOLE:
        if options.get(flag.replace("-", "_")):
            raise UsageError(f"--{flag} does nothing in the format {name}, which is for complete awards", hint="leave it out")
    suffix, ends = _suffix(output.output), (*EXPORTS[name].suffixes, *EXPORTS[name].also)
    if suffix and EXPORTS[name].also and suffix not in ends:
        raise UsageError(f"the format {name} is not written as `{suffix}`", hint=f"name a file that ends in {' or '.join(ends)}")
    off_screen(name, output.output)


def _suffix(target: str) -> str:
    """Return how the name of a file ends; nothing for what is not replaced as a file."""
    return Path(target).suffix.lower() if is_file(target) and not is_device(Path(target)) else ""


def write_whole(awards: "WholeAwards", name: str, target: str) -> tuple[str, ...]:
    """Write awards into a file (replaced as a whole), a pipe or a device, and return the message about it."""
    notes: list[str] = []
    _fill(target, lambda path: notes.extend(backends.write_whole(name, awards, path, _suffix(target))))
    return (*awards.notes, *notes)


def _fill(target: str, fill: Callable[[Path], object]) -> None:
    """Let `fill` write a file, which is then where the answer goes: in its place as a whole, or in a pipe or a device."""
    from grantcli.cache_folder import scratch_folder

    replaced = is_file(target) and not is_device(Path(target))
    try:
        if replaced:
            replace_file(Path(target), fill)
        else:
            with interruptible(), scratch_folder() as folder:
                path = folder / "whole"
                fill(path)
                _pass_on(path, target)
    except BrokenPipeError:
        raise
    except OSError as error:
        hint = "nothing there was changed" if replaced else ""
        cannot_write(f"`{target}`" if is_file(target) else "standard output", error, hint)


def _pass_on(path: Path, target: str) -> None:
    """Copy the content of a file to stdout, or to a device."""
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        write = stack.enter_context(Path(target).open("wb")).write if is_file(target) else write_stdout
        while part := file.read(_PART):
            write(part)


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
    from_setting = Detail(f"the data come from a setting, in {place}; `--data FILE` reads another file")
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
