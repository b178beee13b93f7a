"""`browse`: what is on screen is what `list`, `total` and `show` say, whichever keys led there."""

import asyncio
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from conftest import ROOT, Run
from grantcli.cli.commands.browse import save
from grantcli.dataset import Dataset, open_dataset
from grantcli.errors import DataError, cells
from grantcli.query.parse import parse
from grantcli.tui import answers
from grantcli.tui.answers import FACETS, ScreenTable, fields_for_totals
from grantcli.tui.browser import Browser
from grantcli.tui.keys import HELP
from grantcli.tui.panes import Facets, Rows
from grantcli.tui.screen import Asker, BrowserOptions
from grantcli.tui.text_width import both_ends, shorten
from grantcli.tui.view_state import Pick, ViewState, shell, words

pytestmark = pytest.mark.terminal

LDF4, LGA = Pick("programme", "Local Digital Fund round 4"), Pick("funder", "Local Government Association")
WORDS: list[tuple[str, tuple[Pick, ...], list[str]]] = [
    ("", (), []),
    ("council:leeds", (), ["council:leeds"]),
    ("council:leeds care", (), ["council:leeds", "care"]),
    ('council:"Milton Keynes" care', (), ['council:"Milton Keynes"', "care"]),
    ('"social care"', (), ['"social care"']),
    ("social care", (), ["social", "care"]),
    ("stage:beta or stage:alpha", (), ["(stage:beta or stage:alpha)"]),
    ("stage:beta or stage:alpha", (LGA,), ["(stage:beta or stage:alpha)", 'funder="Local Government Association"']),
    ("amount>=£50k", (), ["amount>=£50k"]),
    ("-stage:beta not leeds", (), ["-stage:beta", "not leeds"]),
    ("", (LDF4,), ['programme="Local Digital Fund round 4"']),
    ("", (Pick("stage", "beta"), Pick("stage", "alpha")), ["(stage=beta or stage=alpha)"]),
    ("", (Pick("stage", None),), ["-stage:.."]),
    ("", (Pick("stage", None), Pick("fy", "2019-20")), ["-stage:..", "fy:2019-20"]),
    ("", (Pick("fy", "2019-20"), Pick("fy", None)), ["(fy:2019-20 or -fy:..)"]),
    ("", (Pick("council", 'A "B" (C)'),), [r'council="A \"B\" (C)"']),
    ('x:"Grant Officer":bob', (), ['x:"Grant Officer":bob']),
]


@pytest.mark.parametrize(("typed", "picks", "expected"), WORDS)
def test_what_is_typed_and_chosen_is_a_command_that_means_the_same(
    typed: str, picks: tuple[Pick, ...], expected: list[str]
) -> None:
    look = ViewState(typed, picks)
    assert look.words == expected
    assert words(parse(expected)) == expected
    assert words(ViewState(" ".join(expected)).where()) == expected
    assert shlex.split(shell(look.words)) == expected


SHELL = [
    ("plain", "plain"),
    ("two words", "'two words'"),
    ("it's", "'it'\"'\"'s'"),
    ("a\x1b[31m", r"$'a\u001b[31m'"),
    ("a'\n\\\u202e\U000e0001", r"$'a\'\u000a\\\u202e\U000e0001'"),
]


@pytest.mark.parametrize(("word", "written"), SHELL)
def test_a_command_is_safe_to_paste(word: str, written: str) -> None:
    assert shell([word]) == written


CUT = [("Southwark", 9, "Southwark", "Southwark"), ("Southwark", 8, "Southwa…", "Sout…ark"),
       ("東京都助成金", 7, "東京都…", "東京…金"), ("", 3, "", "   ")]  # fmt: skip


@pytest.mark.parametrize(("text", "width", "at_end", "within"), CUT)
def test_a_cut_text_takes_no_more_room_than_there_is(text: str, width: int, at_end: str, within: str) -> None:
    assert (shorten(text, width), both_ends(text, width).rstrip()) == (at_end, within.rstrip())
    assert cells(both_ends(text, width)) == width


@pytest.fixture(scope="module")
def bundle() -> Dataset:
    return open_dataset()


@pytest.mark.parametrize("field", FACETS)
def test_choosing_a_value_finds_as_many_awards_as_stand_beside_it(bundle: Dataset, field: str) -> None:
    counts = answers.facet(bundle, ViewState(), field).values
    assert counts
    result = {pick: bundle.data.count(ViewState(picks=(pick,)).where()) for pick, _ in counts}
    assert result == dict(counts)


@pytest.mark.parametrize("field", fields_for_totals())
def test_behind_each_total_are_as_many_awards_as_it_counts(bundle: Dataset, field: str) -> None:
    output = answers.totals(bundle, ViewState(by=field))
    place = next(index for index, column in enumerate(output.table.columns) if column.name == "awards")
    rows = list(zip(output.table.rows, output.picks, strict=True))
    assert rows
    for row, picks in rows[:-1]:
        assert bundle.data.count(ViewState(by=field).narrow(*picks).where()) == row[place], row[0]
    assert rows[-1][0][0] == "total (each award counted once)"
    assert not rows[-1][1]


CURRENCIES = """\
form: grantcli awards 1
awards:
- {id: a, title: A, amount: 5, currency: GBP, basis: stated, stage: beta}
- {id: b, title: B, amount: 6, currency: EUR, basis: stated, stage: beta}
- {id: c, title: C, amount: 7, basis: stated, stage: beta}
- {id: d, title: D, currency: GBP, basis: unknown, rule: nobody says}
"""


def test_currencies_stay_apart_in_totals_and_in_what_leads_behind_them(data_file: Callable[[str], Path]) -> None:
    dataset = open_dataset(data_file(CURRENCIES))
    output = answers.totals(dataset, ViewState(by="stage"))
    result = [
        [award.id for award in dataset.export(ViewState().narrow(*picks).where()).awards] for picks in output.picks if picks
    ]
    assert result == [["b"], ["a"], ["d"], ["c"]]
    assert output.summary == "4 awards in awards.yaml · €6 · £5 · 7 · 1 amount unknown"


def test_a_question_that_waits_gives_way_to_a_later_one_of_its_kind_and_the_urgent_go_first() -> None:
    message: list[object] = []
    gate, done = Event(), Event()
    asker = Asker(lambda on_progress, arrival: on_progress(arrival))
    asker.start(lambda: (gate.wait(10), open_dataset())[1], lambda _arrival: None)
    for name, answer in (("facet:fy", 1), ("facet:stage", 2), ("record", 3), ("rows", 4), ("rows", 5), ("facet:fy", 6)):
        asker.ask(name, lambda _data, answer=answer: answer, message.append)  # type: ignore[misc]  # bound at once
    asker.ask("record", lambda _data: 7, message.append)
    asker.ask("record:last", lambda _data: 8, lambda _arrival: done.set())
    gate.set()
    assert done.wait(10)
    asker.end()
    assert message == [5, 6, 2, 7]


@dataclass
class ScreenState:
    """What stands on the screen."""

    app: Browser
    text: str
    picture: ScreenTable
    facets: str
    notice: str
    """What the lines and the award say, as it was handed over to be drawn."""
    counts: list[int]
    """How many rows there were after each key that was waited for."""

    @property
    def ids(self) -> tuple[str, ...]:
        return self.picture.ids


def _facets(app: Browser) -> str:
    return "\n".join(str(option.prompt).rstrip() for option in app.pane(Facets).options)


def _text(app: Browser) -> str:
    """Return the characters of the screen, a line each."""
    lines: dict[float, str] = {}
    for place, text in re.findall(r'<text [^>]*y="([\d.]+)"[^>]*>(.*?)</text>', app.export_screenshot()):
        lines[float(place)] = lines.get(float(place), "") + unescape(text).replace("\xa0", " ")
    return "\n".join(lines[place] for place in sorted(lines))


def play(
    *keys: str, typed: str = "", data: Path | None = None, size: tuple[int, int] = (120, 40), columns: str = "", sizes: str = ""
) -> ScreenState:
    """Press keys, each after what the last one asked for has come, and return what is on the screen.

    `type abc` types, `80x24` gives the terminal another size.
    """
    app = Browser(BrowserOptions(lambda _tell: open_dataset(data), "the data", sizes.split(), save, columns), ViewState(typed))
    output = asyncio.run(_play(app, keys, size))
    assert app.return_value is None, app.return_value
    return output


async def _play(app: Browser, keys: Sequence[str], size: tuple[int, int]) -> ScreenState:
    async with app.run_test(size=size) as pilot:
        await _settle(pilot)
        rows = app.pane(Rows)
        counts = [rows.row_count]
        for key in keys:
            if result := re.fullmatch(r"(\d+)x(\d+)", key):
                await pilot.resize_terminal(int(result[1]), int(result[2]))
            else:
                await _press(pilot, key)
            if key not in _MOVES:
                await _settle(pilot)
                counts.append(rows.row_count)
        await _settle(pilot)
        assert rows.content
        notes = "\n".join(str(pane.content) for pane in app.screen_stack[0].query(Static))
        return ScreenState(app, _text(app), rows.content, _facets(app), notes, counts)


_MOVES = {"j", "k", "h", "slash"}
"""Keys after which nothing is waited for."""


async def _press(pilot: Pilot[BaseException | None], key: str) -> None:
    line = pilot.app.focused
    if not key.startswith("type "):
        await pilot.press(key)
    elif isinstance(line, Input):
        line.insert_text_at_cursor(key.removeprefix("type "))


async def _settle(pilot: Pilot[BaseException | None]) -> None:
    """Wait until nothing is asked any more, and what was asked is on the screen."""
    for _ in range(3):
        await pilot.pause()
        while isinstance(pilot.app, Browser) and pilot.app.waits:  # noqa: ASYNC110 - what is waited for is a thread's
            await asyncio.sleep(0.01)


def test_the_screen_is_up_and_says_what_is_read_until_it_is() -> None:
    begun, gate = Event(), Event()

    def open_slowly(on_progress: Callable[[int], None]) -> Dataset:
        on_progress(40)
        begun.set()
        gate.wait()
        return open_dataset()

    async def look() -> tuple[str, str]:
        app = Browser(BrowserOptions(open_slowly, "the data", [], save), ViewState())
        async with app.run_test() as pilot:
            await asyncio.to_thread(begun.wait)
            await pilot.pause()
            before = _text(app)
            gate.set()
            await _settle(pilot)
            return before, _text(app)

    before, after = asyncio.run(look())
    assert "reading the data: 40 awards …" in before
    assert "65 awards in the bundled data" in after


def test_the_first_screen_shows_awards_facets_and_an_award_whole(bundle: Dataset) -> None:
    output = play()
    assert output.ids == tuple(str(row[0]) for row in bundle.list(columns="id").rows)
    assert "65 awards in the bundled data · £3,556,600 · 1 amount unknown" in output.text
    assert "Family context for social workers" in output.text
    assert [line for line in output.facets.splitlines() if line in FACETS] == list(FACETS)
    assert re.search(r"^  Leeds +4$", output.facets, re.MULTILINE)


TERMS: list[tuple[str, tuple[str, ...]]] = [
    ("what is typed is asked without Enter", ("slash", "type council:leeds")),
    ("Enter goes to the awards", ("slash", "type council:leeds", "enter", "j", "G", "g")),
    ("words are terms of their own", ("slash", "type council:croydon housing")),
    ("a value of a facet", ("h", "j", "j", "enter")),
    ("two values of a facet", ("h", "j", "space", "j", "space")),
    ("values of two facets", ("h", "j", "enter", "end", "enter")),
    ("a value and a question", ("slash", "type amount>50k", "enter", "h", "j", "enter")),
    ("one value more is left again", ("h", "j", "enter", "j", "enter", "enter")),
    ("sorted by amount, largest first", ("s", "j", "j", "enter")),
    ("sorted the other way round", ("s", "j", "j", "enter", "s", "j", "j", "enter")),
    ("the awards behind a total", ("t", "j", "j", "enter", "j", "enter")),
    ("the awards without a value", ("t", "j", "j", "j", "j", "j", "enter", "G", "k", "enter")),
    ("back where it began", ("h", "j", "enter", "t", "enter", "enter", "escape", "escape", "escape")),
    ("the search line given back as it was", ("slash", "type leeds", "enter", "slash", "type x", "enter", "escape")),
    ("nothing chosen any more", ("h", "j", "enter", "c")),
]


@pytest.mark.parametrize("keys", [keys for _, keys in TERMS], ids=[name for name, _ in TERMS])
def test_the_command_that_is_copied_lists_what_is_on_the_screen(keys: tuple[str, ...], run: Run) -> None:
    output = play(*keys)
    done = run(*shlex.split(output.app.command)[1:], "-f", "csv", "-c", "id")
    assert (done.code, tuple(done.out.splitlines()[1:])) == (0, output.ids)
    assert output.ids


def test_the_command_of_totals_gives_the_rows_that_are_on_the_screen(run: Run) -> None:
    output = play("slash", "type fy:2019-20", "enter", "t", "j", "j", "enter", "s", "j", "enter")
    assert output.app.command == "grantcli total fy:2019-20 --by council --sort -awards"
    done = run(*shlex.split(output.app.command)[1:], "-f", "tsv", "-c", "council")
    assert [row[0] or "" for row in output.picture.table.rows[:-1]] == done.out.splitlines()[1:]
    assert "totals by council" in output.text


def test_copying_shows_the_command_with_the_data_that_it_asks() -> None:
    output = play("slash", "type leeds", "enter", "y", sizes="--data x.csv --fy-start 1")
    assert "copied: grantcli list leeds --data x.csv --fy-start 1" in output.text
    assert output.app.clipboard == output.app.command


def test_a_question_that_cannot_be_read_is_pointed_at_and_the_old_rows_stay() -> None:
    output = play("slash", "type fundr:lga")
    assert len(output.ids) == 65
    assert "fundr:lga\n^^^^^ unknown field `fundr`; did you mean `funder`?\n" in re.sub(" +\n", "\n", output.text)
    again = play("slash", "type fundr:lga", "ctrl+u", "type funder:lga")
    assert (len(again.ids), "unknown field" in again.text) == (44, False)


def test_a_column_that_the_data_lack_is_said_and_the_old_rows_stay() -> None:
    output = play("slash", "type x:officer:bob")
    assert (len(output.ids), "the data have no column `officer`" in output.text) == (65, True)


def test_where_no_award_matches_it_says_why() -> None:
    output = play("slash", "type council:crodyon")
    assert (output.ids, "the nearest council is `Croydon`" in output.text) == ((), True)
    assert play("slash", "type council:crodyon", "enter", "enter", "j", "G", "t", "enter", "enter", "s", "escape").ids == ()


def test_a_term_that_finds_nothing_leaves_the_facets_as_they_were() -> None:
    output = play("slash", "type council:crodyon")
    assert output.facets == play().facets
    assert "facets, as before" in output.text


def test_titles_have_the_room_of_a_screen_of_80_columns() -> None:
    assert "Planning application systems" in play(size=(80, 24)).text


def test_a_chosen_value_has_a_mark_and_the_others_of_its_facet_keep_their_counts() -> None:
    before, after = play(), play("h", "j", "enter")
    first, second = before.facets.splitlines()[1:3]
    assert after.facets.splitlines()[1:3] == ["✓" + first[1:], second]


def test_a_facet_opens_and_closes() -> None:
    few = play()
    lines = [line for line in few.facets.splitlines() if line not in FACETS]
    there = ("h", *["j"] * (lines.index("  … 93 more") + 1), "enter")
    assert len(play(*there).facets.splitlines()) == len(few.facets.splitlines()) + 93
    assert play(*there, "enter").facets == few.facets


def test_enter_gives_an_award_the_whole_screen_and_escape_takes_it_back(run: Run) -> None:
    output = play("slash", "type id=ldf2-repairs", "enter", "enter", size=(200, 60))
    for line in run("show", "ldf2-repairs", "--explain").out.splitlines():
        if not line.endswith(("no lead", "no stage")):  # what it has no value of is left out
            assert all(word in output.text for word in line.split())
    assert re.search("no lead$|no stage$", output.notice, re.MULTILINE) is None
    assert "facets" not in output.text
    back = play("enter", "escape")
    assert "facets" in back.text


def test_of_several_awards_of_one_id_the_one_under_the_cursor_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,title,recipient,amount\n1,First,Alpha,100\n1,Second,Beta,200\n1,First,Gamma,100\n")
    for moves, order in (((), "First Second First"), (("j",), "Second First First"), (("j", "j", "enter"), "First First Second")):
        output = play(*moves, data=path)
        assert re.findall(r"^ *title +(\w+)", output.notice, re.MULTILINE) == order.split()
        assert "3 awards have this id; the first here is the one that is chosen in the list" in output.notice
    assert re.findall(r"^ *(?:lead|recipient) +(\w+)", output.notice, re.MULTILINE)[0] == "Gamma"
    assert "have this id" not in play().notice


def test_the_help_fits_a_terminal_of_80_columns() -> None:
    assert [line for line in HELP.splitlines() if len(line) > 66] == []


def test_help_notes_and_lists_come_up_and_go() -> None:
    assert "copy the command" in play("question_mark").text
    assert "and is left out of the totals" in play("n").text
    assert "Totals by" in play("t").text
    assert "Sort by" in play("s").text
    assert "copy the command" not in play("question_mark", "escape").text


def test_long_lines_of_what_comes_up_go_on_below_each_other() -> None:
    assert "projects but name only 2 (£169,300); £1,082,192 is not itemised" in play("t", "enter", "n", size=(80, 24)).text
    assert "london borough" in play("t", size=(80, 24)).text


@pytest.mark.parametrize("name", ["out.csv", "out.json", "out.md", "out.sqlite"])
def test_an_export_is_the_very_file_that_the_command_writes(name: str, run: Run, tmp_path: Path) -> None:
    target = tmp_path / name
    keys = ("slash", "type council:leeds", "enter", "e", "ctrl+u", f"type {target}", "enter")
    output = play(*keys, size=(200, 40))
    assert f"written: {target}" in output.text
    assert run(*shlex.split(output.app.command)[1:], "-o", "wanted" + target.suffix).code == 0
    assert target.read_bytes() == (tmp_path / f"wanted{target.suffix}").read_bytes()


def test_an_export_replaces_a_file_only_when_told_twice_and_says_what_fails(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("mine")
    keys = ("e", "ctrl+u", f"type {target}", "enter")
    assert "is there already" in play(*keys, size=(200, 40)).text
    assert target.read_text() == "mine"
    play(*keys, "enter", size=(200, 40))
    assert target.read_text().startswith("id,")
    wrong = play("e", "ctrl+u", "type awards.xyz", "enter")
    assert "no format goes with `awards.xyz`" in wrong.text
    chart = play("t", "enter", "e", "ctrl+u", "type totals.svg", "enter")
    assert "draws it" in chart.text


def test_more_awards_come_as_the_last_ones_come_into_sight(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("Identifier,Title,Amount Awarded,Currency\n" + "".join(f"a{n:05},T,{n},GBP\n" for n in range(6000)))
    output = play("G", "G", "G", data=path)
    assert output.counts == [200, 1000, 5000, 5000]
    assert "6,000 awards in many.csv · £17,997,000 · the first 5,000 of them: search or sort for others" in output.text
    output = play("G", "slash", "type amount>=100", "enter", data=path)
    assert (len(output.ids), "5,900 of 6,000 awards" in output.text) == (200, True)


STEERING = "[red]x[/] \x1b[2J \x9b3m \u202e back\t|"


def test_what_data_hold_is_never_markup_and_never_steers_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "awards.csv"
    heads = "Identifier,Title,Amount Awarded,Currency,Grant Programme:Title,Recipient Org:Name,Funding Org:Name"
    path.write_text(f"{heads}\n{STEERING}1,{STEERING},5,GBP,{STEERING},{STEERING},{STEERING}\n", encoding="utf-8")
    question = [
        (),
        ("t", "enter"),
        ("t", "enter", "enter", "y"),
        ("slash", f"type {STEERING}", "enter"),
        ("h", "j", "enter", "enter"),
    ]
    for keys in question:
        output = play(*keys, data=path, size=(160, 40))
        assert [char for char in output.text + output.facets + output.notice if not char.isprintable() and char != "\n"] == []
        assert r"[red]x[/] \x1b" in output.text
    nothing = play("slash", "type title:zz\x1b[2J", "enter", data=path)
    assert (nothing.ids, r"no award matches `title:zz\x1b[2J`" in nothing.notice) == ((), True)
    assert r"[red]x[/] \x1b[2J" in play(data=path, size=(160, 40)).text
    assert r"\u001b[2J" in play("h", "j", "enter", "y", data=path, size=(160, 40)).text


def _bare(text: str) -> str:
    """Return a screen without its scroll bars."""
    return re.sub(" +$", "", re.sub("[▁-█]", " ", text), flags=re.MULTILINE)


SIZES = ("80x24", "200x50", "40x12", "20x6", "120x40")


def test_any_size_of_terminal_does_and_the_last_one_counts() -> None:
    output = play("j", *SIZES, "g")
    assert _bare(output.text) == _bare(play("j", "g").text)
    assert "awards, without id" in output.text
    assert "without" not in play("200x50").text
    assert "awards, without awarded, programme, id" in play("80x24").text
    assert play(*SIZES[:3], size=(30, 10)).ids


def test_columns_of_the_command_line_are_those_of_the_list() -> None:
    output = play(columns="amount,council")
    assert re.search(r" amount +council", output.text)
    assert len(output.ids) == 65


def test_data_that_cannot_be_read_end_the_screen_with_their_error(tmp_path: Path) -> None:
    app = Browser(BrowserOptions(lambda _tell: open_dataset(tmp_path / "missing.csv"), "x", [], save), ViewState())
    assert isinstance(asyncio.run(app.run_async(headless=True, size=(80, 24))), DataError)


def test_textual_is_imported_in_one_package_only() -> None:
    source = ROOT / "src" / "grantcli"
    result = {
        path.parent.name
        for path in source.rglob("*.py")
        if re.search(r"^\s*(from|import) textual", path.read_text(), re.MULTILINE)
    }
    assert result == {"tui"}


def test_an_answer_to_what_is_looked_at_no_more_is_dropped(bundle: Dataset) -> None:
    async def play() -> tuple[str, ...]:
        app = Browser(BrowserOptions(lambda _tell: bundle, "the data", (), save), ViewState("stage:beta"))
        async with app.run_test() as pilot:
            await _settle(pilot)
            app._show_rows(ViewState(), answers.awards(bundle, ViewState(), 200), more=False)  # noqa: SLF001 - as an answer that comes late
            output = app.pane(Rows).content
            return output.ids if output else ()

    assert asyncio.run(play()) == answers.awards(bundle, ViewState("stage:beta"), 200).ids
