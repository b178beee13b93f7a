"""Decides how the values of a table are written, from all of its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from grantcli.ingest.headings import Match
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.parse.amounts import NumberFormat
from grantcli.ingest.parse.dates import DateFormat, Order, Periods
from grantcli.ingest.parse.formats import AMOUNT, DATE, FIGURES, Formats
from grantcli.ingest.profile import currencies, dates, numbers
from grantcli.ingest.profile.preamble import Preamble

Counts = Mapping[str, int]
"""The distinct texts of a column, and how many rows have each."""


def without_columns(order: Order, options: ReadOptions, unnamed: Counts) -> Formats:
    """Return the formats of a file that has no columns, such as JSON of the standard.

    `unnamed` has the texts of amounts in grants that name no currency.
    """
    form = DateFormat(order.dayfirst, fy_start=options.fy_start)
    money = currencies.profile(unnamed.items(), "", option=options.currency)
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
    stated = next((paths[path] for path in FIGURES if path in paths and paths[path].currency), None)
    money = currencies.profile(
        unnamed.items(),
        stated.heading if stated else "",
        stated=(stated and stated.currency) or "",
        preamble_code=preamble.currency,
        option=options.currency,
    )
    dated = dates.profile(
        texts.get(DATE, {}).items(), paths[DATE].heading if DATE in paths else "", order,
        option=Periods(options.periods) if options.periods else None, fy_start=options.fy_start,
        century=options.century, day_numbers=options.day_numbers,
    )  # fmt: skip
    notes = [*_above(preamble, paths, options), *awarded.notes, *money.notes,
             *([order.note] if order.note else []), *dated.notes]  # fmt: skip
    others = DateFormat(order.dayfirst, fy_start=options.fy_start)
    return Formats(dated.form, others, figures, money.form, tuple(notes))


def _beside(form: NumberFormat, match: Match, preamble: Preamble, options: ReadOptions) -> NumberFormat:
    """Return the format of a column of figures: as its amounts are written, in the unit of its heading."""
    return replace(form, scale=_scale(match, preamble, options))


def _scale(match: Match, preamble: Preamble, options: ReadOptions) -> int:
    return options.scale or (match.scale if match.scale != 1 else preamble.scale)


def _above(top: Preamble, paths: Mapping[str, Match], options: ReadOptions) -> Iterator[str]:
    """Say what is taken from the lines above the headings."""
    unscaled = [paths[path] for path in FIGURES if path in paths and paths[path].scale == 1]
    if top.scale != 1 and unscaled and not options.scale:
        yield f"figures are times {top.scale:,}, as `{top.scale_from}` above the headings says; `--scale 1` reads them so"
    if top.currency and any(not paths[path].currency for path in FIGURES if path in paths):
        yield f"the currency is {top.currency}, as `{top.currency_from}` above the headings says"
