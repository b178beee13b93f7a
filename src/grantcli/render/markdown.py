"""Markdown: a pipe table (GitHub Flavored Markdown); whatever in data would be markup is escaped."""

import re

from grantcli.errors import visible
from grantcli.render.cells import below, display_rows, for_people, heading, in_grid, lines, select_notes
from grantcli.render.style import Page, Style
from grantcli.table import FIGURES, Cell, Column, Table

_MARKUP = re.compile(r"[\\`*_\[\]<>|#~&]")


def render(table: Table, style: Style) -> Page:
    """Return title, table and notes as Markdown."""
    parts = [f"**{_text(visible(table.title))}**"] if table.title else []
    vertical = table.vertical or style.vertical
    parts += _records(table) if vertical else [_table(table)]
    if notes := select_notes(table.notes, style.notes):
        parts.append("\n".join(f"- {_text(visible(note))}" for note in notes))
    for name, entries in [] if vertical else below(table):
        items = ["  " * bool(number) + f"- {_text(line)}" for entry in entries for number, line in enumerate(entry)]
        parts += [f"**{_text(name)}**", "\n".join(items)]
    return Page("\n\n".join(parts) + "\n")


def _table(table: Table) -> str:
    columns = in_grid(table)
    rows, footer = display_rows(table, columns)
    head = [_heading(column) for _, column in columns]
    body = [[_text(cell) for cell in row] for row in rows] + [
        [f"**{_text(cell)}**" if cell else "" for cell in row] for row in footer
    ]
    rules = ["---:" if column.kind in FIGURES else "---" for _, column in columns]
    return "\n".join(_line(row) for row in [head, rules, *body])


def _records(table: Table) -> list[str]:
    columns = for_people(table)
    return [
        "\n".join(
            [
                "| | |",
                "|---|---|",
                *(_line([_heading(column), _cell(row[index], column)]) for index, column in columns),
            ]
        )
        for row in (*table.rows, *table.footer)
    ]


def _heading(column: Column) -> str:
    return _text(" ".join(heading(column)))


def _cell(cell: Cell, column: Column) -> str:
    return "<br>".join(_text(line) for line in lines(cell, column))


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _text(text: str) -> str:
    return _MARKUP.sub(lambda match: "&amp;" if match[0] == "&" else f"\\{match[0]}", text)
