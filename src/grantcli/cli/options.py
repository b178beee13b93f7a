"""Every option of the command line, once, whatever commands take it.

Nothing heavy is imported here: completion reads this table, and Typer is built from it only for the command that runs.
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from keyword import iskeyword

from grantcli.charts import CHARTS
from grantcli.exports import EXPORTS
from grantcli.query.filters import FLAGS
from grantcli.render import FORMATS


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Option:
    """One option: its names, what it does, and what its values are."""

    name: str
    help: str
    short: str = ""
    metavar: str = ""
    """What its value is called; empty for a switch."""
    many: bool = False
    """It may be given again; every value counts."""
    values: tuple[str, ...] = ()
    """The values it takes, where they are a short list."""
    field: str = ""
    """The field whose values it takes, for completion."""

    @property
    def flags(self) -> tuple[str, ...]:
        """How it is written."""
        return (f"--{self.name}", f"-{self.short}") if self.short else (f"--{self.name}",)

    @property
    def key(self) -> str:
        """Its name as a parameter."""
        return self.name.replace("-", "_") + "_" * iskeyword(self.name)


_FLAG_HELP = {
    "funder": "awards of this funder, as funder:TEXT",
    "programme": "awards under this programme, as programme:TEXT",
    "council": "awards in which this council takes part, as council:NAME",
    "lead": "awards that this body holds, as lead:NAME",
    "region": "awards in which a body of this region takes part, as region:TEXT",
    "stage": "awards at this stage, as stage:TEXT",
    "year": "awards of this calendar year or range, as year:YEAR",
    "fy": "awards of this financial year or range, as fy:2019-20",
    "from": "awarded on or after this day, month or year, as awarded>=DATE",
    "to": "awarded on or before this day, month or year, as awarded<=DATE",
    "min": "awards of at least this amount, as amount>=AMOUNT",
    "max": "awards of at most this amount, as amount<=AMOUNT",
}
_FLAG_METAVAR = {"year": "YEAR", "fy": "FY", "from": "DATE", "to": "DATE", "min": "AMOUNT", "max": "AMOUNT"}

NARROWING = tuple(
    Option(name, _FLAG_HELP[name], metavar=_FLAG_METAVAR.get(name, "TEXT"), many=True,
           field=field if op == ":" else "")
    for name, (field, op) in FLAGS.items()
)  # fmt: skip
"""Flags that mean the same as a term; given again, both must hold."""

DATA = (
    Option("data", "ask this file instead of the bundled awards, or these together: 360Giving, any table, our YAML; - is stdin;"
           " or the address that awards were loaded to", metavar="FILE", many=True),
    Option("map", "take this field from this column; or the name of a file of such lines, `field: heading`",
           metavar="FIELD=HEADING", many=True),
    Option("save-map", "keep which field was taken from which column in this file, for --map", metavar="FILE"),
    Option("sheet", "the sheet of a workbook that has the awards; again for several", metavar="NAME", many=True),
    Option("header", "the line, or row of a sheet, that has the headings; 3-4 where two have them", metavar="LINE"),
    Option("skip", "leave so many lines at the top out: they are neither headings nor heeded", metavar="LINES"),
    Option("every-row", "take each row below the headings as an award, also what looks like a total or a note"),
    Option("dayfirst", "read 03/04/2019 as 3 April"),
    Option("monthfirst", "read 03/04/2019 as 4 March"),
    Option("periods", "whether 2009-10 is October 2009 or the financial year", metavar="WHAT", values=("months", "years")),
    Option("decimal", "the decimal sign of figures: . or ,", metavar="SIGN", values=(".", ",")),
    Option("scale", "what figures are times, whatever headings say: 1, 1000, 1000000", metavar="NUMBER"),
    Option("rows", "instead of the answer, show each row of the file that is no award of its own or not read whole, and why"),
    Option("currency", "what to assume for awards without a currency", metavar="CODE"),
    Option("fy-start", "month in which a financial year begins (4 if not given)", metavar="MONTH"),
    Option("engine", "what answers: auto (DuckDB for large files), memory or duckdb", metavar="NAME",
           values=("auto", "memory", "duckdb")),
    Option("memory", "how much memory DuckDB may take, as 500MB or 4GB (600MB if not given)", metavar="SIZE"),
    Option("timeout", "how many seconds an engine at an address may take (600 if not given, 0 for ever)", metavar="SECONDS"),
    Option("no-cache", "keep no copy of a large file for the next time, and use none"),
)  # fmt: skip

READING = tuple(option for option in DATA if option.name not in {"data", "save-map", "rows"})
"""The same for commands that take files as words."""

OPENING = tuple(option for option in DATA if option.name not in {"save-map", "rows"})
"""The same for commands that answer with no table."""

LOADING = (
    Option("to", "where the awards go: postgresql://, clickhouse:// or sc:// (Spark), without a password", metavar="ADDRESS"),
    Option("replace", "put them in the place of other awards that were loaded there"),
    *(option for option in READING if option.name not in {"currency", "fy-start", "engine", "timeout"}),
)
"""Where awards are loaded to, and how their files are read."""

TABLE = (
    Option("columns", "which columns, in which order", short="c", metavar="NAMES"),
    Option("sort", "sort by these columns, - before a name for largest first", short="s", metavar="NAMES"),
    Option("limit", "show so many rows at the most", short="n", metavar="COUNT"),
)


def _format(names: Iterable[str]) -> Option:
    return Option("format", f"one of {', '.join(names)} (table if not given)", short="f", metavar="FORMAT", values=tuple(names))


OUTPUT = (
    _format(FORMATS),
    Option("output", "write to this file; its suffix tells the format", short="o", metavar="FILE"),
    Option("vertical", "for people: one block a record"),
    Option("excel", "CSV with byte order mark and CRLF, for spreadsheets"),
    Option("raw", "do not guard text that a spreadsheet would run as a formula"),
    Option("color", "auto, always or never", metavar="WHEN", values=("auto", "always", "never")),
    Option("no-pager", "never page a long table"),
    Option("fail-empty", "exit 4 when there are no rows"),
)
DRAWING = (_format((*FORMATS, *CHARTS)), *OUTPUT[1:])
"""The same with the formats of charts."""
SAVING = (_format((*FORMATS, *EXPORTS)), *OUTPUT[1:])
"""The same with the formats that hold awards whole."""

ERRORS = (
    Option("errors", "text, or json for one object a line", metavar="FORM", values=("text", "json")),
    Option("debug", "show the traceback of an error"),
    Option("no-config", "heed no file of settings, and no GRANTCLI_ variable that is one"),
)

BY = Option("by", "group by this field, or by several with commas between", metavar="FIELDS")
ACROSS = Option("across", "lay this field's values out as columns", metavar="FIELD")
MEASURES = ("awards", "unknown", "total", "share", "mean", "median", "smallest", "largest")
MEASURE = Option("measure", f"what a cross table shows: one of {', '.join(MEASURES)}", metavar="NAME", values=MEASURES)
TOP = Option("top", "the largest so many groups, all others as one row", metavar="COUNT")
SPLIT = Option("split", "share each amount equally among the bodies of its award")
STATED_ONLY = Option("stated-only", "count only amounts that a source prints")
REAL = Option("real", "in the prices of this financial year, by the GDP deflator", metavar="FY")
WHEN = Option("on", "a date on which the council was alive", metavar="DATE")
EXPLAIN = (
    Option("explain", "say what each row rests on: its awards, and basis, sources and lines of their amounts"),
    Option("explain-row", "say it of the row of this name only", metavar="NAME"),
)
CHART = Option("chart", "draw a bar beside the figures of each row; `-o chart.svg` draws them in a file")
PAGE = (
    Option("title", "what the page is called", metavar="TEXT"),
    Option("by", "a chart and a table for each of these fields (programme, fy and recipient if not given)", metavar="FIELDS"),
    Option("top", "the largest so many groups, all others as one row (15 if not given)", metavar="COUNT"),
    Option("template", "your own page, with $title, $style and $body where they go (`docs/report.md` names all parts)",
           metavar="FILE"),
    Option("today", "the day that the page says it was made on; none if not given", metavar="DATE"),
    Option("output", "write the page to this file; to stdout if not given", short="o", metavar="FILE"),
)  # fmt: skip
WHY = Option("why", "say how many awards each term removes")
ON = Option("on", "the words to compare are values of this field", metavar="FIELD")
_SEVERITIES = ("error", "warning", "info")
CHECK = (
    Option("rule", "run this rule, and those that are named besides", metavar="ID", many=True),
    Option("severity", "show what is as bad as this or worse: error, warning or info (warning if not given)", metavar="LEVEL",
           values=_SEVERITIES),
    Option("fail-on", "exit 4 when something as bad as this or worse is found (error if not given)", metavar="LEVEL",
           values=_SEVERITIES),
    Option("today", "the day that counts as today", metavar="DATE"),
    Option("list-rules", "list the rules: severity, where each comes from, what it looks for and what to do"),
)  # fmt: skip


def spread(argv: Sequence[str]) -> list[str]:
    """Return the arguments with `--data` before each file that follows another one: what a shell makes of `--data *.csv`."""
    end = argv.index("--") if "--" in argv else len(argv)
    found: list[str] = []
    for place, word in enumerate(argv[:end]):
        if place > 1 and found[-2:-1] == ["--data"] and re.search(r"[./]", word) and os.path.isfile(word):  # noqa: PTH113 - a word
            found.append("--data")
        found.append(word)
    return [*found, *argv[end:]]


EXIT_CODE = Option("exit-code", "exit 4 when there is any difference")
SERVING = (
    Option("port", "the port (8001 if not given, or a free one where that is in use)", metavar="PORT"),
    Option("host", "the address to answer on (127.0.0.1 if not given); on another one, others can read the awards",
           metavar="ADDRESS"),
    Option("keep", "write the database into this file, and leave it there", metavar="FILE"),
    Option("open", "open it in the web browser"),
)  # fmt: skip
KEEPING = (
    Option("file", "the file of questions, instead of your own", metavar="FILE"),
    Option("expect", "keep with it what a figure should be: total=3556600, 'total of ROW=50000'; without a value, what it is",
           metavar="FIGURE", many=True),
    Option("replace", "put it in the place of the question of this name"),
    Option("check", "say whether the figures that are expected of these questions, or of all, are so; exit 4 when one is not"),
)  # fmt: skip
"""Options about questions that are kept; no question has any of them."""
REMOVE = Option("remove", "take the question of this name out", metavar="NAME", many=True)
