"""A table on a terminal: text shrinks, then columns hide and are named; ids and figures are whole, no word is lost."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantcli.errors import cells
from grantcli.render import render, table
from grantcli.render.column_widths import ColumnFit, fit, wrap
from grantcli.render.style import Style
from grantcli.table import FIGURES, Cell, Column, Kind, Money, Table

TEXT, WEIGHTY, ID, FIGURE = (
    Column("text", Kind.TEXT, weight=1),
    Column("weighty", Kind.TEXT, weight=9),
    Column("id", Kind.ID),
    Column("figure", Kind.MONEY, weight=5),
)
NAME, MAIN = Column("name", Kind.TEXT, room=40), Column("main", Kind.MONEY)
Request = tuple[tuple[Column, int, int], ...]
"""Columns with what each needs whole and its longest word."""

FITS: list[tuple[str, Request, int | None, dict[int, int], tuple[str, ...]]] = [
    ("a pipe has room for all", ((ID, 90, 90), (TEXT, 900, 9)), None, {0: 90, 1: 900}, ()),
    ("what fits is left alone", ((ID, 10, 10), (TEXT, 28, 9)), 40, {0: 10, 1: 28}, ()),
    ("text shrinks by one", ((ID, 10, 10), (TEXT, 29, 9)), 40, {0: 10, 1: 28}, ()),
    ("the widest text shrinks first", ((TEXT, 20, 5), (TEXT, 40, 5)), 52, {0: 20, 1: 30}, ()),
    ("then both alike", ((TEXT, 20, 5), (TEXT, 40, 5)), 40, {0: 19, 1: 19}, ()),
    ("text shrinks to twelve cells", ((ID, 10, 10), (TEXT, 40, 5)), 24, {0: 10, 1: 12}, ()),
    ("below that it hides", ((ID, 10, 10), (TEXT, 40, 5)), 23, {0: 10}, ("text",)),
    ("short text does not shrink", ((ID, 10, 10), (TEXT, 8, 5)), 19, {0: 10}, ("text",)),
    ("a long word is kept whole", ((ID, 10, 10), (TEXT, 40, 20)), 32, {0: 10, 1: 20}, ()),
    ("unless it is very long", ((ID, 10, 10), (TEXT, 90, 60)), 36, {0: 10, 1: 24}, ()),
    ("the highest weight hides first", ((ID, 10, 10), (WEIGHTY, 12, 5), (FIGURE, 12, 12), (TEXT, 12, 5)), 40,
     {0: 10, 2: 12, 3: 12}, ("weighty",)),
    ("then the next", ((ID, 10, 10), (WEIGHTY, 12, 5), (FIGURE, 12, 12), (TEXT, 12, 5)), 30,
     {0: 10, 3: 12}, ("weighty", "figure")),
    ("of one weight the last", ((ID, 10, 10), (TEXT, 12, 5), (TEXT, 12, 5)), 30, {0: 10, 1: 12}, ("text",)),
    ("hiding leaves room for text", ((ID, 10, 10), (TEXT, 40, 5), (FIGURE, 30, 30)), 50, {0: 10, 1: 38}, ("figure",)),
    ("the heading of a figure takes several lines first", ((ID, 10, 10), (FIGURE, 20, 12)), 26, {0: 10, 1: 14}, ()),
    ("down to the widest figure", ((ID, 10, 10), (FIGURE, 20, 12)), 23, {0: 10}, ("figure",)),
    ("the first column never hides", ((ID, 90, 90), (FIGURE, 9, 9)), 20, {0: 90}, ("figure",)),
    ("unless it weighs more than others", ((WEIGHTY, 12, 5), (ID, 30, 30)), 40, {1: 30}, ("weighty",)),
    ("a figure alone is whole", ((FIGURE, 30, 30),), 20, {0: 30}, ()),
    ("a text alone shrinks as far as it must", ((TEXT, 300, 90),), 20, {0: 20}, ()),
    ("even to one cell", ((TEXT, 300, 90),), 1, {0: 1}, ()),
    ("ids and figures hide before they shrink", ((ID, 10, 10), (ID, 10, 10), (FIGURE, 10, 10)), 33, {0: 10, 1: 10}, ("figure",)),
    ("a name breaks before a main column hides", ((NAME, 31, 8), (MAIN, 9, 9), (FIGURE, 9, 9)), 40, {0: 29, 1: 9}, ("figure",)),
    ("down to twelve cells", ((NAME, 31, 8), (MAIN, 9, 9)), 23, {0: 12, 1: 9}, ()),
    ("and no further", ((NAME, 31, 8), (MAIN, 9, 9)), 22, {0: 22}, ("main",)),
    ("no columns", (), 80, {}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("question", "width", "widths", "hidden"), [row[1:] for row in FITS], ids=[row[0] for row in FITS])
def test_text_shrinks_first_then_columns_hide(
    question: Request, width: int | None, widths: dict[int, int], hidden: tuple[str, ...]
) -> None:
    columns = [(index, column) for index, (column, _, _) in enumerate(question)]
    natural = {index: whole for index, (_, whole, _) in enumerate(question)}
    words = {index: word for index, (_, _, word) in enumerate(question)}
    assert fit(columns, natural, words, width) == ColumnFit(widths, hidden)


WRAPPED: list[tuple[str, int | None, str, list[str]]] = [
    ("one two three", None, "", ["one two three"]),
    ("one two three", 13, "", ["one two three"]),
    ("one two three", 12, "", ["one two", "three"]),
    ("one two three", 7, "", ["one two", "three"]),
    ("one two three", 6, "  ", ["one", "  two", "  three"]),
    ("antidisestablishmentarianism is long", 10, "", ["antidisestablishmentarianism", "is long"]),
    ("is antidisestablishmentarianism", 10, "", ["is", "antidisestablishmentarianism"]),
    ("  kept  blanks here", 15, "", ["  kept  blanks", "here"]),
    ("half-hearted words", 12, "", ["half-hearted", "words"]),
    ("東京都 東京都", 13, "", ["東京都 東京都"]),
    ("東京都 東京都", 12, "", ["東京都", "東京都"]),
    ("", 5, "", [""]),
]


@pytest.mark.parametrize(("text", "width", "indent", "lines"), WRAPPED)
def test_a_text_breaks_at_blanks_only_and_loses_nothing(text: str, width: int | None, indent: str, lines: list[str]) -> None:
    assert wrap(text, width, indent) == lines


COLUMNS = (
    Column("id", Kind.ID),
    Column("title", Kind.TEXT, weight=1),
    Column("programme", Kind.TEXT, missing="unknown", weight=3),
    Column("council", Kind.MANY, weight=5),
    Column("code", Kind.ID, weight=6),
    Column("amount", Kind.MONEY, missing="unknown", weight=2),
    Column("awards", Kind.NUMBER, title="stated\nnumber of awards", weight=4),
    Column("year", Kind.YEAR, weight=8),
    Column("share", Kind.SHARE, missing="–", weight=7),
    Column("change", Kind.CHANGE, missing="–", weight=7),
)
LAST_LINE = {column.name: column.heading.rpartition("\n")[2] for column in COLUMNS}
LONG = "antidisestablishmentarianism-and-floccinaucinihilipilification"
CELLS: tuple[tuple[tuple[Cell, str], ...], ...] = (
    (
        ("plain", "plain"), ("Family context for social workers", "Family context for social workers"),
        ("Local Digital Fund round 2", "Local Digital Fund round 2"), (("Leeds", "Croydon"), "Leeds; Croydon"),
        ("GB-LAE-LDS", "GB-LAE-LDS"), (Money(Decimal("1234567.89"), "GBP"), "£1,234,567.89"), (1234, "1,234"),
        (2019, "2019"), (Decimal("0.25"), "25.0%"), (Decimal(-1), "-100.0%"),
    ),
    (
        ("long-words", "long-words"), (LONG, LONG), ("“quoted” (naïve) café-bar", "“quoted” (naïve) café-bar"),
        ((LONG, LONG), f"{LONG}; {LONG}"), ("x" * 20, "x" * 20), (Money(Decimal(-5), "JPY"), "-JPY 5.00"),
        (10**12, "1,000,000,000,000"), (12345, "12345"), (None, "–"), (Decimal("12.345"), "+1,234.5%"),
    ),
    (
        ("markup", "markup"), ("[red]Rich[/red] [/x] [link=y]z", "[red]Rich[/red] [/x] [link=y]z"),
        ("\x1b[31mred\x1b[0m \u202eleft\u202c", r"\x1b[31mred\x1b[0m \u202eleft\u202c"), (("a\nb",), r"a\nb"), (None, ""),
        (None, "unknown"), (0, "0"), (None, ""), (Decimal(0), "0.0%"), (None, "–"),
    ),
    (
        ("wide-東京都", "wide-東京都"), ("東京都 デジタル サービス助成金の一覧表", "東京都 デジタル サービス助成金の一覧表"),
        (None, "unknown"), (("東京都", "e\u0301clair"), "東京都; e\u0301clair"), ("助成金", "助成金"),
        (Money(Decimal("0.01"), None), "0.01"), (7, "7"), (1, "1"), (Decimal(1), "100.0%"), (Decimal(0), "+0.0%"),
    ),
    (
        ("true total", "true total"), ("", ""), ("", ""), ((), ""), ("", ""),
        (Money(Decimal(99), "EUR"), "€99.00"), (9, "9"), (None, ""), (Decimal(1), "100.0%"), (None, "–"),
    ),
)  # fmt: skip
"""Rows and, last, a footer: each cell with what is to be read of it."""
*ROWS, FOOTER = (tuple(cell for cell, _ in row) for row in CELLS)
WIDE = Table(
    COLUMNS,
    tuple(ROWS),
    "a title that is a good deal longer than twenty cells, 東京都 in it",
    ("a note that is as long, with wide 助成金 and [b]markup[/b] in it",),
    (FOOTER,),
)


def _spans(header: str, output: list[Column]) -> dict[str, tuple[int, int]]:
    """Find where the columns stand by their headings: text begins under its heading, figures end under theirs."""
    ends, at = [], 0
    for column in output:
        at = header.index(LAST_LINE[column.name], at) + len(LAST_LINE[column.name])
        ends.append(at)
    starts = [end - len(LAST_LINE[column.name]) for column, end in zip(output, ends, strict=True)]
    for place, column in enumerate(output):
        if column.kind in FIGURES:
            whole = (text for row in CELLS for (_, text), known in zip(row, COLUMNS, strict=True) if known is column)
            starts[place] = ends[place] - max(map(cells, (*whole, *column.heading.split("\n"))))
    return {column.name: (start, end) for column, start, end in zip(output, starts, [*starts[1:], 10**6], strict=True)}


def _slice(line: str, start: int, end: int) -> str:
    """Return the part of a line between two cells."""
    places = accumulate(map(cells, line), initial=0)
    return "".join(char for char, place in zip(line, places, strict=False) if start <= place < end)


def _read(text: str, output: list[Column]) -> list[list[str]]:
    """Read a drawn table back: for each row what stands in each column, lines joined, without blanks."""
    body = text.split("\n\n", 1)[1].split("\nnote: ", maxsplit=1)[0]
    head, _, rows = body.partition("─\n")
    spans = _spans(head.splitlines()[-2], output)
    read: list[list[str]] = []
    for line in rows.splitlines():
        parts = ["".join(_slice(line, *spans[column.name]).split()) for column in output]
        if parts[0]:
            read.append([""] * len(output))
        if any(parts):
            read[-1] = [before + part for before, part in zip(read[-1], parts, strict=True)]
    return read


def _hidden_columns(text: str) -> list[str]:
    notes = re.search(r"hidden to fit \d+ columns: (.*); --vertical shows all, --columns chooses", " ".join(text.split()))
    headings = notes[1].split(", ") if notes else []
    return [column.name for column in COLUMNS if column.heading.replace("\n", " ") in headings]


@pytest.mark.sample(60)
@pytest.mark.parametrize("width", range(20, 251))
def test_a_wide_table_loses_nothing_that_it_shows_and_names_what_it_hides(width: int) -> None:
    text = render(WIDE, "table", Style(width=width)).text
    assert max(map(cells, text.splitlines())) <= width
    hidden = _hidden_columns(text)
    assert bool(hidden) == ("hidden" in text)
    output = [column for column in COLUMNS if column.name not in hidden]
    expected = [["".join(row[COLUMNS.index(column)][1].split()) for column in output] for row in CELLS]
    assert _read(text, output) == expected


@pytest.mark.parametrize("width", [20, 40, 80, 120, 200, 250])
def test_ids_and_figures_stand_on_one_line(width: int) -> None:
    text = render(WIDE, "table", Style(width=width)).text
    for place, column in enumerate(COLUMNS):
        if column.name not in _hidden_columns(text) and column.kind in {Kind.ID, *FIGURES}:
            for row in CELLS:
                assert any(row[place][1] in line for line in text.splitlines())


@pytest.mark.costly
def test_what_hides_comes_back_as_there_is_room() -> None:
    counts = [len(_hidden_columns(render(WIDE, "table", Style(width=width)).text)) for width in range(20, 251)]
    assert counts == sorted(counts, reverse=True)
    assert (counts[0], counts[-1]) == (9, 0)


DRAWINGS = {
    "a pipe": Style(),
    "a terminal": Style(width=60),
    "colour": Style(width=90, color=True),
    "ASCII": Style(unicode=False),
}


@pytest.mark.parametrize("style", DRAWINGS.values(), ids=DRAWINGS)
@pytest.mark.parametrize("footer", [(), WIDE.rows[:1]], ids=["no footer", "a footer"])
@pytest.mark.parametrize("rows", [1, 2, 3, 4])
def test_rows_that_are_drawn_some_at_a_time_are_drawn_the_same(
    rows: int, footer: tuple[tuple[Cell, ...], ...], style: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = replace(WIDE, rows=(WIDE.rows * 4)[:rows], footer=footer)
    whole = render(long, "table", style)
    monkeypatch.setattr(table, "_AT_ONCE", 2)
    assert render(long, "table", style) == whole
    empty = replace(WIDE, rows=(), footer=footer)
    assert "amount" in render(empty, "table", Style()).text


@given(
    rows=st.lists(
        st.tuples(st.text("ab  é日\u0301-", max_size=90), st.integers(0, 10**7), st.text("x y", max_size=90)), max_size=9
    ),
    style=st.sampled_from(list(DRAWINGS.values())),
)
def test_rows_that_are_drawn_together_are_drawn_as_each_alone(rows: list[tuple[str, int, str]], style: Style) -> None:
    columns = (Column("name", Kind.TEXT, weight=1), Column("figure", Kind.NUMBER), Column("words", Kind.TEXT))
    drawing = render(Table(columns, tuple(rows)), "table", style)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "_join_rows", lambda rows, _widths: iter(rows))
        assert render(Table(columns, tuple(rows)), "table", style) == drawing


def test_a_pipe_has_every_column_and_every_row_on_one_line() -> None:
    text = render(WIDE, "table", Style()).text
    assert "hidden" not in text
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) == 1 + 2 + 1 + len(CELLS) + 1
    assert _read(text, list(COLUMNS)) == [["".join(text.split()) for _, text in row] for row in CELLS]


def test_an_id_that_is_wider_than_the_terminal_is_whole() -> None:
    table = Table((Column("id", Kind.ID), Column("n", Kind.NUMBER)), (("x" * 30, 5),))
    assert render(table, "table", Style(width=20)).text == (
        f"hidden to fit 20\ncolumns: n;\n--vertical shows\nall, --columns\nchooses\n\nid\n{'─' * 30}\n{'x' * 30}\n"
    )


def test_a_heading_of_two_lines_is_named_on_one_when_it_hides() -> None:
    table = Table((Column("id", Kind.ID), Column("n", Kind.NUMBER, title="stated\nawards")), (("x" * 30, 5),))
    assert "columns: stated awards;" in " ".join(render(table, "table", Style(width=20)).text.split())


@pytest.mark.parametrize("width", [40, 60, 80, 200, None])
def test_blocks_have_every_column_whatever_the_width(width: int | None) -> None:
    text = render(WIDE, "table", Style(width=width, vertical=True)).text
    assert "hidden" not in text
    words = text.split()
    expected = [
        word for row in CELLS for (_, output), column in zip(row, COLUMNS, strict=True) for word in _words(output, column)
    ]
    assert [word for word in expected if word not in words] == []


def _words(output: str, column: Column) -> list[str]:
    return output.replace(";", "").split() if column.kind is Kind.MANY else output.replace(".00", "").split()


def test_blocks_line_up_under_wide_and_escaped_headings() -> None:
    columns = (Column("a", Kind.TEXT, title="東京都"), Column("b", Kind.TEXT, title="\x1b"), Column("c", Kind.MANY, title="x\ny"))
    assert render(Table(columns, (("one", "two", ("three", "four")),)), "table", Style(vertical=True)).text == (
        "東京都  one\n\\x1b    two\nx y     three\n        four\n"
    )


LEADS = ("Ark", "Boat Builders", "Cabin Crew", "Dance Den")
FEW = """\
id  leads
──────────────────────
1   Ark; Boat Builders
    and 2 more
2
3   Ark
4   Boat Builders;
    Cabin Crew
5   Ark of the
    Covenanters of
    Leeds and 1 more
"""


def test_many_values_take_the_lines_of_their_column_and_say_how_many_are_left() -> None:
    columns = (Column("id", Kind.ID), Column("leads", Kind.MANY, lines=2))
    cells = (LEADS, (), LEADS[:1], LEADS[1:3], ("Ark of the Covenanters of Leeds", "Den"))
    table = Table(columns, tuple((str(number), names) for number, names in enumerate(cells, 1)))
    assert render(table, "table", Style(width=22)).text == FEW
    assert "1   Ark; Boat Builders; Cabin Crew; Dance Den\n2\n" in render(table, "table", Style()).text
    without = replace(table, columns=(columns[0], replace(columns[1], lines=0)))
    assert "1   Ark; Boat Builders; Cabin Crew;\n    Dance Den\n2\n" in render(without, "table", Style(width=36)).text
