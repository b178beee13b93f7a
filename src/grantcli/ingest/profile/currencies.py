"""Decides what the marks of currencies in a file mean: a stated currency is stronger than a `$`."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from grantcli.ingest.parse import amounts, currencies
from grantcli.ingest.parse.formats import CurrencyFormat


@dataclass(frozen=True, slots=True)
class CurrencyProfile:
    """The currency of the figures in a column, and the note about it."""

    form: CurrencyFormat = field(default_factory=CurrencyFormat)
    notes: tuple[str, ...] = ()


def profile(
    texts: Iterable[tuple[str, int]], heading: str, *, stated: str = "", preamble_code: str = "", option: str = ""
) -> CurrencyProfile:
    """Return the currency of the figures below a heading.

    `texts` has the different texts of figures in rows that name no currency, with how many rows have each. `stated` is the
    code of the heading's own mark, `preamble_code` the one in the lines above the headings, `option` the one that the user names.
    """
    if stated and all(map(currencies.is_ambiguous, currencies.marks(heading) or (stated,))):
        better = next((code for code in (preamble_code, option) if code and currencies.fits(heading, code)), "")
        if better:
            return CurrencyProfile(CurrencyFormat(better, option))
        mark = currencies.marks(heading)[0]
        return CurrencyProfile(CurrencyFormat(stated, option), (_assumption_note(mark, stated),))
    if stated or preamble_code:
        return CurrencyProfile(CurrencyFormat(stated or preamble_code, option))
    return CurrencyProfile(CurrencyFormat("", option), tuple(_notes(texts, option)))


def _notes(texts: Iterable[tuple[str, int]], option: str) -> Iterable[str]:
    """Say what each mark that could mean several currencies is read as."""
    rows: dict[str, int] = {}
    for text, count in texts:
        codes = amounts.meanings(text)
        for mark in currencies.marks(text)[:1]:
            if len(codes) > 1 and currencies.is_ambiguous(mark) and not (option and option in codes):
                rows[mark] = rows.get(mark, 0) + count
    for mark, count in sorted(rows.items()):
        code = currencies.possible(mark)[0]
        yield _assumption_note(mark, code) if code else _unknown(mark, count)


def _assumption_note(mark: str, code: str) -> str:
    return f"`{mark}` is read as {code}, for nothing states the currency; `--currency CODE` says which"


def _unknown(mark: str, rows: int) -> str:
    codes = ", ".join(code for code in currencies.possible(mark) if code)
    figures = "1 figure" if rows == 1 else f"{rows:,} figures"
    return f"`{mark}` could be {codes}: the currency of {figures} is unknown; `--currency CODE` says which"
