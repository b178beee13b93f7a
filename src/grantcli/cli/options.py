"""The options that several commands share: each group is written once, and `command_class` expands it into signatures.

A command says which groups it takes by the types of its parameters, and `AllOptionsBut(...)` or `OnlyOptions(...)` which of one.
"""

# long: every shared option of the command line, with its help

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, Any, Literal, TextIO, TypeVar

import typer

from grantcli.backends.address import is_server
from grantcli.charts import CHARTS
from grantcli.cli import data_input, terminal
from grantcli.cli.panels import ADVANCED, FILTER, INPUT, OUTPUT, Help, argument, option
from grantcli.dataset import Dataset, as_filter
from grantcli.errors import UsageError, nearest
from grantcli.exports import EXPORTS
from grantcli.published.options import OnProgress
from grantcli.query import EVERYTHING, And, Filter
from grantcli.query.filters import FLAGS
from grantcli.render import FORMATS
from grantcli.reports.data import all_of
from grantcli.table import Table, TableStream

_filter = partial(option, rich_help_panel=FILTER)
_input = partial(option, rich_help_panel=INPUT)
_output = partial(option, rich_help_panel=OUTPUT)
_advanced = partial(option, rich_help_panel=ADVANCED)

Texts = list[str] | None
_AnyTable = TypeVar("_AnyTable", Table, TableStream, Table | TableStream)


class OnlyOptions:
    """Says that a command takes only these options of a group."""

    def __init__(self, *names: str) -> None:
        """Keep the names of the options."""
        self.names = frozenset(names)

    def takes(self, name: str) -> bool:
        """Say whether the option is taken."""
        return name in self.names


class AllOptionsBut(OnlyOptions):
    """Says that a command takes all options of a group but these."""

    def takes(self, name: str) -> bool:
        """Say whether the option is taken."""
        return name not in self.names


class OriginalNames(AllOptionsBut):
    """Says that a command takes all options of `Input` but these, and looks at names of organisations as files write them."""

    def __init__(self, *names: str) -> None:
        """Keep the names of the options; those of which names are shown are among them."""
        super().__init__(*names, "every_spelling", "organisations")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Filters:
    """Flags that mean the same as a term; a flag that is given twice means two terms."""

    funder: Annotated[Texts, _filter(metavar="TEXT", help="awards of this funder, as funder:TEXT")] = None
    programme: Annotated[Texts, _filter(metavar="TEXT", help="awards under this programme, as programme:TEXT")] = None
    council: Annotated[Texts, _filter(metavar="TEXT", help="awards in which this council takes part, as council:NAME")] = None
    lead: Annotated[Texts, _filter(metavar="TEXT", help="awards that this organisation leads, as lead:NAME")] = None
    stage: Annotated[Texts, _filter(metavar="TEXT", help="awards at this stage, as stage:TEXT")] = None
    region: Annotated[Texts, _filter(metavar="TEXT", help="awards with a recipient in this region, as region:TEXT")] = None
    year: Annotated[Texts, _filter(metavar="YEAR", help="awards of this calendar year or range, as year:YEAR")] = None
    fy: Annotated[Texts, _filter(metavar="FY", help="awards of this financial year or range, as fy:2019-20")] = None
    from_: Annotated[Texts, _filter("--from", metavar="DATE", help="awarded on or after this day, month or year")] = None
    to: Annotated[Texts, _filter(metavar="DATE", help="awarded on or before this day, month or year")] = None
    live_on: Annotated[
        Texts, _filter("--live-on", metavar="DATE", help="awards that run on this day: starts<=DATE ends>=DATE")
    ] = None
    minimum: Annotated[Texts, _filter("--min", metavar="AMOUNT", help="awards of at least this amount")] = None
    maximum: Annotated[Texts, _filter("--max", metavar="AMOUNT", help="awards of at most this amount")] = None

    def where(self, terms: Sequence[str] | None = None) -> Filter:
        """Return what terms and flags ask for together."""
        return all_of(as_filter(tuple(terms or ())), self._flags)

    @property
    def _flags(self) -> Filter:
        names = {"from": "from_", "min": "minimum", "max": "maximum", "live-on": "live_on"}
        flags = [(name, value) for name in FLAGS for value in getattr(self, names.get(name, name)) or ()]
        if not flags:
            return And()
        from grantcli.query.parse import flag

        return all_of(*(flag(name, value) for name, value in flags))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Input:
    """The files that a question is about, and how they are read."""

    data: Annotated[Texts, _input(metavar="FILE", help="read this file instead of the bundled awards; - for standard input,"
                                  " https://..., 360g:PREFIX, or the address that awards were loaded to; repeat it for several,"
                                  " each with its options after it")] = None  # fmt: skip
    map: Annotated[Texts, _input(metavar="FIELD=HEADING", help="read this field from this column; or a file of such lines,"
                                 " `field: heading`")] = None  # fmt: skip
    save_map: Annotated[str, _input(metavar="FILE", help="save which field came from which column in this file, for --map")] = ""
    sheet: Annotated[Texts, _input(metavar="NAME", help="the sheet of a workbook that has the awards; repeat it for several")] = (
        None
    )
    header: Annotated[str, _input(metavar="LINE", help="the line, or row of a sheet, that has the headings; 3-4 where two have"
                                  " them")] = ""  # fmt: skip
    skip: Annotated[int | None, _input(min=0, metavar="LINES", help="leave out this many lines at the top")] = None
    every_row: Annotated[bool, _input("--every-row", help="read each row below the headings as an award, even one that looks"
                                      " like a total or a note")] = False  # fmt: skip
    skip_hidden: Annotated[bool, _input("--skip-hidden", help="leave out the hidden rows of a workbook")] = False
    no_fill: Annotated[bool, _input("--no-fill", help="read a merged cell of a workbook in its first row only")] = False
    fill_down: Annotated[Texts, _input(metavar="HEADING", help="read a blank cell of this column as the text above it; repeat it"
                                       " for several columns")] = None  # fmt: skip
    organisations: Annotated[str, _input(metavar="FILE", help="a file (or its address) that says which organisations are one,"
                                         " and which are not; `grantcli duplicates` shows what to decide")] = ""  # fmt: skip
    every_spelling: Annotated[bool, _input("--every-spelling", help="keep names of organisations apart as files write them,"
                                           " even those with the same identifier")] = False  # fmt: skip
    one_per: Annotated[str, _input(metavar="WHICH", help="keep one award of each identifier: id (the first), id:last, or"
                                   " id:latest=FIELD")] = ""  # fmt: skip
    dayfirst: Annotated[bool, _input("--dayfirst", help="read 03/04/2019 as 3 April")] = False
    monthfirst: Annotated[bool, _input("--monthfirst", help="read 03/04/2019 as 4 March")] = False
    periods: Annotated[Literal["months", "years"] | None, _input(metavar="WHAT", help="read 2009-10 as October 2009 (months) or"
                                                                 " as the financial year (years)")] = None  # fmt: skip
    century: Annotated[int | None, _input(min=1000, max=9900, metavar="YEAR", help="the first year that two digits can mean:"
                                          " with 1950, 50 is 1950 and 49 is 2049")] = None  # fmt: skip
    day_numbers: Annotated[Literal["1900", "1904", "none"] | None, _input(metavar="FROM", help="the year that dates written as"
                                                                          " numbers count from: 1900, 1904, or none if they are"
                                                                          " not dates")] = None  # fmt: skip
    decimal: Annotated[Literal[".", ","] | None, _input(metavar="SIGN", help="the decimal sign of figures: . or ,")] = None
    scale: Annotated[int | None, _input(min=1, max=10**9, metavar="NUMBER", help="multiply figures by this, whatever headings say"
                                        ": 1, 1000, 1000000")] = None  # fmt: skip
    rows: Annotated[bool, _input("--rows", help="instead of the answer, show each row of the file that is not an award by"
                                 " itself, or was not read in full, and why")] = False  # fmt: skip
    from_cache: Annotated[Literal["latest", "previous"] | None, _input(metavar="WHICH", help="answer from a download saved on"
                                                                       " this machine, without the web: latest, or previous"
                                                                       " (the version before it)")] = None  # fmt: skip
    max_size: Annotated[str, _input(metavar="SIZE", help="how large a download may be: 500MB, 5GB (1GB if not given)")] = ""
    max_unpacked: Annotated[str, _input(metavar="SIZE", help="how large a packed file, a workbook or a pipe may become: 20GB"
                                        " (if not given, up to 200 times its size, with 1 GiB of the"
                                        " disk left)")] = ""  # fmt: skip
    currency: Annotated[str, _input(metavar="CODE", help="the currency of awards that name none")] = ""
    real: Annotated[str, option(metavar="FY", help="show amounts in the prices of this financial year, by the GDP deflator")] = ""
    fy_start: Annotated[int | None, _input(min=1, max=12, metavar="MONTH", help="the month in which a financial year begins (4 if"
                                           " not given)")] = None  # fmt: skip
    places: Annotated[str, _input(metavar="FILE", help="a CSV file (or its address) that says which district each code or"
                                  " postcode is in: columns code or postcode, and district")] = ""  # fmt: skip
    engine: Annotated[Literal["auto", "memory", "duckdb"], _advanced(metavar="NAME", help="what answers: auto (DuckDB for large"
                                                                     " files), memory or duckdb")] = "auto"  # fmt: skip
    memory: Annotated[str, _advanced(metavar="SIZE", help="how much memory DuckDB may use: 500MB, 4GB (800MB if not"
                                                               " given, 300MB to load)")] = ""  # fmt: skip
    timeout: Annotated[int | None, _advanced(min=0, metavar="SECONDS", help="how long a download, or a question to an address,"
                                             " may take (600 if not given, 0 for ever)")] = None  # fmt: skip
    registry: Annotated[str, _advanced(metavar="ADDRESS", help="the registry to look up 360g: names in, an address or a file"
                                       " (that of 360Giving if not given)")] = ""  # fmt: skip
    sql: Annotated[bool, _advanced("--sql", help="instead of the answer, print the SQL that DuckDB, or the engine at an"
                                   " address, was sent for it")] = False  # fmt: skip
    no_cache: Annotated[bool, _advanced("--no-cache", help="neither save a copy of a large file nor use one")] = False

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are read; none for the bundled awards."""
        return data_input.files(vars(self))

    @cached_property
    def dataset(self) -> Dataset:
        """The awards, with progress shown where it can be."""
        return self._open(EVERYTHING)

    def dataset_for(self, where: Filter) -> Dataset:
        """Return the awards where all questions are about these, so that files without any need not be read."""
        if "dataset" not in vars(self):  # where `cached_property` keeps it, so that `--sql` asks the same
            vars(self)["dataset"] = self._open(where)
        return self.dataset

    def _open(self, only: Filter) -> Dataset:
        from grantcli.cli.progress import current

        progress = current()
        return self.open(progress.on_progress, progress.on_bytes, only) if progress else self.open(None, only=only)

    def open(
        self, on_progress: Callable[[int], None] | None, on_bytes: OnProgress | None = None, only: Filter = EVERYTHING
    ) -> Dataset:
        """Return the awards; call back with the number of awards read so far, and the bytes of downloads."""
        return data_input.dataset(vars(self), on_progress, on_bytes, only)

    def of(self, name: str) -> "Input":
        """Return the same for another file, or for the bundled awards."""
        if name == data_input.BUNDLED:
            return Input(currency=self.currency, fy_start=self.fy_start, engine=self.engine, memory=self.memory)
        return replace(self, data=[name])

    @property
    def with_original_names(self) -> "Input":
        """The same with the names of organisations as its files write them; on a server they are as they were loaded."""
        return self if any(map(is_server, self.files)) else replace(self, every_spelling=bool(self.files), organisations="")

    @property
    def command_line(self) -> list[str]:
        """The options that are not as they are by default, as they would be typed."""
        return self.words([each.name for each in fields(self)])

    def words(self, names: Collection[str]) -> list[str]:
        """Return the options of these names that are not as they are by default, as typed, each file with its own."""
        own = [name for name in self.data or () if isinstance(name, data_input.DataFile)]
        words = [word for name in own for word in (*_option_words("data", [str(name)]), *_command_line(name.own))]
        file_options = (*data_input.OF_A_FILE, "data") if own else ()
        values = {each.name: getattr(self, each.name) for each in fields(self) if getattr(self, each.name) != each.default}
        of_all = {name: value for name, value in values.items() if name in names and name not in file_options}
        return [*words, *_command_line(of_all)]


def _command_line(options: Mapping[str, Any]) -> Iterator[str]:
    for name, value in options.items():
        yield from _option_words(name, value)


def _option_words(name: str, value: Any) -> Iterator[str]:  # noqa: ANN401 - of any option
    """Yield an option as it would be typed."""
    flag = f"--{name.replace('_', '-')}"
    if value is True:
        yield flag
    elif value:
        yield from (part for one in (value if isinstance(value, list | tuple) else [value]) for part in (flag, str(one)))


def known_format(name: str) -> str:
    """Return the name of a format; UsageError with the nearest for an unknown one."""
    every = (*FORMATS, *EXPORTS, *CHARTS)
    if name and name not in every:
        guess = nearest(name, every)
        raise UsageError(f"unknown format `{name}`", did_you_mean=guess, hint="" if guess else f"known: {', '.join(every)}")
    return name


Color = Literal["auto", "always", "never"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Output:
    """Which part of an answer is shown, how it looks and where it goes."""

    columns: Annotated[
        str, _output("--columns", "-c", metavar="NAMES", help="which columns, in which order; all for every one")
    ] = ""
    sort: Annotated[
        str, _output("--sort", "-s", metavar="NAMES", help="sort by these columns, - before a name for largest first")
    ] = ""
    limit: Annotated[int | None, _output("--limit", "-n", min=0, metavar="COUNT", help="show at most COUNT rows")] = None
    format: Annotated[
        str,
        _output(
            "--format",
            "-f",
            parser=known_format,
            metavar="FORMAT",
            help=f"{', '.join(FORMATS)} (table if not given); `grantcli help formats` has more",
        ),
    ] = ""
    output: Annotated[str, _output("--output", "-o", metavar="FILE", help="write to this file, in the format of its suffix")] = ""
    vertical: Annotated[bool, _output("--vertical", help="show each row as a block, with a line for each column")] = False
    excel: Annotated[bool, _output("--excel", help="CSV with byte order mark and CRLF, for spreadsheets")] = False
    raw: Annotated[bool, _output("--raw", help="do not guard text that a spreadsheet would run as a formula")] = False
    color: Annotated[Color | None, _output(metavar="WHEN", help="use colour: auto, always or never")] = None
    no_pager: Annotated[bool, _output("--no-pager", help="never page a long table")] = False
    no_header: Annotated[bool, _output("--no-header", help="CSV and TSV without the names of the columns")] = False
    notes: Annotated[bool, _output("--notes", help="show every note, even those that a terminal only counts")] = False
    quiet: Annotated[bool, _output("--quiet", "-q", help="show no notes")] = False
    copy: Annotated[bool, _output("--copy", help="copy the rows as tab-separated text too, to paste into a spreadsheet")] = False
    open: Annotated[bool, _output("--open", help="open the file that -o FILE writes")] = False
    fail_empty: Annotated[bool, _output("--fail-empty", help="exit 4 when there are no rows")] = False

    def note_level(self, stream: TextIO) -> str:
        """Return which notes are shown on a stream: `all`, `some` (a terminal counts the others) or `none`."""
        if self.quiet:
            return "none"
        return "some" if terminal.is_terminal(stream) and not self.notes else "all"

    @property
    def shape(self) -> dict[str, Any]:
        """Columns, order and limit, as reports take them."""
        return {"columns": self.columns, "sort": self.sort, "limit": self.limit}

    def arrange(self, table: _AnyTable) -> _AnyTable:
        """Return the table with these columns, in this order and with this limit; a stream keeps its order."""
        if not self.columns and not self.sort and self.limit is None:
            return table
        from grantcli.reports.arrange import arrange, arrange_stream

        if isinstance(table, TableStream):
            return arrange_stream(table, columns=self.columns, limit=self.limit)
        return arrange(table, **self.shape)


def _read_settings(context: typer.Context, value: bool) -> bool:  # noqa: FBT001 - Typer calls it so
    """Give the command line its settings as defaults, unless it asks for none; eager, so that they are there in time."""
    if context.default_map is None and not value:
        from grantcli.cli import config_files

        if config_files.any_settings():
            from grantcli.cli.settings import defaults

            context.default_map = defaults(str(context.info_name))
    return value


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Advanced:
    """What every command takes."""

    errors: Annotated[
        Literal["text", "json"], _advanced(metavar="FORM", help="how errors are written: text, or json with one object a line")
    ] = "text"
    debug: Annotated[bool, _advanced("--debug", help="show the traceback of an error")] = False
    no_config: Annotated[bool, _advanced("--no-config", is_eager=True, callback=_read_settings,
                                         help="ignore settings files and GRANTCLI_ variables")] = False  # fmt: skip
    help: Help = False


GROUPS = (Filters, Input, Output, Advanced)

MEASURES = ("awards", "unknown", "total", "share", "mean", "median", "smallest", "largest")
Measure = Literal["awards", "unknown", "total", "share", "mean", "median", "smallest", "largest"]
Level = Literal["error", "warning", "info"]

Terms = Annotated[Texts, argument(metavar="[TERMS]...", help='field:value, see "grantcli help filters"')]
By = Annotated[
    str, option(metavar="FIELDS", help="group by this field, or by several with commas between; amount:bands is by size")
]
Top = Annotated[int | None, option(min=1, metavar="COUNT", help="show the COUNT largest groups, and all others as one row")]
Split = Annotated[
    bool,
    option("--split", help="share each amount equally among the recipients of its award, or with --by a place among its places"),
]
StatedOnly = Annotated[bool, option("--stated-only", help="count only amounts that a source prints")]
Explain = Annotated[bool, option("--explain", help="say what each row rests on: its awards, and the sources of their amounts")]
ExplainRow = Annotated[str, option(metavar="NAME", help="explain only the row with this name")]
Chart = Annotated[bool, option("--chart", help="draw a bar beside the figures of each row; `-o chart.svg` draws them in a file")]
Title = Annotated[str, option(metavar="TEXT", help="what the chart in a file is called")]
Today = Annotated[str, option(metavar="DATE", help="the day that counts as today")]
QuestionFile = Annotated[Path | None, option("--file", metavar="FILE", help="the file of questions, instead of your own")]
