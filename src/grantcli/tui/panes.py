"""The panes of the screen: the facets, the rows (awards or totals), and one award with what its amount rests on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import DataTable, OptionList, Static
from textual.widgets.option_list import Option

from grantcli.errors import visible
from grantcli.render import render
from grantcli.render.cells import display_rows, heading, in_grid
from grantcli.render.column_widths import fit
from grantcli.render.style import Style
from grantcli.table import FIGURES, Cell, Column, Table
from grantcli.tui.answers import Facet, ScreenTable, label
from grantcli.tui.keys import MOVING
from grantcli.tui.popups import PagedList
from grantcli.tui.text_width import both_ends, page, safe, shorten
from grantcli.tui.view_state import Pick

FIRST_VALUES = 6
"""A facet shows this many values at first."""
_Line = tuple[Text, Pick | str | None]
"""What a line says, and what it means: a value, a facet that it opens, or nothing."""


class Facets(PagedList):
    """The values of each facet; those that are chosen have a mark and stand first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "select", show=False)]

    class ValueChoice(Message):
        """A value was chosen, or is not to be any more."""

        def __init__(self, pick: Pick) -> None:
            """Keep the value."""
            super().__init__()
            self.pick = pick

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(markup=False)
        self.facets: Mapping[str, Facet] = {}
        self.picks: tuple[Pick, ...] = ()
        self._open: set[str] = set()
        self._meanings: list[Pick | str | None] = []

    def fill(self, facets: Mapping[str, Facet], picks: tuple[Pick, ...], *, current: bool = True) -> None:
        """Show these facets, the highlight where it was; not `current` are those of the last question that found any award."""
        self.border_title = "facets" if current else "facets, as before"
        self.facets, self.picks = facets, picks
        highlight = None if self.highlighted is None else self._meanings[self.highlighted]
        top = self.scroll_y
        lines = [line for facet in facets.values() for line in self._lines_of(facet)]
        self._meanings = [pick for _, pick in lines]
        self.set_options([Option(text, disabled=pick is None) for text, pick in lines])
        if highlight in self._meanings:
            self.highlighted = self._meanings.index(highlight)
        self.scroll_to(y=top, animate=False)

    def _lines_of(self, facet: Facet) -> list[_Line]:
        """Return the lines of a facet; none where no award has a value."""
        if not any(pick.value is not None for pick, _ in facet.values):
            return []
        picked = [each for each in facet.values if each[0] in self.picks]
        others = [each for each in facet.values if each[0] not in self.picks]
        first = others if facet.field in self._open else others[: max(FIRST_VALUES - len(picked), 0)]
        lines: list[_Line] = [(Text(facet.field, "bold underline"), None)]
        lines += [(self._line(pick, count), pick) for pick, count in (*picked, *first)]
        rest = len(others) - len(first)
        if rest or (facet.more and facet.field not in self._open):
            lines.append((Text(f"  … {rest + facet.more:,} more"), facet.field))
        elif facet.field in self._open:
            lines.append((Text(f"  … fewer ({facet.more:,} are not listed)" if facet.more else "  … fewer"), facet.field))
        return lines

    def _line(self, pick: Pick, count: int) -> Text:
        number, mark = f"{count:,}", "✓ " if pick in self.picks else "  "
        room = max(self.scrollable_content_region.width - 3 - len(number), 6)
        style = "bold" if pick in self.picks else "italic" if pick.value is None else ""
        return Text(f"{mark}{both_ends(visible(label(pick)), room)} {number}", style, no_wrap=True, end="")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose a value, or show more or fewer of a facet."""
        event.stop()
        meaning = self._meanings[event.option_index]
        if isinstance(meaning, Pick):
            self.post_message(self.ValueChoice(meaning))
        elif meaning is not None:
            self._open ^= {meaning}
            self.fill(self.facets, self.picks)

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the counts at the right edge."""
        self.fill(self.facets, self.picks)


MARGIN = 20
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
        self.content: ScreenTable | None = None

    def fill(self, content: ScreenTable, *, keep_row: bool) -> None:
        """Show these rows; with `keep_row` the cursor keeps its row."""
        row, top = self.cursor_row, self.scroll_y
        self.content = content
        order = content.state.ranked if content.state.by else content.state.sort
        columns = in_grid(content.table)
        texts, _ = display_rows(content.table, columns)
        heads = [shorten(" ".join(heading(column)), 16) + _mark(column.name, order) for _, column in columns]
        widths, hidden = self._fit(columns, texts, heads)
        self.clear(columns=True)
        fitted = [(place, widths[index], column) for place, (index, column) in enumerate(columns) if index in widths]
        for place, width, column in fitted:
            self.add_column(_cell(heads[place], width, column), width=width, key=column.name)
        for line in texts:
            self.add_row(*(_cell(line[place], width, column) for place, width, column in fitted))
        name = f"totals by {content.state.by}" if content.state.by else "awards"
        self.border_title = Text(f"{name}, without {', '.join(hidden)}" if hidden else name)
        if keep_row and self.row_count:
            self.move_cursor(row=min(row, self.row_count - 1), animate=False, scroll=False)
            self.scroll_to(y=top, animate=False)

    def _fit(
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
        layout = fit(columns, natural, words, width)
        return layout.widths, layout.hidden

    def on_resize(self, _event: events.Resize) -> None:
        """Give the columns the room that there is now."""
        if self.content:
            self.fill(self.content, keep_row=True)

    def action_first(self) -> None:
        """Go to the first row."""
        self.move_cursor(row=0, animate=False)

    def action_last(self) -> None:
        """Go to the last row that there is, and ask for more."""
        self.move_cursor(row=self.row_count - 1, animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for more rows where scrolling comes near the last one."""
        super().watch_scroll_y(old_value, new_value)
        if self.content and not self.content.complete and new_value + self.size.height + MARGIN >= len(self.content.ids):
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
    return Text(shorten(text, width), justify="right" if column.kind in FIGURES else "left", no_wrap=True, end="")


def _without_empty(table: Table) -> Table:
    """Return an award without the fields that it has no value of; that its amount is not known is shown."""
    filled = [column.name == "amount" or any(row[place] for row in table.rows)
            for place, column in enumerate(table.columns)]  # fmt: skip
    columns = (
        replace(column, for_people=column.for_people and value) for column, value in zip(table.columns, filled, strict=True)
    )
    return replace(table, columns=tuple(columns))


class Record(VerticalScroll, can_focus=True):
    """An award whole, in lines as wide as the pane."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("g,home", "scroll_home", show=False),
        Binding("G,end", "scroll_end", show=False),
    ]

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.award: Mapping[str, Cell] = {}
        """The cells of the row whose award is to be shown: of several awards, an id says not which."""
        self._table: Table | None = None

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static("")

    def fill(self, table: Table) -> None:
        """Show an award from its first line."""
        self._table = _without_empty(table)
        self.border_title = "award"
        self._draw()
        self.scroll_home(animate=False)

    def say(self, text: str) -> None:
        """Show a text instead of an award."""
        self.award, self._table = {}, None
        self.border_title = "notes"
        self.query_one(Static).update(safe(text))

    def on_resize(self, _event: events.Resize) -> None:
        """Break the lines again."""
        self._draw()

    def _draw(self) -> None:
        if self._table:
            width = max(self.scrollable_content_region.width, 20)
            text = render(self._table, "table", Style(width, vertical=True)).text  # which shows nothing as it is that steers
            heads = frozenset(column.heading for column in self._table.columns)
            self.query_one(Static).update(page(text, heads))
