"""Finds which sheets of a workbook are copies of others: a list of all of them, or the same in another language.

A rule to keep: sheets of several periods or parts are no copies where their equal rows have no date and no identifier.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from grantcli.ingest.nesting import text
from grantcli.ingest.sheets import Sheet, plain_cell

_FEW = 2
_SAMPLE = 50
"""This many rows show whether they have a date or an identifier."""
_PERIOD = re.compile(
    r"\d+|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b|\b(?:fy|q)(?=\d)|[\W_]+",
    re.IGNORECASE,
)
"""What the names of sheets of several years, quarters or months differ by."""
YEAR = re.compile(r"(?:19|20)\d\d|\b\d\d[-/]\d\d\b|\b(?:fy|q)\d", re.IGNORECASE)
"""What is in the name of a sheet of a year or a quarter."""
_MONTH = re.compile(r"(?<![^\W\d_])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_NUMBERED = re.compile(r"(?!sheet|tabelle|feuil|hoja|foglio|blad|ark|planilha|munka|list)[^\W\d_][^\d()]*\d+", re.IGNORECASE)
"""The name of one of several sheets: `Lot 1`, `Round 2`; `Sheet2` is what a program calls a sheet."""
_COPY = re.compile(r"\(\d+\)\s*$|\b(?:copy|copies|backup|old|kopie|copie|copia|kopi)\b", re.IGNORECASE)
"""What is in the name of a sheet that is a copy: `Grants (2)`."""
_DAY = re.compile(r"\s*(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d.*)\s*", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGES = frozenset(
    """
    english en eng saesneg anglais englisch welsh cymraeg cy cym deutsch german de français francais french fr gaeilge irish ga
    gàidhlig gaelic gd español espanol castellano es català catala ca euskara eu galego gl italiano it nederlands nl suomi fi
    svenska sv suomeksi norsk no dansk da português portugues pt polski pl
    """.split()  # noqa: SIM905 - as read
)
_SEVERAL = 5
"""At least this many rows are equal on two sheets by no chance."""


def without_copies(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[str]]:
    """Return the sheets of several that are no copies of others, and the notes about rows that several of them have."""
    if len(sheets) == _FEW and _are_translations(*sheets):
        first, other = sheets
        note = f"the sheet `{other.name}` has the figures of `{first.name}` in another language: it is not read"
        return [first], [f"{note}; `--sheet NAME` reads it"]
    rows = rows_by_name(sheets)
    whole = next((one for one in sheets if _has_all(one, sheets, rows)), None)
    if whole is None:
        return [*sheets], [*repetitions(rows), *_equal_figures(sheets, rows)]
    copies = ", ".join(f"`{each.name}`" for each in sheets if each is not whole)
    return [whole], [f"the sheet `{whole.name}` has every row of {copies}: it is read alone"]


def repetitions(rows: Mapping[str, Collection[tuple[object, ...]]]) -> Iterator[str]:
    """Say how many rows are on several sheets, and which of them has most."""
    distinct = {name: set(each) for name, each in rows.items()}
    repeated = sum(map(len, distinct.values())) - len(set().union(*distinct.values()))
    if repeated:
        sheets = Counter(row for each in distinct.values() for row in each)
        shared = {name: sum(sheets[row] > 1 for row in each) for name, each in distinct.items()}
        # The sheet with most of them is named: it may be one of all the others, of which a row differs.
        most = max(shared, key=lambda name: (shared[name], len(distinct[name])))
        which = f" (`{most}` has most of them: {shared[most]:,} of its {len(distinct[most]):,} rows)"
        repeated_rows = f"rows that are in several of these sheets, and count in each: {repeated:,}{which}"
        yield f"{repeated_rows}; `--sheet NAME`, again for several, reads only those"


def rows_by_name(sheets: Sequence[Sheet]) -> dict[str, Counter[tuple[object, ...]]]:
    """Return the rows of each sheet, in the columns that all of them have, with how often it has them."""
    names = frozenset(sheets[0].names).intersection(*(each.names for each in sheets))
    return {each.name: Counter(each.below(names)) for each in sheets}


def _has_all(one: Sheet, sheets: Sequence[Sheet], rows: Mapping[str, Counter[tuple[object, ...]]]) -> bool:
    """Say whether a sheet has the rows of all others, and these are copies: they do not repeat by chance."""
    others = [each for each in sheets if each is not one]
    counts = [rows[each.name] for each in others]
    if not any(counts) or not all(each.keys() <= rows[one.name].keys() for each in counts):
        return False
    if all(map(has_own_key, sheets)):
        return True
    if any(are_of_parts(one, each) for each in others):
        return False
    is_sum = len(others) > 1 and sum(counts, Counter()) <= rows[one.name]
    return is_sum or any(_COPY.search(each.name) for each in sheets) or min(map(len, counts)) >= _SEVERAL


def _are_translations(one: Sheet, other: Sheet) -> bool:
    """Say whether two sheets are called as two languages and have the same figures and dates."""
    languages, others = ({*_WORD.findall(each.name.casefold())} & _LANGUAGES for each in (one, other))
    return bool(languages and others) and languages != others and _figures(one) == _figures(other)


def _figures(sheet: Sheet) -> list[tuple[object, ...]]:
    """Return the amounts and the dates of each row."""
    columns = sorted(sheet.columns(amounts=True)) + sorted(sheet.columns(amounts=False))
    return [
        tuple(cells[index] if index < len(cells) else "" for index in columns) for cells in sheet.cells[sheet.layout.last + 1 :]
    ]


def _equal_figures(sheets: Sequence[Sheet], rows: Mapping[str, Counter[tuple[object, ...]]]) -> Iterator[str]:
    """Say which two sheets have the same figures and dates in rows of which none is equal: they may be in two languages."""
    for one, other in pairwise(sheets):
        if len(rows[one.name]) < _FEW or are_of_parts(one, other) or rows[one.name].keys() & rows[other.name].keys():
            continue
        if _figures(one) == _figures(other):
            names = f"the sheets `{one.name}` and `{other.name}` have equal figures in all rows, and each counts"
            yield f"{names}: one may be the other in another language; `--sheet NAME` reads one"


def has_own_key(sheet: Sheet) -> bool:
    """Say whether the rows of a sheet have a date or an identifier; a number of one or two digits is none."""
    keys = [index for index, each in enumerate(sheet.matches) if each.path == "id"]
    dated = sheet.columns(amounts=False)
    for row in sheet.cells[sheet.layout.last + 1 :][:_SAMPLE]:
        texts = {index: text(plain_cell(cell)).strip() for index, cell in enumerate(row) if cell not in ("", None)}
        if any(index in texts for index in dated) or any(map(_DAY.fullmatch, texts.values())):
            return True
        if any(len(texts.get(index, "")) > _FEW for index in keys):
            return True
    return False


def are_of_parts(one: Sheet, other: Sheet) -> bool:
    """Say whether the names of two sheets differ by a period or a number alone: `Q1` and `Q2`, `Lot 1` and `Lot 2`."""
    if kind(one.name) != kind(other.name) or any(_COPY.search(each.name) for each in (one, other)):
        return False
    numbers = [(re.findall(r"\d+", each.name), _MONTH.findall(each.name.casefold())) for each in (one, other)]
    is_part = all(YEAR.search(each.name) or _MONTH.search(each.name) or _NUMBERED.fullmatch(each.name) for each in (one, other))
    return is_part and numbers[0] != numbers[1]


def kind(name: str) -> str:
    """Return the name of a sheet without what it says of a year, a quarter or a month.

    >>> kind("Grants 2019-20"), kind("Q3 2020"), kind("Payments")
    ('grants', '', 'payments')
    """
    return _PERIOD.sub("", name).casefold()
