"""Decides how the values of a table are written, from all of its rows.

A rule to keep: a stated currency is stronger than a mark that several countries use, such as `$`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from grantcli.ingest import synonyms
from grantcli.ingest.headings import Match
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.parse import amounts, currencies
from grantcli.ingest.parse.amounts import NumberFormat
from grantcli.ingest.parse.dates import DateFormat, Order, Periods
from grantcli.ingest.parse.formats import AMOUNT, DATE, FIGURES, CurrencyFormat, Formats
from grantcli.ingest.profile import date_formats, numbers
from grantcli.ingest.profile.preamble import Preamble

Counts = Mapping[str, int]
"""The distinct texts of a column, and how many rows have each."""


def without_columns(order: Order, options: ReadOptions, unnamed: Counts) -> Formats:
    """Return the formats of a file that has no columns, such as JSON of the standard.

    `unnamed` has the texts of amounts in grants that name no currency.
    """
    form = DateFormat(order.dayfirst, fy_start=options.fy_start)
    money = profile_currency(unnamed.items(), "", option=options.currency)
    return Formats(form, form, currency=money.form, notes=(*money.notes, *([order.note] if order.note else [])))


def formats(
    texts: Mapping[str, Counts], unnamed: Counts, matches: Sequence[Match], order: Order, preamble: Preamble, options: ReadOptions
) -> Formats:
    """Return how the values of a table are written.

    `texts` has the texts of columns of figures and of the date of awards by path; `unnamed` those of amounts in rows that name
    no currency; `preamble` what is stated above the headings.
    """
    paths = {each.path: each for each in matches if each.path}
    awarded = numbers.NumberProfile()
    if AMOUNT in paths:
        scale = _scale(paths[AMOUNT], preamble, options)
        awarded = numbers.profile(texts.get(AMOUNT, {}).items(), paths[AMOUNT].heading, scale=scale, option=options.decimal)
    figures = {path: _beside(awarded.form, paths[path], preamble, options) for path in FIGURES if path in paths}
    stated = _currency_column(paths, preamble)
    money = profile_currency(
        unnamed.items(),
        stated.heading if stated else "",
        stated=(stated and stated.currency) or "",
        preamble_code=preamble.currency,
        published_heading=paths[AMOUNT].heading if AMOUNT in paths else "",
        option=options.currency,
    )
    dated = date_formats.profile(
        texts.get(DATE, {}).items(), paths[DATE].heading if DATE in paths else "", order,
        option=Periods(options.periods) if options.periods else None, fy_start=options.fy_start,
        century=options.century, day_numbers=options.day_numbers,
    )  # fmt: skip
    beside = _beside_note(stated, paths) if stated and AMOUNT in paths else ""
    notes = [*_above(preamble, paths, options), *filter(None, [beside]), *awarded.notes, *money.notes,
             *([order.note] if order.note else []), *dated.notes]  # fmt: skip
    others = DateFormat(order.dayfirst, fy_start=options.fy_start)
    return Formats(dated.form, others, figures, money.form, tuple(notes))


def _currency_column(paths: Mapping[str, Match], preamble: Preamble) -> Match | None:
    """Return the column whose heading states the currency: of amounts, or else of other figures where no line above does."""
    amount = paths.get(AMOUNT)
    if amount and (amount.currency or preamble.currency):
        return amount if amount.currency else None
    return next((paths[path] for path in FIGURES if path in paths and paths[path].currency), None)


def _beside_note(stated: Match, paths: Mapping[str, Match]) -> str:
    """Say where the currency of amounts is that of a column beside them."""
    amount = paths[AMOUNT]
    if amount.currency:
        return ""
    where = "and where its row names none it" if "currency" in paths else "and"
    return f"`{amount.heading}` states no currency, {where} is read in {stated.currency}, as `{stated.heading}` beside it is"


def _beside(form: NumberFormat, match: Match, preamble: Preamble, options: ReadOptions) -> NumberFormat:
    """Return the format of a column of figures: as its amounts are written, in the unit of its heading."""
    return replace(form, scale=_scale(match, preamble, options))


def _scale(match: Match, preamble: Preamble, options: ReadOptions) -> int:
    return options.scale or (match.scale if match.scale != 1 else preamble.scale)


def _above(top: Preamble, paths: Mapping[str, Match], options: ReadOptions) -> Iterator[str]:
    """Say what is taken from the lines above the headings."""
    unscaled = [paths[path] for path in FIGURES if path in paths and paths[path].scale == 1]
    if top.scale != 1 and unscaled and not options.scale:
        stated = f"as `{top.scale_from}` above the headings says"
        yield f"figures are times {top.scale:,}, {stated}; `--scale 1` reads them as they are"
    if top.doubt and unscaled and not options.scale:
        read = "figures are read as they are written"
        yield f"{read}, though `{top.doubt}` above the headings may state their unit; `--scale` says otherwise"
    if top.currency and any(not paths[path].currency for path in FIGURES if path in paths):
        yield f"the currency is {top.currency}, as `{top.currency_from}` above the headings says"


@dataclass(frozen=True, slots=True)
class CurrencyProfile:
    """The currency of the figures in a column, and the note about it."""

    form: CurrencyFormat = field(default_factory=CurrencyFormat)
    notes: tuple[str, ...] = ()


def profile_currency(
    texts: Iterable[tuple[str, int]],
    heading: str,
    *,
    stated: str = "",
    preamble_code: str = "",
    published_heading: str = "",
    option: str = "",
) -> CurrencyProfile:
    """Return the currency of the figures below a heading.

    `texts` has the different texts of figures in rows that name no currency, with how many rows have each. `stated` is the
    code of the heading's own mark, `preamble_code` the one in the lines above the headings, `option` the one that the user names.
    Where there is none, it is the one that the publisher of `published_heading` gives all amounts in.
    """
    if stated and all(map(currencies.is_ambiguous, currencies.marks(heading) or (stated,))):
        better = next((code for code in (preamble_code, option) if code and currencies.fits(heading, code)), "")
        if better:
            return CurrencyProfile(CurrencyFormat(better, option))
        mark = currencies.marks(heading)[0]
        return CurrencyProfile(CurrencyFormat(stated, option), (_assumption_note(mark, stated),))
    if stated or preamble_code:
        return CurrencyProfile(CurrencyFormat(stated or preamble_code, option))
    code, publisher = ("", "") if option else synonyms.currency(published_heading)
    if code:
        note = f"the currency is {code}, as `{published_heading}` is a heading of {publisher}; `--currency CODE` says another"
        return CurrencyProfile(CurrencyFormat(code), (note,))
    return CurrencyProfile(CurrencyFormat("", option), tuple(_currency_notes(texts, option)))


def _currency_notes(texts: Iterable[tuple[str, int]], option: str) -> Iterable[str]:
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
    return f"`{mark}` is read as {code}, because nothing states the currency; `--currency CODE` says which"


def _unknown(mark: str, rows: int) -> str:
    codes = ", ".join(code for code in currencies.possible(mark) if code)
    figures = "1 figure" if rows == 1 else f"{rows:,} figures"
    return f"`{mark}` could be {codes}: the currency of {figures} is unknown; `--currency CODE` says which"
