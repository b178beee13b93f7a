"""What comes up over the screen: a list to choose from, a line to fill in, a text to read. Esc leaves each."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import ClassVar, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from grantcli.tui.keys import MOVING
from grantcli.tui.text_width import ControlMarks, safe

_FIRST = "OptionList, Input, VerticalScroll"
"""What has the focus when it comes up."""
_LEAVE = Binding("escape", "leave", show=False)
_Answer = TypeVar("_Answer")


class _Popup(ModalScreen[_Answer | None]):
    """What comes up, and goes once: a second key that was pressed before it had gone does nothing."""

    AUTO_FOCUS = _FIRST

    def leave(self, answer: _Answer | None) -> None:
        """Go, with an answer."""
        if self.is_current:
            self.dismiss(answer)

    def action_leave(self) -> None:
        """Go without an answer."""
        self.leave(None)


class PagedList(OptionList):
    """A list of lines, also where the screen is too small to show any: Textual's own then fails at a page up or down."""

    BINDINGS: ClassVar[list[BindingType]] = [*MOVING]

    def action_page_down(self) -> None:
        """Go a page down."""
        with suppress(KeyError):
            super().action_page_down()  # type: ignore[no-untyped-call]  # Textual has no types here

    def action_page_up(self) -> None:
        """Go a page up."""
        with suppress(KeyError):
            super().action_page_up()  # type: ignore[no-untyped-call]  # as above


class ChoiceList(_Popup[str]):
    """A list of names, one of which is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [_LEAVE, Binding("q", "leave", show=False)]

    def __init__(self, title: str, names: Sequence[str], labels: Sequence[str]) -> None:
        """Keep the names, and what is read of each."""
        super().__init__()
        self._title, self._names, self._labels = title, names, labels

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="popup"):
            yield Static(Text(self._title, "bold"))
            yield PagedList(*map(Text, self._labels), markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Leave with the name that was chosen."""
        self.leave(self._names[event.option_index])


class FillIn(_Popup[str]):
    """A line to fill in; `wrong` says of an answer why it is asked again, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [_LEAVE]

    def __init__(self, title: str, value: str, wrong: Callable[[str], str]) -> None:
        """Keep the prompt and the first text."""
        super().__init__()
        self._title, self._value, self._wrong = title, value, wrong

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        with Vertical(classes="popup"):
            yield Static(Text(self._title, "bold"))
            yield Input(self._value, select_on_focus=False, highlighter=ControlMarks())
            yield Static("", id="wrong")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Leave with what was filled in, unless something is wrong with it."""
        notes = self._wrong(event.value)
        if notes:
            self.query_one("#wrong", Static).update(safe(notes))
        else:
            self.leave(event.value)


class TextPopup(_Popup[None]):
    """A text to read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _LEAVE,
        Binding("q,n,question_mark,enter", "leave", show=False),
        Binding("j,down", "down", show=False),
        Binding("k,up", "up", show=False),
    ]

    def __init__(self, title: str, text: str) -> None:
        """Keep the text."""
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Vertical(classes="popup"):
            yield Static(Text(self._title, "bold"))
            with VerticalScroll():
                yield Static(safe(self._text))

    def action_down(self) -> None:
        """Go a line down."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def action_up(self) -> None:
        """Go a line up."""
        self.query_one(VerticalScroll).scroll_up(animate=False)
