"""Decides which sheets of a workbook are read as one, and which are not: those with sums of others, or with no awards.

Rules to keep: sheets of equal headings are read together, and so are those of several years that all have an amount and a
recipient, whatever they call them and whatever else they have. No row counts twice in silence, no two currencies become one, and
a sheet has the currency of another only where their names differ by a period alone. `--sheet` overrules all of it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice

from grantcli.ingest import labels
from grantcli.ingest.nesting import Cell, text
from grantcli.ingest.parse import amounts
from grantcli.ingest.sheet_copies import YEAR, are_of_parts, has_own_key, kind, repetitions, rows_by_name, without_copies
from grantcli.ingest.sheets import Sheet, plain_cell
from grantcli.ingest.titles import heading_key

_LONGEST = 5_000
"""A sheet with the sums of others has no more rows than this."""
_FEW = 2
_SAMPLE = 50
"""This many cells of a column, at least, show whether it has figures."""
_AMOUNT = "amountAwarded"
_SUMMARY = re.compile(
    r"^\W*(?:summary|overview|totals?|dashboard|pivot)\b|\b(?:summary|overview|totals?|pivot)\W*\d*$", re.IGNORECASE
)
"""What else a sheet with sums is called."""
_RECIPIENTS = ("recipientOrganization/0/name", "recipientIndividual/name")
_SUMS = "it has the sums of others"
_CURRENCY = {
    True: "its heading of amounts states a currency, and that of the others does not",
    False: "its heading of amounts states no currency, and that of the others does",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """The sheets that are read as one."""

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why others are not read, by their names."""


def choose(pool: Sequence[Sheet], exempt: Collection[str] = ()) -> Selection:
    """Return which of several sheets with awards are read. Headings that are `exempt` stay."""
    sums = _sheets_with_sums(pool) if len(pool) > 1 else []
    reasons = {each.name: _SUMS for each in sums if len(sums) < len(pool)}
    rest = [each for each in pool if each.name not in reasons]
    others = {each.name: why for each in rest if (why := labels.why_no_awards(each.name))}
    reasons |= others if len(others) < len(rest) else {}
    rest = [each for each in rest if each.name not in reasons]
    main = _best(rest)
    rest = [_with_headings(each, main, exempt) if _are_of_years(each, main) else each for each in rest]
    joined, remarks = _join_sheets(main, rest)
    remarks += _heading_notes(pool, joined)
    reasons |= {
        each.name: _CURRENCY[_states_currency(each)] for each in rest if each not in joined and _lacks_currency(each, main)
    }
    notes = [f"the sheet `{name}` is not read, for {why}; `--sheet NAME` reads it" for name, why in reasons.items()]
    notes += [
        f"the sheet `{each.name}` is read with others, though its name says that it has their sums; `--sheet NAME` reads one"
        for each in joined
        if len(joined) > 1 and _is_summary(each)
    ]
    return Selection(tuple(joined), (*remarks, *notes, *_currency_notes(joined)), reasons)


def select(pool: Sequence[Sheet], exempt: Collection[str] = ()) -> Selection:
    """Return all of these sheets, which are asked for, to be read as one."""
    main = _best(pool)
    sheets = [_with_headings(each, main, exempt) for each in pool]
    return Selection(tuple(sheets), (*repetitions(rows_by_name(sheets)), *_heading_notes(pool, sheets), *_currency_notes(sheets)))


def _best(pool: Iterable[Sheet]) -> Sheet:
    """Return the sheet of which most columns are read, and of several such one that states a currency."""
    return max(pool, key=lambda each: (each.layout.fits, any(match.currency for match in each.matches)))


def _with_headings(sheet: Sheet, main: Sheet, exempt: Collection[str]) -> Sheet:
    """Return a sheet with the headings of another for what both have in other words, in the same unit."""
    by_path, own = {each.path: each for each in main.matches if each.path}, {*sheet.names}
    names = [*sheet.layout.names]
    for index, each in enumerate(sheet.matches):
        other = by_path.get(each.path or "") if sheet is not main and each.heading not in exempt else None
        if other and heading_key(other.heading) not in own and each.scale == other.scale:
            names[index] = other.heading if each.currency in {None, other.currency} else names[index]
    matches = tuple(replace(each, heading=name) for each, name in zip(sheet.matches, names, strict=False))
    return replace(sheet, layout=replace(sheet.layout, names=tuple(names)), matches=matches) if matches else sheet


def _heading_notes(pool: Iterable[Sheet], joined: Iterable[Sheet]) -> list[str]:
    """Say which headings of a sheet are read as those of another."""
    before = {each.name: each for each in pool}
    return [
        f"`{one}` of the sheet `{sheet.name}` is read as `{two}` of the others"
        for sheet in joined
        for one, two in zip(before[sheet.name].layout.names, sheet.layout.names, strict=True)
        if one != two
    ]


def _currency_notes(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Say which sheets have amounts in a currency that only the heading of another states."""
    stated = next((each for sheet in sheets for each in sheet.matches if each.path == _AMOUNT and each.currency), None)
    bare = [sheet for sheet in sheets for each in sheet.matches if each.path == _AMOUNT and not each.currency]
    if stated and bare:
        names = ", ".join(f"`{each.name}`" for each in bare)
        yield f"amounts of {names} are read in {stated.currency}, as `{stated.heading}` of another sheet says"


def _join_sheets(main: Sheet, pool: Sequence[Sheet]) -> tuple[list[Sheet], list[str]]:
    """Return the sheets that are read as one, and the notes about rows that several of them have."""
    sheets = [each for each in pool if each is main or _goes_with(each, main)]
    return without_copies(sheets) if len(sheets) > 1 else (sheets, [])


def _goes_with(one: Sheet, other: Sheet) -> bool:
    """Say whether two sheets are read together."""
    if one.unit != other.unit or not _are_in_one_currency(one, other) or _lacks_currency(one, other):
        return False
    if sorted(one.names) == sorted(other.names):
        return True
    is_of_year = _are_of_years(one, other) and _share_fields(one, other)
    if not is_of_year and (one.fields != other.fields or kind(one.name) != kind(other.name)):
        return False
    if is_of_year and are_of_parts(one, other) and not (has_own_key(one) and has_own_key(other)):
        return True
    rows, others = map(set, rows_by_name([one, other]).values())
    return len(rows & others) * _FEW <= min(len(rows), len(others))  # else one is a copy of the other


def _are_of_years(one: Sheet, other: Sheet) -> bool:
    """Say whether the names of two sheets differ by the year or the quarter alone."""
    return kind(one.name) == kind(other.name) and all(YEAR.search(each.name) for each in (one, other))


def _share_fields(one: Sheet, other: Sheet) -> bool:
    """Say whether two sheets have an amount and a recipient, and one heading for each field that both have."""
    paths, others = dict(one.fields), dict(other.fields)
    both = paths.keys() & others.keys()
    return _AMOUNT in both and not both.isdisjoint(_RECIPIENTS) and all(paths[each] == others[each] for each in both)


def _are_in_one_currency(one: Sheet, other: Sheet) -> bool:
    """Say whether no two headings that are compared as one state two currencies."""
    codes = {heading_key(each.heading): each.currency for each in one.matches if each.currency}
    return all(codes.get(heading_key(each.heading), each.currency) == each.currency for each in other.matches if each.currency)


def _lacks_currency(one: Sheet, other: Sheet) -> bool:
    """Say whether the heading of one sheet alone states the currency of amounts, and their names differ by more than a period."""
    return _states_currency(one) != _states_currency(other) and kind(one.name) != kind(other.name)


def _states_currency(sheet: Sheet) -> bool:
    return any(each.currency for each in sheet.matches if each.path == _AMOUNT)


def _is_summary(sheet: Sheet) -> bool:
    return labels.is_summary(sheet.name) or labels.is_total(sheet.name) or bool(_SUMMARY.search(sheet.name))


def _sheets_with_sums(pool: Sequence[Sheet]) -> list[Sheet]:
    """Return the sheets whose amounts are the sums of groups of others that are read together.

    Each sheet is added up once, and none where all are too long; only those with the whole sum of others, or whose name says that
    they have sums, are compared with the rows of others.
    """
    short = {sheet.name: rows for sheet in pool if len(rows := list(islice(_awards(sheet), _LONGEST + 1))) <= _LONGEST}
    candidates = [each for each in pool if short.get(each.name)]
    columns = {each.name: column for each in pool if (column := _amount_column(each)) is not None} if candidates else {}
    awards_of = {
        each.name: _count(short.get(each.name) or _awards(each), columns[each.name]) for each in pool if each.name in columns
    }
    families, sheets = _families(pool) if candidates else [], list[Sheet]()
    for sheet in candidates:
        for family in families:
            others = [each for each in family if each is not sheet and each.name in columns]
            count = sum(awards_of[each.name][0] for each in others)
            total = sum((awards_of[each.name][1] for each in others), Decimal())
            if others and _has_sums(sheet, short[sheet.name], others, total, count):
                sheets.append(sheet)
                break
    return sheets


def _families(pool: Sequence[Sheet]) -> list[list[Sheet]]:
    """Return the sheets in groups that are read together."""
    families: list[list[Sheet]] = []
    for sheet in pool:
        family = next((each for each in families if _goes_with(sheet, each[0])), None)
        if family is None:
            families.append(family := [])
        family.append(sheet)
    return families


def _has_sums(sheet: Sheet, rows: Sequence[Sequence[Cell]], others: Sequence[Sheet], total: Decimal, count: int) -> bool:
    """Say whether the rows of a sheet are sums of others, of which the sum and the number of awards are given."""
    named = _is_summary(sheet)
    if len(rows) > count or (not named and len(rows) * _FEW > count):
        return False
    is_whole = total != 0 and any(
        _sum(rows, index) == total for index in range(len(sheet.layout.names)) if _may_be_figures(rows, index)
    )
    if named and is_whole:
        return True
    if not named and not is_whole:
        return False
    matched = sum(1 for _ in _matching(rows, others))
    return matched >= _FEW and matched * (_FEW if named else 1) >= len(rows)


def _matching(rows: Sequence[Sequence[Cell]], others: Sequence[Sheet]) -> Iterator[Sequence[Cell]]:
    """Yield the rows of a sheet that name a group of the others, in a cell or by a sheet, and have its sum as a figure."""
    names = {heading_key(text(cell)) for cells in rows for cell in cells} - {""}
    sums: dict[str, Decimal] = {}
    for each in others:
        amount = _amount_column(each)
        for cells in _awards(each):
            figure = _figure(cells, amount) or Decimal()
            groups = {heading_key(text(cell)) for index, cell in enumerate(cells) if index != amount} | {heading_key(each.name)}
            for group in groups & names:
                sums[group] = sums.get(group, Decimal()) + figure
    for row in rows:
        figures = {_figure(row, index) for index in range(len(row))} - {None, Decimal()}
        if any(sums.get(heading_key(text(cell))) in figures for cell in row):
            yield row


def _awards(sheet: Sheet) -> Iterator[list[Cell]]:
    """Yield the rows below the headings that are not named as totals."""
    for row in sheet.cells[sheet.layout.last + 1 :]:
        cells = [plain_cell(cell) for cell in row]
        if len(cells) - cells.count("") > 1 and not _has_total(cells):
            yield cells


def _has_total(cells: Sequence[Cell]) -> bool:
    """Say whether any cell is the name of a total; most rows have no word of one, which is found sooner."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    return labels.may_name_total("\n".join(texts)) and any(map(labels.is_total, texts))


def _count(rows: Iterable[Sequence[Cell]], amount: int) -> tuple[int, Decimal]:
    """Return how many rows there are, and the sum of their amounts."""
    count, total = 0, Decimal()
    for cells in rows:
        count += 1
        total += _figure(cells, amount) or 0
    return count, total


def _amount_column(sheet: Sheet) -> int | None:
    return next((index for index, each in enumerate(sheet.matches) if each.path == _AMOUNT), None)


def _sum(rows: Iterable[Sequence[Cell]], index: int) -> Decimal:
    return sum(filter(None, (_figure(cells, index) for cells in rows)), Decimal())


def _may_be_figures(rows: Sequence[Sequence[Cell]], index: int) -> bool:
    """Say whether any cell of a column is a figure, of some from all over it: columns of texts, which are most, have none."""
    cells = [row[index] for row in rows if index < len(row) and row[index] != ""]
    return any(amounts.amount(cell) is not None for cell in cells[:: max(1, len(cells) // _SAMPLE)])


def _figure(cells: Sequence[Cell], index: int | None) -> Decimal | None:
    return amounts.amount(cells[index]) if index is not None and index < len(cells) and cells[index] != "" else None
