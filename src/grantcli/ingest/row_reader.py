"""Turns the rows of a table into entries, and accounts for those that are none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, takewhile

from grantcli.accounting import RowNote, RowOutcome
from grantcli.ingest import nesting
from grantcli.ingest.grant_row import GrantRow, spot
from grantcli.ingest.headings import Match, is_list_output, standard
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.merging import is_placeholder
from grantcli.ingest.nesting import Cell, Column, Shape, display_cells, has_content, text
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.outcomes import RowJudge
from grantcli.ingest.parse import currencies, dates
from grantcli.ingest.parse.formats import AMOUNT, DATE, CurrencyFormat, Formats
from grantcli.ingest.profile import currency_columns, periods
from grantcli.ingest.profile.column_formats import formats
from grantcli.ingest.profile.ending import NONE, SheetEnds, TableEnding
from grantcli.ingest.profile.periods import StatedPeriods
from grantcli.ingest.profile.preamble import preamble
from grantcli.ingest.profile.table_layout import line
from grantcli.ingest.profile.widths import FIXED, realign
from grantcli.ingest.raw_table import Row, Table
from grantcli.ingest.titles import DATES

_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
_LAST = 10**12
"""The numbers of rows that nothing reads begin here."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What only the whole table can show."""

    formats: Formats
    repeated: Mapping[str, int] = field(default_factory=dict)
    """The identifiers that several rows have, with how many, where such rows may be one award."""
    ending: TableEnding = NONE
    """Which rows are below the table."""


def survey(  # long: all that one reading of the rows is for
    table: Table, matches: Sequence[Match], options: ReadOptions, label: str
) -> Survey:
    """Read the table for how its values are written and which identifiers it repeats; DataError as `dates.order`."""
    columns_read = nesting.columns(matches)
    dated = [each for each in columns_read if each.name in DATES]
    name = next((each for each in columns_read if each.steps == ("id",)), None) if standard(matches) else None
    texts = _Texts(columns_read)
    amount = next((each.index for each in columns_read if each.steps == (AMOUNT,)), None)
    sheet = [] if table.skip else [[each] for each in table.sheets[:1]]
    above = preamble(chain(sheet, _texts_above(table)))
    searched = table.ends and not table.every_row
    search = SheetEnds(table.headings, columns_read, amount, table.starts, above) if searched else None
    ids: set[str] = set()
    repeated: dict[str, int] = {}

    def texts_of_rows() -> Iterator[tuple[bool, int | str, str]]:
        for number, place, cells in below(table):
            if search:
                search.add(number, place, cells)
            if name and name.index < len(cells) and has_content(cells[name.index]):
                award = text(cells[name.index]).strip()
                if award in ids and not is_placeholder(award):
                    repeated[award] = repeated.get(award, 1) + 1
                ids.add(award)
            texts.add(cells)
            for each in dated if options.dayfirst is None else ():
                cell = cells[each.index] if each.index < len(cells) else ""
                if isinstance(cell, str) and has_content(cell):
                    yield each.name == "awardDate", place, cell

    day_order = dates.order(texts_of_rows(), label)
    order = day_order if options.dayfirst is None else dates.Order(options.dayfirst)
    written_as = formats(texts.columns, texts.unnamed, matches, order, above, options)
    if search is None:
        return Survey(written_as, repeated)
    ending = search.ending(lambda: ((number, cells) for number, _, cells in below(table)), written_as.amount)
    unit = [ending.unit] if ending.unit and not options.scale and written_as.amount.scale == 1 else []
    notes = (*written_as.notes, *ending.notes, *unit)
    return Survey(replace(written_as, notes=notes), repeated, ending)


class _Texts:
    """The distinct texts of the columns whose format is looked for, with how many rows have each."""

    def __init__(self, columns: Sequence[Column]) -> None:
        paths = {each.steps: each.index for each in columns}
        self._places = [(path, paths[path,]) for path in (AMOUNT, DATE) if (path,) in paths]
        self._currency = paths.get(("currency",))
        self.columns: dict[str, dict[str, int]] = {path: {} for path, _ in self._places}
        self.unnamed: dict[str, int] = {}
        """Those of amounts in rows that name no currency."""

    def add(self, cells: Sequence[Cell]) -> None:
        """Count the texts of a row."""
        has_currency = _has(cells, self._currency) and not currencies.is_placeholder(text(cells[self._currency or 0]))
        for path, index in self._places:
            cell = cells[index] if index < len(cells) else ""
            if isinstance(cell, str) and has_content(cell):
                self.columns[path][cell] = self.columns[path].get(cell, 0) + 1
                if path == AMOUNT and not has_currency:
                    self.unnamed[cell] = self.unnamed.get(cell, 0) + 1


def stated_periods(table: Table, matches: Sequence[Match], options: ReadOptions) -> StatedPeriods | None:
    """Return the dates that what is above the headings, or the name of a sheet, states of awards; `None` where others do."""
    if any(each.path == DATE for each in matches):
        return None
    return periods.find(_texts_above(table), table.sheets, options.fy_start)


def sheet_name(place: int | str) -> Iterator[list[str]]:
    """Yield the name of the sheet that a place is on, as a row of one text."""
    if isinstance(place, str) and "!" in place:
        yield [place.rpartition("!")[0]]


def _texts_above(table: Table) -> Iterator[list[str]]:
    """Yield the texts of the rows above the headings, without the lines that are left out."""
    for _, (place, cells) in takewhile(_is_above, table.numbered_rows()):
        if line(place) > table.skip:
            yield [text(cell) for cell in cells]


def _is_above(row: tuple[int, Row]) -> bool:
    return row[0] < 0


def below(table: Table) -> Iterator[tuple[int, int | str, Sequence[Cell]]]:
    """Yield the rows below the headings that may be awards, each with its number from 1 and its place."""
    for number, (place, cells) in table.numbered_rows():
        if number > 0 and place not in table.skip_reasons:
            yield number, place, cells


def texts_below(table: Table) -> Iterator[list[str]]:
    """Yield the texts of the rows below the headings that may be awards."""
    for _, _, cells in below(table):
        yield [text(cell) for cell in cells]


def entries(  # long: what a row can be, one after another
    table: Table,
    matches: Sequence[Match],
    options: Formats,
    ledger: Ledger,
    after: int = 0,
    ending: TableEnding = NONE,
    fill_down: Sequence[int] = (),
) -> Iterator[GrantRow]:
    """Yield each row that is an award or a part of one; the others go to the ledger. Numbers begin after `after`.

    A blank cell of a column in `fill_down` is read as the text above it.
    """
    above = _TextsAbove(fill_down, matches, table.starts)
    columns_read = nesting.columns(matches)
    shape = nesting.Shape(columns_read, options)
    persons = _person_columns(matches)
    stand_ins = dict(_stand_ins(matches, options))
    judge = RowJudge(table.headings, columns_read, shape, stand_ins, sums=table.selected is None)
    amounts = [each.index for each in columns_read if each.name.startswith("amount")]
    paid = next((each.index for each in columns_read if each.steps == (AMOUNT,)), None)
    width, fixed = len(matches), {each.index: each.name for each in columns_read if each.name in FIXED}
    words = [index for index, each in enumerate(matches) if each.has_words]
    figures = [index for index, each in enumerate(matches) if each.has_figures]
    read_row = _of_list if is_list_output(matches) else entry
    for number, (place, raw) in _rows(table, judge):
        cells, notes = realign(raw, width, amounts, fixed, words, figures) if number > 0 and table.delimited else (raw, "")
        cells = _join_names(cells, persons) if persons and number > 0 else cells
        if not any(map(has_content, cells)):
            ledger.blank(after + number, place)
        elif place in table.skip_reasons:
            ledger.skip(after + number, place, f"{table.skip_reasons[place]}: {display_cells(cells)}")
        elif number < 0:
            ledger.skip(after + number, place, f"above the headings: {display_cells(cells)}")
        elif number > 0 and table.comments and text(cells[0]).lstrip().startswith("#"):
            ledger.skip(after + number, place, f"a comment: {display_cells(cells)}")
        elif number > 0 and (below_it := ending.reason(number)):
            ledger.skip(after + number, place, f"{below_it}: {display_cells(cells)}")
        elif number and not table.every_row and (reason := judge.reason(cells)):
            ledger.skip(after + number, place, reason)
        elif number:
            other = _stand_in(cells, paid, stand_ins) if stand_ins else None
            whole, remark = above.fill(number, cells)
            row = read_row(after + number, (place, whole), matches, shape if other is None else stand_ins[other])
            judge.saw(row.grant if other is None else {}, cells)
            doubts = [*filter(None, (notes, remark)), *(() if table.every_row else judge.doubt(cells)),
                      *([ending.doubts[number]] if number in ending.doubts else [])]  # fmt: skip
            yield _with_doubts(row, [*dict.fromkeys(doubts)]) if doubts else row
    for place_in_file, each in enumerate(table.unread, _LAST):
        ledger.skip(place_in_file, each.place, each.reason, each.rows)


def _person_columns(matches: Sequence[Match]) -> tuple[int, ...]:
    """Return the columns of the first and the last name of a person; none where they are one."""
    last = next((index for index, each in enumerate(matches) if each.is_surname), None)
    first = next((index for index, each in enumerate(matches) if each.path == "recipientIndividual/name"), None)
    return () if first is None or last is None else (first, last)


def _join_names(cells: Sequence[Cell], persons: tuple[int, ...]) -> Sequence[Cell]:
    """Return the cells of a row with the whole name of a person in place of the first part."""
    parts = [text(cells[index]).strip() for index in persons if _has(cells, index)]
    return [" ".join(parts) if index == persons[0] else cell for index, cell in enumerate(cells)] if parts else cells


class _TextsAbove:
    """The last text of each column whose blank cells mean it."""

    def __init__(self, columns: Sequence[int], matches: Sequence[Match], starts: Sequence[int]) -> None:
        """Begin above the first row; `starts` are the numbers of rows that further sheets begin with."""
        self._starts = [*starts]
        self._cells: dict[int, Cell] = dict.fromkeys(columns, "")
        self._matches = matches

    def fill(self, number: int, cells: Sequence[Cell]) -> tuple[Sequence[Cell], str]:
        """Return a row with the texts above it in its blank cells, and a remark that says which; nothing where none is."""
        while self._starts and self._starts[0] <= number:
            self._starts.pop(0)
            self._cells = dict.fromkeys(self._cells, "")
        blank = [index for index, cell in self._cells.items() if not _has(cells, index) and has_content(cell)]
        self._cells |= {index: cells[index] for index in self._cells if _has(cells, index)}
        if not blank:
            return cells, ""
        row = [*cells, *[""] * (max(blank) + 1 - len(cells))]
        for index in blank:
            row[index] = self._cells[index]
        texts = " and ".join(f"`{self._matches[index].heading}` is `{text(self._cells[index]).strip()}`" for index in blank)
        return row, f"{texts}, as above it"


def _has(cells: Sequence[Cell], index: int | None) -> bool:
    return index is not None and index < len(cells) and has_content(cells[index])


def _stand_ins(matches: Sequence[Match], formats: Formats) -> Iterator[tuple[int, Shape]]:
    """Yield each column of amounts in another currency, with the shape of rows that have nothing but it for an amount."""
    for index, each in enumerate(matches):
        if each.stands_in and each.currency:
            form = formats.currency
            code = form.assumed if form.assumed and currencies.fits(each.heading, form.assumed) else each.currency
            numbers = {**formats.numbers, AMOUNT: replace(formats.amount, scale=each.scale)}
            others = [replace(match, path=None) if match.path == AMOUNT else match for match in matches]
            others[index] = replace(each, path=AMOUNT)
            yield index, Shape(nesting.columns(others), replace(formats, currency=CurrencyFormat(code), numbers=numbers))


def _stand_in(cells: Sequence[Cell], paid: int | None, stand_ins: Iterable[int]) -> int | None:
    """Return the column that a row has its amount in, where the amount is blank, or is 0 or a dash beside a figure."""
    if not _has(cells, paid):
        return next((index for index in stand_ins if _has(cells, index)), None)
    if paid is None or not currency_columns.has_no_money(text(cells[paid])):
        return None
    figures = (index for index in stand_ins if _has(cells, index))
    return next((index for index in figures if not currency_columns.has_no_money(text(cells[index]))), None)


def _rows(table: Table, judge: RowJudge) -> Iterator[tuple[int, Row]]:
    """Yield every row with its number, and let the judge of them know where a sheet begins."""
    for number, row in table.numbered_rows():
        if number in table.starts:
            judge.begin_sheet()
        yield number, row


def _without_guard(cell: Cell) -> Cell:
    """Return a text without the `'` that a list of ours has before what a spreadsheet would run as a formula."""
    return cell[1:] if isinstance(cell, str) and cell.startswith(_GUARDED) else cell


def _of_list(number: int, row: Row, matches: Sequence[Match], shape: Shape) -> GrantRow:
    """Return a row of a list of ours."""
    place, cells = row
    grant_row = entry(number, (place, [*map(_without_guard, cells)]), matches, shape)
    _part_recipients(grant_row)
    return grant_row


def _part_recipients(row: GrantRow) -> None:
    """Give each recipient of an award in a list of ours a separate place; the lead, whose name may have `; `, is the first."""
    all_names, lead = row.grant.get("recipientOrganization", [{}])[0].get("name", ""), row.extra.get("lead", "")
    others = all_names.removeprefix(f"{lead}; ") if lead else all_names
    if all_names != lead and ";" in all_names:
        names = [*([lead] if len(others) < len(all_names) else []), *others.split("; ")]
        row.grant["recipientOrganization"] = [{"name": name} for name in names]


def _with_doubts(row: GrantRow, doubts: Sequence[str]) -> GrantRow:
    remarks = (RowNote(spot(row.place), RowOutcome.AWARD, each) for each in doubts)
    return replace(row, remarks=(*row.remarks, *remarks))


def entry(number: int, row: Row, matches: Sequence[Match], shape: Shape) -> GrantRow:
    """Return a row that is an award, or a part of one."""
    place, cells = row
    grant = shape.grant(cells)
    extra = {
        each.heading: text(cell).strip()
        for each, cell in zip(matches, cells, strict=False)
        if not each.path and has_content(cell)
    }
    surplus = {
        f"column {column}": text(cell).strip()
        for column, cell in enumerate(cells[len(matches) :], len(matches) + 1)
        if has_content(cell)
    }
    notes = (
        (RowNote(spot(place), RowOutcome.AWARD, f"cells beyond the last heading: {display_cells(list(surplus.values()))}"),)
        if surplus
        else ()
    )
    return GrantRow(number, place, grant, extra | surplus, notes)
