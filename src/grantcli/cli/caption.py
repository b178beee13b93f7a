"""The title and the notes of a chart or a page, and the question as a command line."""

import re
from collections.abc import Mapping
from dataclasses import fields
from shlex import join

import typer

from grantcli.charts.frame import ChartText
from grantcli.cli.command_table import table as command_table
from grantcli.cli.options import Input
from grantcli.errors import visible
from grantcli.query.lexer import group_terms
from grantcli.render.cells import lines
from grantcli.render.plot import plot
from grantcli.reports.notes import ADD_CURRENCY, plural
from grantcli.table import Column, Detail, Kind, Table

_SIDE = re.compile(r"^[a-z] is ")
"""How the note on a side of a comparison begins: with its letter, of which a chart shows none."""
_WORDS = {"fy": "financial year", "per head": "total per head"}
"""What fields and figures are called where nobody sees how they are asked."""
_ELSEWHERE = frozenset({
    "format", "output", "chart", "color", "no_pager", "errors", "debug", "fail_empty", "vertical", "excel", "raw", "title",
    "template", "today", "save_map", "no_header", "notes", "quiet", "copy", "open",
    "memory", "no_cache", "engine", "timeout", "no_config", "help",
})  # fmt: skip
"""Options that say where an answer goes or how it looks, and change no figure in it."""

_INPUT = frozenset(each.name for each in fields(Input))


def line(context: typer.Context, command: str = "", *, term: str = "", **instead: object) -> str:
    """Return a context's command line, safe to show, or that of another command about the same awards, with these options.

    With `term` it is about those of the awards that this term is true of.
    """
    name = command or str(context.command.name)
    values: Mapping[str, object] = {**context.params, **instead}
    arguments = [param.name or "" for param in context.command.params if param.param_type_name == "argument"]
    options = [option for option in command_table()[name].options if option.name not in _ELSEWHERE]
    terms = [word for each in arguments for word in _values(context.params.get(each))]
    is_stated = values.get("stated_only") and not any(option.name == "stated_only" for option in options)
    more = ["basis=stated"] * bool(is_stated) + [term] * bool(term)
    words = ["grantcli", name, *group_terms(terms, more), *more]
    for option in options:
        value = values.get(option.name)
        if value and option.name not in _INPUT:
            flag = option.flags[0]
            words += [flag] if value is True else [part for each in _values(value) for part in (flag, each)]
    return visible(join([*words, *context.obj[Input].words([option.name for option in options])]))


def _values(value: object) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def words(table: Table, context: typer.Context) -> ChartText:
    """Return the caption of a chart: its subject, the number of awards, notes, data and the question."""
    figures = plot(table)
    by = ", ".join(column.heading for column in figures.keys)
    is_total = figures.whole is not None and not figures.series and context.command.name == "total"
    measure = figures.measure_column.heading
    title = f"{_WORDS.get(measure, measure)} by {by}" if is_total and by else table.title
    awards = [table.title.partition(", by ")[0]] if is_total and by else []
    subtitle = ", ".join([*awards, *_of_all(table, figures.whole)])
    dataset = context.obj[Input].dataset
    version = f", version {dataset.version}" if dataset.version else ""
    source = f"Source: {dataset.data.label}{version}; {line(context)}"
    if context.command.name == "total":
        title = title[:1].upper() + re.sub(r"\bfy\b", _WORDS["fy"], title[1:])
    notes = [_SIDE.sub("", note) for note in split_notes(table)[0]]
    own = str(context.params.get("title") or "")
    below_title = [title, subtitle] if own else [subtitle]
    return ChartText(own or title, tuple(filter(None, below_title)), (*notes, source))


def split_notes(table: Table) -> tuple[list[str], list[str]]:
    """Return the notes that a chart has, which are all that change a figure and those on sides, and the others, to be printed."""
    notes = [note for note in table.notes if note != ADD_CURRENCY]  # each currency has a part of the chart
    others: list[str] = [note for note in notes if isinstance(note, Detail) and not _SIDE.match(note)]
    return [note for note in notes if note not in others], others


def _of_all(table: Table, column: Column | None) -> list[str]:
    """Return what all awards of each currency come to, of an amount that is drawn: as a total only where it is one."""
    if column is None or not table.footer:
        return []
    cells = [row[table.columns.index(column)] for row in table.footer]
    if column.measure == "awards" and any(each.series for each in table.columns):
        return [f"{plural(sum(cell for cell in cells if isinstance(cell, int)), 'award')} (each counted once)"]
    texts = ["".join(lines(cell, column)) for cell in cells if cell is not None or column.measure == "total"]
    if column.kind is not Kind.MONEY or not texts:
        return []
    if column.measure == "total":
        return [f"total{'s' * (len(texts) > 1)} {', '.join(texts)} (each award counted once)"]
    return [f"{column.heading} of all awards {', '.join(texts)}"]
