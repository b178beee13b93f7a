"""The page of `report` on its way into a file."""

from datetime import date
from functools import partial
from pathlib import Path

from grantcli import charts
from grantcli.cli.call import Call
from grantcli.cli.line import line
from grantcli.cli.output import is_file, off_screen, write_file
from grantcli.errors import DataError, Place, UsageError
from grantcli.html_report.asked import TOP, Asked
from grantcli.html_report.report import page as made_of
from grantcli.reports.data import grouping

_SUFFIXES = (".html", ".htm")


def page(call: Call, today: date | None) -> str:
    """Write the page into the file that the call names, and return nothing; or return it for stdout."""
    target = call.text("output")
    if is_file(target) and Path(target).suffix.lower() not in _SUFFIXES:
        raise UsageError(
            f"a page is HTML, and `{target}` is not", hint="name a file that ends in .html; a browser prints it as PDF"
        )
    off_screen("a page", target)
    charts.need("a page")
    asked = _asked(call, today)
    template = call.text("template")
    made = made_of(asked, _read(template) if template else "", template)
    if not is_file(target):
        return made
    write_file(Path(target), made.encode("utf-8", "backslashreplace"))
    return ""


def _asked(call: Call, today: date | None) -> Asked:
    top = call.number("top")
    if top == 0:
        raise UsageError("--top takes 1 or more", hint="for example `--top 10`")
    return Asked(
        call.dataset, call.where, partial(line, call), title=call.text("title"), by=grouping(call.text("by")),
        top=TOP if top is None else top, split=call.on("split"), stated_only=call.on("stated_only"), today=str(today or ""),
    )  # fmt: skip


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"cannot read it: {(error.strerror or str(error)).lower()}", place=Place(path)) from error
    except UnicodeDecodeError as error:
        raise DataError("it is not UTF-8", place=Place(path)) from error
