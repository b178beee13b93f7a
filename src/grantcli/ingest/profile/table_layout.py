"""Finds where the table is in a file, its headings in one row or in two.

Rules to keep: a row of data is never headings; a single mark or code of a currency is not a heading; a note names each decision.
`--header` says which rows are the headings, `--skip` leaves out rows at the top.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from grantcli.ingest import headings
from grantcli.ingest.grant_row import spot
from grantcli.ingest.nesting import Cell, text
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.synonyms import meanings
from grantcli.ingest.titles import heading_key, path
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
        names = _join_headings(names, top[number][1])
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
        if count > 1:
            return _two_rows(top, number, options) or TableLayout(number, number, names, headings.fits(names, options))
        if count and single is None and sum(map(bool, names)) > 1 and not any(map(_is_figure, names)):
            single = number
    if single is None or _is_turned([names for _, names in top[single + 1 :] if any(names)]):
        return None
    return _two_rows(top, single, options) or TableLayout(single, single, top[single][1], headings.fits(top[single][1], options))


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
        sample = [names for _, names in top[last + 1 : last + 6] if any(names)]
        names = _join_headings(upper, lower)
        count = headings.fits(names, options)
        is_clear = (
            _field_in_half(lower)
            or (_figures_below(lower, sample) and count > headings.fits(upper, options))
            or _divides(upper, lower, sample)
        )
        if not _is_lower(lower, sample) or not _groups(upper, lower) or not (first < number or last < number or is_clear):
            continue
        if count > headings.fits(top[number][1], options) or (first == number and count):
            note = f"two rows of headings are joined ({spot(top[first][0])} and {spot(top[last][0])})"
            return TableLayout(first, last, names, count, notes=(note,))
    return None


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


def _join_headings(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Return two rows of headings as one: the joined name where it is known, else the lower one where that is, else joined."""
    names: list[str] = []
    group = ""
    for one, two in zip_longest(upper, lower, fillvalue=""):
        group = one or group
        if not two or heading_key(group) == heading_key(two) or _PATTERN.fullmatch(two):
            names.append(one or two)
            continue
        heading = f"{one or group} {two}"
        is_known = _is_field(heading) or _is_unit(two)
        names.append(heading if is_known or not _is_field(two) or two in lower[: len(names)] else two)
    return tuple(names)


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
