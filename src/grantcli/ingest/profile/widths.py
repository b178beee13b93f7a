"""Corrects rows in which thousands were not quoted, so that one amount is in two cells: `5,000.00`.

Rules to keep: a row with more cells than there are headings is corrected where there is one way to do so. Where there are several
or none, and its amount may go on in the next cell or be in another, the amount is unknown; else it stays. A row that is not too
long is corrected where the next cell can be nothing but the end of an amount: `000`, or `250` in place of a date, below which
nothing follows or a date does. Where others in the column of that cell are words, or the row has more, `250` may be the end of an
amount, which is unknown then. A column of figures, as of another amount or of codes, has no ends of amounts. A text before an
amount that ends as `Grants under £5` goes on with `000`, and with `250` in a row that is too long.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from grantcli.ingest.nesting import Cell, has_content
from grantcli.ingest.parse.amounts import amount as amount_of
from grantcli.ingest.profile.date_formats import is_day
from grantcli.ingest.units import USUAL

FIXED = frozenset(("awardDate", "startDate", "endDate", "currency"))
"""The names of what three digits never are."""
ENDS = r"\s*0\d\d(?:\.\d*)?\)?\s*", r"\s*\d{3}(?:\.\d*)?\)?\s*"
"""Expressions for a cell that is the end of an amount: in any column, and in one of `FIXED`. They are RE2 too."""

_ENDS = tuple(re.compile(each, re.ASCII) for each in ENDS)
_FRONT = re.compile(r"\s*+[(-]?\s*+(?:[£€$]|[A-Z]{3})?\s*+-?\d{1,3}", re.ASCII)
"""The beginning of an amount. No blanks are given back, which would take the cube of their number."""
_GROUP = re.compile(r"\d{3}", re.ASCII)
_LAST = re.compile(r"\d{3}(?:\.\d*)?\)?\s*", re.ASCII)
_PIECE = re.compile(r"\s*\d+(?:\.\d*)?\)?\s*", re.ASCII)
_ADDRESS = re.compile(r"(?=.*\d)(?=.*[^\W\d_])\s*\S+\s+\S", re.DOTALL)
"""Words with a figure."""
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}", re.ASCII | re.IGNORECASE)
_FIGURE = re.compile(r"\s*+[£€$]?\s?-?\d[\d,.' \u00a0]*+\s*", re.ASCII)
_DAY = re.compile(r"\s*\d{1,2}\.\d{1,2}\.(?:\d\d|\d{4})\s*", re.ASCII)
_FEW = 2
"""This many texts of three digits may be in a short column of words."""
_TEXT = re.compile(r"(?=.*[^\W\d_]).*[£€$] ?\d{1,3}", re.DOTALL)
"""A text that ends in the beginning of an amount."""
END_OF_TEXT = r"\s*0\d\d(?:\D.*)?"
"""An expression for a cell of amounts that may be the end of the text before it. It is RE2 too."""
_ENDS_OF_TEXT = re.compile(END_OF_TEXT, re.ASCII | re.DOTALL), re.compile(rf"{END_OF_TEXT}|\s*\d{{3}}\s*", re.ASCII | re.DOTALL)
_TEXT_READ_AS = "a comma in a text is not quoted: read as `{}`"
_SHARE = 0.8
"""This share of a column's texts are figures, where it has figures; the others may be `tbc`."""
_READ_AS = "the thousands of an amount are not quoted: read as `{}`"
_MAY_GO_ON = "the thousands of an amount may not be quoted: `{}` may go on as `{}` in the next cell, and is unknown"
_UNKNOWN = "has more cells than there are headings, and {}: it is unknown"
_OF_TEXT = "its amount may begin there, or go on with the cell before it"
_GOES_ON, _BESIDE = "its amount may go on in the next one", "a cell beside its amount may be the amount"


def are_words(texts: Sequence[str]) -> bool:
    """Say whether texts of a column are words, but for a few of three digits.

    >>> are_words(["books", "pens", "250"]), are_words(["A", "101", "102", "103"]), are_words(["books", "7"])
    (True, False, False)
    """
    others = [each for each in texts if not _ENDS[1].fullmatch(each)]
    few = len(texts) - len(others) <= max(_FEW, len(texts) // 10)
    return bool(others) and few and all(any(map(str.isalpha, each)) for each in others)


def are_figures(texts: Sequence[str], *, are_codes: bool) -> bool:
    """Say whether texts of a column are figures, and not the ends of amounts; with `are_codes` `012` may be a whole one.

    >>> are_figures(["1000", "400"], are_codes=False), are_figures(["000", "500"], are_codes=False)
    (True, False)
    >>> are_figures(["012", "101"], are_codes=True), are_figures(["250", "17/04/2019"], are_codes=False)
    (True, False)
    """
    figures = [each for each in texts if _FIGURE.fullmatch(each) and not _DAY.fullmatch(each)]
    others = {each for each in texts if any(map(str.isdigit, each))}.difference(figures)
    if not figures or (others and len(figures) < _SHARE * len(texts)) or (not others and len(figures) * 2 <= len(texts)):
        return False
    ends = [each for each in figures if _ENDS[1].fullmatch(each)]
    return are_codes or len(ends) < len(figures) or not any(map(_ENDS[0].fullmatch, ends))


def realign(
    cells: Sequence[Cell],
    width: int,
    amounts: Sequence[int],
    fixed: Mapping[int, str] = MappingProxyType({}),
    words: Collection[int] = (),
    figures: Collection[int] = (),
) -> tuple[Sequence[Cell], str]:
    """Return the cells of a row with a remark if they changed.

    `width` is the number of columns, `amounts` are those of amounts, `fixed` those of `FIXED` with their names, `words` those of
    words, `figures` those of figures.
    """
    more = len(cells) - width
    while more > 0 and not has_content(cells[width + more - 1]):
        more -= 1
    if joined := _join_text(cells, amounts, too_long=more > 0):
        return joined
    if more <= 0:
        for index in amounts:
            if (
                index + 1 < len(cells)
                and str(cells[index + 1])[:1].isdigit()
                and (joined := _join_within(cells, index, fixed, words, figures))
            ):
                return joined
        return cells, ""
    if not all(isinstance(cell, str) for cell in cells):
        return cells, ""
    texts = [str(cell) for cell in cells]
    other = len(amounts) == 1 and _may_be_of_text(texts, amounts[0], more)
    if len(amounts) == 1 and not other and (joined_cells := _join_amount(texts, amounts[0], more)):
        return joined_cells, _READ_AS.format(joined_cells[amounts[0]].strip())
    if not (why := _OF_TEXT if other else _doubt(texts, more, amounts)):
        return cells, ""
    return [f"{cell}?" if index in amounts and cell.strip() else cell for index, cell in enumerate(texts)], _UNKNOWN.format(why)


def _join_text(cells: Sequence[Cell], amounts: Sequence[int], *, too_long: bool) -> tuple[Sequence[Cell], str] | None:
    """Return the cells of a row with a text joined that goes on where amounts are, and its remark; `None` where none does."""
    for index in amounts:
        if not 0 < index < len(cells) or not _ENDS_OF_TEXT[too_long].fullmatch(str(cells[index])):
            continue
        text = str(cells[index - 1])
        if _TEXT.fullmatch(text):
            text = f"{text},{cells[index]}"
            return [*cells[: index - 1], text, *cells[index + 1 :]], _TEXT_READ_AS.format(text.strip())
    return None


def _may_be_of_text(texts: Sequence[str], index: int, more: int) -> bool:
    """Say whether the beginning of an amount in several cells may be the end of a text: of `Unit 5, 12` before `500`.

    It may where the text has words and a figure, or where a blank is before that beginning, as after a comma, and before no other
    cell.
    """
    if (
        not index
        or not texts[index - 1].strip()
        or not _join_amount(texts, index, more)
        or _ENDS[0].fullmatch(texts[index + more])
    ):
        return False
    before = texts[index - 1]
    others = [each for each in (*texts[:index], *texts[index + 1 :]) if each]
    return bool(_ADDRESS.match(before) and not _POSTCODE.fullmatch(before.strip())) or (
        texts[index][:1].isspace() and not any(each[0].isspace() for each in others)
    )


def _doubt(texts: Sequence[str], more: int, amounts: Sequence[int]) -> str:
    """Return why the amount of a row with this many cells more is unknown; nothing where it is not."""
    parted = [index for index, (one, two) in enumerate(pairwise(texts)) if _FRONT.fullmatch(one) and _PIECE.fullmatch(two)]
    if any(index - more <= amount <= index for amount in amounts for index in parted):
        return _GOES_ON
    beside = (text for index in amounts if amount_of(texts[index]) is not None for text in texts[index + 1 : index + 1 + more])
    return _BESIDE if any(amount_of(text) is not None for text in beside) else ""


def _join_within(
    cells: Sequence[Cell], index: int, fixed: Mapping[int, str], words: Collection[int], figures: Collection[int]
) -> tuple[Sequence[Cell], str] | None:
    """Return the cells of a row that is no longer with an amount joined, and its remark; `None` where its next cell is none."""
    one, two = (str(cell) for cell in cells[index : index + 2])
    if not _FRONT.fullmatch(one) or not _ENDS[1].fullmatch(two):
        return None
    is_fixed, is_moved, has_figures = index + 1 in fixed, _is_moved(cells, index + 1, fixed), index + 1 in figures
    is_last = not any(map(has_content, cells[index + 2 :]))
    if has_figures and not is_moved:
        return None
    if not has_figures and (_ENDS[0].fullmatch(two) or (is_fixed and (is_moved or is_last))):
        return [*cells[:index], f"{one},{two}", *cells[index + 2 :]], _READ_AS.format(f"{one},{two}".strip())
    if not (has_figures or is_fixed or index + 1 in words):
        return None
    return [*cells[:index], f"{one}?", *cells[index + 1 :]], _MAY_GO_ON.format(one.strip(), two.strip())


def _is_moved(cells: Sequence[Cell], index: int, fixed: Mapping[int, str]) -> bool:
    """Say whether a date or a currency is in the cell behind the one where it belongs."""
    if index not in fixed or index + 1 >= len(cells):
        return False
    after = str(cells[index + 1]).strip()
    if fixed[index] == "currency":
        return after in USUAL
    return not after.isdecimal() and is_day(after) and fixed.get(index + 1, "currency") == "currency"


def _join_amount(texts: Sequence[str], index: int, more: int) -> list[str]:
    """Return the cells with an amount of this many more cells joined; nothing where it is not written so."""
    parts = texts[index : index + more + 1]
    *groups, last = parts[1:] or [""]
    if not (_FRONT.fullmatch(parts[0]) and all(map(_GROUP.fullmatch, groups)) and _LAST.fullmatch(last)):
        return []
    return [*texts[:index], ",".join(parts), *texts[index + more + 1 :]]
