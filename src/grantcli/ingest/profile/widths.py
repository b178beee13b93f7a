"""Corrects rows in which thousands were not quoted, so that one amount is in two cells: `5,000.00`.

Rules to keep: a row with more cells than there are headings is corrected where there is one way to do so. Where there are several
or none, and its amount may go on in the next cell or be in another, the amount is unknown; else it stays. A row that is not too
long is corrected where the next cell can be nothing but the end of an amount: `000`, or `250` in place of a date.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from grantcli.ingest.headings import Match
from grantcli.ingest.nesting import Cell, has_content
from grantcli.ingest.parse.amounts import amount as amount_of

FIXED = frozenset(("awardDate", "startDate", "endDate", "currency"))
"""The names of what three digits never are."""
ENDS = r"\s*0\d\d(?:\.\d*)?\)?\s*", r"\s*\d{3}(?:\.\d*)?\)?\s*"
"""Expressions for a cell that is the end of an amount: in any column, and in one of `FIXED`. They are RE2 too."""

_ENDS = tuple(re.compile(each, re.ASCII) for each in ENDS)
_FRONT = re.compile(r"\s*[(-]?\s*(?:[£€$]|[A-Z]{3})?\s*-?\d{1,3}", re.ASCII)
_GROUP = re.compile(r"\d{3}", re.ASCII)
_LAST = re.compile(r"\d{3}(?:\.\d*)?\)?\s*", re.ASCII)
_PIECE = re.compile(r"\s*\d+(?:\.\d*)?\)?\s*", re.ASCII)
_READ_AS = "the thousands of an amount are not quoted: read as `{}`"
_UNKNOWN = "has more cells than there are headings, and {}: it is unknown"
_GOES_ON, _BESIDE = "its amount may go on in the next one", "a cell beside its amount may be the amount"


def named_width(matches: Sequence[Match]) -> int:
    """Return how many columns there are without those at the end that have no heading."""
    named = (number for number, each in enumerate(matches, 1) if each.path or each.heading != f"column {number}")
    return max(named, default=0)


def realign(cells: Sequence[Cell], width: int, amounts: Sequence[int], fixed: Collection[int] = ()) -> tuple[Sequence[Cell], str]:
    """Return the cells of a row with a remark if they changed.

    `width` is the number of columns that have a heading, `amounts` are those of amounts, `fixed` those of `FIXED`.
    """
    more = max((number for number, cell in enumerate(cells, 1) if has_content(cell)), default=0) - width
    if more <= 0:
        return next(_parted(cells, amounts, fixed), (cells, ""))
    if not all(isinstance(cell, str) for cell in cells):
        return cells, ""
    texts = [str(cell) for cell in cells]
    open_options = [cells_joined for index in amounts if (cells_joined := _join_amount(texts, index, more))]
    if len(open_options) == 1 and len(amounts) == 1:
        index = amounts[0]
        return open_options[0], _READ_AS.format(open_options[0][index].strip())
    if not (why := _doubt(texts, more, amounts)):
        return cells, ""
    return [f"{cell}?" if index in amounts and cell.strip() else cell for index, cell in enumerate(texts)], _UNKNOWN.format(why)


def _doubt(texts: Sequence[str], more: int, amounts: Sequence[int]) -> str:
    """Return why the amount of a row with this many cells more is unknown; nothing where it is not."""
    parted = [index for index, (one, two) in enumerate(pairwise(texts)) if _FRONT.fullmatch(one) and _PIECE.fullmatch(two)]
    if any(index - more <= amount <= index for amount in amounts for index in parted):
        return _GOES_ON
    beside = (text for index in amounts if amount_of(texts[index]) is not None for text in texts[index + 1 : index + 1 + more])
    return _BESIDE if any(amount_of(text) is not None for text in beside) else ""


def _parted(cells: Sequence[Cell], amounts: Sequence[int], fixed: Collection[int]) -> Iterator[tuple[Sequence[Cell], str]]:
    """Yield the cells of a row that is not too long with an amount joined, and the remark, where its next cell is its end."""
    for index in amounts:
        one, two = (str(cell) for cell in cells[index : index + 2]) if index + 1 < len(cells) else ("", "")
        if two[:1].isdigit() and _ENDS[index + 1 in fixed].fullmatch(two) and _FRONT.fullmatch(one):
            yield [*cells[:index], f"{one},{two}", *cells[index + 2 :]], _READ_AS.format(f"{one},{two}".strip())


def _join_amount(texts: Sequence[str], index: int, more: int) -> list[str]:
    """Return the cells with an amount of this many more cells joined; nothing where it is not written so."""
    parts = texts[index : index + more + 1]
    *groups, last = parts[1:] or [""]
    if not (_FRONT.fullmatch(parts[0]) and all(map(_GROUP.fullmatch, groups)) and _LAST.fullmatch(last)):
        return []
    return [*texts[:index], ",".join(parts), *texts[index + more + 1 :]]
