"""HTML: one page with a table, nothing fetched and nothing run; all text is escaped."""

from html import escape

from grantcli.errors import visible
from grantcli.render.cells import below, display_rows, for_people, heading, in_grid, lines, select_notes
from grantcli.render.style import Page, Style
from grantcli.table import FIGURES, Column, Table

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;margin:2rem;color:#111;background:#fff}"
    "table{border-collapse:collapse;margin:1rem 0}"
    "caption{font-weight:bold;text-align:left}th,td{padding:.25rem .75rem;text-align:left;vertical-align:top}"
    "thead th{border-bottom:2px solid #111}tfoot td{border-top:1px solid #111;font-weight:bold}"
    ".figure{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
)


def render(table: Table, style: Style) -> Page:
    """Return title, table and notes as a page."""
    title = escape(visible(table.title or "awards"))
    vertical = table.vertical or style.vertical
    body = _records(table) if vertical else _table(table)
    notes = "".join(f"<li>{escape(visible(note))}</li>\n" for note in select_notes(table.notes, style.notes))
    return Page(
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}"
        + (f"<ul>\n{notes}</ul>\n" if notes else "")
        + ("" if vertical else "".join(_explanation_rows(name, entries) for name, entries in below(table)))
        + "</body>\n</html>\n"
    )


def _explanation_rows(name: str, entries: list[list[str]]) -> str:
    items = "".join(f"<li>{'<br>'.join(escape(line) for line in entry)}</li>\n" for entry in entries)
    return f"<h2>{escape(name)}</h2>\n<ul>\n{items}</ul>\n"


def _table(table: Table) -> str:
    columns = in_grid(table)
    rows, footer = display_rows(table, columns)
    marks = [' class="figure"' if column.kind in FIGURES else "" for _, column in columns]
    head = "".join(f'<th scope="col"{mark}>{_heading(column)}</th>' for (_, column), mark in zip(columns, marks, strict=True))
    caption = f"<caption>{escape(visible(table.title))}</caption>\n" if table.title else ""
    foot = f"<tfoot>\n{_rows(footer, marks)}</tfoot>\n" if footer else ""
    return f"<table>\n{caption}<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{_rows(rows, marks)}</tbody>\n{foot}</table>\n"


def _rows(rows: list[list[str]], marks: list[str]) -> str:
    return "".join(
        "<tr>" + "".join(f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(row, marks, strict=True)) + "</tr>\n"
        for row in rows
    )


def _records(table: Table) -> str:
    columns = for_people(table)
    title = f"<h1>{escape(visible(table.title))}</h1>\n" if table.title else ""
    return title + "".join(
        "<table>\n"
        + "".join(
            f'<tr><th scope="row">{_heading(column)}</th>'
            f"<td>{'<br>'.join(escape(line) for line in lines(row[index], column))}</td></tr>\n"
            for index, column in columns
        )
        + "</table>\n"
        for row in (*table.rows, *table.footer)
    )


def _heading(column: Column) -> str:
    return escape(" ".join(heading(column)))
