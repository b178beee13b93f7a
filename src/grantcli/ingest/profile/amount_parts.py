"""Finds the total of an award where a table has its amount in parts, a column for each year or quarter.

A rule to keep: a part is never read as the whole amount. Without a column of totals the amount is unknown, and a note names the
parts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grantcli.ingest.headings import CONTENT, EXTRA, OPTION, TITLE, ColumnNote, Match
from grantcli.ingest.labels import is_total
from grantcli.ingest.parse import amounts
from grantcli.ingest.synonyms import meanings
from grantcli.ingest.titles import heading_key
from grantcli.ingest.units import unit

_AMOUNT = "amountAwarded"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_PERIOD = re.compile(
    r"(?<![^\W_])(?:(?:f\.?y\.?\s*|(?:financial |calendar )?years?\s*)?(?:19|20)\d\d(?:\s*[-/\u2013]\s*(?:\d{4}|\d\d))?"
    r"|f\.?y\.?\s*\d\d(?:\s*[-/\u2013]\s*\d\d)?|(?:year|yr|y|quarter|qtr|q|blwyddyn|jahr|ann[ée]e|año|anno)\s*\d"
    rf"|(?:first|second|third|fourth|fifth) (?:year|quarter)|{_MONTH})(?![^\W_])",
    re.IGNORECASE,
)
"""A year, a quarter or a month in a heading."""
_NAMES = 5
"""A note names at most this many columns."""
_SHARE = 0.8
"""This share of a column's texts are amounts, where it has amounts; the others may be `tbc` or `-`."""


def choose_total(matches: Sequence[Match], texts_by_column: Mapping[int, Sequence[str]]) -> tuple[list[Match], list[ColumnNote]]:
    """Return the matches with the column of totals as the amount, or with none, where several columns have parts of it.

    `texts_by_column` has the texts of each column. A column with a better heading, `Amount Awarded`, stays the amount.
    """
    result = list(matches)
    now = next((index for index, each in enumerate(matches) if each.path == _AMOUNT), None)
    if now is not None and (matches[now].origin in {OPTION, TITLE} or not is_part(matches[now].heading)):
        return result, []
    open_to = [index for index, each in enumerate(matches) if texts_by_column.get(index) and (index == now or not each.path)]
    parts = [index for index in open_to if is_part(matches[index].heading) and _has_figures(texts_by_column[index])]
    if len(parts) < 2:  # noqa: PLR2004 - one part is no row of them
        return result, []
    if now is not None:
        result[now] = replace(matches[now], path=None, origin=EXTRA, scale=1, currency=None)
    totals = [index for index in open_to if is_total(unit(matches[index].heading)[0]) and _has_figures(texts_by_column[index])]
    names = ", ".join(f"`{matches[index].heading}`" for index in parts[:_NAMES]) + (" and others" if len(parts) > _NAMES else "")
    if len(totals) != 1:
        which = f"; {' or '.join(f'`{matches[index].heading}`' for index in totals)} may be it" if totals else ""
        why = "no column is read as the amount, because several columns have a part of it"
        return result, [ColumnNote(f"{why}: {names}{which}; `--map amount=HEADING` reads one", _AMOUNT)]
    heading = matches[totals[0]].heading
    _, scale, currency = unit(heading)
    others = next((unit(matches[index].heading) for index in parts), ("", 1, None))
    result[totals[0]] = Match(heading, _AMOUNT, CONTENT, scale if scale != 1 else others[1], currency or others[2])
    why = f"because {names} have parts of it"
    return result, [ColumnNote(f"`{heading}` is read as the amount, {why}; `--map amount=HEADING` says another", _AMOUNT)]


def is_part(heading: str) -> bool:
    """Say whether a heading is a period, with a word for an amount or without one, and nothing else.

    >>> is_part("2018/19"), is_part("Amount (£) Year 1"), is_part("Amount Q3"), is_part("Amount"), is_part("Opened 2019")
    (True, True, True, False, False)
    """
    bare = unit(heading)[0]
    rest = _PERIOD.sub(" ", bare)
    if rest == bare:
        return False
    return not heading_key(rest) or any(path == _AMOUNT for _, path in meanings(unit(rest.strip(" -:,()"))[0]))


def _has_figures(texts: Sequence[str]) -> bool:
    figures = [text for text in texts if amounts.amount(text) is not None]
    return bool(figures) and len(figures) >= _SHARE * len([text for text in texts if text.strip(" -\u2013")])
