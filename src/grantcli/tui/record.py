"""The pane of one award: everybody in it, and what its amount rests on, as `grantcli show --explain` says it."""

from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from grantcli.render import render
from grantcli.render.style import Style
from grantcli.table import Table
from grantcli.tui.text_width import page, safe


def _without_empty(table: Table) -> Table:
    """Return an award without the fields that it has no value of; that its amount is not known is shown."""
    told = [column.name == "amount" or any(row[place] for row in table.rows)
            for place, column in enumerate(table.columns)]  # fmt: skip
    columns = (replace(column, for_people=column.for_people and keep) for column, keep in zip(table.columns, told, strict=True))
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
        self.asked = ""
        """The id of the award that is to be shown."""
        self._table: Table | None = None

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static("")

    def put(self, table: Table) -> None:
        """Show an award from its first line."""
        self._table = _without_empty(table)
        self.border_title = "award"
        self._draw()
        self.scroll_home(animate=False)

    def say(self, text: str) -> None:
        """Show a text instead of an award."""
        self.asked, self._table = "", None
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
