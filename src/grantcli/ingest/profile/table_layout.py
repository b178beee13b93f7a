"""Finds where the table is in a file, its headings in one row or in two.

Rules to keep: a row of data is never headings; a single mark or code of a currency is not a heading; a note names each decision.
`--header` says which rows are the headings, `--skip` leaves out rows at the top.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from grantcli.ingest import headings
from grantcli.ingest.grant_row import spot
from grantcli.ingest.nesting import Cell, text
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.parse import amounts
from grantcli.ingest.parse.formats import FIGURES
from grantcli.ingest.profile.date_formats import is_day
from grantcli.ingest.profile.preamble import preamble
from grantcli.ingest.synonyms import meanings
from grantcli.ingest.titles import display_path, heading_key, path
from grantcli.ingest.units import phrase, unit

Row = tuple[int | str, Sequence[Cell]]
Top = Sequence[tuple[int | str, tuple[str, ...]]]

SEARCHED = 20
"""This many rows are searched for headings; titles may come first."""
LOOKED = 40
"""At least this many rows are read, to include some below the headings."""

_DATA = re.compile(
    r"[£€$]\s*-?\d[\d,. ]*|-?\d[\d, ]*[.,]\d\d?|\d{1,3}(?:[,.]\d{3})+|\d{5,}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d.*"
)
"""What data is like and a heading is not; a lone year may be one."""
_NUMBER = re.compile(r"(?:[£€$]|[A-Z]{3})?\s*\(?-?[£€$]?\d[\d,.\s]*\)?", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_PATTERN = re.compile(r"[(\[]?(?:(?:dd?|mm?m?|yy(?:yy)?)[/.\-\s]?){2,3}[)\]]?", re.IGNORECASE)
"""How dates are written, as a row below the headings may say: `(dd/mm/yyyy)`."""
_NAMES = frozenset("name nom navn namn naam nome nombre nazwa nazwisko nimi név jméno názov enw ainm".split())  # noqa: SIM905 - as read
"""What the name of a recipient is called below a heading that says of what: `Recipient` above `Name`."""
_UNDECIDED = frozenset(
    """
    tbc tba tbd na none nil unknown pending withdrawn declined refused rejected cancelled confidential redacted various yes no
    """.split()  # noqa: SIM905 - as above
)
"""What an award has in place of an amount or a date."""
_AN_AMOUNT = re.compile(r"[£€$]\s?\d")
_KIND = re.compile(
    r"(?:free )?(?:text|string|number|numeric|integer|decimal|float|date|date ?time|boolean|url|uri|varchar|currency|amount|code"
    r"|list|zahl|datum|texte|nombre|texto|n\u00famero|fecha|required|optional|recommended|mandatory|conditional)"
    r"(?: ?\([^()]*\))?",
    re.IGNORECASE,
)
"""What a row below the headings says that a column has: a kind of values, or whether it has to have any."""
_FLATTEN = re.compile(r"(skiprows|headerrows)\s+(\d+)")


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Where the headings are, from 0, and what was decided about them."""

    first: int
    last: int
    """The last row of headings, or of what describes them."""
    names: tuple[str, ...]
    fits: int
    """How many of them are read as something."""
    comments: bool = False
    """Whether rows that begin with `#` are comments."""
    notes: tuple[str, ...] = ()


def find(rows: Iterable[Row], options: ReadOptions) -> TableLayout | None:
    """Return where the table is in the rows at the top of a file; `None` where no row has headings of awards."""
    rows = list(rows)
    top = [(place, names_of(cells)) for place, cells in rows]
    layout = (
        _option_layout(top, options) if options.header else _flatten_tool_layout(top, options) or _detect_layout(top, options)
    )
    return layout and _with_blank_headings(layout, [len(cells) for _, cells in rows], top)


def _with_blank_headings(layout: TableLayout, widths: Sequence[int], top: Top) -> TableLayout:
    """Return the layout with the blank headings at its end below which something is, so that no row seems too long for it."""
    wide = max(widths[layout.first : layout.last + 1])
    width = max((len(names) for _, names in top[layout.last + 1 :]), default=0)
    return replace(layout, names=(*layout.names, *[""] * (min(wide, width) - len(layout.names))))


def names_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return the cells of a row as headings, without the empty ones at its end."""
    names = [text(cell).strip() for cell in cells]
    return tuple(names[: max((place for place, name in enumerate(names, 1) if name), default=0)])


def line(place: int | str) -> int:
    """Return the line of a text, or the row of a sheet, that a place is in; 0 where it says none."""
    match = re.search(r"\d+$", str(place))
    return int(match[0]) if match else 0


def _option_layout(top: Top, options: ReadOptions) -> TableLayout | None:
    first, last = options.header[0], options.header[-1]
    rows = [number for number, (place, _) in enumerate(top) if first <= line(place) <= last]
    if not rows:
        return None
    names = top[rows[0]][1]
    for number in rows[1:]:
        names = _join_headings(names, top[number][1], _sample(top, rows[-1]))
    return TableLayout(rows[0], rows[-1], names, headings.fits(names, options))


def _flatten_tool_layout(top: Top, options: ReadOptions) -> TableLayout | None:
    """Return where the headings are as a first row for flatten-tool says: `#,skiprows 1,headerrows 3`."""
    if not top or top[0][1][:1] != ("#",):
        return None
    matches = (_FLATTEN.fullmatch(cell.strip().casefold()) for cell in top[0][1][1:])
    notes = {each[1]: each[2] for each in matches if each}
    first = 1 + int(notes.get("skiprows", 0))
    last = first + max(int(notes.get("headerrows", 1)), 1) - 1
    if last >= len(top):
        return None
    names = top[first][1]
    comments = any(cell.strip().casefold() == "hashcomments" for cell in top[0][1])
    place = top[0][0]
    note = f"headings are where the row for flatten-tool says ({spot(place)}: `{', '.join(top[0][1][1:])}`)"
    return TableLayout(first, last, names, headings.fits(names, options), comments=comments, notes=(note,))


def _detect_layout(top: Top, options: ReadOptions) -> TableLayout | None:
    """Return the first row with two or more headings that are read, or else the first with one beside other cells."""
    single = None
    for number, (place, names) in enumerate(top[:SEARCHED]):
        if line(place) <= options.skip or any(map(is_data, names)):
            continue
        count = headings.fits(["" if _is_unit(name) else name for name in names], options)
        if count > 1 and not _is_statement(top, number, count, options):
            layout = _two_rows(top, number, options) or TableLayout(number, number, names, headings.fits(names, options))
            return _with_descriptions(layout, top)
        if count and single is None and sum(map(bool, names)) > 1 and not any(map(_is_figure, names)):
            single = number
    if single is None or _is_turned([names for _, names in top[single + 1 :] if any(names)]):
        return None
    return _two_rows(top, single, options) or TableLayout(single, single, top[single][1], headings.fits(top[single][1], options))


def _is_statement(top: Top, number: int, count: int, options: ReadOptions) -> bool:
    """Say whether a row states a currency in two cells, `Currency` and `Euro`, and a later one has more headings."""
    names = [name for name in top[number][1] if name]
    if len(names) != 2 or not preamble([names]).currency:  # noqa: PLR2004 - as it says
        return False
    later = (names for _, names in top[number + 1 : SEARCHED] if not any(map(is_data, names)))
    return any(headings.fits(names, options) > count for names in later)


def _with_descriptions(layout: TableLayout, top: Top) -> TableLayout:
    """Return the layout with the rows that say what headings are of: `text,number,date`, or `Required` and what each means."""
    last = layout.last
    while last + 1 < len(top) and (sample := _sample(top, last + 1)):
        cells = top[last + 1][1]
        filled = [cell for cell in cells if cell]
        are_kinds = len(filled) > 1 and all(map(_KIND.fullmatch, filled))
        places = [index for index in _value_columns(sample) if index < len(cells)]
        are_words = all(_is_heading_of(cells[index], _below(sample, index)) for index in places)
        if not are_kinds and not (last > layout.last and len(places) > 1 and are_words and _is_lower(cells, sample)):
            break
        last += 1
    if last == layout.last:
        return layout
    rows = " and ".join(spot(place) for place, _ in top[layout.last + 1 : last + 1])
    return replace(layout, last=last, notes=(*layout.notes, f"rows that say what the headings mean are not read ({rows})"))


def _is_figure(name: str) -> bool:
    """Say whether a cell is a number and no year, so that a row with one field beside it is data: `Roof`, `Lead`, `1000`."""
    return _NUMBER.fullmatch(name) is not None and not _YEAR.fullmatch(name)


def _is_turned(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether rows begin with headings, so that each is of one field, and each column of one award."""
    return len(rows) > 1 and sum(bool(row[0]) and _is_field(row[0]) for row in rows) * 2 > len(rows)


def _two_rows(top: Top, number: int, options: ReadOptions) -> TableLayout | None:
    """Return the layout with this row and the one below it, or above it, as headings together, where both are."""
    for first, last in ((number, number + 1), (number - 1, number)):
        if first < 0 or last >= len(top) or line(top[first][0]) <= options.skip:
            continue
        upper, lower = top[first][1], top[last][1]
        sample = _sample(top, last)
        names = _join_headings(upper, lower, sample)
        count = headings.fits(names, options)
        is_clear = (
            _field_in_half(lower)
            or (_figures_below(lower, sample) and count > headings.fits(upper, options))
            or _divides(upper, lower, sample)
            or _names_parts(upper, lower, sample)
        )
        if not _is_lower(lower, sample) or not _groups(upper, lower) or not (first < number or last < number or is_clear):
            continue
        if count > headings.fits(top[number][1], options) or (first == number and count):
            note = f"two rows of headings are joined ({spot(top[first][0])} and {spot(top[last][0])})"
            return TableLayout(first, last, names, count, notes=(note,))
    return None


def _sample(top: Top, last: int) -> list[tuple[str, ...]]:
    """Return the first rows below the headings."""
    return [names for _, names in top[last + 1 : last + 6] if any(names)]


def _is_lower(lower: Sequence[str], sample: Sequence[Sequence[str]]) -> bool:
    """Say whether a row is headings and not data: it has no data, and the rows below it have some."""
    if any(map(is_data, lower)) or not any(lower) or not sample:
        return False
    return any(is_data(cell) or _NUMBER.fullmatch(cell) for row in sample for cell in row if cell)


def _figures_below(lower: Sequence[str], sample: Sequence[Sequence[str]]) -> bool:
    """Say whether a row has words where all rows below it have figures or dates, so that it is no such row."""
    for index, cell in enumerate(lower):
        cells = [row[index] for row in sample if index < len(row) and row[index]]
        if cell and not _NUMBER.fullmatch(cell) and cells and all(is_data(each) or _NUMBER.fullmatch(each) for each in cells):
            return True
    return False


def _names_parts(upper: Sequence[str], lower: Sequence[str], sample: Sequence[Sequence[str]]) -> bool:
    """Say whether a row has words in all columns of figures or dates, and not all of those have a heading above: it is no award.

    Where they have one, `Name` below a recipient says it. `Withdrawn` may be in place of an amount.
    """
    wide = [*upper, *[""] * (len(lower) - len(upper))]
    gaps = {index for index, cell in enumerate(lower) if cell and index and wide[index] in {"", wide[index - 1]}}
    places = [index for index in _value_columns(sample) if index < len(lower) and lower[index]]
    words = [lower[index] for index in places]
    if len({*words}) < len(words) or not all(_is_heading_of(lower[index], _below(sample, index)) for index in places):
        return False
    has_name = any(heading_key(cell) in _NAMES for cell in lower)
    return any(any(map(str.isalpha, word)) for word in words) and bool(gaps) and (has_name or not gaps.isdisjoint(places))


def _is_heading_of(cell: str, cells: Sequence[str]) -> bool:
    """Say whether a cell may be the heading of figures or dates: words, or a year above what is none."""
    if _YEAR.search(cell) and not any(map(_YEAR.fullmatch, cells)):
        return True
    return (
        any(map(str.isalpha, cell))
        and heading_key(cell) not in _UNDECIDED
        and not _is_value(cell)
        and not _AN_AMOUNT.search(cell)
    )


def _value_columns(sample: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns in which most of some rows have figures or dates."""
    columns = [_below(sample, index) for index in range(max(map(len, sample), default=0))]
    return [index for index, cells in enumerate(columns) if sum(map(_is_value, cells)) * 2 > len(cells)]


def _below(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index] for row in sample if index < len(row) and row[index]]


def _is_value(cell: str) -> bool:
    """Say whether a cell is a figure or a date."""
    return is_day(cell) or is_data(cell) or bool(_NUMBER.fullmatch(cell)) or amounts.amount(cell) is not None


def _divides(upper: Sequence[str], lower: Sequence[str], sample: Sequence[Sequence[str]]) -> bool:
    """Say whether a row parts some headings above it, `Amount` into `2018/19`, `2019/20` and `Total`, and names no others.

    Each of its cells has figures below, under a heading that stands over several columns.
    """
    places = [index for index, cell in enumerate(lower) if cell]
    wide = [*upper, *[""] * (len(lower) - len(upper))]
    after = [*wide[1:], ""]
    is_subheading = all((wide[index] == "" and any(wide[:index])) or after[index] in {"", wide[index]} for index in places)
    if len(places) < 2 or not is_subheading or not any(one and not two for one, two in zip_longest(upper, lower, fillvalue="")):  # noqa: PLR2004 - as it says
        return False
    # A year is a number, and none where it stands above figures.
    periods = [_YEAR.sub("a year", cell) for cell in lower]
    return all(_figures_below([cell if place == index else "" for place, cell in enumerate(periods)], sample) for index in places)


def _field_in_half(lower: Sequence[str]) -> bool:
    cells = [cell for cell in lower if cell]
    return 2 * sum(_is_field(cell) or _is_unit(cell) for cell in cells) >= len(cells)


def _groups(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Say whether an upper row leaves cells out that the lower one has, or the lower one only has known names and units."""
    pairs = list(zip_longest(upper, lower, fillvalue=""))
    gaps = any(two and one in {"", before} for (one, two), before in zip(pairs, ["", *upper], strict=False))
    has_names = all(_is_unit(two) or _is_field(two) for _, two in pairs if two)
    return sum(map(bool, upper)) > 1 and (gaps or has_names)


def _join_headings(upper: Sequence[str], lower: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> tuple[str, ...]:
    """Return two rows of headings as one: the joined name where it is known, else the lower one where that is, else joined.

    A heading of money is not joined to what is above no figures: its unit is not theirs.
    """
    names: list[str] = []
    groups: list[str] = []
    values = {index: any(amounts.amount(cell) is not None for cell in _below(sample, index)) for index in _value_columns(sample)}
    for index, (one, two) in enumerate(zip_longest(upper, lower, fillvalue="")):
        groups.append(group := one or (groups[-1] if groups else ""))
        if not two or heading_key(group) == heading_key(two) or _PATTERN.fullmatch(two):
            names.append(one or two)
            continue
        is_apart = bool(sample) and not values.get(index) and _is_money(group)
        names.append(_join(group, two, is_apart=is_apart, is_again=two in lower[: len(names)]))
    return _with_names(names, groups, lower, values)


def _join(group: str, two: str, *, is_apart: bool, is_again: bool) -> str:
    """Return a heading with the one above it, whose unit is of figures alone; or by itself, where it is known so, or apart."""
    bare, heading = unit(group)[0], f"{group} {two}"
    if bare != group and (paths := _paths(f"{bare} {two}")) and paths.isdisjoint(FIGURES):
        return f"{bare} {two}".strip()
    if _is_field(heading) or _is_unit(two) or is_again or not (is_apart or _is_field(two)):
        return heading
    is_money = not is_apart and _is_money(group) and _is_money(two) and unit(two)[0] == two
    return two + (group[len(bare) :] if is_money and group.startswith(bare) else "")


def _with_names(names: Sequence[str], groups: Sequence[str], lower: Sequence[str], values: Collection[int]) -> tuple[str, ...]:
    """Return joined headings, of which the first of words below `Mottaker` is that, where none of them names it."""
    result = list(names)
    for group in dict.fromkeys(groups):
        places = [index for index, each in enumerate(groups) if each == group and index < len(lower) and lower[index]]
        where = {each for each in _paths(group) if each.endswith(("/name", "/title"))}
        if not where or len(places) < 2 or any(not where.isdisjoint(_paths(result[index])) for index in places):  # noqa: PLR2004 - a heading of several
            continue
        texts = [index for index in places if index not in values and not _is_field(result[index])]
        named = [index for index in texts if heading_key(lower[index]) in _NAMES] or texts
        if named:
            result[named[0]] = group
    return tuple(result)


def _paths(name: str) -> set[str]:
    """Return the paths that a heading may be of."""
    bare = unit(name)[0]
    return {*(where for _, where in meanings(bare)), display_path(path(bare) or ())} - {""}


def _is_money(name: str) -> bool:
    return unit(name)[0] != name or not _paths(name).isdisjoint(FIGURES)


def is_data(cell: str) -> bool:
    """Say whether a cell is like a date or an amount, and so no heading."""
    return bool(_DATA.fullmatch(cell.strip())) and phrase(cell, loose=False) is None


def _is_unit(name: str) -> bool:
    """Say whether a cell is a sign or a code of a currency, a unit, or how dates are written, and nothing else."""
    return bool(name) and (phrase(name, loose=False) is not None or bool(_PATTERN.fullmatch(name)))


def is_heading(name: str) -> bool:
    """Say whether a text is the heading of a field, or a unit."""
    return _is_field(name) or _is_unit(name)


def _is_field(name: str) -> bool:
    bare = unit(name)[0]
    return bool(bare) and (path(bare) is not None or any(True for _ in meanings(bare)))
