"""The pane of rows, awards or totals: as many columns as there is room for, and more rows as they are wanted."""

from dataclasses import replace
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import DataTable

from grantcli.render.cells import heading, in_grid, shown_rows
from grantcli.render.layout import fit
from grantcli.table import FIGURES, Column
from grantcli.tui.answers import ScreenTable
from grantcli.tui.keys import MOVING
from grantcli.tui.text_width import short

NEAR = 20
"""This many rows before the last one, the next rows are loaded."""
_PADDING = 2
_TITLE = 28
"""The fewest cells that a title gets, where the pane has as many."""


class Rows(DataTable[Text]):
    """Rows of a table; a column without room is named below, and is part of the whole award."""

    BINDINGS: ClassVar[list[BindingType]] = [*MOVING]

    class NearEnd(Message):
        """The last of the rows come into sight."""

    class SortBy(Message):
        """A heading was clicked."""

        def __init__(self, name: str) -> None:
            """Keep which."""
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(cursor_type="row", cell_padding=_PADDING // 2)
        self.shown: ScreenTable | None = None

    def put(self, shown: ScreenTable, *, stay: bool) -> None:
        """Show these rows; with `stay` the cursor keeps its row."""
        row, top = self.cursor_row, self.scroll_y
        self.shown = shown
        order = shown.look.ranked if shown.look.by else shown.look.sort
        columns = in_grid(shown.table)
        texts, _ = shown_rows(shown.table, columns)
        heads = [short(" ".join(heading(column)), 16) + _mark(column.name, order) for _, column in columns]
        widths, hidden = self._fitted(columns, texts, heads)
        self.clear(columns=True)
        kept = [(place, widths[index], column) for place, (index, column) in enumerate(columns) if index in widths]
        for place, width, column in kept:
            self.add_column(_cell(heads[place], width, column), width=width, key=column.name)
        for line in texts:
            self.add_row(*(_cell(line[place], width, column) for place, width, column in kept))
        name = f"totals by {shown.look.by}" if shown.look.by else "awards"
        self.border_title = Text(f"{name}, without {', '.join(hidden)}" if hidden else name)
        if stay and self.row_count:
            self.move_cursor(row=min(row, self.row_count - 1), animate=False, scroll=False)
            self.scroll_to(y=top, animate=False)

    def _fitted(
        self, columns: list[tuple[int, Column]], texts: list[list[str]], heads: list[str]
    ) -> tuple[dict[int, int], tuple[str, ...]]:
        """Return the width of each column for which there is room, and the headings of the others."""
        width = max(self.scrollable_content_region.width - _PADDING, 1)
        columns = [(index, _with_room(column, width)) for index, column in columns]
        natural: dict[int, int] = {}
        words: dict[int, int] = {}
        for place, (index, column) in enumerate(columns):
            cells = [heads[place], *(line[place] for line in texts)]
            natural[index] = max(map(cell_len, cells))
            words[index] = natural[index] if column.kind in FIGURES else cell_len(heads[place])
        found = fit(columns, natural, words, width)
        return found.widths, found.hidden

    def on_resize(self, _event: events.Resize) -> None:
        """Give the columns the room that there is now."""
        if self.shown:
            self.put(self.shown, stay=True)

    def action_first(self) -> None:
        """Go to the first row."""
        self.move_cursor(row=0, animate=False)

    def action_last(self) -> None:
        """Go to the last row that there is, and ask for more."""
        self.move_cursor(row=self.row_count - 1, animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for more rows where scrolling comes near the last one."""
        super().watch_scroll_y(old_value, new_value)
        if self.shown and not self.shown.whole and new_value + self.size.height + NEAR >= len(self.shown.ids):
            self.post_message(self.NearEnd())

    def on_data_table_header_selected(self, event: DataTable.HeaderSelected) -> None:
        """Sort by the column whose heading was clicked."""
        event.stop()
        if event.column_key.value:
            self.post_message(self.SortBy(event.column_key.value))


def _with_room(column: Column, width: int) -> Column:
    """Return the column of titles with two fifths of the width to itself: others hide before a title is cut shorter."""
    return replace(column, room=max(_TITLE, width * 2 // 5)) if column.name == "title" else column


def _mark(name: str, order: str) -> str:
    return " ▼" if order == f"-{name}" else " ▲" if order == name else ""


def _cell(text: str, width: int, column: Column) -> Text:
    return Text(short(text, width), justify="right" if column.kind in FIGURES else "left", no_wrap=True, end="")
