"""Charts in files: the right one for the question, exact, whole, and nothing in data is more than text."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pseudo_terminal import OnTerminal, on_terminal

import grantcli
from conftest import Run
from grantcli.charts import CHARTS, by_suffix, draw, drawing
from grantcli.charts.axes import fill_periods
from grantcli.charts.drawing import kind, spec
from grantcli.charts.frame import HUES, NEGATIVE, OTHERS, ChartText, Size, distinct_labels
from grantcli.dataset import Dataset
from grantcli.errors import UsageError
from grantcli.render.plot import plot
from grantcli.table import Axis, Cell, Column, Kind, Money, OtherGroups, Table

__all__ = ["on_terminal"]  # a fixture

ASK: Dataset = grantcli.open()
WIDE, NARROW = Size(), Size(plot=120, names=130)
WORDS = ChartText("A title", ("under it",), ("a note", "where it comes from"))
QUESTIONS: dict[str, tuple[str, Callable[[], Table]]] = {
    "groups": ("bars", lambda: ASK.total(by="programme")),
    "the largest groups": ("bars", lambda: ASK.total(by="council", top=5)),
    "everything": ("bars", ASK.total),
    "two fields": ("bars", lambda: ASK.total(by="fy,funder")),
    "years": ("lines", lambda: ASK.total(by="fy")),
    "months": ("lines", lambda: ASK.total(by="month")),
    "one year": ("bars", lambda: ASK.total("fy:2019-20", by="fy")),
    "sides": ("bars", lambda: ASK.compare("programme:round-2", "programme:round-3")),
    "sides by group": ("bars", lambda: ASK.compare("programme:round-2", "programme:round-3", by="stage")),
    "sides by year": ("lines", lambda: ASK.compare("funder:lga", "funder:mhclg", by="year")),
    "parts of groups": ("stacked", lambda: ASK.total(by="programme", across="stage")),
    "parts of years": ("stacked", lambda: ASK.total(by="fy", across="funder")),
    "groups over years": ("heat", lambda: ASK.total("council:..", by="programme", across="fy")),
    "parts that are counted twice": ("heat", lambda: ASK.total("programme:round-3", by="stage", across="region")),
    "what cannot be added": ("heat", lambda: ASK.total(by="programme", across="stage", measure="median")),
    "many columns": ("heat", lambda: ASK.total("fy:2019-20", by="stage", across="lead")),
}


@cache
def _answer(name: str) -> Table:
    return QUESTIONS[name][1]()


@cache
def _svg(name: str, size: Size = WIDE) -> str:
    return draw(_answer(name), "svg", replace(WORDS, size=size)).decode()


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_chart_fits_the_question(name: str) -> None:
    assert kind(plot(_answer(name))) == QUESTIONS[name][0]


def _data(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [each for rows in result["datasets"].values() for each in rows if "says" in each]


def _values(result: object, key: str) -> list[Any]:
    """Return everything that stands under a key, anywhere in a specification."""
    if isinstance(result, dict):
        return [*([result[key]] if key in result else []), *(each for value in result.values() for each in _values(value, key))]
    return [each for value in result for each in _values(value, key)] if isinstance(result, list) else []


def _figures(table: Table) -> list[Decimal]:
    output = plot(table)
    cells = [cell for entry in output.entries for cell in (entry.parts or (entry.whole,))]
    return [cell.amount for cell in cells if isinstance(cell, Money)]


@pytest.mark.costly
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_chart_has_every_figure_exactly_and_its_axis_has_zero(name: str) -> None:
    table = _answer(name)
    result = spec(table, WORDS)
    cut = {each["says"] for each in _data(result) if "bar cut" in each.get("shown", "")}
    data = [Decimal(str(each["value"])) for each in _data(result) if each["value"] and each["says"] not in cut]
    figures = _figures(table)
    assert sorted(set(data)) == sorted({each for each in figures if each and (not cut or each <= max(data))})
    domains = [domain for domain in _values(result, "domain") if isinstance(domain, list) and isinstance(domain[0], int | float)]
    assert domains
    assert all(domain[0] <= 0 <= domain[-1] for domain in domains)


@pytest.mark.costly
@pytest.mark.parametrize("name", QUESTIONS)
def test_what_a_chart_shows_is_there_in_words(name: str) -> None:
    root = ET.fromstring(_svg(name))  # noqa: S314 - our own
    space = "{http://www.w3.org/2000/svg}"
    title, about = root.findtext(f"{space}title"), root.findtext(f"{space}desc") or ""
    assert (title, root.get("role"), root.get("aria-labelledby")) == ("A title", "img", "chart-title chart-desc")
    output = plot(_answer(name))
    assert [entry.label for entry in output.entries if entry.label not in about] == []
    assert [text for text in ("A title", "under it", "a note") if text not in "".join(root.itertext())] == []


def _picture(svg: str) -> Image.Image:
    return Image.open(BytesIO(drawing.png(svg))).convert("RGB")


def _margins(picture: Image.Image) -> list[int]:
    """Return how many rows and columns of pixels there are on each side before anything but white."""
    box = Image.eval(picture.convert("L"), lambda level: 255 if level < 250 else 0).getbbox()
    assert box, "blank"
    return [box[0], box[1], picture.width - box[2], picture.height - box[3]]


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_picture_is_neither_blank_nor_cut(size: Size, name: str) -> None:
    picture = _picture(_svg(name, size))
    assert min(_margins(picture)) >= 16
    assert max(_margins(picture)) <= 200
    assert len(picture.getcolors(1 << 20) or ()) > 10


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))


def _bars(*rows: tuple[Cell, ...], kinds: tuple[Column, ...] = ()) -> Table:
    total = Column("total", Kind.MONEY, missing="unknown", measure="total")
    return Table((*(kinds or (Column("stage", Kind.TEXT, axis=Axis.NAMES),)), total), rows)


def pounds(amount: str, currency: str | None = "GBP") -> Money:
    return Money(Decimal(amount), currency)


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("table", "colors"),
    [
        (_bars(("a", pounds("5"))), {HUES[0]}),
        (_bars(("a", pounds("5")), ("b", pounds("-5"))), {HUES[0], NEGATIVE}),
        (_bars(("a", pounds("5")), (OtherGroups("other (2)"), pounds("3"))), {HUES[0], OTHERS}),
        (_bars(("a", None)), set()),
        (_bars(("a", pounds("0"))), set()),
        (ASK.compare("programme:round-2", "programme:round-3", by="stage"), set(HUES[:2])),
        (ASK.total(by="programme", across="stage"), set(HUES[:4])),
        (ASK.compare("funder:lga", "funder:mhclg", by="year"), set(HUES[:2])),
    ],
    ids=["above", "below", "the rest", "unknown", "zero", "sides", "parts", "lines"],
)
def test_what_is_drawn_has_its_colour_and_nothing_else_has(table: Table, colors: set[str]) -> None:
    result = {color for _, color in _picture(draw(table, "svg", WORDS).decode()).getcolors(1 << 20) or ()}
    assert {color for color in (*HUES[:7], NEGATIVE, OTHERS) if _rgb(color) in result} == colors


@pytest.mark.costly
def test_unknown_is_said_and_never_drawn_as_zero() -> None:
    result = spec(_bars(("a", None), ("b", pounds("0"))), WORDS)
    message = {each["says"]: (each["value"], each["shown"], each["end"]) for each in _data(result) if each["end"] != "x"}
    assert message["b: £0"] == (0, "£0", "left")
    assert "unknown" in draw(_bars(("a", None)), "svg", WORDS).decode()
    assert [each for each in _data(result) if each["says"] == "a: unknown"] == [
        {"name": "a", "side": "", "value": 0, "shown": "unknown", "hue": "above", "end": "unknown", "says": "a: unknown"}
    ]


@pytest.mark.costly
def test_each_currency_has_a_panel_of_its_own() -> None:
    result = spec(_bars(("a", pounds("5")), ("b", pounds("7", "EUR")), ("c", pounds("9", None))), WORDS)
    inner = result["vconcat"][0]["vconcat"]
    assert [panel["title"]["text"] for panel in inner] == ["GBP", "EUR", "no currency"]
    assert [scale["domain"][1] for panel in inner for scale in _values(panel, "scale") if scale.get("domain", [""])[0] == 0] == [
        5,
        8,
        10,
    ]


@pytest.mark.parametrize("columns", ["", "programme,total", "programme,awards", "programme,currency,total"])
def test_a_row_is_in_the_panel_of_its_currency_whichever_columns_are_chosen(run: Run, tmp_path: Path, columns: str) -> None:
    rows = ("programme,amount,currency", "P4,10,EUR", "P1,1000,GBP", "P3,,GBP", "P5,5,")
    (tmp_path / "a.csv").write_text("\n".join(rows))
    more = ("-c", columns) if columns else ()
    about = ET.fromstring(run("total", "--data", "a.csv", "--by", "programme", *more, "-f", "svg").out)  # noqa: S314 - our own
    groups = [each.text for each in about.iter() if each.text in {"EUR", "GBP", "no currency", "P1", "P3", "P4", "P5"}]
    assert groups == ["P4", "EUR", "P1", "P3", "GBP", "P5", "no currency"]


def _cross_table(*rows: tuple[str, Cell, Cell]) -> Table:
    sides = tuple(
        Column(name, Kind.MONEY, missing="unknown", measure="total", axis=Axis.TIME, series=name) for name in ("2018", "2019")
    )
    whole = Column("total", Kind.MONEY, measure="total")
    return Table((Column("stage", Kind.TEXT, axis=Axis.NAMES), *sides, whole), tuple((*row, pounds("1")) for row in rows))


def test_a_cell_of_unknown_amount_has_no_colour() -> None:
    table = _cross_table(("a", None, pounds("5")), ("b", pounds("0"), pounds("3")))
    cells = {each["says"]: each["value"] for each in _data(spec(table, WORDS))}
    assert cells == {"a, 2018: unknown": None, "a, 2019: £5": 5, "b, 2018: £0": 0, "b, 2019: £3": 3}


@pytest.mark.costly
def test_colours_of_two_currencies_are_never_on_one_scale() -> None:
    result = spec(_cross_table(("a", pounds("0"), pounds("5")), ("b", pounds("0", "EUR"), pounds("5000000", "EUR"))), WORDS)
    assert result["vconcat"][0]["resolve"] == {"scale": {"color": "independent"}}
    picture = _picture(drawing.svg(result, WORDS))
    dark = [count for count, color in picture.getcolors(1 << 20) or () if color == _rgb("#08306b")]
    assert dark
    assert dark[0] > 2 * 22 * 26 * 2  # the largest of both, not of one


def test_the_bar_of_all_others_is_cut_where_it_is_longer_than_any_and_says_so() -> None:
    data = _data(spec(ASK.total(by="council", top=2), WORDS))
    assert {each["name"]: (each["value"], each["shown"]) for each in data} == {
        "Southwark": (1048500, "£1,048,500"),
        "Leeds": (690000, "£690,000"),
        "other (97)": (1048500, "£3,556,600 (bar cut)"),
    }


@pytest.mark.parametrize(
    ("groups", "rest", "value", "text", "low"),
    [
        (("1000", "800"), "-2700", -1000, "-£2,700 (bar cut)", -1000),
        (("1000", "800"), "-300", -300, "-£300", -300),
        (("-30", "-10"), "-5050", -30, "-£5,050 (bar cut)", -30),
        (("-30", "-10"), "5050", 30, "£5,050 (bar cut)", -30),
        (("0", "0"), "-5050", -5050, "-£5,050", -5050),
    ],
)
def test_the_bar_of_all_others_below_zero_is_on_its_side_of_zero_and_no_longer_than_another(
    groups: tuple[str, ...], rest: str, value: int, text: str, low: int
) -> None:
    table = _bars(
        *((str(place), pounds(figure)) for place, figure in enumerate(groups)), (OtherGroups("other (9)"), pounds(rest))
    )
    assert {(each["value"], each["shown"]) for each in _data(spec(table, WORDS)) if each["name"] == "other (9)"} == {
        (value, text)
    }
    assert plot(table).bounds["GBP"][0] == low
    assert plot(table).is_cut(plot(table).entries[-1]) == ("cut" in text)


HOSTILE = [
    "<script>alert(1)</script>", "</text><image href='https://x.test/a'/>", "datum.value", "a.b[0]['c']", "'+alert(1)+'",
    "\\u0041\\n", "\0\x1b[31m\x7f", "\u202eback", "{{x}}", "&amp;", "]]>", "' || true", "%d {0}", "🙂 東京都", '"', "a\nb",
]  # fmt: skip


def test_text_from_data_is_only_ever_text() -> None:
    table = _bars(*((text, pounds("5")) for text in HOSTILE))
    series = tuple(
        Column(text, Kind.MONEY, title=text, measure="total", axis=Axis.NAMES, series=text) for text in ("<b>", "'+x", "\0")
    )
    crossed = Table((table.columns[0], *series), tuple((text, pounds("1"), pounds("2"), None) for text in HOSTILE))
    for each in (table, crossed):
        words = ChartText("<i>t</i> \0", ("datum.x",), ("</svg>", "https://x.test"))
        text = draw(each, "svg", words).decode()
        root = ET.fromstring(text)  # noqa: S314 - our own
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "g", "path", "rect", "text", "tspan", "line", "defs", "linearGradient", "stop"}
        values = [value for element in root.iter() for name, value in element.attrib.items() if not name.startswith("aria")]
        assert not [value for value in values if "x.test" in value or "alert" in value]
        assert re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text) is None
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def _money(*figures: str, kinds: tuple[Column, ...] = ()) -> Table:
    return _bars(*((str(place), pounds(figure)) for place, figure in enumerate(figures, 2015)), kinds=kinds)


YEARS = (Column("fy", Kind.TEXT, axis=Axis.TIME),)


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("figures", "labels"),
    [
        (("0", "9"), ["£0", "£2", "£4", "£6", "£8", "£10"]),
        (("350000", "30000"), ["£0", "£100,000", "£200,000", "£300,000", "£400,000"]),
        (("1200000", "30000"), ["£0", "£0.2m", "£0.4m", "£0.6m", "£0.8m", "£1.0m", "£1.2m"]),
        (("40000000", "3"), ["£0", "£10m", "£20m", "£30m", "£40m"]),
        (("2000000000", "7"), ["£0", "£0.5bn", "£1.0bn", "£1.5bn", "£2.0bn"]),
        (("-1200000", "2000000"), ["-£1m", "£0", "£1m", "£2m"]),
        (("0.04", "0.01"), ["£0", "£0.01", "£0.02", "£0.03", "£0.04"]),
    ],
    ids=lambda case: case[0],
)
@pytest.mark.parametrize("kinds", [(), YEARS], ids=["bars", "lines"])
def test_an_axis_is_in_one_unit_and_one_precision(kinds: tuple[Column, ...], figures: tuple[str, ...], labels: list[str]) -> None:
    texts = re.findall(r">(-?£[^<]*)</text>", draw(_money(*figures, kinds=kinds), "svg", WORDS).decode())
    assert [text for text in texts if text in labels][: len(labels)] == labels


@pytest.mark.costly
@pytest.mark.parametrize("most", [1, 2, 4, 9, 45, 99, 100, 12345])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_numbers_of_awards_stand_at_whole_marks(size: Size, most: int) -> None:
    table = Table((Column("stage", Kind.TEXT, axis=Axis.NAMES), Column("awards", Kind.NUMBER, measure="awards")), (("a", most),))
    axis = next(each for each in _values(spec(table, replace(WORDS, size=size)), "axis") if each and "values" in each)
    assert axis["values"][0] == 0
    assert all(mark == int(mark) for mark in axis["values"])
    assert most <= axis["values"][-1] <= most * 5
    assert len(axis["values"]) <= size.marks + 1
    assert "e+" not in draw(table, "svg", WORDS).decode()
    assert [each["shown"] for each in _data(spec(table, WORDS))] == [f"{most:,}"]


def test_what_has_no_date_stands_after_the_years() -> None:
    years = (Column("fy", Kind.TEXT, axis=Axis.TIME, missing="no date"),)
    result = spec(_bars(("2018-19", pounds("5")), (None, pounds("7")), ("2020-21", pounds("6")), kinds=years), WORDS)
    names = next(each for each in _values(result, "domain") if isinstance(each, list) and "2018-19" in each)
    assert names == ["2018-19", "2019-20", "2020-21", "no date"]
    assert {each["name"]: each["shown"] for each in _data(result)}["no date"] == "£7"


@pytest.mark.parametrize("kinds", [(), YEARS], ids=["bars", "lines"])
def test_a_chart_shows_pence_in_every_figure_or_in_none(kinds: tuple[Column, ...]) -> None:
    output = [each["shown"] for each in _data(spec(_money("1200000", "5.5", kinds=kinds), WORDS))]
    assert output == ["£1,200,000.00", "£5.50"]
    assert [each["shown"] for each in _data(spec(_money("1200000", "5", kinds=kinds), WORDS))] == ["£1,200,000", "£5"]


def test_money_per_head_is_what_a_chart_of_it_draws(run: Run) -> None:
    texts = list(ET.fromstring(run("total", "--by", "nation", "--per-head", "-f", "svg").out).itertext())  # noqa: S314 - our own
    assert texts[:2] == ["Total per head by nation", "England: £0.06; no nation: –"]
    assert "per head uses the population of each nation in the middle of 2020, whatever the year of an award" in texts
    lines = run("total", "--by", "nation", "--per-head", "-c", "nation,total,per_head", "--chart").out.splitlines()
    assert [line.split()[2:] for line in lines if line.startswith("England")] == [["£0.06", "█" * 32]]


def test_a_year_of_which_the_data_know_nothing_is_a_gap_in_a_heat_map() -> None:
    result = {(each["name"], each["side"]): each for each in _data(spec(_answer("groups over years"), WORDS))}
    assert result["LGA Digital Experts", "2016-17"]["value"] is None
    assert result["LGA Digital Experts", "2016-17"]["says"] == "LGA Digital Experts, 2016-17: no awards"
    assert {result["LGA Digital Experts", year]["value"] for year in ("2015-16", "2018-19")} == {None}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("--by programme", "s1: £5; s2: £0; s3: unknown"),
        ("--by month", "2019-11: £5; 2019-12: no awards; 2020-01: £0; 2020-02: no awards; 2020-03: unknown"),
        ("--by programme --across recipient", "s1, t1: £5; s1, t2: unknown; s2, t1: £0; s3, t2: unknown"),
        ("--by programme --across recipient --measure awards", "s1, t1: 1; s1, t2: 1; s2, t1: 1; s3, t2: 1"),
    ],
)
def test_the_words_of_a_chart_tell_unknown_from_zero_and_from_no_awards(
    run: Run, tmp_path: Path, question: str, words: str
) -> None:
    rows = ("s1,t1,5,2019-11-01", "s2,t1,0,2020-01-01", "s3,t2,,2020-03-01", "s1,t2,,2019-11-01")
    (tmp_path / "a.csv").write_text("\n".join(("programme,recipient,amount,awarded,currency", *(f"{row},GBP" for row in rows))))
    about = ET.fromstring(run("total", "--data", "a.csv", *question.split(), "-f", "svg").out)  # noqa: S314 - our own
    assert about.findtext("{http://www.w3.org/2000/svg}desc") == words


def test_an_award_of_zero_is_not_drawn_as_no_award(run: Run, tmp_path: Path) -> None:
    rows = ("A,1000,GBP,2018-05-01", "B,0,GBP,2018-05-01", "C,70,GBP,2020-05-01", "B,,GBP,2020-05-01")
    (tmp_path / "a.csv").write_text("\n".join(("recipient,amount,currency,awarded", *rows)))
    about = ET.fromstring(run("total", "--data", "a.csv", "--by", "recipient", "--across", "year", "-f", "svg").out)  # noqa: S314
    words = about.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert set(words.split("; ")) == {
        "A, 2018: £1,000", "A, 2019: no awards", "A, 2020: no awards", "B, 2018: £0", "B, 2019: no awards", "B, 2020: unknown",
        "C, 2018: no awards", "C, 2019: no awards", "C, 2020: £70",
    }  # fmt: skip
    texts = [each.text for each in about.iter("{http://www.w3.org/2000/svg}text")]
    assert (texts.count("no awards"), texts.count("£0")) == (0, 2)  # in the cell and at the legend
    counts = run("total", "--data", "a.csv", "--by", "recipient", "--across", "year", "--measure", "awards", "-f", "svg").out
    assert "A, 2020: no awards" in counts
    assert "4 awards (each counted once)" in counts
    none = run("total", "--data", "a.csv", "--by", "recipient", "--across", "year", "-f", "csv").out
    assert none == "recipient,currency,2018,2020,total\nA,GBP,1000.00,0.00,1000.00\nC,GBP,0.00,70.00,70.00\nB,GBP,0.00,,0.00\n"


@pytest.mark.costly
@pytest.mark.parametrize(
    "words", [("total", "--by", "stage"), ("compare", "stage:alpha", "stage:beta")], ids=lambda words: words[0]
)
def test_a_chart_is_called_what_title_says_and_keeps_what_it_is_of(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run(*words, "-o", "a.svg", "--title", "Who <b> & 'got' what").code == 0
    text = "".join(ET.fromstring((tmp_path / "a.svg").read_bytes()).itertext())  # noqa: S314 - our own
    assert text.startswith("Who <b> & 'got' what")
    assert "bundled data" in text
    assert "--title" not in text
    for more in ((), ("-f", "csv"), ("--chart",)):
        assert (
            run(*words, "--title", "Who", *more).code,
            run(*words, "--title", "Who", *more).err.count("--title does nothing"),
        ) == (2, 1)


@pytest.mark.costly
def test_nothing_but_its_namespaces_is_an_address() -> None:
    for text in map(_svg, QUESTIONS):
        assert set(re.findall(r"[a-z]+://[^\"'<\s]*", text)) == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
        assert "url(" not in re.sub(r"url\(#chart-\d+\)", "", text)


def test_no_two_parts_of_a_page_share_a_name() -> None:
    table = _answer("groups over years")
    both = [draw(table, "svg", replace(WORDS, name=name)).decode() for name in ("one", "two")]
    ids = [result for text in both for result in re.findall(r'\bid="([^"]+)"', text)]
    assert len(ids) == len(set(ids)) > 4
    assert both[1].replace('"two-', '"one-').replace("#two-", "#one-").replace(" two-", " one-") == both[0]


@pytest.mark.slow
def test_the_same_table_makes_the_same_bytes(process: Run, tmp_path: Path) -> None:
    words = ("total", "--by", "programme", "--across", "fy")
    result = []
    for name, seed in (("a.svg", "1"), ("b.svg", "2")):
        assert process(*words, "-o", name, env={"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}).code == 0
        result.append((tmp_path / name).read_bytes())
    assert result[0] == result[1]
    again = ("groups over years", "sides by group", "years")
    assert [draw(_answer(name), "svg", WORDS).decode() for name in again] == [_svg(name) for name in again]


LONG = "The Association of {} for the Improvement of Public Libraries, Parks and Open Spaces in the County"


@pytest.mark.costly
def test_thirty_long_names_do_not_overlap_and_are_there_whole() -> None:
    names = [LONG.format(f"{number} Friends") for number in range(30)]
    table = _bars(*((name, pounds(str(number + 1))) for number, name in enumerate(names)))
    svg = draw(table, "svg", WORDS).decode()
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert [name for name in names if name not in (root.findtext("{http://www.w3.org/2000/svg}desc") or "")] == []
    result = spec(table, WORDS)
    labels = next(each for each in _values(result, "domain") if isinstance(each, list) and len(each) == 30)
    (height,) = _values(result["vconcat"][0]["vconcat"][0], "height")
    assert height / 30 >= max(label.count("\n") + 1 for label in labels) * 13
    assert min(_margins(_picture(svg))) >= 16


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["2018", "2020"], ["2018", "2019", "2020"]),
        (["2019-Q3", "2020-Q1"], ["2019-Q3", "2019-Q4", "2020-Q1"]),
        (["1998-99", "2000-01", "no date"], ["1998-99", "1999-00", "2000-01", "no date"]),
        (["2019-11", "2020-02"], ["2019-11", "2019-12", "2020-01", "2020-02"]),
        (["2009-10", "2009-12"], ["2009-10", "2009-11", "2009-12"]),
        (["2009-10", "2010-11"], ["2009-10", "2010-11"]),
        (["0001", "9999"], ["0001", "0002…", "9999"]),
        (["2018-19", "2020-21", "9018-19"], ["2018-19", "2019-20", "2020-21", "2021-22…", "9018-19"]),
        (["1018", "2018", "2020", "9018", "x"], ["1018", "1019…", "2018", "2019", "2020", "2021…", "9018", "x"]),
        (["2019", "2019-07"], ["2019", "2019-07"]),
        (["x", "y"], ["x", "y"]),
        ([], []),
    ],
)
def test_periods_stand_in_a_row_without_gaps(labels: list[str], expected: list[str]) -> None:
    assert fill_periods(labels) == expected


@pytest.mark.costly
def test_a_year_without_awards_is_a_gap_in_the_line() -> None:
    for measure in ("total", "mean"):
        table = ASK.total(by="fy")
        places = [0, next(place for place, column in enumerate(table.columns) if column.name == measure)]
        selection = Table(
            tuple(table.columns[place] for place in places), tuple(tuple(row[place] for place in places) for row in table.rows)
        )
        result = {
            each["name"]: each["value"] for rows in spec(selection, WORDS)["datasets"].values() for each in rows if "side" in each
        }
        assert result["2016-17"] is None
        assert result["2015-16"]


def test_names_that_stand_twice_are_told_apart() -> None:
    assert distinct_labels(["a", "b", "a", "a (2)", "a"]) == ["a", "b", "a (2)", "a (2) (2)", "a (3)"]


def test_nothing_to_draw_is_a_chart_that_says_so(run: Run, tmp_path: Path) -> None:
    done = run("total", "council:nowhere", "--by", "programme", "-o", "x.svg")
    assert done.code == 0
    assert "no awards" in (tmp_path / "x.svg").read_text()


@pytest.mark.parametrize("name", CHARTS)
def test_a_file_is_known_by_its_suffix_and_begins_as_its_format_does(name: str, run: Run, tmp_path: Path) -> None:
    done = run("total", "--by", "programme", "-o", f"x.{name}")
    assert (done.code, done.out, done.err) == (0, "", f"Wrote x.{name} (6 rows)\n")
    starts = {"svg": b"<svg ", "png": b"\x89PNG\r\n", "pdf": b"%PDF-"}
    assert (tmp_path / f"x.{name}").read_bytes().startswith(starts[name])
    assert by_suffix(f".{name.upper()}") == name


def test_a_chart_says_what_it_shows_of_what_and_how_to_ask_again(run: Run) -> None:
    done = run("total", "fy:2019-20", "--funder", "mhclg", "--by", "stage", "--chart", "--color", "never", "-f", "svg")
    texts = list(ET.fromstring(done.out).itertext())  # noqa: S314 - our own
    assert "Total by stage" in texts
    assert "19 of 65 awards in the bundled data, total £2,477,300 (each award counted once)" in texts
    assert "Source: data/awards.yaml, version 2026-11-22; grantcli total fy:2019-20 --by stage --funder mhclg" in texts


def test_a_chart_has_every_note_that_changes_a_figure_and_leaves_the_others_to_stderr(run: Run, tmp_path: Path) -> None:
    rows = ("id,recipient,amount,currency,awarded", "a,A,5,GBP,25/06/2020", "a,A,-3,GBP,", "b,B,,GBP,", "c,C,1,EUR,", "d,D,tbc,,")
    (tmp_path / "a.csv").write_text("\n".join(rows))
    done = run("total", "--data", "a.csv", "--by", "recipient", "-c", "recipient,total", "-f", "svg")
    texts = list(ET.fromstring(done.out).itertext())  # noqa: S314 - our own
    for note in (
        "2 awards have no known amount and are left out of the totals",
        "1 award is negative, and lowers the totals",
        "amounts in different currencies are never added or ranked together",
    ):
        assert note in texts
    assert done.err == "note: rows read 5 = awards 5 + merged 0 + blank 0 + set aside 0; --rows shows them\n"
    assert not [text for text in texts if "rows read" in text or "add the column" in text]
    about = list(ET.fromstring(run("compare", "stage:alpha", "stage:beta", "--by", "fy", "-f", "svg").out).itertext())  # noqa: S314
    assert "stage:alpha: 4 awards" in about


@pytest.mark.parametrize(
    ("words", "subtitle"),
    [
        ("--by stage -c stage,median", "65 awards in the bundled data, median of all awards £25,000"),
        ("--by stage -c stage,largest", "65 awards in the bundled data, largest of all awards £350,000"),
        ("--by stage -c stage,awards", "65 awards in the bundled data"),
        ("--by stage -c stage,share", "65 awards in the bundled data"),
        ("--by region --per-head", "65 awards in the bundled data"),
        ("--by stage --across fy --measure mean", "mean of all awards £55,571.88"),
        ("--by stage --across fy", "total £3,556,600 (each award counted once)"),
    ],
)
def test_a_chart_calls_a_total_only_what_is_one(run: Run, words: str, subtitle: str) -> None:
    texts = list(ET.fromstring(run("total", *words.split(), "-f", "svg").out).itertext())  # noqa: S314 - our own
    assert subtitle in texts
    assert any("each award counted once" in text for text in texts) == ("each award counted once" in subtitle)


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (("list", "-o", "x.svg"), "svg is a chart, and `list` has none", "`grantcli total` and `grantcli compare` draw one"),
        (("fields", "stage", "-f", "png"), "png is a chart, and `fields` has none",
         "`grantcli total` and `grantcli compare` draw one"),
        (("total", "--by", "programme", "-c", "total", "-o", "x.svg"), "there is nothing to name the bars by",
         "leave the columns that it is grouped by in `--columns`"),
        (("total", "--by", "programme", "-c", "programme", "-o", "x.svg"), "there is no figure to draw here",
         "`grantcli total --by programme` and `grantcli compare` have some; `--columns` may have left them out"),
        (("total", "--by", "programme", "-f", "svgg"), "unknown format `svgg`", "did you mean `svg`?"),
        (("total", "--by", "stage", "--across", "council", "-o", "x.svg"),
         "99 columns are more than a chart can show, which is 60", "lay the longer field out as rows"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_an_error_and_no_file(
    words: tuple[str, ...], message: str, hint: str, run: Run, tmp_path: Path
) -> None:
    done = run(*words)
    assert (done.code, done.out, done.err) == (2, "", f"grantcli: error: {message}\nhint: {hint}\n")
    assert not (tmp_path / "x.svg").exists()


def test_more_rows_than_a_chart_can_show_are_an_error() -> None:
    with pytest.raises(UsageError, match="201 rows are more than a chart can show, which is 200"):
        spec(_bars(*((str(number), pounds("1")) for number in range(201))), WORDS)


def test_no_chart_is_written_to_a_terminal(on_terminal: OnTerminal) -> None:
    code, screen = on_terminal("total", "--by", "programme", "-f", "svg")
    assert (code, screen.decode()) == (
        2, "grantcli: error: svg is not written to a terminal\nhint: write it to a file with `-o FILE`\n",
    )  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("library", ["altair", "vl_convert"])
def test_a_missing_library_is_an_error_that_names_the_extra(library: str, clean_env: Mapping[str, str], tmp_path: Path) -> None:
    code = (
        "import importlib.util as u, sys\nfind = u.find_spec\n"
        f"u.find_spec = lambda name, *more: None if name == {library!r} else find(name, *more)\n"
        "sys.argv = ['grantcli', 'total', '--by', 'programme', '-o', 'x.svg']\nfrom grantcli.cli.main import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=clean_env, cwd=tmp_path, capture_output=True, text=True, check=False)
    notes = (
        f"grantcli: error: the format svg needs the library `{library.replace('_', '-')}`\nhint: pip install 'grantcli[charts]'\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", notes)
    assert not (tmp_path / "x.svg").exists()


def test_a_plain_command_loads_nothing_that_draws(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    code = (
        "import os, sys\nleave = os._exit\n"
        "os._exit = lambda code: (print(*(m for m in sys.modules if m.split('.')[0] in {'altair', 'vl_convert', 'PIL'} "
        "or m.startswith('grantcli.charts.')), file=sys.stderr), leave(code))\n"
        "sys.argv = ['grantcli', 'total', '--by', 'programme', *sys.argv[1:]]\nfrom grantcli.cli.main import main\nmain()\n"
    )
    for more in ([], ["--chart"], ["-f", "csv"]):
        command = [sys.executable, "-c", code, *more]
        done = subprocess.run(command, env=clean_env, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stderr.splitlines()[-1] == ""
