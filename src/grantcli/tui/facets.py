"""The pane of facets: the values of each with how many awards have them, to be chosen and left."""

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from grantcli.errors import visible
from grantcli.tui.answers import Facet, label
from grantcli.tui.popups import PagedList
from grantcli.tui.text_width import both_ends
from grantcli.tui.view_state import Pick

FEW = 6
"""A facet shows this many values at first."""
_Line = tuple[Text, Pick | str | None]
"""What a line says, and what it means: a value, a facet that it opens, or nothing."""


class Facets(PagedList):
    """The values of each facet; those that are chosen have a mark and stand first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "select", show=False)]

    class Chosen(Message):
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
        self._meant: list[Pick | str | None] = []

    def put(self, facets: Mapping[str, Facet], picks: tuple[Pick, ...], *, whole: bool = True) -> None:
        """Show these facets, the highlight where it was; not `whole` are those of the last question that found any award."""
        self.border_title = "facets" if whole else "facets, as before"
        self.facets, self.picks = facets, picks
        here = None if self.highlighted is None else self._meant[self.highlighted]
        top = self.scroll_y
        lines = [line for facet in facets.values() for line in self._lines_of(facet)]
        self._meant = [meant for _, meant in lines]
        self.set_options([Option(text, disabled=meant is None) for text, meant in lines])
        if here in self._meant:
            self.highlighted = self._meant.index(here)
        self.scroll_to(y=top, animate=False)

    def _lines_of(self, facet: Facet) -> list[_Line]:
        """Return the lines of a facet; none where no award has a value."""
        if not any(pick.value is not None for pick, _ in facet.values):
            return []
        chosen = [each for each in facet.values if each[0] in self.picks]
        others = [each for each in facet.values if each[0] not in self.picks]
        few = others if facet.field in self._open else others[: max(FEW - len(chosen), 0)]
        lines: list[_Line] = [(Text(facet.field, "bold underline"), None)]
        lines += [(self._line(pick, count), pick) for pick, count in (*chosen, *few)]
        left = len(others) - len(few)
        if left or (facet.more and facet.field not in self._open):
            lines.append((Text(f"  … {left + facet.more:,} more"), facet.field))
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
        meant = self._meant[event.option_index]
        if isinstance(meant, Pick):
            self.post_message(self.Chosen(meant))
        elif meant is not None:
            self._open ^= {meant}
            self.put(self.facets, self.picks)

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the counts at the right edge."""
        self.put(self.facets, self.picks)
