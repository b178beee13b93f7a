"""The recipes of CONTRIBUTING.md: one row or module more, and the program has it from end to end."""

import sys
from pathlib import Path

import pytest
from awkward import AWARDS, BOOK

from grantcli import render
from grantcli.cli.options import MEASURES
from grantcli.dataset import Dataset
from grantcli.engines.memory import Memory
from grantcli.fields import FIELDS, Field, FieldKind
from grantcli.query.values import READERS
from grantcli.render import FORMATS, Format
from grantcli.render.style import Style
from grantcli.reports import measures
from grantcli.reports.data import Data

ASK = Dataset(Data(Memory(AWARDS), BOOK))


def test_a_field_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Field("initial", FieldKind.TEXT, "the first letter of the title", lambda award, _view: tuple((award.title or "")[:1]))
    monkeypatch.setitem(FIELDS, "initial", row)
    assert [cells[0] for cells in ASK.list("initial:z", columns="id,initial").rows] == ["a04"]
    assert ASK.total("initial:z", by="initial").rows[0][:3] == ("Z", "GBP", 1)
    assert ASK.fields("initial").rows[-1] == (None, 1)
    assert "initial" in [cells[0] for cells in ASK.fields().rows]


def test_a_format_is_one_module_and_one_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "shouting.py").write_text(
        "from grantcli.render.style import Page\n\n\ndef render(table, style):\n    return Page(table.title.upper())\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(render, "__path__", [*render.__path__, str(tmp_path)])
    monkeypatch.setitem(FORMATS, "shouting", Format("shouting", (".loud",), for_people=True, help="loud"))
    assert render.render(ASK.list(), "shouting", Style()).text == "12 AWARDS IN THE DATA"
    assert render.by_suffix(".loud") == "shouting"
    sys.modules.pop("grantcli.render.shouting", None)


def test_a_format_for_programs_is_one_module_and_one_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "counting.py").write_text(
        "def write(table, style, file):\n"
        "    file.writelines(f'{n}\\n' for n, _ in enumerate(table.rows, 1))\n"
        "    return ('so many',)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(render, "__path__", [*render.__path__, str(tmp_path)])
    monkeypatch.setitem(FORMATS, "counting", Format("counting", (".count",), for_people=False, help="numbers"))
    page = render.render(ASK.list(limit=2), "counting", Style())
    notes = render.write(ASK.stream_list(limit=2), "counting", Style(), tmp_path / "made")
    assert (page.text, page.notes, notes, (tmp_path / "made").read_text()) == ("1\n2\n", ("so many",), ("so many",), "1\n2\n")
    sys.modules.pop("grantcli.render.counting", None)


def test_every_measure_can_be_chosen_and_has_a_column() -> None:
    assert MEASURES == measures.MEASURES
    for name in MEASURES:
        assert measures.column(name).name == name
        assert len(ASK.total(by="lead", across="year", measure=name).rows) > 0


def test_every_field_that_is_neither_text_nor_money_can_be_read() -> None:
    ordered = {name for name, each in FIELDS.items() if each.kind in {FieldKind.NUMBER, FieldKind.DATE, FieldKind.PERIOD}}
    assert set(READERS) == {name for name in ordered if not FIELDS[name].sql.startswith("f_")}
