"""The table on the screen, drawn by Rich; or one block a record.

Rich must not change the data: cells are `Text`, never markup; we work out widths here, so that Rich neither shortens a figure nor
drops a column; and we decide about colour before Rich does.
"""

from collections.abc import Iterator
from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING

from grantcli.errors import cells, visible
from grantcli.render.cells import below, display_rows, for_people, heading, in_grid, lines, select_notes, show
from grantcli.render.column_widths import GAP, ColumnFit, fit, wrap
from grantcli.render.style import Page, Style
from grantcli.table import FIGURES, WHOLE, Cell, Column, Kind, Table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

_WIDEST = 1_000_000
_AT_ONCE = 1_000
"""Rich draws this many rows at once: of each it takes twenty times the memory of its text."""


def render(table: Table, style: Style) -> Page:
    """Return the table with its title above and its notes below."""
    vertical = table.vertical or style.vertical
    body, hidden, notes = (_blocks(table, style), "", ()) if vertical else _grid(table, style)
    head = "".join(_note_lines(visible(text), style) for text in (table.title, hidden) if text)
    title = f"{head}\n" if head else ""
    notes_of_style = (*select_notes(table.notes, style.notes), *(notes if style.notes != "none" else ()))
    note_text = "".join(_note_lines(f"note: {visible(note)}", style, "      ") for note in notes_of_style)
    explanations = "" if vertical else "".join(f"\n{_explanation_lines(name, entries, style)}" for name, entries in below(table))
    return Page(title + body + (f"\n{note_text}" if note_text else "") + explanations)


def _note_lines(text: str, style: Style, indent: str = "") -> str:
    return "".join(f"{line}\n" for line in wrap(text, style.width, indent))


def _explanation_lines(name: str, entries: list[list[str]], style: Style) -> str:
    """Return what one row rests on, each entry under the name of the row, and its further lines under its first."""
    texts = ["  " + "  " * bool(number) + line for entry in entries for number, line in enumerate(entry)]
    return _note_lines(name, style) + "".join(_note_lines(text, style, "      ") for text in texts)


def _grid(table: Table, style: Style) -> tuple[str, str, tuple[str, ...]]:
    """Return the grid, the names of hidden columns, and the note about bars."""
    columns = in_grid(table)
    rows, footer = display_rows(table, columns)
    natural, words = _needs(columns, [*rows, *footer])
    notes: tuple[str, ...] = ()
    if style.chart:
        from grantcli.render.bars import NARROWEST, WIDEST, bar_notes, bars
        from grantcli.render.plot import plot

        figures = plot(table)
        bar_columns = [place for place, (index, _) in enumerate(columns) if index in figures.bar_places]
        at = bar_columns[0] + 1 if len(bar_columns) == 1 else len(columns)
        natural[_BARS], words[_BARS], notes = WIDEST, NARROWEST, bar_notes(figures)
        columns.insert(at, (_BARS, Column("bars", Kind.TEXT, title=" ")))
    layout = fit(columns, natural, words, style.width)
    if style.chart:
        bar_texts = bars(figures, layout.widths.get(_BARS, NARROWEST), unicode=style.unicode)
        rows = [[*row[:at], bar, *row[at:]] for row, bar in zip(rows, bar_texts, strict=True)]
        footer = [[*row[:at], "", *row[at:]] for row in footer]
    rows = _shorten(table, columns, rows, natural, layout)
    names = ", ".join(layout.hidden)
    hidden = f"hidden to fit {style.width} columns: {names}; --vertical shows all, --columns chooses" if names else ""
    return _draw(columns, rows, footer, layout, style), hidden, notes


def _shorten(
    table: Table, columns: list[tuple[int, Column]], rows: list[list[str]], natural: dict[int, int], layout: ColumnFit
) -> list[list[str]]:
    """Return the rows with many values cut to the lines of their column, and the number of the others."""
    for place, (index, column) in enumerate(columns):
        width = layout.widths.get(index, 0)
        if column.kind is Kind.MANY and column.lines and 0 < width < natural[index]:
            for row, cell in zip(rows, table.rows, strict=True):
                row[place] = _fit_parts(cell[index], column, width)
    return rows


def _fit_parts(cell: Cell, column: Column, width: int) -> str:
    texts = lines(cell, column)
    for count in range(len(texts), 1, -1):
        text = show(tuple(texts[:count]), column) + (f" and {len(texts) - count} more" if count < len(texts) else "")
        if len(wrap(text, width)) <= column.lines:
            return text
    return texts[0] + (f" and {len(texts) - 1} more" if texts[1:] else "") if texts else ""


_BARS = -1
"""The place of the bars, which are not a column of the table."""


def _needs(columns: list[tuple[int, Column]], rows: list[list[str]]) -> tuple[dict[int, int], dict[int, int]]:
    """Return what each column needs whole, and its longest word."""
    from rich.cells import cell_len

    natural, words = {}, {}
    for place, (index, column) in enumerate(columns):
        texts = [*(row[place] for row in rows), *heading(column)]
        natural[index] = max(cell_len(text) for text in texts)
        is_figure = column.kind in FIGURES
        parts = [*texts[: -len(heading(column))], *" ".join(heading(column)).split()] if is_figure else " ".join(texts).split()
        words[index] = max(map(cell_len, parts), default=0)
    return natural, words


def _draw(
    columns: list[tuple[int, Column]], rows: list[list[str]], footer: list[list[str]], layout: ColumnFit, style: Style
) -> str:
    from rich.console import Console
    from rich.text import Text

    places = [place for place, (index, _) in enumerate(columns) if index in layout.widths]
    width = sum(layout.widths.values()) + GAP * len(places)
    result: list[str] = []
    for start in range(0, max(len(rows), 1), _AT_ONCE):
        grid = _frame([columns[place] for place in places], layout, style)
        grid.show_header = start == 0
        part = [[row[place] for place in places] for row in rows[start : start + _AT_ONCE]]
        for texts in _join_rows(part, [layout.widths[columns[place][0]] for place in places]):
            grid.add_row(*(Text(text, overflow="fold") for text in texts))
        if footer and start + _AT_ONCE >= len(rows):
            grid.add_section()
            for row in footer:
                grid.add_row(*(Text(row[place], overflow="fold") for place in places), style="bold")
        output = StringIO()
        _console(Console, output, max(width, 1), color=style.color).print(grid)
        result += (f"{line.rstrip()}\n" for line in output.getvalue().splitlines())
    return "".join(result)


def _join_rows(rows: list[list[str]], widths: list[int]) -> Iterator[list[str]]:
    """Yield the rows, of which neighbours whose cells each fit on a line are one: Rich draws a row of many lines faster."""
    from rich.cells import cell_len

    def fits(row: list[str]) -> bool:
        return all(cell_len(text) <= width for text, width in zip(row, widths, strict=True))

    for is_line, group in groupby(rows, fits):
        if is_line:
            yield ["\n".join(texts) for texts in zip(*group, strict=True)]
        else:
            yield from group


def _frame(columns: list[tuple[int, Column]], layout: ColumnFit, style: Style) -> "RichTable":
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    lines = box.SIMPLE if style.unicode else box.ASCII2.__class__(_ASCII_LINES, ascii=True)
    grid = RichTable(box=lines, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for index, column in columns:
        figure = column.kind in FIGURES
        head = Text("\n".join(line for part in heading(column) for line in wrap(part, layout.widths[index])))
        no_wrap = figure or column.kind in WHOLE or index == _BARS
        grid.add_column(head, width=layout.widths[index], justify="right" if figure else "left", no_wrap=no_wrap, overflow="fold")
    return grid


_ASCII_LINES = "    \n    \n -- \n    \n    \n -- \n    \n    \n"


def _console(console: "type[Console]", output: StringIO, width: int, *, color: bool) -> "Console":
    return console(
        file=output, width=min(width, _WIDEST), force_terminal=color, color_system="standard" if color else None,
        no_color=not color, markup=False, emoji=False, highlight=False, legacy_windows=False, force_jupyter=False,
        force_interactive=False, _environ={},
    )  # fmt: skip


def _blocks(table: Table, style: Style) -> str:
    columns = for_people(table)
    heads = {index: " ".join(heading(column)) for index, column in columns}
    margin = max(map(cells, heads.values()), default=0) + GAP
    blocks = []
    for row in (*table.rows, *table.footer):
        block: list[str] = []
        for index, column in columns:
            if row[index] is not None or column.missing:
                block += _entry(heads[index], lines(row[index], column), margin, style.width)
        blocks.append("".join(f"{line.rstrip()}\n" for line in block))
    return "\n".join(blocks)


def _entry(head: str, values: list[str], margin: int, width: int | None) -> list[str]:
    room = None if width is None else max(width - margin, 30)
    texts = [line for value in values or [""] for line in wrap(value, room, "  ")]
    heads = [head, *("" for _ in texts[1:])]
    return [start + " " * (margin - cells(start)) + line for start, line in zip(heads, texts, strict=True)]
