"""`--chart`: a bar beside the figures of each row; nothing unknown looks like zero, nothing that is not zero like nothing."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from pseudo_terminal import OnTerminal, on_terminal

from conftest import Run
from grantcli.errors import UsageError, cells
from grantcli.render import render
from grantcli.render.bars import NARROWEST, WIDEST, Scale
from grantcli.render.style import Style
from grantcli.table import Axis, Cell, Column, Kind, Money, Table

__all__ = ["on_terminal"]  # a fixture

BARS: list[tuple[str, list[int | None], list[str], list[str]]] = [
    ("the largest fills the width", [100, 50, 25], ["██████████", "█████", "██▌"], ["##########", "#####", "##"]),
    ("to the eighth of a cell", [80, 79, 41], ["██████████", "█████████▉", "█████▏"], ["##########", "##########", "#####"]),
    ("what is not zero is never nothing", [100000, 1, 0], ["██████████", "▏", ""], ["##########", "#", ""]),
    ("unknown is no zero", [100, None, 0], ["██████████", "?", ""], ["##########", "?", ""]),
    ("what is below zero stands left of a line", [60, -30, 0, None], ["   │██████", "███│", "   │", "   │?"],
     ["   |######", "###|", "   |", "   |?"]),
    ("to the half of a cell", [50, -25, -40], ["    │█████", " ▐██│", "████│"], ["    |#####", "  ##|", "####|"]),
    ("all below zero", [-90, -1], ["█████████│", "        ▐│"], ["#########|", "        #|"]),
    ("a little below zero has a cell", [100000, -1], [" │████████", "▐│"], [" |########", "#|"]),
    ("a little above zero has a cell", [1, -100000], ["        │▏", "████████│"], ["        |#", "########|"]),
    ("all zero", [0, 0], ["", ""], ["", ""]),
    ("nothing known", [None], ["?"], ["?"]),
    ("no rows", [], [], []),
]  # fmt: skip


@pytest.mark.parametrize(("figures", "blocks", "signs"), [row[1:] for row in BARS], ids=[row[0] for row in BARS])
def test_a_bar_is_as_long_as_its_figure(figures: list[int | None], blocks: list[str], signs: list[str]) -> None:
    known = [Decimal(0), *(Decimal(figure) for figure in figures if figure is not None)]
    for unicode, expected in ((True, blocks), (False, signs)):
        scale = Scale(min(known), max(known), 10, unicode=unicode)
        result = [scale.bar(None if figure is None else Decimal(figure)) for figure in figures]
        assert result == expected
        assert max(map(cells, result), default=0) <= 10


def _table(*rows: tuple[Cell, ...]) -> Table:
    columns = (Column("stage", Kind.TEXT, axis=Axis.NAMES), Column("total", Kind.MONEY, missing="unknown", measure="total"))
    return Table(columns, rows, footer=(("total (each award counted once)", Money(Decimal(9), "GBP")),))


def test_each_currency_has_a_scale_of_its_own_and_that_is_said() -> None:
    pounds, euros = Money(Decimal(5), "GBP"), Money(Decimal(5000), "EUR")
    text = render(_table(("a", pounds), ("b", euros)), "table", Style(chart=True)).text
    assert text.count("█" * WIDEST) == 2
    assert "note: the bars of each currency have their own scale\n" in text
    assert "scale" not in render(_table(("a", pounds), ("b", pounds)), "table", Style(chart=True)).text


def test_all_others_together_have_a_cut_bar_where_it_would_dwarf_the_rest(run: Run) -> None:
    done = run("total", "--by", "council", "--top", "2", "--chart", "-c", "council,total")
    assert done.out.splitlines()[4:7] == [
        "Southwark                        £1,048,500  ████████████████████████████████",
        "Leeds                              £690,000  █████████████████████",
        "other (97)                       £3,556,600  ███████████████████████████████…",
    ]
    assert "note: the bar of `other (97)` is cut: it is longer than all others\n" in done.out
    assert "cut" not in run("total", "--by", "fy", "--top", "2", "--chart").out


@pytest.mark.parametrize(
    ("figure", "blocks", "signs"),
    [(-1000, "  …███│", "  <###|"), (1000, "      │███…", "      |###>"), (-50, "  ████│", "  ####|")],
)
def test_a_bar_that_is_cut_has_the_mark_at_its_far_end(figure: int, blocks: str, signs: str) -> None:
    for unicode, expected in ((True, blocks), (False, signs)):
        assert Scale(Decimal(-50), Decimal(50), 11, unicode=unicode).bar(Decimal(figure)) == expected


def test_all_others_below_zero_have_a_bar_to_the_left(run: Run, tmp_path: Path) -> None:
    rows = "recipient,amount\nAlpha,1000\nBeta,800\nGamma,-300\nDelta,-2500\nEta,100\n"
    (tmp_path / "a.csv").write_text(rows)
    done = run("total", "--data", "a.csv", "--by", "recipient", "--top", "2", "--chart", "-c", "recipient,total")
    bars = {line.split()[0]: line.split()[-1] for line in done.out.splitlines() if "█" in line}
    assert bars == {"Alpha": "│" + "█" * 15, "Beta": "│" + "█" * 12, "other": "…" + "█" * 14 + "│"}
    assert "note: the bar of `other (3)` is cut: it is longer than all others\n" in done.out


def test_the_true_total_has_no_bar() -> None:
    lines = render(_table(("a", Money(Decimal(9), "GBP"))), "table", Style(chart=True)).text.splitlines()
    assert [("█" in line) for line in lines if "£9" in line] == [True, False]


def test_a_name_from_data_that_looks_like_markup_is_text() -> None:
    text = render(_table(("[red]x[/red]\x1b[31m", Money(Decimal(9), "GBP"))), "table", Style(chart=True)).text
    assert r"[red]x[/red]\x1b[31m" in text


def test_a_table_without_figures_of_groups_cannot_be_drawn() -> None:
    with pytest.raises(UsageError, match="there is no figure to draw here"):
        render(Table((Column("id", Kind.ID),), (("a",),)), "table", Style(chart=True))
    with pytest.raises(UsageError, match="there is nothing to name the bars by"):
        render(Table((Column("total", Kind.MONEY, measure="total"),), ((None,), (None,))), "table", Style(chart=True))


def _bars(text: str) -> list[int]:
    return [line.count("█") for line in text.splitlines() if "█" in line]


@pytest.mark.parametrize(
    ("words", "bars"),
    [
        (("total", "--by", "programme"), [32, 20, 14, 14, 9, 4]),
        (("total", "--by", "programme", "-c", "programme,awards"), [8, 8, 26, 9, 32, 2]),
        (("total", "--by", "programme", "-n", "2", "-s", "total"), [15, 32]),
        (("total",), [32]),
        (("total", "--by", "fy", "--across", "stage"), [4, 7, 2, 32]),
        (("compare", "programme:round-2", "programme:round-3"), [32, 22]),
        (("compare", "programme:round-2", "programme:round-3", "--by", "stage"), [30, 6, 21, 4, 23, 23]),
    ],
)
def test_bars_stand_beside_the_figures_of(words: tuple[str, ...], bars: list[int], run: Run) -> None:
    plain, drawing = run(*words), run(*words, "--chart")
    assert (drawing.code, drawing.err) == (0, "")
    assert _bars(drawing.out) == bars
    assert re.findall(r"[£\d,.%]{2,}", drawing.out) == re.findall(r"[£\d,.%]{2,}", plain.out)


def test_each_side_of_a_comparison_has_a_bar_under_its_letter(run: Run) -> None:
    done = run("compare", "programme:round-2", "programme:round-3", "--by", "stage", "--chart", "-c", "stage,a_total,b_total")
    assert done.out.splitlines()[5:9] == [
        "beta       £350,000        £0  a ██████████████████████████████",
        "                               b",
        "discovery   £80,000  £251,800  a ██████▉",
        "                               b █████████████████████▋",
    ]


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
def test_bars_fit_the_terminal(columns: int, on_terminal: OnTerminal) -> None:
    code, screen = on_terminal("total", "--by", "programme", "--chart", "--color", "never", columns=columns)
    lines = screen.decode().replace("\r", "").splitlines()
    assert code == 0
    assert max(map(cells, lines)) <= columns
    assert NARROWEST <= max(_bars(screen.decode())) <= WIDEST


def test_a_terminal_without_utf8_gets_bars_of_signs(on_terminal: OnTerminal) -> None:
    code, screen = on_terminal("total", "--by", "stage", "--chart", "--color", "never", env={"PYTHONIOENCODING": "ascii"})
    assert (code, screen.isascii()) == (0, True)
    assert b"#" * NARROWEST in screen


def test_an_unknown_amount_has_no_bar_and_a_negative_one_stands_to_the_left(run: Run, data_file: Callable[[str], Path]) -> None:
    path = data_file(
        "form: grantcli awards 1\nawards:\n"
        "  - {id: a, stage: alpha, amount: 30, currency: GBP, basis: stated, rule: x}\n"
        "  - {id: b, stage: beta, amount: -15, currency: GBP, basis: stated, rule: x}\n"
        "  - {id: c, stage: live, currency: GBP, basis: unknown, rule: x}\n"
    )
    done = run("total", "--data", str(path), "--by", "stage", "--chart", "-c", "stage,total")
    assert done.out.splitlines()[4:7] == [
        "alpha                                £30             │████████████████████",
        "beta                                -£15   ██████████│",
        "live                             unknown             │?",
    ]


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (("-f", "csv"), "--chart does nothing in the format csv", "it goes with table, svg, png, pdf"),
        (("-f", "html"), "--chart does nothing in the format html", "it goes with table, svg, png, pdf"),
        (("--vertical",), "--chart and --vertical do not go together", "bars are drawn in a table only"),
        (("-c", "total"), "there is nothing to name the bars by", "leave the columns that it is grouped by in `--columns`"),
    ],
)
def test_where_no_bar_can_stand_that_is_said(words: tuple[str, ...], message: str, hint: str, run: Run) -> None:
    done = run("total", "--by", "programme", "--chart", *words)
    assert (done.code, done.out, done.err) == (2, "", f"grantcli: error: {message}\nhint: {hint}\n")
