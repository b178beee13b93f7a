"""What an ODS file stores beside its cells: percentages, currencies, and what it hides."""

import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import pytest
from reading import read_both

from grantcli.dataset import open_dataset

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_EMPTY = '<table:table-cell table:number-columns-repeated="16380"/>'
HEAD = ("Recipient", "Amount", "Rate")


class Percentage(float):
    """A number that is shown as a percentage."""


class Pounds(float):
    """A number that is shown in pounds."""

    code = "GBP"


class Euros(Pounds):
    """A number that is shown in euros."""

    code = "EUR"


class MergeCell(str):
    """A cell that is merged into the one above it."""

    __slots__ = ()


Cell = str | float
Rows = Sequence[Sequence[Cell]]


def _cell(cell: Cell, times: int = 1) -> str:
    about = ' office:value-type="string"' if isinstance(cell, str) else f' office:value-type="float" office:value="{cell}"'
    if isinstance(cell, Percentage):
        about = f" office:value-type='percentage' office:value='{float(cell)}'"
    elif isinstance(cell, Pounds):
        about = f' office:value-type="currency" office:currency="{cell.code}" office:value="{float(cell)}"'
    name = "covered-table-cell" if isinstance(cell, MergeCell) else "table-cell"
    repeat = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    formula = ' table:formula="of:=IF([.A1]&gt;0;&quot;/>&quot;)"' if not isinstance(cell, str) else ""
    return f"<table:{name}{formula}{repeat}{about}><text:p>{escape(str(cell))}</text:p></table:{name}>"


def _row(cells: str, times: int = 1) -> str:
    repeat = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeat}>{cells}{_EMPTY}</table:table-row>"


def write(path: Path, sheets: Mapping[str, str], columns: str = "<table:table-column/>") -> Path:
    """Write an ODS file of rows by the names of their sheets."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{columns}{rows}{_row("", 1_000_000)}</table:table>'
        for name, rows in sheets.items()
    )
    names = " ".join(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _TYPE)
        body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        archive.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
        archive.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">{entry}</manifest:manifest>'
        )
    return path


def rows(*rows: Sequence[Cell]) -> str:
    """Return the XML of rows."""
    return "".join(_row("".join(map(_cell, each))) for each in rows)


def rates(path: Path) -> list[str]:
    """Return what each award has below `Rate`, as both engines read it."""
    by_engine = [
        [str(award.extra.get("Rate", "")) for award in open_dataset(path, engine=engine, cache=False).data.engine.all_awards()]
        for engine in ("memory", "duckdb")
    ]
    assert by_engine[0] == by_engine[1]
    return by_engine[0]


def test_a_column_of_percentages_is_no_amount(tmp_path: Path) -> None:
    path = write(tmp_path / "x.ods", {"Grants": rows(HEAD, ("A", Percentage(0.25), 5), ("B", Percentage(0.5), 5))})
    awards, notes = read_both(path)
    assert awards == ["A", "B"]
    assert "`Amount` has percentages, and is not read as an amount" in notes


def test_a_percentage_among_amounts_is_unknown_and_said(tmp_path: Path) -> None:
    path = write(tmp_path / "x.ods", {"Grants": rows(HEAD, ("A", 5, 1), ("B", Percentage(0.125), 1))})
    awards, notes = read_both(path)
    assert awards == ["A 5.00", "B"]
    assert "Grants!A3: `12.5%`" in notes


def test_percentages_of_equal_cells_and_rows_that_are_stored_once_are_each_read(tmp_path: Path) -> None:
    once = _row(_cell("B") + _cell(7) + _cell(Percentage(0.5)), times=3)
    twice = _row(_cell("C") + _cell(8) + _cell(Percentage(0.125), times=2))
    merge = _row(_cell("D") + _cell(MergeCell("")) + _cell(Percentage(1)))
    content = rows((*HEAD, "Other"), ("A", 5, 0.25)) + once + twice + merge
    assert rates(write(tmp_path / "x.ods", {"Grants": content})) == ["0.25", "50%", "50%", "50%", "12.5%", "100%"]


def test_signs_belong_to_their_sheet_whatever_it_is_called(tmp_path: Path) -> None:
    plain, percent = (rows(HEAD, ("A", 5, rate), ("B", 7, rate)) for rate in (0.25, Percentage(0.5)))
    assert rates(write(tmp_path / "x.ods", {"R & D <1>": percent, "2": plain})) == ["50%", "50%", "0.25", "0.25"]


def test_two_currencies_that_cells_are_shown_with_are_never_added(tmp_path: Path) -> None:
    path = write(tmp_path / "x.ods", {"Grants": rows(HEAD, ("A", Pounds(1250000), 1), ("B", Euros(-99.5), 1), ("C", 3, 1))})
    assert read_both(path)[0] == ["A 1250000.00 GBP", "B -99.50 EUR", "C 3.00"]


@pytest.mark.parametrize(("head", "options"), [(("Recipient", "Amount (€)", "Rate"), {}), (HEAD, {"currency": "EUR"})])
def test_a_currency_that_is_stated_goes_before_that_of_a_cell(
    head: Sequence[str], options: Mapping[str, str], tmp_path: Path
) -> None:
    path = write(tmp_path / "x.ods", {"Grants": rows(head, ("A", Pounds(5), 1), ("B", Pounds(7), 1))})
    assert read_both(path, **options)[0] == ["A 5.00 EUR", "B 7.00 EUR"]


@pytest.mark.parametrize("hides", ["collapse", "filter"])
@pytest.mark.parametrize("skip", [False, True])
def test_hidden_rows_are_read_and_said_or_set_aside(hides: str, skip: bool, tmp_path: Path) -> None:
    hidden = _row(_cell("B") + _cell(7), times=2).replace("<table:table-row", f'<table:table-row table:visibility="{hides}"')
    below = _row("", 100).replace("<table:table-row", f'<table:table-row table:visibility="{hides}"')
    path = write(tmp_path / "x.ods", {"Grants": rows(HEAD[:2], ("A", 5)) + hidden + rows(("C", 9)) + below})
    awards, notes = read_both(path, skip_hidden=skip)
    assert awards == (["A 5.00", "C 9.00"] if skip else ["A 5.00", "B 7.00", "B 7.00", "C 9.00"])
    assert f"2 hidden rows are {'set aside' if skip else 'read like the others'} (row 3, 4)" in notes


def test_a_hidden_column_that_is_read_is_named(tmp_path: Path) -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="16383"/>'
    path = write(tmp_path / "x.ods", {"Grants": rows(HEAD, ("A", 5, 1), ("B", 7, 1))}, columns)
    awards, notes = read_both(path)
    assert awards == ["A 5.00", "B 7.00"]
    assert "`Amount` is read, though the sheet hides that column" in notes
