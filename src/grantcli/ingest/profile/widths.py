"""Corrects a row that has more cells than there are headings because thousands were not quoted: `5,000.00`.

The row is corrected where there is one way to do so. Where there are several or none, and its amount could be the front of a
longer one, the amount is unknown. A row that is longer for another reason keeps its amount.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from grantcli.ingest.nesting import Cell

_FRONT = re.compile(r"\s*[(-]?\s*(?:[£€$]|[A-Z]{3})?\s*-?\d{1,3}", re.ASCII)
_GROUP = re.compile(r"\d{3}", re.ASCII)
_LAST = re.compile(r"\d{3}(?:\.\d*)?\)?\s*", re.ASCII)
_PIECE = re.compile(r"\s*\d+(?:\.\d*)?\)?\s*", re.ASCII)


def realign(cells: Sequence[Cell], width: int, amounts: Sequence[int]) -> tuple[Sequence[Cell], str]:
    """Return the cells of a row with a remark if they changed; `amounts` are the columns of amounts."""
    more = len(cells) - width
    if more <= 0 or not all(isinstance(cell, str) for cell in cells):
        return cells, ""
    texts = [str(cell) for cell in cells]
    open_options = [cells_joined for index in amounts if (cells_joined := _join_amount(texts, index, more))]
    if len(open_options) == 1 and len(amounts) == 1:
        index = amounts[0]
        return open_options[0], f"the thousands of an amount are not quoted: read as `{open_options[0][index].strip()}`"
    doubtful = [index for index, (one, two) in enumerate(pairwise(texts)) if _FRONT.fullmatch(one) and _PIECE.fullmatch(two)]
    if not any(index - more <= amount <= index for amount in amounts for index in doubtful):
        return cells, ""
    with_marks = [f"{cell}?" if index in amounts and cell.strip() else cell for index, cell in enumerate(texts)]
    return with_marks, "has more cells than there are headings, and its amount may go on in the next one: it is unknown"


def _join_amount(texts: Sequence[str], index: int, more: int) -> list[str]:
    """Return the cells with an amount of this many more cells joined; nothing where it is not written so."""
    parts = texts[index : index + more + 1]
    *groups, last = parts[1:] or [""]
    if not (_FRONT.fullmatch(parts[0]) and all(map(_GROUP.fullmatch, groups)) and _LAST.fullmatch(last)):
        return []
    return [*texts[:index], ",".join(parts), *texts[index + more + 1 :]]
