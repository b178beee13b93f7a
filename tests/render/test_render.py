"""Every format as bytes: one awkward table against files in `golden`, and read back by what reads the format."""

import csv
import json
import re
import sys
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import _duckdb
import pytest
from python_calamine import CalamineWorkbook

import golden
from grantcli.errors import GrantcliError, UsageError
from grantcli.render import FORMATS, by_suffix, render
from grantcli.render.cells import display_rows
from grantcli.render.plot import display_figure, plot
from grantcli.render.style import Page, Style
from grantcli.table import Axis, Cell, Column, Explanation, Kind, Money, Record, Table

COLUMNS = (
    Column("id", Kind.ID),
    Column("text", Kind.TEXT, title="any <text> | *here*", missing="no text"),
    Column("many", Kind.MANY, missing="none named"),
    Column("awards", Kind.NUMBER),
    Column("year", Kind.YEAR, missing="no date"),
    Column("amount", Kind.MONEY, missing="unknown"),
    Column("currency", Kind.ID, missing="no currency", for_people=False),
    Column("whole", Kind.MONEY, title="whole\npounds", missing="–"),
    Column("share", Kind.SHARE, missing="–"),
    Column("change", Kind.CHANGE, missing="–"),
    Column("records", Kind.RECORDS),
)

TEXTS = {
    "plain": "Größe, naïve £ café",
    "quotes": """say "yes" or 'no'""",
    "lines": "one\ntwo\r\nthree\rfour",
    "tab": "left\tright",
    "pipe": "a|b \\| c",
    "html": '<b class="x">&amp;</b> <!-- \' -->',
    "markdown": "*a* _b_ `c` [d](e) ~f~ #g ![h](i)",
    "rich": "[red]x[/red] [/x] :smile: [link=x]",
    "escape": "\x1b[31mred\x1b]0;title\x07 \x9b2J nul\x00 del\x7f bell\x08",
    "bidi": "\u202egrant\u202c \u2066a\u2069 \u200f \u061c line\u2028para\u2029",
    "wide": "東京都 デジタル",
    "combining": "e\u0301 \U0001f44d\U0001f3fd",
    "blank": "",
    "spaces": "  two before, two after  ",
    "equals": "=1+1",
    "phone": "+44 20",
    "minus": "-3",
    "decimal": "-3.5",
    "sum": "-3+1",
    "at": "@x",
    "tab first": "\t=1",
    "cr first": "\r=1",
    "backslash": "\\t is not a tab",
}
"""Texts that some format could get wrong, by the id of their rows."""

RECORDS: tuple[Record, ...] = (
    {"of": "amount", "line": 20, "figure": None, "says": "<b>|\n\x1b[1m"},
    {"of": "=1"},
    {"of": None},
)
FIGURES: tuple[tuple[Cell, ...], ...] = (
    (None, 0, None, None, None, None, None, None, None),
    ((), 1, 2019, Money(Decimal("1234567.00"), "GBP"), "GBP", Money(Decimal(1000), "GBP"), Decimal("0.25"), Decimal("0.5"), ()),
    (("Leeds",), 1234, 999, Money(Decimal("0.05"), "EUR"), "EUR", Money(Decimal(0), "EUR"), Decimal(0), Decimal(0), None),
    (("A; b", "=c", '"d"'), 2, 12345, Money(Decimal("-500.50"), "JPY"), "JPY", Money(Decimal(-7), "JPY"), Decimal(1),
     Decimal("-1.000000"), RECORDS),
    (("-1",), 3, 2020, Money(Decimal("999999999999999.99"), None), None, Money(Decimal(1000000), None), Decimal("0.000001"),
     Decimal("12.3456"), None),
)  # fmt: skip
"""Cells that follow the text, row by row, again and again."""

ROWS = tuple((name, text, *FIGURES[number % len(FIGURES)]) for number, (name, text) in enumerate(TEXTS.items()))
TABLE = Table(
    COLUMNS,
    (*ROWS, ("no text", None, *FIGURES[0])),
    title="awkward \x1b[31m[bold]<table>[/bold]|\nwith two lines",
    notes=("a note with \x1b]0;a\x07 [red]markup[/red], <b>&amp;</b> | and\na line break", "a second note"),
    footer=(("true total", "", None, 9, None, Money(Decimal("0.10"), "GBP"), "GBP", None, Decimal(1), None, None),),
)

CASES: list[tuple[str, str, Style]] = [
    ("table.txt", "table", Style()),
    ("table-color.txt", "table", Style(color=True)),
    ("table-ascii.txt", "table", Style(unicode=False)),
    ("table-80.txt", "table", Style(width=80)),
    ("table-200.txt", "table", Style(width=200)),
    ("table-vertical.txt", "table", Style(vertical=True)),
    ("table-vertical-60.txt", "table", Style(vertical=True, width=60)),
    ("csv.csv", "csv", Style()),
    ("csv-excel.csv", "csv", Style(excel=True)),
    ("csv-raw.csv", "csv", Style(raw=True)),
    ("tsv.tsv", "tsv", Style()),
    ("tsv-raw.tsv", "tsv", Style(raw=True)),
    ("json.json", "json", Style()),
    ("jsonl.jsonl", "jsonl", Style()),
    ("markdown.md", "markdown", Style()),
    ("markdown-vertical.md", "markdown", Style(vertical=True)),
    ("html.html", "html", Style()),
    ("html-vertical.html", "html", Style(vertical=True)),
]


@pytest.mark.parametrize(("name", "format_", "style"), CASES, ids=[case[0] for case in CASES])
def test_the_awkward_table_is_what_its_golden_file_holds(name: str, format_: str, style: Style) -> None:
    golden.check(name, render(TABLE, format_, style).text.encode())


def plain(cell: Cell) -> str:
    """What a program that reads text should find in a cell."""
    if isinstance(cell, Money):
        return str(cell.amount.quantize(Decimal("0.01")))
    if isinstance(cell, tuple):
        return "; ".join(part if isinstance(part, str) else _join(part) for part in cell)
    return "" if cell is None else str(cell)


def _join(record: Record) -> str:
    first, *rest = [str(value) for value in record.values() if value is not None] or [""]
    return f"{first}: {' – '.join(rest)}" if rest else first


def native(cell: Cell) -> object:
    """What a program that reads JSON, with numbers as decimals, should find in a cell."""
    if isinstance(cell, Money):
        return cell.amount
    return list(cell) if isinstance(cell, tuple) else cell


EXPLAINED = Table(
    (Column("key", Kind.TEXT), Column("total", Kind.MONEY), Column("why", Kind.EXPLANATION)),
    (
        ("two", Money(Decimal(12), "GBP"), Explanation("two *awards*", (
            ("Arts: £10", 'awards.csv, line 3: "£10", as it stands in the column `Amount`', "<b>awarded</b> \x1b[1m2019"),
            ("Boats: £2",),
        ), ({"of": "total", "figure": Decimal(10)}, {"of": "total", "figure": None}))),
        ("none", None, Explanation("none", (), ())),
    ),
)  # fmt: skip
"""What rows rest on, below the table: one entry has lines of its own, and one row has no entry."""


@pytest.mark.parametrize(
    ("name", "format_", "style"),
    [
        ("explained.txt", "table", Style()),
        ("explained-40.txt", "table", Style(width=40)),
        ("explained-vertical.txt", "table", Style(vertical=True)),
        ("explained.md", "markdown", Style()),
        ("explained-vertical.md", "markdown", Style(vertical=True)),
        ("explained.html", "html", Style()),
        ("explained-vertical.html", "html", Style(vertical=True)),
        ("explained.csv", "csv", Style()),
        ("explained.json", "json", Style()),
    ],
)
def test_what_rows_rest_on_is_what_its_golden_file_holds(name: str, format_: str, style: Style) -> None:
    golden.check(name, render(EXPLAINED, format_, style).text.encode())


NAMES = [column.name for column in COLUMNS]


@pytest.mark.parametrize("excel", [False, True])
def test_csv_read_back_has_every_cell_as_it_was(excel: bool) -> None:
    text = render(TABLE, "csv", Style(raw=True, excel=excel)).text.removeprefix("\N{BYTE ORDER MARK}")
    read = list(csv.reader(StringIO(text, newline=""), strict=True))
    assert read == [NAMES, *([plain(cell) for cell in row] for row in TABLE.rows)]


def test_amounts_read_back_from_csv_are_exact() -> None:
    text = render(TABLE, "csv", Style()).text
    read = [row["amount"] for row in csv.DictReader(StringIO(text, newline=""))]
    amounts = [row[5] for row in TABLE.rows]
    assert [Decimal(text) if text else None for text in read] == [native(cell) for cell in amounts]


def test_tsv_read_back_has_every_cell_as_it_was() -> None:
    escapes = {r"\t": "\t", r"\n": "\n", r"\r": "\r", r"\\": "\\"}
    lines = render(TABLE, "tsv", Style(raw=True)).text.removesuffix("\n").split("\n")
    read = [[re.sub(r"\\.", lambda match: escapes[match[0]], cell) for cell in line.split("\t")] for line in lines]
    assert read == [NAMES, *([plain(cell) for cell in row] for row in TABLE.rows)]


def test_json_read_back_has_every_value_as_it_was() -> None:
    read = json.loads(render(TABLE, "json", Style()).text, parse_float=Decimal)
    assert read == [dict(zip(NAMES, map(native, row), strict=True)) for row in TABLE.rows]


def test_json_lines_are_the_objects_of_json_one_a_line() -> None:
    lines = render(TABLE, "jsonl", Style()).text.splitlines()
    whole = json.loads(render(TABLE, "json", Style()).text, parse_float=Decimal)
    assert [json.loads(line, parse_float=Decimal) for line in lines] == whole


def test_json_has_the_pennies_of_every_amount() -> None:
    assert '"amount": 1234567.00, ' in render(TABLE, "jsonl", Style()).text


def visible(text: str) -> str:
    """Texts of this file as people should see them."""
    named = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
    steering = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200f\u2028-\u202e\u2066-\u2069]")
    return steering.sub(lambda m: named.get(m[0]) or (f"\\x{ord(m[0]):02x}" if m[0] < "\u0100" else f"\\u{ord(m[0]):04x}"), text)


def test_markdown_read_back_has_every_text_as_it_is_shown() -> None:
    lines = [line for line in render(TABLE, "markdown", Style()).text.splitlines() if line.startswith("| ")]
    cells = [line.split(" | ")[1] for line in lines]
    read = [re.sub(r"\\(.)", r"\1", cell).replace("&amp;", "&") for cell in cells]
    assert read == ["any <text> | *here*", "---", *(visible(text) for text in TEXTS.values()), "no text", ""]


@pytest.mark.parametrize("text", ["|", "\\|", "a | b", "\n", "`|`", "\\"])
def test_a_text_never_ends_its_cell_in_markdown(text: str) -> None:
    table = Table((Column("x", Kind.TEXT), Column("y", Kind.TEXT)), ((text, "z"),))
    line = render(table, "markdown", Style()).text.splitlines()[-1]
    assert len(re.findall(r"(?:[^|\\]|\\.)*\|", line)) == 3


class _Page(HTMLParser):
    """The tags of a page and the texts of its cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.rows: list[list[str]] = []
        self.inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"lang", "charset", "name", "content", "scope", "class"}
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


@pytest.mark.parametrize(("style", "tags"), [(Style(), {"caption", "thead", "tbody", "tfoot"}), (Style(vertical=True), {"h1"})])
def test_html_has_no_tag_but_its_own(style: Style, tags: set[str]) -> None:
    page = {"html", "head", "meta", "title", "style", "body", "table", "tr", "th", "td", "ul", "li"}
    breaks = {"br"} if style.vertical else set()
    assert _Page(render(TABLE, "html", style).text).tags == page | tags | breaks


def test_html_read_back_has_every_text_as_it_is_shown() -> None:
    rows = _Page(render(TABLE, "html", Style()).text).rows
    read = [row[1] for row in rows]
    assert read == ["any <text> | *here*", *(visible(text) for text in TEXTS.values()), "no text", ""]


ONE = (Column("a\tb=", Kind.TEXT), Column("=n", Kind.MONEY))
GUARDED = [
    ("=1+1", "'=1+1"),
    ("+44 20", "'+44 20"),
    ("@x", "'@x"),
    ("-3+1", "'-3+1"),
    ("-", "'-"),
    ("+-3", "'+-3"),
    ("-3e1", "'-3e1"),
    ("-3.", "'-3."),
    ("-.5", "'-.5"),
    ("-3,5", "'-3,5"),
    ("-٣", "'-٣"),
    ("-3\n", "'-3\n"),
    ("\t=1", "'\t=1"),
    ("\r=1", "'\r=1"),
    ("-3", "-3"),
    ("-3.5", "-3.5"),
    ("+3", "+3"),
    ("a=1", "a=1"),
    (" =1", " =1"),
    ("'=1", "'=1"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "written"), GUARDED, ids=[repr(text) for text, _ in GUARDED])
def test_what_a_spreadsheet_would_run_is_guarded_unless_it_is_a_number(text: str, written: str) -> None:
    table = Table((Column("n", Kind.TEXT), Column("m", Kind.TEXT)), ((text, "z"),))
    for style, cell in ((Style(), written), (Style(excel=True), written), (Style(raw=True), text)):
        result = render(table, "csv", style).text.removeprefix("\N{BYTE ORDER MARK}")
        assert list(csv.reader(StringIO(result, newline="")))[1] == [cell, "z"]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (("=1", "z"), "'=1; z"),
        (("-3", "z"), "'-3; z"),
        (("-3",), "-3"),
        (("a", "=1"), "a; =1"),
        (({"of": "=1", "says": "x"},), "'=1: x"),
    ],
)
def test_many_values_are_guarded_as_the_one_text_they_become(cell: Cell, written: str) -> None:
    assert render(Table((Column("m", Kind.MANY),), ((cell,),)), "csv", Style()).text == f"m\n{written}\n"


@pytest.mark.parametrize("format_", ["csv", "tsv"])
@pytest.mark.parametrize(
    ("cells", "note"),
    [
        (("a", "b"), ()),
        (("=a", "b"), ("1 cell that a spreadsheet would run as a formula begins with ' here; --raw turns this off",)),
        (("=a", "-b"), ("2 cells that a spreadsheet would run as a formula begin with ' here; --raw turns this off",)),
    ],
)
def test_guarded_cells_are_counted_in_a_note_beside_the_data(format_: str, cells: tuple[str, ...], note: tuple[str, ...]) -> None:
    table = Table((Column("x", Kind.TEXT), Column("y", Kind.TEXT)), (cells,))
    assert render(table, format_, Style()).notes == note
    assert render(table, format_, Style(raw=True)).notes == ()


def test_figures_are_never_guarded() -> None:
    row: tuple[Cell, ...] = (Money(Decimal(-5), "GBP"), -5, Decimal("-0.5"))
    table = Table((Column("x", Kind.MONEY), Column("y", Kind.NUMBER), Column("z", Kind.CHANGE)), (row,))
    assert render(table, "csv", Style()).text == "x,y,z\n-5.00,-5,-0.5\n"


def test_a_heading_from_data_is_guarded_too() -> None:
    result = render(Table(ONE, ()), "csv", Style())
    assert (result.text, len(result.notes)) == ("a\tb=,'=n\n", 1)


def test_a_row_of_one_empty_cell_is_still_a_row() -> None:
    text = render(Table((Column("x", Kind.TEXT),), ((None,), ("",))), "csv", Style()).text
    assert text == 'x\n""\n""\n'


def page_text(page: Page) -> str:
    """The text of a page; of one in bytes the cells that can be read back."""
    if page.content[:4] == b"PK\x03\x04":
        return str(CalamineWorkbook.from_filelike(BytesIO(page.content)).get_sheet_by_index(0).to_python())
    return page.text or page.content.decode(errors="replace")


def sheet(content: bytes) -> str:
    """Each part of a workbook that tells what stands in it and how it is shown, a cell a line."""
    with ZipFile(BytesIO(content)) as parts:
        named = [name for name in parts.namelist() if re.search(r"sheet1|sharedStrings|styles|core", name)]
        return "".join(
            f"{name}\n{re.sub('>(?=<(?:row|c|si|xf|numFmt|col|dcterms)[ >])', f'>{chr(10)}', parts.read(name).decode())}\n"
            for name in named
        )


def columns(content: bytes, folder: Path) -> str:
    """The type of each column of a Parquet file, then its rows."""
    (folder / "x.parquet").write_bytes(content)
    with _duckdb.connect() as connection:
        result = connection.execute("SELECT * FROM read_parquet(?)", [str(folder / "x.parquet")])
        types = "".join(f"{name} {kind}\n" for name, kind, *_ in result.description or ())
        return types + "".join(f"{row!r}\n" for row in result.fetchall())


def test_the_awkward_table_in_a_workbook_is_what_its_golden_file_holds() -> None:
    page = render(TABLE, "xlsx", Style())
    golden.check("xlsx.txt", sheet(page.content).encode())
    assert page.notes == ("4 figures have more digits than Excel keeps, written as text",)


def test_the_awkward_table_in_parquet_is_what_its_golden_file_holds(tmp_path: Path) -> None:
    golden.check("parquet.txt", columns(render(TABLE, "parquet", Style()).content, tmp_path).encode())


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
def test_the_same_table_makes_the_same_bytes_at_any_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = render(TABLE, name, Style()).content
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert render(TABLE, name, Style()).content == first


TYPED = Table(
    (Column("id", Kind.ID), Column("amount", Kind.MONEY), Column("awarded", Kind.DATE), Column("from", Kind.DATE),
     Column("url", Kind.TEXT), Column("x:Note", Kind.TEXT), Column("x:note", Kind.MANY)),
    (
        ("00123", Money(Decimal("10.10"), "GBP"), "2019-09-12", "2019-09-12", "https://example.org", "=1+1", ("a", "b")),
        ("1e5", None, "1899-12-31", "2019-09", "mailto:a@example.org", "\ud800", ()),
        ("-5", Money(Decimal("99999999999999.99"), "GBP"), None, None, "{=SUM(A1)}", "x" * 40_000, None),
    ),
)  # fmt: skip
"""What formats with types could take for something else."""


def test_a_workbook_has_typed_cells_and_ids_stay_text() -> None:
    page = render(TYPED, "xlsx", Style())
    rows = CalamineWorkbook.from_filelike(BytesIO(page.content)).get_sheet_by_index(0).to_python()
    assert rows == [
        ["id", "amount", "awarded", "from", "url", "x:Note", "x:note"],
        ["00123", 10.1, date(2019, 9, 12), date(2019, 9, 12), "https://example.org", "=1+1", "a; b"],
        ["1e5", "", "1899-12-31", "2019-09", "mailto:a@example.org", "\\ud800", ""],
        ["-5", "99999999999999.99", "", "", "{=SUM(A1)}", "x" * 32_767, ""],
    ]
    assert page.notes == (
        "1 text is longer than the 32,767 characters of a cell, and cut",
        "1 figure has more digits than Excel keeps, written as text",
    )


def test_parquet_has_typed_columns_and_ids_stay_text(tmp_path: Path) -> None:
    long = "x" * 40_000
    assert columns(render(TYPED, "parquet", Style()).content, tmp_path) == (
        "id VARCHAR\namount DECIMAL(18,2)\nawarded DATE\nfrom VARCHAR\nurl VARCHAR\nx:Note VARCHAR\nx:note_1 VARCHAR[]\n"
        "('00123', Decimal('10.10'), datetime.date(2019, 9, 12), '2019-09-12', 'https://example.org', '=1+1', ['a', 'b'])\n"
        "('1e5', None, datetime.date(1899, 12, 31), '2019-09', 'mailto:a@example.org', '\\\\ud800', [])\n"
        f"('-5', Decimal('99999999999999.99'), None, None, '{{=SUM(A1)}}', '{long}', None)\n"
    )


def test_a_figure_with_a_fraction_keeps_it_in_every_format(tmp_path: Path) -> None:
    table = Table((Column("months", Kind.DECIMAL),), ((1200,), (Decimal("1.5"),), (Decimal("-0.000001"),), (None,)))
    assert render(table, "csv", Style()).text == 'months\n1200\n1.5\n-0.000001\n""\n'
    assert render(table, "jsonl", Style()).text.splitlines()[:3] == [
        '{"months": 1200}', '{"months": 1.5}', '{"months": -0.000001}'
    ]  # fmt: skip
    assert render(table, "markdown", Style()).text.split() == (
        "| months | | ---: | | 1200 | | 1.5 | | -0.000001 | | |".split()  # noqa: SIM905 - as it is read
    )
    workbook = CalamineWorkbook.from_filelike(BytesIO(render(table, "xlsx", Style()).content))
    assert workbook.get_sheet_by_index(0).to_python() == [["months"], [1200], [1.5], [-0.000001]]
    assert columns(render(table, "parquet", Style()).content, tmp_path) == (
        "months DECIMAL(38,6)\n(Decimal('1200.000000'),)\n(Decimal('1.500000'),)\n(Decimal('-0.000001'),)\n(None,)\n"
    )


def test_a_sum_that_18_digits_cannot_hold_has_more_of_them_in_parquet(tmp_path: Path) -> None:
    table = Table((Column("total", Kind.MONEY),), ((Money(Decimal("12345678901234567.89"), "GBP"),),))
    expected = "total DECIMAL(38,2)\n(Decimal('12345678901234567.89'),)\n"
    assert columns(render(table, "parquet", Style()).content, tmp_path) == expected


def test_a_text_longer_than_a_megabyte_is_whole_in_parquet(tmp_path: Path) -> None:
    text = "é" * (1 << 20)
    table = Table((Column("text", Kind.TEXT),), ((text,),))
    assert columns(render(table, "parquet", Style()).content, tmp_path) == f"text VARCHAR\n('{text}',)\n"


def test_columns_that_differ_by_case_alone_are_renamed_in_parquet_with_a_note(tmp_path: Path) -> None:
    table = Table((Column("x:officer", Kind.TEXT), Column("x:OFFICER", Kind.TEXT)), (("A", "B"),))
    result = render(table, "parquet", Style())
    assert columns(result.content, tmp_path) == "x:officer VARCHAR\nx:OFFICER_1 VARCHAR\n('A', 'B')\n"
    assert result.notes == ("`x:OFFICER` is `x:OFFICER_1`: columns of Parquet cannot differ by case alone",)


def test_a_text_of_emoji_that_excel_cuts_is_said_to_be_cut() -> None:
    result = render(Table((Column("a", Kind.TEXT),), (("\U0001f600" * 20_000,),)), "xlsx", Style())
    assert result.notes == ("1 text is longer than the 32,767 characters of a cell, and cut",)


def test_an_amount_that_38_digits_cannot_hold_is_an_error_in_parquet() -> None:
    table = Table((Column("total", Kind.MONEY),), ((Money(Decimal(10) ** 36, "GBP"),),))
    with pytest.raises(GrantcliError, match=r"cannot write Parquet: .*10{36}\.00"):
        render(table, "parquet", Style())


def test_a_missing_library_is_an_error_that_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter.workbook", None)
    with pytest.raises(GrantcliError, match="the format xlsx needs the library `xlsxwriter`") as error:
        render(TABLE, "xlsx", Style())
    assert error.value.hint == "pip install 'grantcli[xlsx]'"


def test_a_table_larger_than_a_sheet_is_an_error() -> None:
    with pytest.raises(GrantcliError, match="1,048,576 rows and 1 columns are more than a sheet of XLSX can have"):
        render(Table((Column("x", Kind.TEXT),), tuple([("a",)] * 1_048_576)), "xlsx", Style())  # mypy would unroll a tuple


PROGRAMS = [name for name, each in FORMATS.items() if not each.for_people]
PEOPLE = [name for name, each in FORMATS.items() if each.for_people]


@pytest.mark.parametrize("name", PROGRAMS)
def test_title_notes_and_footer_are_no_data_for_programs(name: str) -> None:
    bare = replace(TABLE, title="", notes=(), footer=(), vertical=True)
    assert render(TABLE, name, Style()) == render(bare, name, Style())


@pytest.mark.parametrize("vertical", [False, True])
@pytest.mark.parametrize("name", PEOPLE)
def test_people_see_title_notes_and_footer(name: str, vertical: bool) -> None:
    table = Table((Column("x", Kind.TEXT),), (("row",),), "a title", ("a note",), (("true total",),))
    page = render(table, name, Style(vertical=vertical)).text
    body = re.sub("<[^>]*>", "", page[page.find("<body>") + 1 :])
    assert re.findall("a title|row|true total|a note", body) == ["a title", "row", "true total", "a note"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_see_columns_that_people_do_not(name: str) -> None:
    table = Table((Column("x", Kind.TEXT), Column("hidden", Kind.TEXT, for_people=False)), (("a", "b"),))
    assert "hidden" in page_text(render(table, name, Style()))


@pytest.mark.parametrize("name", PEOPLE)
def test_people_do_not_see_columns_that_are_not_for_them(name: str) -> None:
    table = Table((Column("x", Kind.TEXT), Column("unseen", Kind.TEXT, for_people=False)), (("a", "b"),))
    assert "unseen" not in render(table, name, Style()).text


NO_ROWS = Table((Column("id", Kind.ID), Column("amount", Kind.MONEY)), (), "0 awards", ("no award matches `x`",))
NONE = [
    ("table", Style(), "0 awards\n\nid  amount\n──────────\n\nnote: no award matches `x`\n"),
    ("table", Style(vertical=True), "0 awards\n\n\nnote: no award matches `x`\n"),
    ("csv", Style(), "id,amount\n"),
    ("csv", Style(excel=True), "\N{BYTE ORDER MARK}id,amount\r\n"),
    ("tsv", Style(), "id\tamount\n"),
    ("json", Style(), "[]\n"),
    ("jsonl", Style(), ""),
    ("markdown", Style(), "**0 awards**\n\n| id | amount |\n| --- | ---: |\n\n- no award matches \\`x\\`\n"),
]


@pytest.mark.parametrize(("name", "style", "text"), NONE)
def test_a_table_without_rows_is_whole(name: str, style: Style, text: str) -> None:
    assert render(NO_ROWS, name, style).text == text


def test_a_table_without_rows_is_a_header_alone_where_cells_have_types(tmp_path: Path) -> None:
    assert page_text(render(NO_ROWS, "xlsx", Style())) == "[['id', 'amount']]"
    assert columns(render(NO_ROWS, "parquet", Style()).content, tmp_path) == "id VARCHAR\namount DECIMAL(18,2)\n"


def test_a_page_without_rows_has_its_head_and_its_note() -> None:
    page = render(NO_ROWS, "html", Style()).text
    assert _Page(page).rows == [["id", "amount"]]
    assert "<tbody>\n</tbody>\n</table>\n<ul>\n<li>no award matches `x`</li>\n</ul>\n" in page


MONEY = [
    ("1234", "GBP", "£1,234", "£1,234.00"),
    ("-1234", "GBP", "-£1,234", "-£1,234.00"),
    ("0", "EUR", "€0", "€0.00"),
    ("0.05", "USD", "$0.05", "$0.05"),
    ("1000000", "JPY", "JPY 1,000,000", "JPY 1,000,000.00"),
    ("-0.5", None, "-0.50", "-0.50"),
    ("7", None, "7", "7.00"),
]


@pytest.mark.parametrize(("amount", "currency", "text", "pence"), MONEY)
def test_money_shows_its_currency_and_pence_only_where_there_are_any(
    amount: str, currency: str | None, text: str, pence: str
) -> None:
    money = Money(Decimal(amount), currency)
    assert (str(money), money.text(pence=True)) == (text, pence)


@pytest.mark.parametrize(
    ("cells", "output"),
    [
        (("5", "7", "12"), ("£5", "£7", "£12")),
        (("5", "0.50", "12"), ("£5.00", "£0.50", "£12.00")),
        (("5", "7", "12.01"), ("£5.00", "£7.00", "£12.01")),
        (("5.00", "7", "12"), ("£5", "£7", "£12")),
    ],
)
def test_a_column_has_pence_in_every_cell_or_in_none(cells: tuple[str, ...], output: tuple[str, ...]) -> None:
    first, second, below = (Money(Decimal(cell), "GBP") for cell in cells)
    table = Table((Column("x", Kind.MONEY),), ((first,), (second,)), footer=((below,),))
    text = "| x |\n| ---: |\n| {} |\n| {} |\n| **{}** |\n"
    assert render(table, "markdown", Style()).text == text.format(*output)


@pytest.mark.parametrize(
    ("means", "texts"),
    [
        (("0.40", "3", "1.25"), ("£0.40", "£3.00", "£1.25")),
        (("0.40", "3"), ("£0.40", "£3.00")),
        (("100.50", "3000"), ("£100", "£3,000")),
        (("99.50", "3000"), ("£99.50", "£3,000.00")),
        (("-0.40", "3"), ("-£0.40", "£3.00")),
        (("27229.11", "55571.88"), ("£27,229.11", "£55,571.88")),
        (("27229.11", "25000"), ("£27,229", "£25,000")),
    ],
)
def test_a_mean_is_rounded_to_the_pound_only_where_little_of_it_is_lost(means: tuple[str, ...], texts: tuple[str, ...]) -> None:
    column = Column("mean", Kind.MONEY, measure="mean")
    table = Table((column,), tuple((Money(Decimal(mean), "GBP"),) for mean in means))
    assert display_rows(table, [(0, column)])[0] == [[text] for text in texts]
    rows = tuple((str(number), *row) for number, row in enumerate(table.rows))
    result = plot(Table((Column("x", Kind.TEXT, axis=Axis.NAMES), column), rows))
    assert tuple(display_figure(result, Decimal(mean), column, "GBP") for mean in means) == texts


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(UsageError) as error:
        render(TABLE, "jsno", Style())
    assert (error.value.message, error.value.did_you_mean) == ("unknown format `jsno`", ("json", "jsonl"))


@pytest.mark.parametrize(
    ("suffix", "name"),
    [(suffix, name) for name, each in FORMATS.items() for suffix in each.suffixes]
    + [(".CSV", "csv"), (".xyz", None), ("", None)],
)
def test_a_suffix_names_one_format(suffix: str, name: str | None) -> None:
    assert by_suffix(suffix) == name


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_table_gives_the_same_text_twice(name: str) -> None:
    assert render(TABLE, name, Style(width=100)) == render(TABLE, name, Style(width=100))
