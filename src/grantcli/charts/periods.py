"""Periods in a row: those between the first and the last, whether or not anything happened in them."""

import re
from collections.abc import Callable, Sequence

_MOST = 400


def _year(label: str) -> str:
    return f"{int(label) + 1:04d}"


def _fy(label: str) -> str:
    year = int(label[:4]) + 1
    return f"{year:04d}-{(year + 1) % 100:02d}"


def _quarter(label: str) -> str:
    year, quarter = int(label[:4]), int(label[-1])
    return f"{year + quarter // 4:04d}-Q{quarter % 4 + 1}"


def _month(label: str) -> str:
    year, month = int(label[:4]), int(label[5:])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def _is_fy(label: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d", label) is not None and label == _fy(f"{int(label[:4]) - 1:04d}-00")


def _like(form: str) -> Callable[[str], bool]:
    return lambda label: re.fullmatch(form, label) is not None


_FORMS: tuple[tuple[Callable[[str], bool], Callable[[str], str]], ...] = (
    (_like(r"\d{4}"), _year),
    (_like(r"\d{4}-Q[1-4]"), _quarter),
    (_is_fy, _fy),
    (_like(r"\d{4}-(0[1-9]|1[0-2])"), _month),
)
"""How periods are written, and which follows which; `2009-10` is a financial year where every other label may be one too."""


def between(labels: Sequence[str]) -> list[str]:
    """Return the periods from the first to the last, then what is none; the labels themselves where there are none, or too many.

    >>> between(["2018-19", "2020-21", "no date"])
    ['2018-19', '2019-20', '2020-21', 'no date']
    """
    for is_one, following in _FORMS:
        dated = sorted(label for label in labels if is_one(label))
        rest = [label for label in labels if label not in dated]
        if dated and not any(other(label) for label in rest for other, _ in _FORMS):
            found = [dated[0]]
            while found[-1] < dated[-1] and len(found) < _MOST:
                found.append(following(found[-1]))
            return [*(found if found[-1] == dated[-1] else dated), *rest]
    return list(labels)
