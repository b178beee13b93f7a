"""`grantcli report`: a page to share."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grantcli import charts
from grantcli.cli.caption import line
from grantcli.cli.command_class import command
from grantcli.cli.commands.check import parse_day
from grantcli.cli.destination import is_file, off_screen, report_file, say, write_file
from grantcli.cli.options import AllOptionsBut, Filters, Input, Split, StatedOnly, Terms
from grantcli.cli.panels import option
from grantcli.errors import DataError, NoRowsError, Place, UsageError
from grantcli.reports.data import grouping

if TYPE_CHECKING:
    from grantcli.html_report.subject import ReportQuestion

_SUFFIXES = (".html", ".htm")
_Title = Annotated[str, option(metavar="TEXT", help="what the page is called")]
_By = Annotated[str, option(metavar="FIELDS", help="a chart and a table for each of these fields (programme, fy and recipient if"
                            " not given)")]  # fmt: skip
_Top = Annotated[int | None, option(min=1, metavar="COUNT", help="show the COUNT largest groups, and all others as one row (15 if"
                                    " not given)")]  # fmt: skip
_Template = Annotated[str, option(metavar="FILE", help="your own page, with $title, $style and $body where they go"
                                  " (`docs/report.md` names all parts)")]  # fmt: skip
_Today = Annotated[
    str, option(metavar="DATE", help="the day that the page says it was made on; in a file today if not given, else none")
]
_FailEmpty = Annotated[bool, option("--fail-empty", help="exit 4 when there are no awards, and so no page")]
_Open = Annotated[bool, option("--open", help="open the page that -o FILE writes")]
_Quiet = Annotated[bool, option("--quiet", "-q", help="do not say what was written")]
_File = Annotated[str, option("--output", "-o", metavar="FILE", help="write the page to this file; to stdout if not given")]


@command("Share")
def report(
    *, context: typer.Context, terms: Terms = None, title: _Title = "", by: _By = "", top: _Top = None, template: _Template = "",
    split: Split = False, stated_only: StatedOnly = False, today: _Today = "", output: _File = "",
    fail_empty: _FailEmpty = False, show: _Open = False, quiet: _Quiet = False, filters: Filters,
    source: Annotated[Input, AllOptionsBut("rows", "sql")],
) -> str:  # fmt: skip
    """Write a page to share, as one HTML file: figures, charts, tables, notes, disputes and method.

    Example: grantcli report funder:lga -o page.html
    """
    if is_file(output) and Path(output).suffix.lower() not in _SUFFIXES:
        hint = "name a file that ends in .html; a browser prints it as PDF"
        raise UsageError(f"a page is HTML, and `{output}` is not", hint=hint)
    off_screen("a page", output)
    charts.require_library("a page")
    from grantcli.html_report.report import page
    from grantcli.html_report.subject import TOP, ReportQuestion

    question = ReportQuestion(
        source.dataset, filters.where(terms), partial(line, context), title=title, by=grouping(by), top=top or TOP,
        split=split, stated_only=stated_only, today=str(parse_day(today)) if today or is_file(output) else "",
    ).foresee()  # fmt: skip
    everything = question.total()
    if not everything.rows:
        return _no_awards_message(question, fail_empty=fail_empty)
    text = page(question, _read(template) if template else "", template)
    if not is_file(output):
        return text
    write_file(Path(output), text.encode("utf-8", "backslashreplace"))
    report_file(output, everything.title, quiet=quiet, show=show)
    return ""


def _no_awards_message(question: "ReportQuestion", *, fail_empty: bool) -> str:
    """Say why there is no page; UsageError for a misspelt value, and NoRowsError with `--fail-empty`."""
    question.dataset.require_values(question.where)
    notes = "; ".join(("no page was written", *question.total().notes))
    if fail_empty:
        raise NoRowsError(notes)
    say(notes)
    return ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"cannot read it: {(error.strerror or str(error)).lower()}", place=Place(path)) from error
    except UnicodeDecodeError as error:
        raise DataError("it is not UTF-8", place=Place(path)) from error
